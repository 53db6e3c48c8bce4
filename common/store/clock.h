/*
 * The database's clock as a process knows it: its own monotonic clock plus the least offset that
 * what the database said allows, asked every few seconds. So it is behind by a round trip at most
 * and not ahead, and what is received "now" was not received in the future. Only ever an estimate
 * that says when to look; what is late is decided in SQL.
 */
#ifndef HUIYING_STORE_CLOCK_H
#define HUIYING_STORE_CLOCK_H

#include "db/pool.h"

struct database_clock;

/* Measures at once and then every few seconds. The pool is borrowed. */
struct database_clock *database_clock_new(struct event_base *base, struct db_pool *pool);

/* To be called after the pool is freed. NULL is accepted. */
void database_clock_free(struct database_clock *clock);

/* False until it was first measured. */
bool database_clock_is_known(const struct database_clock *clock);

/* Microseconds since 1970 by the database's clock; by this machine's until that is known. */
int64_t database_clock_now_us(const struct database_clock *clock);

/* How far this machine's wall clock is ahead of the database's, for the alarm; 0 until known. */
int64_t database_clock_skew_us(const struct database_clock *clock);

#endif
