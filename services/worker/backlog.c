/* Looking at what is overdue or waits, every few seconds, for the metrics: what has not happened is
 * counted by nobody. */
#include "worker.h"

#include "base/log.h"
#include "domain/civil.h"

enum { COUNT_MAX = 10000 };
static const int64_t interval_us = 5 * SECOND_US;

static void on_timer(evutil_socket_t socket, short what, void *context);
static void on_backlog(const struct db_rows *rows, const struct error *error, void *context);
static int64_t age_us(const struct worker *worker, int64_t since_us);

void backlog_start(struct worker *worker)
{
    worker->backlog_timer = evtimer_new(worker->base, on_timer, worker);
    worker_set_timer(worker->backlog_timer, SECOND_US);
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    if (!worker->is_draining)
        backlog_query(worker->pool, sweep_clear(worker).at_us, COUNT_MAX, on_backlog, worker);
}

/* Without an answer the last figures stay; that there is no database is told by others. */
static void on_backlog(const struct db_rows *rows, const struct error *error, void *context)
{
    struct worker *worker = context;
    worker_note_reading("what waits", error);
    if (!error) {
        struct backlog backlog = backlog_of(rows);
        metric_set(METRIC_OVERDUE_STEPS, backlog.steps);
        metric_set(METRIC_OVERDUE_OLDEST_US, age_us(worker, backlog.oldest_step_us));
        metric_set(METRIC_OVERDUE_ITEMS, backlog.items);
        metric_set(METRIC_OUTBOX_OLDEST_US, age_us(worker, backlog.oldest_outbox_us));
    }
    if (!worker->is_draining)
        worker_set_timer(worker->backlog_timer, interval_us);
}

static int64_t age_us(const struct worker *worker, int64_t since_us)
{
    return since_us == INSTANT_NONE ? 0 : database_clock_now_us(worker->clock) - since_us;
}
