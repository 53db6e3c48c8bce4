# Turns the samples of migrations/data/demo into requests: path, idempotency key and body, a line
# each. $now is a moment in epoch seconds; $part is "history" or "recent".

def epoch: (.[0:19] + "Z" | fromdate) - 28800;
def stamp: (. + 28800 | todate | .[0:19]) + "+08:00";
def number: .id[1:] | tonumber;

# Who is late and what stays open, so that the figures show both.
def late_stages: {S02: ["written_opinion"], S06: ["response"], S19: ["first_disposal"],
    S20: ["reply"]};
def open_stages: {S12: ["reply"], S22: ["conclusion"], S26: ["reply"]};

def what($stage):
    {title: ("关于“" + .title + "”的" + (if .kind == "opinion_event" then "情况通报" else "答复" end)),
     reviewer: "办公室", proof: "原纸质台账"}
    + (if $stage == "press_conference" then {speaker: "主要负责人", chief_spoke: true, place: "新闻发布厅"} else {} end)
    + (if .disclosure == "主动公开" and .kind == "opinion_event"
       then {address: ("https://example.org/" + .id)} else {} end);

# Days are answered on the last one, in the morning or afternoon; hours after seven tenths.
def answered_at($due; $late):
    (.clock_start // .received_at | epoch) as $start
    | if ($due | length) == 10
      then ($due + (if number % 2 == 1 then "T09:40:00" else "T15:10:00" end) | epoch)
           + (if $late then 2 * 86400 else 0 end)
      else ($due | epoch) as $last
           | if $late then $last + 2400 else $start + (($last - $start) * 0.7 | floor) end
      end;

def answers:
    . as $sample
    | [.due | to_entries[] | select(.key != "max_extended") | .key as $stage
       | select((open_stages[$sample.id] // []) | index($stage) | not)
       | .value as $due
       | $sample
       | answered_at($due; (late_stages[.id] // []) | index($stage) != null)
       | select(. <= $now)
       | . as $at
       | {stage: $stage, answered_at: ($at | stamp)} + ($sample | what($stage))];

def letter: .channel == "mayor_mailbox" or .channel == "governor_message";
def secret: .confidential == true or (.tags | index("举报人保密") != null);
def nameless: .contact.name == "匿名";

def inquiry:
    {channel, type: .kind, title, content: .text, received_at, tags, external_ref: .ref,
     lead_department: .lead_dept, support_departments: .support_depts, answers: answers}
    + (if .urgent then {urgent: true} else {} end)
    + (if .id == "S28" then {personal_data: true} else {} end)
    + (if letter then {transferred_at: .clock_start} else {} end)
    + (if secret then {confidential: true} else {} end)
    + (if nameless then {anonymous: true} else {contact} end);

def opinion_event:
    {source: .channel, severity, title, content: .text, detected_at: .received_at,
     tags, external_ref: .ref, lead_department: .lead_dept, support_departments: .support_depts,
     answers: answers}
    + (if .id == "S05" or .id == "S06" then {accident: true} else {} end)
    + (if .drill then {drill: true} else {} end);

def request:
    [(if .kind == "opinion_event" then "/v1/opinion-events" else "/v1/inquiries" end),
     "demo-" + .ref,
     (if .kind == "opinion_event" then opinion_event else inquiry end | tojson)]
    | join("\t");

# The same texts again, hours ago: {sample, ago, answered: {stage: hours after receipt}}.
def recent: [
    {sample: "S03", ago: 2}, {sample: "S19", ago: 3, answered: {acknowledged: 0.2, first_disposal: 1.6}},
    {sample: "S13", ago: 6}, {sample: "S17", ago: 20}, {sample: "S14", ago: 26},
    {sample: "S15", ago: 30, answered: {reply: 5}}, {sample: "S29", ago: 49},
    {sample: "S01", ago: 54}, {sample: "S20", ago: 75, answered: {reply: 47}},
    {sample: "S30", ago: 102, answered: {written_opinion: 70}}, {sample: "S26", ago: 121},
    {sample: "S24", ago: 200}];

def again($plan):
    . as $sample
    | ($now - $plan.ago * 3600) as $start
    | ($start | stamp) as $received
    | . + {ref: ("R" + .id[1:]), received_at: $received, clock_start: $received,
           due: {}, id: ("R" + .id[1:])}
    | inquiry
    | .answers = [($plan.answered // {}) | to_entries[]
        | .key as $stage
        | {stage: $stage, answered_at: ($start + .value * 3600 | floor | stamp)}
          + ($sample | what($stage))];

if $part == "history"
then .[] | select((.clock_start // .received_at | epoch) <= $now) | .ref = .id | request
else . as $samples | recent[] | . as $plan
    | $samples[] | select(.id == $plan.sample)
    | ["/v1/inquiries", "demo-R" + .id[1:], (again($plan) | tojson)] | join("\t")
end
