/*
 * Reconciling: after a calendar or a rule has changed, what runs is counted anew, part by part,
 * while everything else goes on. See docs/adr/0007.
 *
 *     look (every second) -> list -> take -> read -> change what moved -> strike off -> take …
 *                                             ^------------' less, where it was refused
 */
#include "worker.h"

#include "base/log.h"
#include "base/memory.h"
#include "db/part.h"
#include "sql.h"
#include "store/docket.h"
#include "store/recalculation.h"

#include <stdlib.h>
#include <string.h>

/* While one round waits for the database another counts. Its memory would do for items that all
 * have as many windows as one may. */
enum { ROUNDS_MAX = 3, PART_ITEMS = 500, LEASE_SECONDS = 30, ARENA_BYTES = 1 << 30 };
static const int64_t look_us = SECOND_US;

/* One round: a recalculation found, and a part of its items. */
struct round {
    struct worker *worker;
    struct arena *arena;
    struct reference *reference; /* held */
    int64_t id;
    int64_t version;
    const char *why;
    const char *actor;
    struct recalculation_part part;
    int64_t *items;          /* of the part */
    struct db_part counting; /* of the items */
    struct docket **changed; /* which of them moved */
    size_t changed_count;
};

static void on_timer(evutil_socket_t socket, short what, void *context);
static void on_next(const struct db_rows *rows, const struct error *error, void *context);
static const char *copy(struct round *round, const char *text);
static void on_reference(void *context, bool is_good);
static void on_listed(const struct db_rows *rows, const struct error *error, void *context);
static void take(struct round *round);
static void on_taken(const struct db_rows *rows, const struct error *error, void *context);
static void count(struct round *round);
static void on_dockets(const struct db_rows *rows, const struct error *error, void *context);
static void store(struct round *round);
static void on_changed(const struct db_rows *rows, const struct error *error, void *context);
static void count_next(struct round *round);
static void on_not_changed(struct round *round, const struct error *error);
static void count_moved(struct round *round, int64_t item);
static void leave(struct round *round, int64_t item);
static void strike_off(struct round *round);
static void on_done(const struct db_rows *rows, const struct error *error, void *context);
static void give_up(struct round *round, const struct error *error);
static void end(struct round *round, int64_t wait_us);

void reconcile_start(struct worker *worker)
{
    worker->reconcile_timer = evtimer_new(worker->base, on_timer, worker);
    worker_set_timer(worker->reconcile_timer, look_us);
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    if (worker->is_draining || worker->reconciling == ROUNDS_MAX)
        return;
    struct round *round = memory_new(1, sizeof(*round));
    round->worker = worker;
    round->arena = arena_new(ARENA_BYTES);
    worker->reconciling++;
    recalculation_next_query(worker->reconcile_pool, on_next, round);
}

static void on_next(const struct db_rows *rows, const struct error *error, void *context)
{
    struct round *round = context;
    struct worker *worker = round->worker;
    worker_note_reading("what is to be counted anew", error);
    if (error || db_rows_count(rows) == 0 || worker->is_draining) {
        end(round, look_us);
        return;
    }
    round->id = db_rows_integer(rows, 0, RECALCULATION_NEXT_ID);
    round->version = db_rows_integer(rows, 0, RECALCULATION_NEXT_VERSION);
    round->why = copy(round, db_rows_text(rows, 0, RECALCULATION_NEXT_WHY));
    round->actor = copy(round, db_rows_text(rows, 0, RECALCULATION_NEXT_ACTOR));
    struct reference *newest = references_newest(worker->references);
    if (!db_rows_bool(rows, 0, RECALCULATION_NEXT_IS_LISTED))
        recalculation_list_query(worker->reconcile_pool, round->arena, round->id, PART_ITEMS,
                                 on_listed, round);
    else if (newest && newest->version >= round->version)
        on_reference(round, true);
    else
        references_await(worker->references, on_reference, round);
}

static const char *copy(struct round *round, const char *text)
{
    return arena_copy(round->arena, text, strlen(text));
}

static void on_listed(const struct db_rows *rows, const struct error *error, void *context)
{
    struct round *round = context;
    if (error) {
        give_up(round, error);
        return;
    }
    if (db_rows_count(rows) == 0) { /* somebody else lists them */
        end(round, look_us);
        return;
    }
    log_event(LOG_INFO, "recalculation_listed", LOG_I("recalculation", round->id),
              LOG_I("items", db_rows_integer(rows, 0, RECALCULATION_LIST_LISTED)));
    references_await(round->worker->references, on_reference, round);
}

static void on_reference(void *context, bool is_good)
{
    struct round *round = context;
    struct reference *newest = references_newest(round->worker->references);
    if (!is_good || !newest || newest->version < round->version || round->worker->is_draining) {
        end(round, look_us);
        return;
    }
    round->reference = reference_hold(newest);
    take(round);
}

static void take(struct round *round)
{
    recalculation_take_query(round->worker->reconcile_pool, round->arena, round->id, LEASE_SECONDS,
                             on_taken, round);
}

