/* When a term ends, counted as people count: day after day on the calendar, or hour after hour of
 * the time that was not stood still. Slow on purpose; shares no arithmetic with domain/clock.h or
 * domain/explain.h. Tests may use it. */
#ifndef HUIYING_SUPPORT_NAIVE_H
#define HUIYING_SUPPORT_NAIVE_H

#include "domain/clock.h"

struct naive {
    int64_t due_us;   /* as the rule alone has it */
    int32_t last_day; /* on the wall the day on which that moment ends */
};

struct naive naive_count(const struct clock *clock, const struct term *term);

#endif
