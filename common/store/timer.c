#include "store/timer.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/text.h"
#include "domain/civil.h"
#include "sql.h"
#include "store/params.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A statement at work with the memory of its parameters, which goes once it is answered. */
struct call {
    struct arena *arena;
    db_callback *callback;
    void *context;
};

static struct call *call_new(size_t bytes, db_callback *callback, void *context);
static void call_on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void call_send(struct db_pool *pool, struct call *call, int statement,
                      const char *const *params, int count);

void steps_due_query(struct db_pool *pool, struct frontier frontier, int near_ms, int horizon_ms,
                     int near_limit, int far_limit, db_callback *callback, void *context)
{
    struct call *call = call_new(1 << 12, callback, context);
    const char *params[] = {
        param_instant(call->arena, frontier.at_us), param_integer(call->arena, frontier.window_id),
        param_integer(call->arena, near_ms),        param_integer(call->arena, horizon_ms),
        param_integer(call->arena, near_limit),     param_integer(call->arena, far_limit)};
    call_send(pool, call, SQL_WINDOWS_DUE, params, 6);
}

size_t steps_due_count(const struct db_rows *rows, int far_limit, struct frontier *ret_frontier,
                       bool *ret_is_cut)
{
    size_t count = db_rows_is_null(rows, 0, WINDOWS_DUE_ID) ? 0 : db_rows_count(rows);
    int far = 0;
    for (size_t i = 0; i < count; i++)
        far += db_rows_bool(rows, i, WINDOWS_DUE_IS_FAR);
    *ret_is_cut = far >= far_limit;
    if (*ret_is_cut)
        *ret_frontier = (struct frontier){db_rows_instant(rows, count - 1, WINDOWS_DUE_NEXT_AT),
                                          db_rows_integer(rows, count - 1, WINDOWS_DUE_ID)};
    else
        *ret_frontier = (struct frontier){db_rows_instant(rows, 0, WINDOWS_DUE_HORIZON), INT64_MAX};
    return count;
}

struct step steps_due_at(const struct db_rows *rows, size_t row)
{
    return (struct step){
        .window_id = db_rows_integer(rows, row, WINDOWS_DUE_ID),
        .generation = (int)db_rows_integer(rows, row, WINDOWS_DUE_GENERATION),
        .step = (int)db_rows_integer(rows, row, WINDOWS_DUE_NEXT_STEP),
        .at_us = db_rows_instant(rows, row, WINDOWS_DUE_NEXT_AT),
    };
}

void steps_overdue_query(struct db_pool *pool, struct frontier after, int late_ms, int limit,
                         db_callback *callback, void *context)
{
    struct call *call = call_new(1 << 12, callback, context);
    const char *params[] = {param_integer(call->arena, late_ms), param_integer(call->arena, limit),
                            param_instant(call->arena, after.at_us),
                            param_integer(call->arena, after.window_id)};
    call_send(pool, call, SQL_WINDOWS_OVERDUE, params, 4);
}

size_t steps_overdue_count(const struct db_rows *rows, int64_t *ret_writing_us)
{
    *ret_writing_us = db_rows_instant(rows, 0, WINDOWS_OVERDUE_WRITING_SINCE);
    return db_rows_is_null(rows, 0, WINDOWS_OVERDUE_ID) ? 0 : db_rows_count(rows);
}

struct step steps_overdue_at(const struct db_rows *rows, size_t row)
{
    return (struct step){
        .window_id = db_rows_integer(rows, row, WINDOWS_OVERDUE_ID),
        .generation = (int)db_rows_integer(rows, row, WINDOWS_OVERDUE_GENERATION),
        .step = (int)db_rows_integer(rows, row, WINDOWS_OVERDUE_NEXT_STEP),
        .at_us = db_rows_instant(rows, row, WINDOWS_OVERDUE_NEXT_AT),
    };
}

