#include "domain/calendar_year.h"

static bool day_fault(const struct calendar_year *year, size_t place,
                      enum calendar_fault *ret_fault);

const struct word calendar_faults[] = {CALENDAR_FAULTS(WORD) WORD_END};

bool calendar_year_fault(const struct calendar_year *year, size_t *ret_place,
                         enum calendar_fault *ret_fault)
{
    for (size_t i = 0; i < year->day_count; i++) {
        if (day_fault(year, i, ret_fault)) {
            *ret_place = i;
            return true;
        }
    }
    return false;
}

struct calendar *calendar_with_year(const struct calendar *calendar,
                                    const struct calendar_year *year)
{
    struct calendar *copy = calendar_copy_without(calendar, year->year);
    for (size_t i = 0; i < year->day_count; i++)
        calendar_set_day(copy, &year->days[i]);
    if (year->is_published)
        calendar_publish_year(copy, year->year);
    calendar_seal(copy);
    return copy;
}

/* A holiday on a weekend is none: the statutory day itself may fall there. */
static bool day_fault(const struct calendar_year *year, size_t place,
                      enum calendar_fault *ret_fault)
{
    const struct calendar_day *day = &year->days[place];
    int weekday = civil_weekday(day->day);
    bool is_twice = false;
    for (size_t i = 0; i < place; i++)
        is_twice |= year->days[i].day == day->day;
    if (civil_from_day(day->day).year != year->year)
        *ret_fault = CALENDAR_FAULT_OTHER_YEAR;
    else if (is_twice)
        *ret_fault = CALENDAR_FAULT_TWICE;
    else if (day->worked && weekday != 0 && weekday != 6)
        *ret_fault = CALENDAR_FAULT_WORKED_ANYWAY;
    else if (!day->name || !*day->name)
        *ret_fault = CALENDAR_FAULT_NAMELESS;
    else
        return false;
    return true;
}
