/* The steps of windows as the worker handles them: what falls due, firing, what is overdue. */
#ifndef HUIYING_STORE_TIMER_H
#define HUIYING_STORE_TIMER_H

#include "db/pool.h"

/* A window's next step: it stands only while all three are as they were read. */
struct step {
    int64_t window_id;
    int generation;
    int step;
    int64_t at_us;
};

/* Up to where what falls due was read, in order of moment and window. */
struct frontier {
    int64_t at_us; /* INSTANT_NONE: nothing yet */
    int64_t window_id;
};

/* What lies between the frontier and horizon_ms from now, at most far_limit in order; and what of
 * that behind the frontier lies within near_ms of now on either side. */
void steps_due_query(struct db_pool *pool, struct frontier frontier, int near_ms, int horizon_ms,
                     int near_limit, int far_limit, db_callback *callback, void *context);

/* How many steps the rows hold; *ret_frontier is where the next reading goes on, and *ret_is_cut
 * whether this one's far limit left some for it. */
size_t steps_due_count(const struct db_rows *rows, int far_limit, struct frontier *ret_frontier,
                       bool *ret_is_cut);
struct step steps_due_at(const struct db_rows *rows, size_t row);

/* What should have fired late_ms ago or earlier, the oldest behind `after`. */
void steps_overdue_query(struct db_pool *pool, struct frontier after, int late_ms, int limit,
                         db_callback *callback, void *context);

/* How many they are; and *ret_writing_us: since when the oldest transaction of the programs has
 * been at work that may store what cannot be seen yet, INSTANT_NONE if there is none. */
size_t steps_overdue_count(const struct db_rows *rows, int64_t *ret_writing_us);
struct step steps_overdue_at(const struct db_rows *rows, size_t row);

/* Of a claimed step: it fired; it never will; its moment is not there yet; another transaction
 * holds its window. */
enum step_outcome { STEP_FIRED, STEP_STALE, STEP_EARLY, STEP_SKIPPED };

/* Fires a batch in one statement: all of it, or nothing if one of them cannot be. */
void steps_fire_query(struct db_pool *pool, const struct step *steps, size_t count,
                      db_callback *callback, void *context);

/* What became of one. */
struct step_result {
    size_t position; /* in the batch */
    enum step_outcome outcome;
    int fired;        /* how many steps of its window */
    struct step next; /* of a fired or early one, what its window waits for now; at_us is
                         INSTANT_NONE if nothing */
};
struct step_result steps_fired_at(const struct db_rows *rows, size_t row);

/* How far behind things are. */
struct backlog {
    int64_t steps;            /* overdue */
    int64_t oldest_step_us;   /* the moment of the oldest of them, INSTANT_NONE if there is none */
    int64_t items;            /* with an open window past its due time */
    int64_t oldest_outbox_us; /* since when the oldest message waits, INSTANT_NONE if none does */
};

/* Counts up to a limit; of the steps only those due from a moment on, INSTANT_NONE for all. */
void backlog_query(struct db_pool *pool, int64_t from_us, int limit, db_callback *callback,
                   void *context);
struct backlog backlog_of(const struct db_rows *rows);

/* Asks for the database's clock: one row, one instant. */
void database_clock_query(struct db_pool *pool, db_callback *callback, void *context);

/* Forgets idempotency keys older than hours, at most limit: one row, how many went. */
void idempotency_purge_query(struct db_pool *pool, int hours, int limit, db_callback *callback,
                             void *context);

#endif
