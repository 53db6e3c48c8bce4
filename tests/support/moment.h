/* Moments and days of tests, written as people write them. A text that is none ends the test. */
#ifndef HUIYING_SUPPORT_MOMENT_H
#define HUIYING_SUPPORT_MOMENT_H

#include "domain/clock.h"
#include "domain/instant.h"

extern const struct zone china;

/* "2018-10-02T03:18:00+08:00", or the same without its offset for China's. */
int64_t moment(const char *text);

/* "2018-10-09". */
int32_t day(const char *text);

/* The text of a moment in China, or of a day; good until the fourth call after it. */
const char *moment_text(int64_t instant_us);
const char *day_text(int32_t day);

/* Counts a term in one go; cap_us may be INSTANT_NONE. */
struct window_times counted(const struct calendar *calendar, enum term_unit unit, int amount,
                            int64_t start_us, int64_t cap_us);

#endif
