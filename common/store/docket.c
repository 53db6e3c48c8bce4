#include "store/docket.h"

#include "domain/ref.h"
#include "json/write.h"
#include "sql.h"
#include "store/params.h"
#include "store/plan_write.h"
#include "store/window_rows.h"

#include <string.h>

static const struct zone utc = {0};

struct lists {
    struct zone zone;
    struct json_out items;
    struct json_out windows;
    struct json_out opened;
    struct json_out events;
    struct text texts[4];
};

static void begin(struct lists *lists);
static void add_docket(struct lists *lists, const struct docket *docket, int team);
static void add_item(struct json_out *out, const struct docket *docket, int team);
static void add_changed(struct json_out *out, const struct docket *docket,
                        const struct docket_window *window);
static void add_opened(struct json_out *out, const struct docket *docket,
                       const struct docket_window *window);
static void add_times(struct json_out *out, const struct docket *docket,
                      const struct window *window);
static void add_event(struct lists *lists, const struct docket *docket,
                      const struct docket_event *event);
static void add_event_data(struct json_out *out, const struct docket_event *event,
                           struct zone zone);
static const char *end(struct json_out *out, struct arena *arena);

void docket_change_query(struct db_pool *pool, struct arena *arena,
                         const struct docket_batch *batch, db_callback *callback, void *context)
{
    struct lists lists;
    const char **params = arena_alloc(arena, 7 * sizeof(*params));
    begin(&lists);
    lists.zone = batch->zone;
    for (size_t i = 0; i < batch->count; i++)
        add_docket(&lists, batch->dockets[i], batch->is_one ? 0 : (int)i);
    params[0] = param_integer(arena, batch->data_version);
    params[1] = param_instant(arena, batch->now_us);
    params[2] = batch->actor;
    params[3] = end(&lists.items, arena);
    params[4] = end(&lists.windows, arena);
    params[5] = end(&lists.opened, arena);
    params[6] = end(&lists.events, arena);
    db_query(pool, SQL_DOCKET_CHANGE, params, 7, callback, context);
}

enum docket_outcome docket_outcome_at(const struct db_rows *rows, size_t row, int64_t *ret_id,
                                      int64_t *ret_now_us)
{
    static const char *const outcomes[] = {"changed", "outdated", "moved_on", "clock"};
    const char *outcome = db_rows_text(rows, row, DOCKET_CHANGE_OUTCOME);
    *ret_id = db_rows_integer(rows, row, DOCKET_CHANGE_ID);
    *ret_now_us = db_rows_instant(rows, row, DOCKET_CHANGE_NOW);
    for (int i = DOCKET_CHANGED; i < DOCKET_CLOCK; i++) {
        if (strcmp(outcome, outcomes[i]) == 0)
            return (enum docket_outcome)i;
    }
    return DOCKET_CLOCK;
}

static void begin(struct lists *lists)
{
    memset(lists, 0, sizeof(*lists));
    struct json_out *outs[] = {&lists->items, &lists->windows, &lists->opened, &lists->events};
    for (size_t i = 0; i < 4; i++) {
        *outs[i] = (struct json_out){.text = &lists->texts[i], .is_terse = true};
        json_out_begin_array(outs[i]);
    }
}

static const char *end(struct json_out *out, struct arena *arena)
{
    json_out_end_array(out);
    const char *copy = arena_copy(arena, out->text->bytes, out->text->length);
    text_done(out->text);
    return copy;
}

static void add_docket(struct lists *lists, const struct docket *docket, int team)
{
    add_item(&lists->items, docket, team);
    for (size_t i = 0; i < docket->window_count; i++) {
        const struct docket_window *window = &docket->windows[i];
        if (window->is_changed && window->window.id == 0)
            add_opened(&lists->opened, docket, window);
        else if (window->is_changed)
            add_changed(&lists->windows, docket, window);
    }
    for (size_t i = 0; i < docket->event_count; i++)
        add_event(lists, docket, &docket->events[i]);
}

