/*
 * What must hold whatever was killed: held against the database once a load has ended, or while it
 * goes on. Every violation is named. Tests may use it.
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

enum invariant_kind {
    INVARIANT_LOST,    /* granted or due, and not there */
    INVARIANT_DOUBLED, /* there twice, or unasked */
    INVARIANT_EARLY,
    INVARIANT_LATE,
    INVARIANT_WRONG, /* the books do not agree */
    INVARIANT_KINDS
};

/* What was found: violations by kind, and how late the latest step was, outages excused. */
struct verdict {
    long counts[INVARIANT_KINDS];
    int64_t late_us_max;
};

/* What the invariants are held to. */
struct evidence {
    struct load *load;
    size_t from;  /* the first of its items that may still change; moved on by each look */
    long own_max; /* items "B-1" to "B-…" are the test's own */
    const struct outage *outages;
    size_t outage_count;
};

/* Gives the office's database what invariants_look needs to be quick; once. */
void invariants_prepare(struct office *office);

/* Waits until nothing more falls due within the next minute, so that all is at rest. A step that
 * is overdue by more than its bound ends the waiting; invariants_check will name it. */
void invariants_settle(struct office *office);

/* Holds everything; the load must have been stopped. Names violations on standard error. */
struct verdict invariants_judge(struct office *office, struct evidence *evidence);

/* The same while the load goes on: takes a photograph of what was logged since the last look, and
 * holds that. */
struct verdict invariants_look(struct office *office, struct evidence *evidence);

/* As invariants_judge, and any violation fails the test. */
void invariants_check(struct office *office, struct load *load, const struct outage *outages,
                      size_t outage_count);

#endif
