/*
 * Terms (期限): how long a window is and how that is counted. Pure. See docs/law.md, "How time is
 * counted".
 */
#ifndef HUIYING_DOMAIN_TERM_H
#define HUIYING_DOMAIN_TERM_H

#include "domain/calendar.h"
#include "domain/word.h"

/*
 * X(NAME, code, Chinese, English)
 * Minutes and hours run on the wall. Working days skip rest days (民法典 art. 201); natural days
 * and months roll forward off one (art. 203). A fixed date is amount's digits, 20181220; a yearly
 * date is the next one whose digits are amount, 1220; neither is counted, extended or rolled.
 */
#define TERM_UNITS(X)                                           \
    X(MINUTES, "minutes", "分钟", "minutes")                    \
    X(HOURS, "hours", "小时", "hours")                          \
    X(WORKING_DAYS, "working_days", "个工作日", "working days") \
    X(NATURAL_DAYS, "natural_days", "个自然日", "natural days") \
    X(MONTHS, "months", "个月", "months")                       \
    X(FIXED_DATE, "fixed_date", "固定日期", "fixed date")       \
    X(YEARLY_DATE, "yearly_date", "每年日期", "date of each year")

#define X(NAME, code, zh, en) TERM_UNIT_##NAME,
enum term_unit { TERM_UNITS(X) TERM_UNIT_COUNT };
#undef X

/* When the last day ends: X(NAME, code, Chinese, English) */
#define TERM_ENDS(X)                                     \
    X(MIDNIGHT, "midnight", "二十四时", "the day's end") \
    X(CLOSING, "closing", "下班时间", "close of business")

#define X(NAME, code, zh, en) TERM_END_##NAME,
enum term_end { TERM_ENDS(X) TERM_END_COUNT };
#undef X

extern const struct word term_units[];
extern const struct word term_ends[];

struct term {
    const struct calendar *calendar; /* borrowed */
    enum term_unit unit;
    int amount;
    enum term_end day_end; /* of days and dates: 24:00, or the calendar's close of business */
};

/* True for minutes and hours, which nights and holidays do not stop. */
bool term_is_on_the_wall(enum term_unit unit);

/* True for fixed and yearly dates, of which no time can be taken out or added. */
bool term_is_a_date(enum term_unit unit);

/* False for an amount that is a mistake: below 1; more than a year of minutes or hours or ten years
 * of days or months; or digits that are no date. 29 February is no yearly date. */
bool term_amount_is_good(enum term_unit unit, int amount);

/* The length of so many hours or minutes. */
int64_t term_wall_us(enum term_unit unit, int amount);

/* The day that a fixed date is, or the next yearly one after start_day. */
int32_t term_date(enum term_unit unit, int amount, int32_t start_day);

/* The moment at which a term whose last day this is ends. */
int64_t term_end_of_day(const struct term *term, int32_t last_day);

#endif
