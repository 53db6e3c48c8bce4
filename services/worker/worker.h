/*
 * The worker: sees to it that every step of every open window fires at its moment. Any number of
 * them share the work; none is special.
 *
 *     arm.c        database -> Redis: what falls due soon
 *     fire.c       Redis -> database: claim what is due, fire it, acknowledge, arm what follows
 *     sweep.c      database -> database: what Redis lost or could not do
 *     reconcile.c  database -> database: what a new calendar or rule moves
 *     backlog.c    database -> metrics: what is overdue
 */
#ifndef HUIYING_WORKER_WORKER_H
#define HUIYING_WORKER_WORKER_H

#include "base/metric.h"
#include "config/config.h"
#include "db/pool.h"
#include "http/server.h"
#include "redis/client.h"
#include "redis/timers.h"
#include "store/clock.h"
#include "store/references.h"
#include "store/timer.h"

#include <event2/event.h>

struct firing; /* fire.c: a batch on its way */

struct worker {
    const struct config *config;
    struct event_base *base;
    struct db_pool *pool;
    struct db_pool *reconcile_pool;
    struct database_clock *clock;
    struct client *redis;
    struct timers *timers;
    struct http_server *admin;
    struct zone zone; /* the bureau's */
    struct event *signals[2];
    struct event *drain_timer;
    bool is_draining;

    /* arm.c */
    struct event *arm_timer;
    struct frontier frontier; /* up to where Redis was told */
    uint64_t epoch;           /* of the timers that the frontier speaks of */
    uint64_t arming_epoch;    /* as the reading at work was begun */
    bool is_arming;
    bool is_behind; /* the last reading left some that the next is to read at once */

    /* fire.c */
    struct event *claim_timer;
    int firing;  /* batches at work */
    int claimed; /* those of them that come from Redis */
    bool is_claiming;
    bool has_backlog; /* Redis has more that is due */
    struct metric_histogram lag;
    int64_t progressed_us; /* when a batch from Redis was last fired, by the monotonic clock */

    /* sweep.c */
    struct event *sweep_timer;
    struct event *purge_timer;
    struct frontier swept; /* where it goes on; INSTANT_NONE: as sweep_clear says */
    int64_t clear_us;      /* nothing waits that fell due before; INSTANT_NONE: not known */
    int64_t writing_us;    /* no transaction writes that began before, as the last sweep saw it */
    int64_t asked_us;      /* when the sweep at work was begun, by the database's clock */
    unsigned sweeps;       /* begun so far, but for those that go on behind another */
    bool is_sweeping;
    int64_t sweep_began_us; /* with the oldest, by the monotonic clock */
    size_t sweep_limit;     /* how much the sweep at work asked for */
    int sweep_batches;      /* of the sweep at work, being fired */
    size_t sweep_fired;     /* by those that are done */
    bool is_sweep_broken;   /* one of them had no answer */

    /* reconcile.c */
    struct references *references;
    struct event *reconcile_timer;
    int reconciling;             /* rounds at work */
    struct event *backlog_timer; /* backlog.c */
};

/* NULL and *error if a setting is wrong or the admin port taken. */
struct worker *worker_new(const struct config *config, struct error *error);
void worker_run(struct worker *worker);
void worker_free(struct worker *worker);

/* Called whenever something of a draining worker has ended: the last one ends the loop. */
void worker_drained_a_bit(struct worker *worker);

/* Each part starts its own timers. */
void arm_start(struct worker *worker);
void fire_start(struct worker *worker);
void sweep_start(struct worker *worker);
void reconcile_start(struct worker *worker);
void backlog_start(struct worker *worker);

/* Reads at once what falls due soon, rather than at the next second. */
void arm_soon(struct worker *worker);

/* Claims at once. */
void claim_soon(struct worker *worker);

/* Notes the epoch of Redis' answer: a new one means that all armed before is gone. */
void arm_note_epoch(struct worker *worker, uint64_t epoch);

/* Fires steps straight from the database, at most fire_batch of them, and calls done with how many
 * fired: of the others some were done already, some other transactions held, and some cannot be.
 * is_good: the database answered. */
typedef void swept_callback(struct worker *worker, bool is_good, size_t fired);
void fire_swept(struct worker *worker, const struct step *steps, size_t count,
                swept_callback *done);

/* From where what may wait is to be read. Index entries of what has fired lie before it, by the
 * million where a transaction is open for long or a standby was just promoted. */
struct frontier sweep_clear(const struct worker *worker);

/* A step as Redis keeps it, where no moment lies before 1970. */
struct timer worker_timer_of(const struct step *step);

/* Batches that may be at work at once, of those from Redis as of a sweep. */
enum { FIRING_MAX = 3 };

/* Counts and logs that the database refused a reading, without which nobody would notice; an outage
 * is told by others. */
void worker_note_reading(const char *what, const struct error *error);

/* Sets a timer to fire once, in so many microseconds. */
void worker_set_timer(struct event *timer, int64_t wait_us);

#endif
