/* Arming: every second, what falls due soon is read from the database and put into Redis. */
#include "worker.h"

#include "base/log.h"
#include "base/memory.h"
#include "domain/instant.h"

#include <stdlib.h>

/* While Redis has a backlog, most of what is near is in it: a taste tells whether anything is lost.
 */
enum { NEAR_MS = 3000, READ_MAX = 5000, NEAR_MAX_WITH_BACKLOG = 1000 };
static const int64_t interval_us = SECOND_US;

static void on_timer(evutil_socket_t socket, short what, void *context);
static void on_due(const struct db_rows *rows, const struct error *error, void *context);
static void on_armed(void *context, const struct timers_armed *armed, const struct error *error);
static void end(struct worker *worker, int64_t wait_us);

void arm_start(struct worker *worker)
{
    worker->arm_timer = evtimer_new(worker->base, on_timer, worker);
    worker_set_timer(worker->arm_timer, 0);
}

void arm_soon(struct worker *worker)
{
    if (!worker->is_arming)
        worker_set_timer(worker->arm_timer, 0);
}

/* Redis answers from keys that this worker did not fill: all has to be told again. */
void arm_note_epoch(struct worker *worker, uint64_t epoch)
{
    if (epoch == worker->epoch)
        return;
    if (worker->epoch != 0)
        log_event(LOG_WARN, "redis_emptied", LOG_I("epoch", epoch));
    worker->epoch = epoch;
    worker->frontier.at_us = INSTANT_NONE;
    arm_soon(worker);
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    if (worker->is_draining || worker->is_arming)
        return;
    struct frontier from = worker->frontier;
    if (from.at_us == INSTANT_NONE)
        from = sweep_clear(worker);
    worker->is_arming = true;
    worker->arming_epoch = worker->epoch;
    int near_max = worker->has_backlog ? NEAR_MAX_WITH_BACKLOG : READ_MAX;
    steps_due_query(worker->pool, from, NEAR_MS, worker->config->horizon_ms,
                    worker->is_behind ? 0 : near_max, READ_MAX, on_due, worker);
}

/* A reading on its way into Redis: the frontier moves only once it is there. */
struct arming {
    struct worker *worker;
    struct frontier frontier;
    uint64_t epoch;
    bool is_cut; /* there is more to read at once */
};

static void on_due(const struct db_rows *rows, const struct error *error, void *context)
{
    struct worker *worker = context;
    worker_note_reading("what is due soon", error);
    if (error || worker->is_draining) {
        end(worker, interval_us);
        return;
    }
    struct arming *arming = memory_new(1, sizeof(*arming));
    size_t count = steps_due_count(rows, READ_MAX, &arming->frontier, &arming->is_cut);
    struct timer *all = memory_new(count ? count : 1, sizeof(*all));
    for (size_t i = 0; i < count; i++) {
        struct step step = steps_due_at(rows, i);
        all[i] = worker_timer_of(&step);
    }
    arming->worker = worker;
    arming->epoch = worker->arming_epoch;
    timers_arm(worker->timers, all, count, on_armed, arming);
    free(all);
}

static void on_armed(void *context, const struct timers_armed *armed, const struct error *error)
{
    struct arming *arming = context;
    struct worker *worker = arming->worker;
    int64_t wait_us = interval_us;
    if (error) {
        log_event(LOG_DEBUG, "not_armed", LOG_S("why", error->message));
    } else {
        metric_add(METRIC_TIMERS_ARMED, (int64_t)armed->armed);
        if (worker->epoch == 0)
            worker->epoch = arming->epoch = armed->epoch;
        if (arming->epoch == armed->epoch) {
            worker->frontier = arming->frontier;
            worker->is_behind = arming->is_cut;
        }
        if (arming->is_cut)
            wait_us = 0;
        if (armed->armed > 0)
            claim_soon(worker);
    }
    worker->is_arming = false;
    if (!error)
        arm_note_epoch(worker, armed->epoch);
    end(worker, worker->frontier.at_us == INSTANT_NONE && !error ? 0 : wait_us);
    free(arming);
}

static void end(struct worker *worker, int64_t wait_us)
{
    worker->is_arming = false;
    if (!worker->is_draining)
        worker_set_timer(worker->arm_timer, wait_us);
}