void steps_fire_query(struct db_pool *pool, const struct step *steps, size_t count,
                      db_callback *callback, void *context)
{
    assert(count > 0);
    struct text lists[3] = {{0}};
    for (size_t i = 0; i < count; i++) {
        char before = i == 0 ? '{' : ',';
        text_add_format(&lists[0], "%c%lld", before, (long long)steps[i].window_id);
        text_add_format(&lists[1], "%c%d", before, steps[i].generation);
        text_add_format(&lists[2], "%c%d", before, steps[i].step);
    }
    struct call *call = call_new(1 << 20, callback, context);
    const char *params[3];
    for (int i = 0; i < 3; i++) {
        text_add_char(&lists[i], '}');
        params[i] = arena_copy(call->arena, lists[i].bytes, lists[i].length);
        text_done(&lists[i]);
    }
    call_send(pool, call, SQL_WINDOWS_FIRE, params, 3);
}

struct step_result steps_fired_at(const struct db_rows *rows, size_t row)
{
    static const char *const names[] = {[STEP_FIRED] = "fired",
                                        [STEP_STALE] = "stale",
                                        [STEP_EARLY] = "early",
                                        [STEP_SKIPPED] = "skipped"};
    const char *outcome = db_rows_text(rows, row, WINDOWS_FIRE_OUTCOME);
    struct step_result result = {
        .position = (size_t)db_rows_integer(rows, row, WINDOWS_FIRE_POSITION) - 1,
        .fired = (int)db_rows_integer(rows, row, WINDOWS_FIRE_FIRED),
        .next = {.window_id = db_rows_integer(rows, row, WINDOWS_FIRE_ID),
                 .generation = (int)db_rows_integer(rows, row, WINDOWS_FIRE_GENERATION),
                 .step = (int)db_rows_integer(rows, row, WINDOWS_FIRE_NEXT_STEP),
                 .at_us = db_rows_instant(rows, row, WINDOWS_FIRE_NEXT_AT)},
    };
    while (result.outcome < STEP_SKIPPED && strcmp(outcome, names[result.outcome]) != 0)
        result.outcome++;
    return result;
}

void backlog_query(struct db_pool *pool, int64_t from_us, int limit, db_callback *callback,
                   void *context)
{
    struct call *call = call_new(1 << 12, callback, context);
    const char *params[] = {param_integer(call->arena, limit), param_instant(call->arena, from_us)};
    call_send(pool, call, SQL_BACKLOG_READ, params, 2);
}

struct backlog backlog_of(const struct db_rows *rows)
{
    return (struct backlog){
        .steps = db_rows_integer(rows, 0, 0),
        .oldest_step_us = db_rows_instant(rows, 0, 1),
        .items = db_rows_integer(rows, 0, 2),
        .oldest_outbox_us = db_rows_instant(rows, 0, 3),
    };
}

void database_clock_query(struct db_pool *pool, db_callback *callback, void *context)
{
    db_query(pool, SQL_CLOCK_READ, NULL, 0, callback, context);
}

void idempotency_purge_query(struct db_pool *pool, int hours, int limit, db_callback *callback,
                             void *context)
{
    struct call *call = call_new(1 << 12, callback, context);
    const char *params[] = {param_integer(call->arena, hours), param_integer(call->arena, limit)};
    call_send(pool, call, SQL_KEY_PURGE, params, 2);
}

static struct call *call_new(size_t bytes, db_callback *callback, void *context)
{
    struct call *call = memory_new(1, sizeof(*call));
    call->arena = arena_new(bytes);
    call->callback = callback;
    call->context = context;
    return call;
}

static void call_send(struct db_pool *pool, struct call *call, int statement,
                      const char *const *params, int count)
{
    const char **kept = arena_alloc(call->arena, (size_t)count * sizeof(*kept));
    memcpy(kept, params, (size_t)count * sizeof(*kept));
    db_query(pool, statement, kept, count, call_on_rows, call);
}

static void call_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct call *call = context;
    call->callback(rows, error, call->context);
    arena_free(call->arena);
    free(call);
}
