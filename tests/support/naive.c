#include "support/naive.h"

struct still {
    int32_t from; /* the day of asking */
    int32_t to;   /* the day of the answer, which counts again */
};

struct count {
    const struct calendar *calendar;
    struct zone zone;
    size_t still_count;
    struct still still[CLOCK_PAUSES_MAX];
};

static int64_t on_the_wall(const struct clock *clock, int64_t left_us);
static int32_t last_day(const struct count *count, const struct clock *clock,
                        const struct term *term);
static int32_t months_later(const struct count *count, int32_t start, int months);
static int32_t next_date(enum term_unit unit, int digits, int32_t start);
static bool stood_still(const struct count *count, int32_t day);

struct naive naive_count(const struct clock *clock, const struct term *term)
{
    struct count count = {.calendar = term->calendar, .zone = calendar_zone(term->calendar)};
    struct naive naive;
    if (term->unit == TERM_UNIT_MINUTES || term->unit == TERM_UNIT_HOURS) {
        int64_t unit_us = term->unit == TERM_UNIT_HOURS ? HOUR_US : MINUTE_US;
        naive.due_us = on_the_wall(clock, (term->amount + clock->extension) * unit_us);
        naive.last_day = zone_day(count.zone, naive.due_us - 1);
        return naive;
    }
    for (size_t i = 0; i < clock->pause_count; i++) {
        if (clock->pauses[i].to_us == INSTANT_NONE)
            continue;
        count.still[count.still_count++] =
            (struct still){zone_day(count.zone, clock->pauses[i].from_us),
                           zone_day(count.zone, clock->pauses[i].to_us)};
    }
    naive.last_day = last_day(&count, clock, term);
    naive.due_us = zone_day_start(count.zone, naive.last_day + 1);
    if (term->day_end == TERM_END_CLOSING)
        naive.due_us = zone_instant(count.zone, naive.last_day,
                                    calendar_closes_at_minutes(term->calendar) * MINUTE_US);
    return naive;
}

/* Runs up to each pause, and goes on from its end. */
static int64_t on_the_wall(const struct clock *clock, int64_t left_us)
{
    int64_t at_us = clock->starts_at_us;
    for (size_t i = 0; i < clock->pause_count; i++) {
        const struct pause *pause = &clock->pauses[i];
        if (pause->to_us == INSTANT_NONE || pause->from_us - at_us >= left_us)
            break;
        left_us -= pause->from_us - at_us;
        at_us = pause->to_us;
    }
    return at_us + left_us;
}

static int32_t last_day(const struct count *count, const struct clock *clock,
                        const struct term *term)
{
    int32_t each = zone_day(count->zone, clock->starts_at_us);
    int left = term->amount + clock->extension;
    if (term->unit == TERM_UNIT_FIXED_DATE || term->unit == TERM_UNIT_YEARLY_DATE)
        return next_date(term->unit, term->amount, each);
    if (term->unit == TERM_UNIT_MONTHS)
        each = months_later(count, each, left);
    else
        while (left > 0) {
            each++;
            bool counts =
                term->unit == TERM_UNIT_NATURAL_DAYS || calendar_is_worked(count->calendar, each);
            left -= counts && !stood_still(count, each);
        }
    while (!calendar_is_worked(count->calendar, each) || stood_still(count, each))
        each++;
    return each;
}

/* To the day of the same number or the month's last, and one more for each day stood still. */
static int32_t months_later(const struct count *count, int32_t start, int months)
{
    struct civil civil = civil_from_day(start);
    for (; months > 0; months--) {
        civil.year += civil.month == 12;
        civil.month = civil.month % 12 + 1;
    }
    while (!civil_valid(civil))
        civil.day--;
    int32_t target = civil_to_day(civil);
    for (int32_t each = start + 1; each <= target; each++)
        target += stood_still(count, each);
    return target;
}

static int32_t next_date(enum term_unit unit, int digits, int32_t start)
{
    int32_t each = start;
    if (unit == TERM_UNIT_FIXED_DATE)
        return civil_to_day((struct civil){digits / 10000, digits / 100 % 100, digits % 100});
    for (;;) {
        struct civil civil = civil_from_day(++each);
        if (civil.month * 100 + civil.day == digits)
            return each;
    }
}

static bool stood_still(const struct count *count, int32_t day)
{
    for (size_t i = 0; i < count->still_count; i++)
        if (day >= count->still[i].from && day < count->still[i].to)
            return true;
    return false;
}
