#include "domain/term.h"

#include <assert.h>
#include <string.h>

const struct word term_units[] = {TERM_UNITS(WORD) WORD_END};
const struct word term_ends[] = {TERM_ENDS(WORD) WORD_END};

static const int amount_max[TERM_UNIT_COUNT] = {
    [TERM_UNIT_MINUTES] = 366 * 24 * 60,
    [TERM_UNIT_HOURS] = 366 * 24,
    [TERM_UNIT_WORKING_DAYS] = 2500,
    [TERM_UNIT_NATURAL_DAYS] = 3660,
    [TERM_UNIT_MONTHS] = 120,
};

static struct civil date_of(enum term_unit unit, int amount, int year);

bool term_is_on_the_wall(enum term_unit unit)
{
    return unit == TERM_UNIT_MINUTES || unit == TERM_UNIT_HOURS;
}

bool term_is_a_date(enum term_unit unit)
{
    return unit == TERM_UNIT_FIXED_DATE || unit == TERM_UNIT_YEARLY_DATE;
}

/* A yearly date must be there in every year, such as in 2001, which had no 29 February. */
bool term_amount_is_good(enum term_unit unit, int amount)
{
    assert(unit < TERM_UNIT_COUNT);
    if (amount < 1)
        return false;
    if (term_is_a_date(unit))
        return (unit == TERM_UNIT_FIXED_DATE || amount <= 1231) &&
               civil_valid(date_of(unit, amount, 2001));
    return amount <= amount_max[unit];
}

int64_t term_wall_us(enum term_unit unit, int amount)
{
    assert(term_is_on_the_wall(unit));
    return amount * (unit == TERM_UNIT_HOURS ? HOUR_US : MINUTE_US);
}

int32_t term_date(enum term_unit unit, int amount, int32_t start_day)
{
    int year = civil_from_day(start_day).year;
    int32_t day = civil_to_day(date_of(unit, amount, year));
    if (unit == TERM_UNIT_YEARLY_DATE && day <= start_day)
        day = civil_to_day(date_of(unit, amount, year + 1));
    return day;
}

int64_t term_end_of_day(const struct term *term, int32_t last_day)
{
    struct zone zone = calendar_zone(term->calendar);
    if (term->day_end == TERM_END_CLOSING)
        return zone_instant(zone, last_day, calendar_closes_at_minutes(term->calendar) * MINUTE_US);
    return zone_day_start(zone, last_day + 1);
}

static struct civil date_of(enum term_unit unit, int amount, int year)
{
    return (struct civil){
        .year = unit == TERM_UNIT_FIXED_DATE ? amount / 10000 : year,
        .month = amount / 100 % 100,
        .day = amount % 100,
    };
}