static void add_item(struct json_out *out, const struct docket *docket, int team)
{
    int severity = docket->facts.severity;
    json_out_begin_object(out);
    json_out_member_integer(out, "id", docket->item_id);
    json_out_member_integer(out, "team", team);
    json_out_member_integer(out, "version", docket->version);
    json_out_member_string(out, "status", item_statuses[docket->status].code);
    json_out_member_instant(out, "due_at", docket_due_us(docket), utc);
    json_out_member_integer(out, "department", docket->lead_department_id);
    json_out_member_string(out, "severity", severity < 0 ? NULL : item_severities[severity].code);
    if (docket->merged_into)
        json_out_member_integer(out, "merged_into", docket->merged_into);
    json_out_end_object(out);
}

static void add_changed(struct json_out *out, const struct docket *docket,
                        const struct docket_window *window)
{
    json_out_begin_object(out);
    json_out_member_integer(out, "id", window->window.id);
    json_out_member_integer(out, "generation_read", window->generation_read);
    json_out_member_integer(out, "level_read", window->level_read);
    json_out_member_integer(out, "step_read", window->step_read);
    json_out_member_string(out, "state_read", window_states[window->state_read].code);
    json_out_member_integer(out, "generation", window->window.generation);
    json_out_member_bool(out, "held", window->window.is_held);
    json_out_member_bool(out, "acknowledged", window->window.is_acknowledged);
    json_out_member_instant(out, "answered_at", window->window.answered_at_us, utc);
    json_out_member_json(out, "answer", window->answer);
    add_times(out, docket, &window->window);
    if (window->is_planned)
        plan_write(out, &window->plan);
    json_out_end_object(out);
}

static void add_opened(struct json_out *out, const struct docket *docket,
                       const struct docket_window *window)
{
    json_out_begin_object(out);
    json_out_member_integer(out, "n", window->window.n);
    json_out_member_string(out, "stage", window->window.rule->stage);
    json_out_member_instant(out, "opened_at", window->window.opened_at_us, utc);
    json_out_member_bool(out, "held", window->window.is_held);
    add_times(out, docket, &window->window);
    plan_write(out, &window->plan);
    json_out_end_object(out);
}

static void add_times(struct json_out *out, const struct docket *docket,
                      const struct window *window)
{
    json_out_member_integer(out, "item_id", docket->item_id);
    json_out_member_integer(out, "rule", window->rule->id);
    json_out_member_integer(out, "department", window->department_id);
    json_out_member_string(out, "state", window_states[window->state].code);
    clock_write(out, &window->clock, item_cap_us(&docket->facts));
    json_out_member_instant(out, "starts_at", window->clock.starts_at_us, utc);
    json_out_member_instant(out, "rule_due_at", window->times.rule_due_at_us, utc);
    json_out_member_instant(out, "due_at", window->times.due_at_us, utc);
    json_out_member_date(out, "last_day", window->times.last_day);
    json_out_member_bool(out, "provisional", window->times.provisional);
}

static void add_event(struct lists *lists, const struct docket *docket,
                      const struct docket_event *event)
{
    struct json_out *out = &lists->events;
    json_out_begin_object(out);
    json_out_member_integer(out, "item_id", docket->item_id);
    json_out_member_string(out, "type", docket_events[event->type].code);
    if (event->n)
        json_out_member_integer(out, "n", event->n);
    json_out_key(out, "data");
    add_event_data(out, event, lists->zone);
    json_out_end_object(out);
}

/* What was said of it, and what it moved; only what there is. */
static void add_event_data(struct json_out *out, const struct docket_event *event, struct zone zone)
{
    json_out_begin_object(out);
    json_out_member_instant(out, "at", event->at_us, zone);
    if (event->new_due_us != INSTANT_NONE) {
        json_out_member_instant(out, "old_due_at", event->old_due_us, zone);
        json_out_member_instant(out, "new_due_at", event->new_due_us, zone);
    }
    if (event->other_id) {
        char ref[REF_SIZE];
        ref_format(event->other_id, ref);
        json_out_member_string(out, "item", ref);
    }
    json_out_member_string(out, "from", event->from);
    json_out_member_string(out, "to", event->to);
    json_out_member_string(out, "reason", event->deed.word);
    json_out_member_string(out, "note", event->deed.note);
    json_out_member_string(out, "approved_by", event->deed.approver);
    json_out_member_string(out, "notice", event->deed.notice);
    json_out_member_string(out, "reviewer", event->deed.reviewer);
    json_out_member_string(out, "proof", event->deed.proof);
    if (event->is_told_at_once)
        json_out_member_bool(out, "told_at_once", true);
    json_out_end_object(out);
}
