/*
 * Firing: claim from Redis, fire in the database, then acknowledge and arm what follows. COMMIT
 * comes before the acknowledgement, so that whatever dies in between, the step comes again and
 * finds itself done.
 */
#include "worker.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/part.h"
#include "domain/instant.h"

#include <assert.h>
#include <stdlib.h>

/* How often Redis is asked when it knows of nothing, and after it failed to answer. */
static const int64_t look_us = 250000;
static const int64_t retry_us = 100000;

struct firing {
    struct worker *worker;
    uint64_t claim; /* 0: swept, not from Redis */
    swept_callback *done;
    size_t fired;
    bool is_early;       /* one of them was: this process's idea of the database's clock is wrong */
    struct db_part part; /* of the steps, at work */
    struct step steps[];
};

static const enum metric outcome_metrics[] = {
    [STEP_FIRED] = METRIC_STEPS_FIRED,
    [STEP_STALE] = METRIC_STEPS_STALE,
    [STEP_EARLY] = METRIC_STEPS_SKIPPED,
    [STEP_SKIPPED] = METRIC_STEPS_SKIPPED,
};

static void on_claim_timer(evutil_socket_t socket, short what, void *context);
static void on_claimed(void *context, const struct timers_claimed *claimed,
                       const struct error *error);
static struct firing *firing_new(struct worker *worker, size_t count);
static void firing_end(struct firing *firing, bool is_good);
static void fire_part(struct firing *firing);
static void fire_next_part(struct firing *firing);
static void on_fired(const struct db_rows *rows, const struct error *error, void *context);
static void on_not_fired(struct firing *firing, const struct error *error);
static void give_back(struct firing *firing);
static void on_given_back(void *context, const struct timers_armed *armed,
                          const struct error *error);
static void tell_redis(struct firing *firing, const struct db_rows *rows);
static size_t note_result(struct firing *firing, const struct step_result *result,
                          struct timer *acked, size_t *acked_count, struct timer *next);
static void on_acked(void *context, const struct timers_armed *armed, const struct error *error);
static void on_armed(void *context, const struct timers_armed *armed, const struct error *error);

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
    fire_part(firing);
}

static void on_claim_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    /* One batch may always be claimed, whatever is being swept. */
    bool is_full = worker->claimed > 0 && worker->firing >= FIRING_MAX;
    if (worker->is_draining || worker->is_claiming || is_full)
        return;
    if (!database_clock_is_known(worker->clock) || db_pool_state(worker->pool).open == 0) {
        worker_set_timer(worker->claim_timer, retry_us);
        return;
    }
    int64_t now_us = database_clock_now_us(worker->clock);
    worker->is_claiming = true;
    timers_claim(worker->timers, now_us, now_us + (int64_t)worker->config->lease_ms * 1000,
                 (size_t)worker->config->fire_batch, on_claimed, worker);
}

/* Goes to sleep until the next timer is due, or goes on at once while there is more. What was
 * claimed is fired even if the worker is about to end: it is nobody else's for as long as its
 * lease. */
static void on_claimed(void *context, const struct timers_claimed *claimed,
                       const struct error *error)
{
    struct worker *worker = context;
    worker->is_claiming = false;
    if (error) {
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
        worker->claimed++;
        for (size_t i = 0; i < claimed->count; i++) {
            const struct timer *timer = &claimed->all[i];
            firing->steps[i] =
                (struct step){timer->window_id, timer->generation, timer->step, timer->at_us};
        }
        fire_part(firing);
    }
    if (!worker->is_draining)
        worker_set_timer(worker->claim_timer, wait_us);
    arm_note_epoch(worker, claimed->epoch);
    worker_drained_a_bit(worker);
}

static struct firing *firing_new(struct worker *worker, size_t count)
{
    struct firing *firing = memory_new(1, sizeof(*firing) + count * sizeof(firing->steps[0]));
    firing->worker = worker;
    firing->part = db_part_all(count);
    worker->firing++;
    return firing;
}

static void firing_end(struct firing *firing, bool is_good)
{
    struct worker *worker = firing->worker;
    worker->firing--;
    worker->claimed -= firing->claim != 0;
    if (firing->done)
        firing->done(worker, is_good, firing->fired);
    if (is_good && !firing->is_early)
        claim_soon(worker);
    else if (!worker->is_draining)
        worker_set_timer(worker->claim_timer, retry_us);
    free(firing);
    worker_drained_a_bit(worker);
}

static void fire_part(struct firing *firing)
{
    steps_fire_query(firing->worker->pool, &firing->steps[firing->part.first], firing->part.size,
                     on_fired, firing);
}

static void fire_next_part(struct firing *firing)
{
    if (db_part_next(&firing->part))
        fire_part(firing);
    else
        firing_end(firing, true);
}

