/*
 * What must hold whatever was killed: held against the database once a load has ended. Every
 * violation is named, and fails the test. Tests may use it.
 */
#ifndef HUIYING_SUPPORT_INVARIANTS_H
#define HUIYING_SUPPORT_INVARIANTS_H

#include "support/load.h"
#include "support/office.h"

/* Lateness that is excused: while PostgreSQL was away nothing could fire. */
struct outage {
    int64_t from_us;
    int64_t to_us; /* from here on 5 s */
};

/* Waits until nothing more falls due within the next minute, so that all is at rest. A step that
 * is overdue by more than its bound ends the waiting; invariants_check will name it. */
void invariants_settle(struct office *office);

/* The load must have been stopped. */
void invariants_check(struct office *office, struct load *load, const struct outage *outages,
                      size_t outage_count);

#endif
