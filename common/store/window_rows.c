#include "store/window_rows.h"

#include <string.h>

/* The entries of window_row(), in its order. */
enum column {
    ID,
    N,
    RULE_ID,
    DEPARTMENT_ID,
    STATE,
    OPENED_AT,
    STARTS_AT,
    CLOCK,
    RULE_DUE_AT,
    DUE_AT,
    LAST_DAY,
    PROVISIONAL,
    GENERATION,
    LEVEL,
    HELD,
    ACKNOWLEDGED,
    ANSWERED_AT,
    RECORDED_AT,
    ANSWER,
    NEXT_STEP,
    NEXT_AT
};

static struct clock read_clock(const struct json *node, int64_t starts_at_us, int64_t cap_us);
static bool is_plain(const struct clock *clock, int64_t item_cap_us);
static int64_t instant(const struct json *node);

bool windows_from_json(const struct json *rows, int64_t cap_us, const struct reference *reference,
                       size_t room, struct arena *arena, struct docket *ret_docket)
{
    size_t count = json_count(rows);
    size_t most = count < DOCKET_WINDOWS_MAX ? DOCKET_WINDOWS_MAX - count : 0;
    windows_make_room(ret_docket, count, room < most ? room : most, arena);
    for (size_t i = 0; i < count; i++) {
        if (!window_from_json(json_at(rows, i), cap_us, reference, arena, &ret_docket->windows[i]))
            return false;
    }
    return true;
}

void windows_make_room(struct docket *docket, size_t count, size_t room, struct arena *arena)
{
    docket->window_count = count;
    docket->window_room = count + room;
    docket->windows = arena_alloc(arena, docket->window_room * sizeof(*docket->windows));
    docket->event_room = docket->window_room + DOCKET_EVENTS_BESIDE;
    docket->events = arena_alloc(arena, docket->event_room * sizeof(*docket->events));
}

bool window_from_json(const struct json *row, int64_t cap_us, const struct reference *reference,
                      struct arena *arena, struct docket_window *ret)
{
    const struct json *answer = json_at(row, ANSWER);
    int64_t starts_at_us = instant(json_at(row, STARTS_AT));
    int state = word_find(window_states, json_string(json_at(row, STATE)));
    struct window *window = &ret->window;
    *window = (struct window){
        .id = json_integer(json_at(row, ID)),
        .n = (int)json_integer(json_at(row, N)),
        .rule = reference_rule(reference, (int)json_integer(json_at(row, RULE_ID))),
        .department_id = (int)json_integer(json_at(row, DEPARTMENT_ID)),
        .state = (enum window_state)state,
        .clock = read_clock(json_at(row, CLOCK), starts_at_us, cap_us),
        .times =
            {
                .starts_at_us = starts_at_us,
                .rule_due_at_us = instant(json_at(row, RULE_DUE_AT)),
                .due_at_us = instant(json_at(row, DUE_AT)),
                .last_day = (int32_t)json_integer(json_at(row, LAST_DAY)),
                .provisional = json_boolean(json_at(row, PROVISIONAL)),
            },
        .opened_at_us = instant(json_at(row, OPENED_AT)),
        .generation = (int)json_integer(json_at(row, GENERATION)),
        .level = (int)json_integer(json_at(row, LEVEL)),
        .is_held = json_boolean(json_at(row, HELD)),
        .is_acknowledged = json_boolean(json_at(row, ACKNOWLEDGED)),
        .answered_at_us = instant(json_at(row, ANSWERED_AT)),
        .recorded_at_us = instant(json_at(row, RECORDED_AT)),
    };
    ret->answer = json_is_null(answer) ? NULL : json_text(answer, arena);
    ret->level_read = window->level;
    ret->generation_read = window->generation;
    ret->state_read = window->state;
    ret->step_read = (int)json_integer(json_at(row, NEXT_STEP));
    ret->waits_for_us = instant(json_at(row, NEXT_AT));
    return window->rule && state >= 0;
}

void clock_write(struct json_out *out, const struct clock *clock, int64_t item_cap_us)
{
    if (is_plain(clock, item_cap_us))
        return;
    json_out_key(out, "clock");
    json_out_begin_object(out);
    json_out_member_integer(out, "extension", clock->extension);
    json_out_member_bool(out, "was_extended", clock->was_extended);
    json_out_member_integer(out, "restarts", clock->restarts);
    json_out_member_integer(out, "stated", clock->stated);
    if (clock->cap_us != INSTANT_NONE)
        json_out_member_integer(out, "cap", clock->cap_us);
    json_out_key(out, "pauses");
    json_out_begin_array(out);
    for (size_t i = 0; i < clock->pause_count; i++) {
        const struct pause *pause = &clock->pauses[i];
        json_out_begin_array(out);
        json_out_integer(out, pause->from_us);
        if (pause->to_us == INSTANT_NONE)
            json_out_null(out);
        else
            json_out_integer(out, pause->to_us);
        json_out_string(out, pause_reasons[pause->reason].code);
        json_out_end_array(out);
    }
    json_out_end_array(out);
    json_out_end_object(out);
}

/* A clock to which something happened tells its own cap; another has the item's if its window was
 * opened with the item. */
static struct clock read_clock(const struct json *node, int64_t starts_at_us, int64_t cap_us)
{
    struct clock clock = clock_start(starts_at_us, cap_us);
    if (json_is_null(node))
        return clock;
    const struct json *pauses = json_get(node, "pauses"), *cap = json_get(node, "cap");
    clock.extension = (int)json_integer(json_get(node, "extension"));
    clock.was_extended = json_boolean(json_get(node, "was_extended"));
    clock.restarts = (uint32_t)json_integer(json_get(node, "restarts"));
    clock.stated = (uint32_t)json_integer(json_get(node, "stated"));
    clock.cap_us = instant(cap);
    for (size_t i = 0; i < json_count(pauses) && i < CLOCK_PAUSES_MAX; i++) {
        const struct json *pause = json_at(pauses, i);
        int reason = word_find(pause_reasons, json_string(json_at(pause, 2)));
        clock.pauses[clock.pause_count++] = (struct pause){
            json_integer(json_at(pause, 0)), instant(json_at(pause, 1)), (enum pause_reason)reason};
    }
    return clock;
}

static bool is_plain(const struct clock *clock, int64_t item_cap_us)
{
    return clock->extension == 0 && !clock->was_extended && clock->restarts == 0 &&
           clock->stated == 0 && clock->pause_count == 0 && clock->cap_us == item_cap_us;
}

static int64_t instant(const struct json *node)
{
    return json_is_null(node) ? INSTANT_NONE : json_integer(node);
}
