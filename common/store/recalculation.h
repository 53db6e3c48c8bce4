/* Changing a calendar or a rule, and counting anew what runs: see docs/adr/0007. */
#ifndef HUIYING_STORE_RECALCULATION_H
#define HUIYING_STORE_RECALCULATION_H

#include "base/arena.h"
#include "db/pool.h"
#include "domain/calendar_year.h"
#include "domain/rule.h"

/* Each puts something and begins a recalculation: one row, as the statement's file says; none if
 * what was to be changed is not there. */
void calendar_put_query(struct db_pool *pool, struct arena *arena, const char *calendar,
                        const struct calendar_year *year, const char *actor, db_callback *callback,
                        void *context);
void calendar_create_query(struct db_pool *pool, struct arena *arena, const char *calendar,
                           const char *zone, int closes_at_minutes, const char *actor,
                           db_callback *callback, void *context);

/* version 0: whatever it is now. */
void rule_put_query(struct db_pool *pool, struct arena *arena, const struct rule *rule, int version,
                    const char *chain, const char *why, const char *actor, db_callback *callback,
                    void *context);

/* Columns as in sql/calendar_read.sql. */
void calendar_read_query(struct db_pool *pool, struct arena *arena, const char *calendar, int year,
                         db_callback *callback, void *context);

/* The days of a year as sql/calendar_put.sql reads them. */
const char *calendar_year_days(struct arena *arena, const struct calendar_year *year);

/* Columns as in sql/recalculation_read.sql. */
void recalculation_query(struct db_pool *pool, struct arena *arena, int64_t id,
                         db_callback *callback, void *context);

/* For the worker: the next to work at; listing what owes something, in parts of that size; taking a
 * part; striking it off. Columns as in the statements' files. */
void recalculation_next_query(struct db_pool *pool, db_callback *callback, void *context);
void recalculation_list_query(struct db_pool *pool, struct arena *arena, int64_t id, int size,
                              db_callback *callback, void *context);
void recalculation_take_query(struct db_pool *pool, struct arena *arena, int64_t id, int seconds,
                              db_callback *callback, void *context);
struct recalculation_part {
    int64_t id;    /* 0: there was none to take */
    int64_t *left; /* items that somebody else has changed meanwhile */
    size_t left_count;
    int moved; /* windows */
    int held;
};
void recalculation_done_query(struct db_pool *pool, struct arena *arena, int64_t id,
                              const struct recalculation_part *part, db_callback *callback,
                              void *context);

/* Pages of what owes something, for previews: where a page ended, all zero at first. */
struct running_page {
    int department_id;
    int64_t due_at_us;
    int64_t id;
};
void items_running_query(struct db_pool *pool, struct arena *arena, const struct running_page *page,
                         int limit, db_callback *callback, void *context);
void items_paused_query(struct db_pool *pool, struct arena *arena, int64_t after_id, int limit,
                        db_callback *callback, void *context);

#endif
