/*
 * Firing: claim from Redis, fire in the database, then acknowledge and arm what follows. COMMIT
 * comes before the acknowledgement, so that whatever dies in between, the step comes again and
 * finds itself done.
 */
#include "worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "domain/instant.h"

#include <stdlib.h>

/* How often Redis is asked when it knows of nothing, and after it failed to answer. */
static const int64_t look_us = 250000;
static const int64_t retry_us = 100000;

struct firing {
    struct worker *worker;
    uint64_t claim; /* 0: swept, not from Redis */
    swept_callback *done;
    size_t fired;
    bool is_followed; /* a window of one that fired has another step that is due */
    size_t count;
    struct step steps[];
};

static void on_claim_timer(evutil_socket_t socket, short what, void *context);
static void on_claimed(void *context, const struct timers_claimed *claimed,
                       const struct error *error);
static struct firing *firing_new(struct worker *worker, size_t count);
static void firing_end(struct firing *firing, bool is_good);
static void on_fired(const struct db_rows *rows, const struct error *error, void *context);
static void give_back(struct firing *firing);
static void on_given_back(void *context, const struct timers_armed *armed,
                          const struct error *error);
static void tell_redis(struct firing *firing, const struct db_rows *rows);
static size_t note_outcome(struct firing *firing, const struct db_rows *rows, size_t row,
                           struct timer *acked, size_t *acked_count, struct timer *next);
static void on_acked(void *context, const struct timers_armed *armed, const struct error *error);
static const struct step *find(const struct firing *firing, int64_t window_id, size_t hint);

void fire_start(struct worker *worker)
{
    worker->claim_timer = evtimer_new(worker->base, on_claim_timer, worker);
    worker_set_timer(worker->claim_timer, look_us);
}

void claim_soon(struct worker *worker)
{
    if (!worker->is_draining && !worker->is_claiming)
        worker_set_timer(worker->claim_timer, 0);
}

void fire_swept(struct worker *worker, const struct step *steps, size_t count, swept_callback *done)
{
    struct firing *firing = firing_new(worker, count);
    firing->done = done;
    for (size_t i = 0; i < count; i++)
        firing->steps[i] = steps[i];
    steps_fire_query(worker->pool, firing->steps, count, on_fired, firing);
}

static void on_claim_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    if (worker->is_draining || worker->is_claiming || worker->firing >= FIRING_MAX)
        return;
    if (!database_clock_is_known(worker->clock) || db_pool_state(worker->pool).open == 0) {
        worker_set_timer(worker->claim_timer, retry_us);
        return;
    }
    int64_t now_us = database_clock_now_us(worker->clock);
    int limit = worker->config->fire_batch;
    worker->is_claiming = true;
    timers_claim(worker->timers, now_us, now_us + (int64_t)worker->config->lease_ms * 1000,
                 limit < TIMERS_CLAIM_MAX ? (size_t)limit : TIMERS_CLAIM_MAX, on_claimed, worker);
}

/* Goes to sleep until the next timer is due, or goes on at once while there is more. */
static void on_claimed(void *context, const struct timers_claimed *claimed,
                       const struct error *error)
{
    struct worker *worker = context;
    worker->is_claiming = false;
    if (error || worker->is_draining) {
        worker->has_backlog = false;
        if (!worker->is_draining)
            worker_set_timer(worker->claim_timer, retry_us);
        worker_drained_a_bit(worker);
        return;
    }
    metric_add(METRIC_TIMERS_CLAIMED, (int64_t)claimed->count);
    metric_add(METRIC_LEASES_EXPIRED, (int64_t)claimed->expired);
    worker->has_backlog = claimed->backlog > 0;
    int64_t wait_us = look_us;
    if (claimed->next_at_us != TIMERS_NEVER) {
        int64_t until_us = claimed->next_at_us - database_clock_now_us(worker->clock);
        wait_us = until_us < look_us ? until_us : look_us;
    }
    if (claimed->count > 0) {
        struct firing *firing = firing_new(worker, claimed->count);
        firing->claim = claimed->claim;
        for (size_t i = 0; i < claimed->count; i++) {
            const struct timer *timer = &claimed->all[i];
            firing->steps[i] =
                (struct step){timer->window_id, timer->generation, timer->step, timer->at_us};
        }
        steps_fire_query(worker->pool, firing->steps, firing->count, on_fired, firing);
    }
    worker_set_timer(worker->claim_timer, wait_us);
    arm_note_epoch(worker, claimed->epoch);
}

static struct firing *firing_new(struct worker *worker, size_t count)
{
    struct firing *firing = memory_new(1, sizeof(*firing) + count * sizeof(firing->steps[0]));
    firing->worker = worker;
    firing->count = count;
    worker->firing++;
    return firing;
}

