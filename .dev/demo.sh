# shellcheck shell=bash
# Demo data through the API like everyone's, the greeting, and the escalation one can watch.

demo_mark() { [[ -e $VAR/demo/$1 ]]; }

# demo_try TOKEN PATH KEY BODY: prints the answer and, on a last line, its status.
demo_try() {
    curl -sS --max-time 30 -w '\n%{http_code}' -X POST "$HUIYING_URL$2" \
        -H "Authorization: Bearer $1" -H "Idempotency-Key: $3" \
        -H 'Content-Type: application/json' --data-binary @- <<<"$4" 2>&1 || true
}

# demo_post: as demo_try, for the body of a 201. As any client should, it sends a request again,
# under the same key, when it is told 503; any other refusal ends the run with the problem.
demo_post() {
    local answer status attempt
    for attempt in 1 2 3 4 5; do
        answer=$(demo_try "$@")
        status=${answer##*$'\n'}
        answer=${answer%$'\n'*}
        [[ $status == 503 ]] || break
        sleep "$attempt"
    done
    if [[ $status != 201 ]]; then
        printf '%s %s %s\n%s\n' "$2" "$3" "$status" "$answer" >>"$VAR/log/demo.log"
        die_log "the API refused $3 of the demo data ($status)" "$VAR/log/demo.log"
    fi
    printf '%s\n' "$answer"
}

# demo_load history|recent TITLE: idempotency keys make a second attempt harmless.
demo_load() {
    local path key body count=0
    say "· $2"
    while IFS=$'\t' read -r path key body; do
        demo_post "$HUIYING_TOKEN_OPERATOR" "$path" "$key" "$body" >/dev/null
        count=$((count + 1))
    done < <(jq -r -s --argjson now "$(<"$VAR/demo/now")" --arg part "$1" \
        -f "$ROOT/.dev/demo.jq" "$ROOT/migrations/data/demo/samples.jsonl")
    ((count)) || die "no demo data came out of migrations/data/demo/samples.jsonl"
    say "    $count items"
}

# The first time only, before any worker runs.
demo_history() {
    ! demo_mark loaded || return 0
    mkdir -p "$VAR/demo"
    [[ -s $VAR/demo/now ]] || date +%s >"$VAR/demo/now"
    demo_load history "logging the samples as history, with their answers"
    demo_load recent "logging some of the same texts as of the last days"
    touch "$VAR/demo/loaded"
}

demo_event() {
    jq -n --argjson now "$(date +%s)" '
        def stamp: (. + 28800 | todate | .[0:19]) + "+08:00";
        {source: "weibo", severity: "major", title: "网传某化工仓库夜间起火(演示)",
         content: "多个账号发布某化工仓库夜间起火的视频,询问是否有人员伤亡、周边空气是否安全。",
         occurred_at: ($now - 18600 | stamp), detected_at: ($now - 17990 | stamp),
         lead_department: "办公室", support_departments: ["应急中心", "宣教中心"]}'
}

# Prints the level 1 escalation of the item's five-hour window, or nothing yet.
demo_escalated() {
    curl -s --max-time 5 -H "Authorization: Bearer $HUIYING_TOKEN_DASHBOARD" \
        "$HUIYING_URL/v1/escalations?stage=authoritative_info&level=1" |
        jq -c --arg ref "$1" 'first(.. | objects
            | select(.item? == $ref and .stage? == "authoritative_info" and .level? == 1))' \
            2>/dev/null || true
}

demo_wait_escalated() {
    local until=$((SECONDS + 30)) found=
    while [[ -z $found ]]; do
        ((SECONDS < until)) || die "no escalation of $1 within 30 s; the logs: $VAR/log/worker-1.log and $VAR/log/api-1.log"
        sleep 0.3
        found=$(demo_escalated "$1")
    done
    printf '%s\n' "$found"
}

# An event of severity major was detected 4 h 59 min 50 s ago: in ten seconds its window passes.
demo_escalation() {
    local item ref found
    [[ $DEMO == yes ]] || ! demo_mark shown || return 0
    say ""
    say "Watch: an opinion event of severity major, detected 4 h 59 min 50 s ago, is logged now."
    item=$(demo_post "$HUIYING_TOKEN_OPERATOR" /v1/opinion-events "demo-event-$(date +%s%N)" \
        "$(demo_event)")
    ref=$(jq -r .ref <<<"$item")
    jq -r '"  logged     \(.ref), lead department 办公室",
        (.windows[] | select(.stage == "authoritative_info")
            | "  window     authoritative_info, 5 hours, due \(.due_at)")' <<<"$item"
    say "  waiting    nobody answers, no clock is faked …"
    found=$(demo_wait_escalated "$ref")
    jq -r '"  escalated  level \(.level) of \(.stage), due \(.due_at), recorded \(.fired_at)"' \
        <<<"$found"
    touch "$VAR/demo/shown"
    say ""
}

demo_greeting() {
    cat <<TEXT

Huiying 回应 is at $HUIYING_URL

    . var/dev.env      # address and tokens for this shell; then, for each kind of user:

  operator    curl -s \$HUIYING_URL/v1/inquiries -H "Authorization: Bearer \$HUIYING_TOKEN_OPERATOR" -H 'Content-Type: application/json' -d '{"channel":"hotline","type":"consult","title":"零售许可怎么办","content":"需要什么材料?","lead_department":"监管二科"}' | jq
  portal      curl -s \$HUIYING_URL/v1/inquiries -H "Authorization: Bearer \$HUIYING_TOKEN_PORTAL" -H 'Content-Type: application/json' -d '{"channel":"portal","type":"suggestion","title":"建议提供表格下载","content":"结果都是图片,没法检索。","lead_department":"办公室"}' | jq
  dashboard   curl -s \$HUIYING_URL/v1/escalations/summary -H "Authorization: Bearer \$HUIYING_TOKEN_DASHBOARD" | jq
  handler     curl -s "\$HUIYING_URL/v1/items?overdue=true" -H "Authorization: Bearer \$HUIYING_TOKEN_HANDLER" | jq
  admin       curl -s "\$HUIYING_URL/v1/escalations?limit=5" -H "Authorization: Bearer \$HUIYING_TOKEN_ADMIN" | jq

Look at  the summary (what is open, due soon, overdue), the newest escalations, and one item:
         its windows say when each answer is due, by which rule, and whether it came in time.
Logs     var/log/      Pids  var/run/
TEXT
}