static void on_fired(const struct db_rows *rows, const struct error *error, void *context)
{
    struct firing *firing = context;
    if (error)
        on_not_fired(firing, error);
    else
        tell_redis(firing, rows);
}

/* The steps come again: at once where the database did not answer. Else they are too many, or one
 * of them is what is wrong: that one comes when its lease has run out, and at each sweep. */
static void on_not_fired(struct firing *firing, const struct error *error)
{
    log_event(LOG_WARN, "not_fired", LOG_S("why", error->message),
              LOG_S("sqlstate", error->sqlstate), LOG_I("steps", firing->part.size),
              LOG_I("window_id", firing->steps[firing->part.first].window_id));
    bool is_refused = db_error_is_of_rows(error);
    if (!is_refused && firing->claim && firing->worker->timers) {
        give_back(firing);
    } else if (!is_refused) {
        firing_end(firing, false);
    } else if (db_part_narrow(&firing->part, error)) {
        fire_part(firing);
    } else {
        metric_add(METRIC_STEPS_REFUSED, (int64_t)firing->part.size);
        fire_next_part(firing);
    }
}

static void give_back(struct firing *firing)
{
    size_t first = firing->part.first, count = firing->part.count - first;
    struct timer *all = memory_new(count, sizeof(*all));
    for (size_t i = 0; i < count; i++)
        all[i] = worker_timer_of(&firing->steps[first + i]);
    metric_add(METRIC_TIMERS_RETURNED, (int64_t)count);
    timers_ack(firing->worker->timers, firing->claim, all, count, all, count, on_given_back,
               firing);
    free(all);
}

static void on_given_back(void *context, const struct timers_armed *armed,
                          const struct error *error)
{
    (void)armed;
    (void)error; /* the leases run out */
    firing_end(context, false);
}

/* A sweep does not wait for Redis to hear of what follows. */
static void tell_redis(struct firing *firing, const struct db_rows *rows)
{
    struct worker *worker = firing->worker;
    struct timer *acked = memory_new(2 * firing->part.size, sizeof(*acked));
    struct timer *next = acked + firing->part.size;
    size_t acked_count = 0, next_count = 0;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        struct step_result result = steps_fired_at(rows, i);
        next_count += note_result(firing, &result, acked, &acked_count, &next[next_count]);
    }
    if (firing->claim) {
        timers_ack(worker->timers, firing->claim, acked, acked_count, next, next_count, on_acked,
                   firing);
    } else {
        if (next_count > 0)
            timers_arm(worker->timers, next, next_count, on_armed, worker);
        fire_next_part(firing);
    }
    free(acked);
}

/* Counts one; adds to what is acknowledged, and says whether *next is to be armed (1 or 0): what
 * follows beyond the horizon is read again when it comes near. */
static size_t note_result(struct firing *firing, const struct step_result *result,
                          struct timer *acked, size_t *acked_count, struct timer *next)
{
    struct worker *worker = firing->worker;
    assert(result->position < firing->part.size);
    const struct step *step = &firing->steps[firing->part.first + result->position];
    int64_t now_us = database_clock_now_us(worker->clock);
    int64_t next_us = result->next.at_us;
    metric_add(outcome_metrics[result->outcome], result->outcome == STEP_FIRED ? result->fired : 1);
    firing->is_early |= result->outcome == STEP_EARLY;
    if (result->outcome == STEP_SKIPPED)
        return 0;
    if (result->outcome == STEP_FIRED) {
        firing->fired += (size_t)result->fired;
        if (firing->claim)
            worker->progressed_us = clock_mono_us();
        else
            metric_add(METRIC_STEPS_SWEPT, result->fired);
        metric_set(METRIC_FIRE_LAG_US, now_us - step->at_us);
        metric_histogram_add(&worker->lag, METRIC_HISTOGRAM_FIRE_LAG, now_us - step->at_us);
    }
    acked[(*acked_count)++] = worker_timer_of(step);
    bool is_near = result->outcome != STEP_STALE && next_us != INSTANT_NONE &&
                   next_us <= now_us + (int64_t)worker->config->horizon_ms * 1000;
    if (is_near)
        *next = worker_timer_of(&result->next);
    return is_near;
}

/* A failed acknowledgement is no harm: the steps come again and are stale. */
static void on_acked(void *context, const struct timers_armed *armed, const struct error *error)
{
    struct firing *firing = context;
    on_armed(firing->worker, armed, error);
    fire_next_part(firing);
}

static void on_armed(void *context, const struct timers_armed *armed, const struct error *error)
{
    if (error)
        return;
    metric_add(METRIC_TIMERS_ARMED, (int64_t)armed->armed);
    arm_note_epoch(context, armed->epoch);
}