static void firing_end(struct firing *firing, bool is_good)
{
    struct worker *worker = firing->worker;
    worker->firing--;
    if (firing->done)
        firing->done(worker, is_good, firing->fired, firing->is_followed);
    else if (is_good)
        claim_soon(worker);
    else if (!worker->is_draining)
        worker_set_timer(worker->claim_timer, retry_us);
    free(firing);
    worker_drained_a_bit(worker);
}

/* After a failure nothing is acknowledged, and the steps come again: once the leases have run out,
 * since one of them may be what is wrong, or at once where it was the connection. */
static void on_fired(const struct db_rows *rows, const struct error *error, void *context)
{
    struct firing *firing = context;
    if (error) {
        log_event(LOG_WARN, "not_fired", LOG_S("why", error->message),
                  LOG_S("sqlstate", error->sqlstate), LOG_I("steps", firing->count));
        if (firing->claim && firing->worker->timers && error->code == ERROR_UNAVAILABLE)
            give_back(firing);
        else
            firing_end(firing, false);
        return;
    }
    if (firing->claim)
        firing->worker->progressed_us = clock_mono_us();
    tell_redis(firing, rows);
}

static void give_back(struct firing *firing)
{
    struct timer *all = memory_new(firing->count, sizeof(*all));
    for (size_t i = 0; i < firing->count; i++)
        all[i] = worker_timer_of(&firing->steps[i]);
    timers_ack(firing->worker->timers, firing->claim, all, firing->count, all, firing->count,
               on_given_back, firing);
    free(all);
}

static void on_given_back(void *context, const struct timers_armed *armed,
                          const struct error *error)
{
    (void)armed;
    (void)error; /* the leases run out */
    firing_end(context, false);
}

static void tell_redis(struct firing *firing, const struct db_rows *rows)
{
    struct timer *acked = memory_new(2 * firing->count, sizeof(*acked));
    struct timer *next = acked + firing->count;
    size_t acked_count = 0, next_count = 0;
    for (size_t i = 0; i < db_rows_count(rows) && i < firing->count; i++)
        next_count += note_outcome(firing, rows, i, acked, &acked_count, &next[next_count]);
    if (firing->claim)
        timers_ack(firing->worker->timers, firing->claim, acked, acked_count, next, next_count,
                   on_acked, firing);
    else
        timers_arm(firing->worker->timers, next, next_count, on_acked, firing);
    free(acked);
}

/* Counts one outcome; adds to what is acknowledged, and says whether *next is to be armed (1 or
 * 0): what follows beyond the horizon is read again when it comes near. */
static size_t note_outcome(struct firing *firing, const struct db_rows *rows, size_t row,
                           struct timer *acked, size_t *acked_count, struct timer *next)
{
    struct worker *worker = firing->worker;
    struct step follows;
    int fired;
    enum step_outcome outcome = steps_fired_at(rows, row, &follows, &fired);
    const struct step *step = find(firing, follows.window_id, row);
    int64_t now_us = database_clock_now_us(worker->clock);
    if (!step || outcome == STEP_SKIPPED) {
        metric_add(METRIC_STEPS_SKIPPED, 1);
        return 0;
    }
    if (outcome == STEP_FIRED) {
        firing->fired += (size_t)fired;
        firing->is_followed |= follows.at_us != INSTANT_NONE && follows.at_us <= now_us;
        metric_add(METRIC_STEPS_FIRED, fired);
        metric_add(METRIC_STEPS_SWEPT, firing->claim == 0 ? fired : 0);
        metric_set(METRIC_FIRE_LAG_US, now_us - step->at_us);
        metric_histogram_add(&worker->lag, METRIC_HISTOGRAM_FIRE_LAG, now_us - step->at_us);
    } else {
        metric_add(METRIC_STEPS_STALE, outcome == STEP_STALE);
    }
    acked[(*acked_count)++] = worker_timer_of(step);
    bool is_near = outcome != STEP_STALE && follows.at_us != INSTANT_NONE &&
                   follows.at_us <= now_us + (int64_t)worker->config->horizon_ms * 1000;
    if (is_near)
        *next = worker_timer_of(&follows);
    return is_near;
}

/* A failed acknowledgement is no harm: the steps come again and are stale. */
static void on_acked(void *context, const struct timers_armed *armed, const struct error *error)
{
    struct firing *firing = context;
    if (!error)
        arm_note_epoch(firing->worker, armed->epoch);
    firing_end(firing, true);
}

static const struct step *find(const struct firing *firing, int64_t window_id, size_t hint)
{
    if (firing->steps[hint].window_id == window_id)
        return &firing->steps[hint];
    for (size_t i = 0; i < firing->count; i++) {
        if (firing->steps[i].window_id == window_id)
            return &firing->steps[i];
    }
    return NULL;
}