/* Where nothing is left to take, others may still be at work, or it is finished. */
static void on_taken(const struct db_rows *rows, const struct error *error, void *context)
{
    struct round *round = context;
    if (error) {
        give_up(round, error);
        return;
    }
    size_t item_count = db_rows_count(rows);
    if (item_count == 0) {
        strike_off(round);
        return;
    }
    round->items = arena_alloc(round->arena, item_count * sizeof(*round->items));
    for (size_t i = 0; i < item_count; i++)
        round->items[i] = db_rows_integer(rows, i, RECALCULATION_TAKE_ITEM_ID);
    round->part.id = db_rows_integer(rows, 0, RECALCULATION_TAKE_PART);
    round->part.left = arena_alloc(round->arena, item_count * sizeof(*round->part.left));
    round->counting = db_part_all(item_count);
    worker_set_timer(round->worker->reconcile_timer, 0);
    count(round);
}

/* What is tried again is read again: whoever waited for a lock has judged by a moment long past. */
static void count(struct round *round)
{
    dockets_read_query(round->worker->reconcile_pool, round->arena,
                       &round->items[round->counting.first], round->counting.size, on_dockets,
                       round);
}

static void on_dockets(const struct db_rows *rows, const struct error *error, void *context)
{
    struct round *round = context;
    if (error) {
        give_up(round, error);
        return;
    }
    int64_t now_us = database_clock_now_us(round->worker->clock);
    size_t row_count = db_rows_count(rows);
    round->changed = arena_alloc(round->arena, (row_count + 1) * sizeof(struct docket *));
    round->changed_count = 0;
    for (size_t i = 0; i < row_count; i++) {
        struct docket *docket = dockets_read_at(rows, i, round->arena, round->reference, now_us);
        if (!docket)
            leave(round, db_rows_integer(rows, i, DOCKETS_READ_ID));
        else if (docket_recount(docket, round->why))
            round->changed[round->changed_count++] = docket;
    }
    if (round->changed_count > 0)
        store(round);
    else
        count_next(round);
}

static void store(struct round *round)
{
    struct docket_batch batch = {
        .dockets = round->changed,
        .count = round->changed_count,
        .data_version = round->reference->version,
        .now_us = database_clock_now_us(round->worker->clock),
        .actor = round->actor,
        .zone = round->worker->zone,
    };
    docket_change_query(round->worker->reconcile_pool, round->arena, &batch, on_changed, round);
}

/* What somebody else changed meanwhile is looked at again. */
static void on_changed(const struct db_rows *rows, const struct error *error, void *context)
{
    struct round *round = context;
    int64_t id, now_us;
    if (error) {
        on_not_changed(round, error);
        return;
    }
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        if (docket_outcome_at(rows, i, &id, &now_us) == DOCKET_CHANGED)
            count_moved(round, id);
        else
            leave(round, id);
    }
    count_next(round);
}

static void count_next(struct round *round)
{
    if (db_part_next(&round->counting))
        count(round);
    else
        strike_off(round);
}

/* One item that somebody holds or that cannot be stored is looked at again. */
static void on_not_changed(struct round *round, const struct error *error)
{
    if (!db_error_is_of_rows(error)) {
        give_up(round, error);
    } else if (db_part_narrow(&round->counting, error)) {
        count(round);
    } else {
        int64_t item = round->items[round->counting.first];
        log_event(LOG_WARN, "item_not_recalculated", LOG_S("why", error->message),
                  LOG_S("sqlstate", error->sqlstate), LOG_I("item_id", item));
        leave(round, item);
        count_next(round);
    }
}

static void count_moved(struct round *round, int64_t item)
{
    size_t i = 0;
    while (round->changed[i]->item_id != item)
        i++;
    for (size_t j = 0; j < round->changed[i]->window_count; j++) {
        const struct docket_window *each = &round->changed[i]->windows[j];
        round->part.moved += each->is_changed;
        round->part.held += each->is_changed && each->window.is_held;
    }
}

/* An item that is to be looked at again; it may have been read more than once. */
static void leave(struct round *round, int64_t item)
{
    size_t i = 0;
    while (i < round->part.left_count && round->part.left[i] != item)
        i++;
    round->part.left[i] = item;
    if (i == round->part.left_count)
        round->part.left_count++;
}

static void strike_off(struct round *round)
{
    recalculation_done_query(round->worker->reconcile_pool, round->arena, round->id, &round->part,
                             on_done, round);
}

static void on_done(const struct db_rows *rows, const struct error *error, void *context)
{
    struct round *round = context;
    bool is_finished =
        rows && db_rows_count(rows) > 0 && db_rows_bool(rows, 0, RECALCULATION_DONE_FINISHED);
    if (is_finished)
        log_event(LOG_INFO, "recalculation_finished", LOG_I("recalculation", round->id));
    if (round->part.moved > 0)
        arm_soon(round->worker);
    bool is_idle = round->part.left_count == round->counting.count;
    end(round, error || is_finished || is_idle ? look_us : 0);
}

/* What it has taken comes back when the lease ends. */
static void give_up(struct round *round, const struct error *error)
{
    log_event(LOG_WARN, "not_recalculated", LOG_S("why", error->message),
              LOG_S("sqlstate", error->sqlstate));
    end(round, look_us);
}

static void end(struct round *round, int64_t wait_us)
{
    struct worker *worker = round->worker;
    reference_release(round->reference);
    arena_free(round->arena);
    free(round);
    worker->reconciling--;
    if (!worker->is_draining)
        worker_set_timer(worker->reconcile_timer, wait_us);
    worker_drained_a_bit(worker);
}
