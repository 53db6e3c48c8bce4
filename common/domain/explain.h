/*
 * Why a window is due when it is: its term day by day, each day with what it counts for. Pure, and
 * a walk on purpose: it shares the calendar with the count of domain/clock.h and not its
 * arithmetic, so that each proves the other.
 */
#ifndef HUIYING_DOMAIN_EXPLAIN_H
#define HUIYING_DOMAIN_EXPLAIN_H

#include "domain/clock.h"

/*
 * X(NAME, code)
 *   start     the day on which the time starts; it is not counted
 *   counted   one day of the term; number says which
 *   rest      a rest day that working days skip
 *   excluded  a day on which the clock stood still
 *   target    the day number so many months on, or the date itself
 *   passed    a rest day after the last, over which the end rolls
 *   rolled    the worked day to which it rolls
 */
#define EXPLAINED_ROLES(X)  \
    X(START, "start")       \
    X(COUNTED, "counted")   \
    X(REST, "rest")         \
    X(EXCLUDED, "excluded") \
    X(TARGET, "target")     \
    X(PASSED, "passed")     \
    X(ROLLED, "rolled")

#define X(NAME, code) EXPLAINED_##NAME,
enum explained_role { EXPLAINED_ROLES(X) EXPLAINED_ROLE_COUNT };
#undef X

extern const struct word explained_roles[];

struct explained_day {
    int32_t day;
    enum explained_role role;
    int number; /* of a counted day, from 1; else 0 */
    bool is_worked;
    const struct calendar_day *special; /* why it differs from Monday-to-Friday work, or NULL */
    const struct pause *pause;          /* of an excluded day, or NULL */
};

typedef void explain_callback(const struct explained_day *day, void *context);

/* Tells each day from the start day to the last, in order; of months only the days that matter. No
 * day at all for a term on the wall. The last day of the term, as the walk finds it, is returned;
 * CIVIL_DAY_NONE on the wall. */
int32_t explain_days(const struct clock *clock, const struct term *term, explain_callback *callback,
                     void *context);

#endif
