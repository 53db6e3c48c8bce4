/* Sweeping: what should have fired a while ago is fired straight from the database, whatever
 * became of Redis; and what is kept for a time only is thrown away. */
#include "worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "domain/instant.h"
#include "sql.h"

#include <stdlib.h>

/* One sweep in so many trusts nothing that was seen before: the database may be another one. */
enum { PURGE_MAX = 10000, SWEEPS_TO_ALL = 120 };
static const int64_t purge_interval_us = 60 * SECOND_US;

/* How long ago, in lives of a statement, a transaction may have begun of which nobody can see that
 * it writes. No moment is stored that lies before its transaction. */
enum { STATEMENTS_UNSEEN = 3 };
static const int64_t progress_us = SECOND_US / 4;
static const int64_t look_us = 100000;            /* for a connection */
static const int64_t reach_us = 3600 * SECOND_US; /* see begin_later */

static void on_sweep_timer(evutil_socket_t socket, short what, void *context);
static bool is_redis_busy(const struct worker *worker);
static size_t free_batches(const struct worker *worker);
static int64_t interval_us(const struct worker *worker);
static struct frontier next_beginning(struct worker *worker);
static void on_overdue(const struct db_rows *rows, const struct error *error, void *context);
static void note_clear(struct worker *worker, int64_t oldest_us, int64_t writing_us);
static void forget_clear(struct worker *worker);
static void begin_later(struct worker *worker);
static int64_t earlier(int64_t one_us, int64_t other_us);
static void fire_all(struct worker *worker, const struct step *steps, size_t count);
static void on_batch_swept(struct worker *worker, bool is_good, size_t fired);
static void on_swept(struct worker *worker);
static void end(struct worker *worker, bool is_more);
static void on_purge_timer(evutil_socket_t socket, short what, void *context);
static void on_purged(const struct db_rows *rows, const struct error *error, void *context);

void sweep_start(struct worker *worker)
{
    forget_clear(worker);
    worker->sweep_timer = evtimer_new(worker->base, on_sweep_timer, worker);
    worker->purge_timer = evtimer_new(worker->base, on_purge_timer, worker);
    worker_set_timer(worker->sweep_timer, 0);
    worker_set_timer(worker->purge_timer, purge_interval_us);
}

struct frontier sweep_clear(const struct worker *worker)
{
    int64_t unseen_us = (int64_t)STATEMENTS_UNSEEN * worker->config->database_timeout_ms * 1000;
    int64_t clear_us = earlier(worker->clear_us, database_clock_now_us(worker->clock));
    return (struct frontier){clear_us == INSTANT_NONE ? INSTANT_NONE : clear_us - unseen_us, 0};
}

static void on_sweep_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    if (worker->is_draining || worker->is_sweeping)
        return;
    if (db_pool_state(worker->pool).open == 0) {
        forget_clear(worker);
        worker_set_timer(worker->sweep_timer, look_us);
        return;
    }
    worker->is_sweeping = true;
    worker->sweep_limit =
        (size_t)worker->config->fire_batch * (is_redis_busy(worker) ? 1 : free_batches(worker));
    worker->asked_us = database_clock_is_known(worker->clock) ? database_clock_now_us(worker->clock)
                                                              : INSTANT_NONE;
    steps_overdue_query(worker->pool, next_beginning(worker), worker->config->sweep_after_ms,
                        (int)worker->sweep_limit, on_overdue, worker);
}

/* It gets a backlog done. */
static bool is_redis_busy(const struct worker *worker)
{
    return worker->has_backlog && clock_mono_us() - worker->progressed_us < progress_us;
}

/* Beside what is claimed, which has its connections already. */
static size_t free_batches(const struct worker *worker)
{
    return worker->claimed < FIRING_MAX ? (size_t)(FIRING_MAX - worker->claimed) : 1;
}

static int64_t interval_us(const struct worker *worker)
{
    return (int64_t)worker->config->sweep_interval_ms * 1000;
}

static struct frontier next_beginning(struct worker *worker)
{
    if (worker->swept.at_us != INSTANT_NONE)
        return worker->swept;
    worker->sweep_began_us = clock_mono_us();
    if (worker->sweeps++ % SWEEPS_TO_ALL == 0)
        return (struct frontier){INSTANT_NONE, 0};
    return sweep_clear(worker);
}

