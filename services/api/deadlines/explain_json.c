#include "deadlines/explain_json.h"

#include "domain/ref.h"
#include "represent.h"
#include "sql.h"

#include <string.h>

static void add_identity(const struct explained *explained, struct json_out *out);
static void add_rule(const struct explained *explained, struct json_out *out);
static void add_facts(const struct explained *explained, struct json_out *out);
static void add_clock(const struct explained *explained, struct json_out *out);
static void add_day(const struct explained_day *day, void *context);
static void add_events(const struct explained *explained, struct json_out *out);
static void add_texts(const struct explained *explained, struct json_out *out);

void explain_json(const struct explained *explained, struct text *text)
{
    const struct window *window = explained->window;
    struct json_out out = {.text = text};
    json_out_begin_object(&out);
    add_identity(explained, &out);
    add_rule(explained, &out);
    add_facts(explained, &out);
    add_clock(explained, &out);
    json_out_member_instant(&out, "rule_due_at", window->times.rule_due_at_us, explained->zone);
    json_out_member_instant(&out, "due_at", window->times.due_at_us, explained->zone);
    json_out_member_date(&out, "last_day", window->times.last_day);
    json_out_member_bool(&out, "provisional", window->times.provisional);
    if (explain_is_current(window)) {
        explain_json_days(&out, &window->clock, &window->rule->term);
    } else {
        json_out_key(&out, "days");
        json_out_begin_array(&out);
        json_out_end_array(&out);
    }
    add_events(explained, &out);
    add_texts(explained, &out);
    json_out_end_object(&out);
}

void explain_json_days(struct json_out *out, const struct clock *clock, const struct term *term)
{
    json_out_key(out, "days");
    json_out_begin_array(out);
    explain_days(clock, term, add_day, out);
    json_out_end_array(out);
}

static void add_identity(const struct explained *explained, struct json_out *out)
{
    char ref[REF_SIZE];
    ref_format(explained->item->docket.item_id, ref);
    json_out_member_string(out, "ref", ref);
    json_out_member_integer(out, "n", explained->window->n);
    json_out_member_string(out, "stage", explained->window->rule->stage);
    json_out_member_string(out, "state", window_states[explained->window->state].code);
}

static void add_rule(const struct explained *explained, struct json_out *out)
{
    const struct rule *rule = explained->window->rule;
    json_out_key(out, "rule");
    json_out_begin_object(out);
    json_out_member_string(out, "code", rule->code);
    json_out_member_integer(out, "version", rule->version);
    json_out_member_integer(out, "amount", rule->term.amount);
    json_out_member_string(out, "unit", term_units[rule->term.unit].code);
    json_out_member_string(out, "day_end", term_ends[rule->term.day_end].code);
    json_out_member_string(out, "starts_with", rule_starts[rule->start].code);
    json_out_member_date(out, "valid_from", rule->valid_from_day);
    json_out_member_date(out, "valid_to", rule->valid_to_day);
    represent_both("ends_when", rule->ends_zh, rule->ends_en, out);
    represent_both("legal_basis", rule->legal_zh, rule->legal_en, out);
    json_out_end_object(out);
    json_out_member_string(out, "calendar", calendar_name(rule->term.calendar));
    json_out_member_integer(out, "calendar_version", explained->reference->version);
}

static void add_facts(const struct explained *explained, struct json_out *out)
{
    const struct docket *docket = &explained->item->docket;
    const struct item_facts *facts = &docket->facts;
    json_out_member_instant(out, "received_at", facts->received_at_us, explained->zone);
    json_out_member_instant(out, "occurred_at", facts->occurred_at_us, explained->zone);
    json_out_key(out, "seconds_since_occurrence");
    if (facts->occurred_at_us == INSTANT_NONE)
        json_out_null(out);
    else
        json_out_integer(out, (docket->now_us - facts->occurred_at_us) / SECOND_US);
    json_out_member_instant(out, "sender_due", facts->sender_due_us, explained->zone);
    json_out_member_instant(out, "wanted_by", facts->wanted_by_us, explained->zone);
}

static void add_clock(const struct explained *explained, struct json_out *out)
{
    const struct clock *clock = &explained->window->clock;
    json_out_member_instant(out, "starts_at", clock->starts_at_us, explained->zone);
    json_out_member_instant(out, "capped_at", clock->cap_us, explained->zone);
    json_out_member_integer(out, "extension", clock->extension);
    represent_pauses(clock, explained->zone, out);
    represent_words("restarts", restart_reasons, clock->restarts, out);
}

static void add_day(const struct explained_day *day, void *context)
{
    struct json_out *out = context;
    json_out_begin_object(out);
    json_out_member_date(out, "date", day->day);
    json_out_member_integer(out, "weekday", civil_weekday(day->day));
    json_out_member_string(out, "role", explained_roles[day->role].code);
    if (day->number)
        json_out_member_integer(out, "number", day->number);
    json_out_member_bool(out, "worked", day->is_worked);
    json_out_member_string(out, "why", explain_why(day));
    if (day->special) {
        json_out_member_string(out, "name", day->special->name);
        json_out_member_string(out, "notice", day->special->notice);
    }
    json_out_end_object(out);
}

/* Who did what to the clock, and when it was entered. */
static void add_events(const struct explained *explained, struct json_out *out)
{
    const struct db_rows *rows = explained->events;
    json_out_key(out, "events");
    json_out_begin_array(out);
    for (size_t i = 0; rows && i < db_rows_count(rows); i++) {
        json_out_begin_object(out);
        json_out_member_integer(out, "id", db_rows_integer(rows, i, WINDOW_EVENTS_ID));
        json_out_member_instant(out, "at", db_rows_instant(rows, i, WINDOW_EVENTS_AT),
                                explained->zone);
        json_out_member_string(out, "type", db_rows_text(rows, i, WINDOW_EVENTS_TYPE));
        json_out_member_string(out, "actor", db_rows_text(rows, i, WINDOW_EVENTS_ACTOR));
        json_out_member_json(out, "data", db_rows_text(rows, i, WINDOW_EVENTS_DATA));
        json_out_end_object(out);
    }
    json_out_end_array(out);
}

static void add_texts(const struct explained *explained, struct json_out *out)
{
    struct text zh = {0}, en = {0};
    explain_text(explained, true, &zh);
    explain_text(explained, false, &en);
    represent_both("text", text_string(&zh), text_string(&en), out);
    text_done(&zh);
    text_done(&en);
}