static void on_overdue(const struct db_rows *rows, const struct error *error, void *context)
{
    struct worker *worker = context;
    int64_t writing_us = INSTANT_NONE;
    size_t count = error ? 0 : steps_overdue_count(rows, &writing_us);
    bool is_from_oldest = worker->swept.at_us == INSTANT_NONE;
    worker->swept.at_us = INSTANT_NONE;
    worker_note_reading("what is overdue", error);
    if (error && db_error_is_cancel(error))
        begin_later(worker);
    else if (error)
        forget_clear(worker);
    else if (is_from_oldest)
        note_clear(worker, count > 0 ? steps_overdue_at(rows, 0).at_us : INSTANT_NONE, writing_us);
    if (count == 0 || worker->is_draining) {
        end(worker, false);
        return;
    }
    struct step *steps = memory_new(count, sizeof(*steps));
    for (size_t i = 0; i < count; i++)
        steps[i] = steps_overdue_at(rows, i);
    if (count == worker->sweep_limit)
        worker->swept = (struct frontier){steps[count - 1].at_us, steps[count - 1].window_id};
    fire_all(worker, steps, count);
    free(steps);
}

/* Up to the oldest that was found, or up to the moment of asking; but what was being written then
 * could not be seen, and when that began was told by the sweep before. */
static void note_clear(struct worker *worker, int64_t oldest_us, int64_t writing_us)
{
    int64_t seen_us = oldest_us;
    if (seen_us == INSTANT_NONE && worker->asked_us != INSTANT_NONE)
        seen_us = worker->asked_us - (int64_t)worker->config->sweep_after_ms * 1000;
    worker->clear_us = earlier(seen_us, worker->writing_us);
    worker->writing_us = writing_us == INSTANT_NONE ? worker->asked_us : writing_us;
}

/* The database may be another one by now. */
static void forget_clear(struct worker *worker)
{
    worker->swept.at_us = INSTANT_NONE;
    worker->clear_us = worker->writing_us = INSTANT_NONE;
}

/* To read from the oldest takes longer than a statement may, as where a transaction has been open
 * for so long that millions of entries of what has fired are left. One reading in so many still
 * tries it; the others begin at a moment within reach, and find what falls due. */
static void begin_later(struct worker *worker)
{
    if (worker->clear_us == INSTANT_NONE && database_clock_is_known(worker->clock))
        worker->clear_us = worker->writing_us = database_clock_now_us(worker->clock) - reach_us;
}

/* Not known is earlier than all that is. */
static int64_t earlier(int64_t one_us, int64_t other_us)
{
    return one_us < other_us ? one_us : other_us;
}

static void fire_all(struct worker *worker, const struct step *steps, size_t count)
{
    size_t batch = (size_t)worker->config->fire_batch;
    worker->sweep_batches = (int)((count + batch - 1) / batch);
    worker->sweep_fired = 0;
    worker->is_sweep_broken = false;
    for (size_t first = 0; first < count; first += batch)
        fire_swept(worker, &steps[first], count - first < batch ? count - first : batch,
                   on_batch_swept);
}

static void on_batch_swept(struct worker *worker, bool is_good, size_t fired)
{
    worker->sweep_fired += fired;
    worker->is_sweep_broken |= !is_good;
    if (--worker->sweep_batches == 0)
        on_swept(worker);
}

/* After as much as was asked for there may be more, which comes behind it. Once a sweep's interval
 * has passed it begins with the oldest again, which others may have let go by now; but first it
 * goes on to what can be fired. While Redis gets a backlog done, the oldest are enough: whoever
 * claimed them may be dead, and the rest is its own. */
static void on_swept(struct worker *worker)
{
    if (worker->sweep_fired > 0)
        log_event(LOG_INFO, "swept", LOG_I("steps", worker->sweep_fired));
    if (worker->is_sweep_broken)
        forget_clear(worker);
    bool is_more = worker->swept.at_us != INSTANT_NONE && !is_redis_busy(worker);
    bool is_time = clock_mono_us() - worker->sweep_began_us >= interval_us(worker);
    if (!is_more || (is_time && worker->sweep_fired > 0))
        worker->swept.at_us = INSTANT_NONE;
    end(worker, is_more);
}

static void end(struct worker *worker, bool is_more)
{
    worker->is_sweeping = false;
    if (!worker->is_draining)
        worker_set_timer(worker->sweep_timer, is_more ? 0 : interval_us(worker));
}

static void on_purge_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    if (!worker->is_draining)
        idempotency_purge_query(worker->pool, worker->config->idempotency_keep_hours, PURGE_MAX,
                                on_purged, worker);
}

static void on_purged(const struct db_rows *rows, const struct error *error, void *context)
{
    struct worker *worker = context;
    int64_t purged = error ? 0 : db_rows_integer(rows, 0, KEY_PURGE_PURGED);
    if (error)
        log_event(LOG_WARN, "keys_not_purged", LOG_S("why", error->message));
    metric_add(METRIC_KEYS_PURGED, purged);
    if (!worker->is_draining)
        worker_set_timer(worker->purge_timer, purged == PURGE_MAX ? 0 : purge_interval_us);
}
