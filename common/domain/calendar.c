#include "domain/calendar.h"

#include <assert.h>
#include <stdlib.h>

#include "base/memory.h"

enum {
    YEARS = CIVIL_YEAR_MAX - CIVIL_YEAR_MIN + 1,
    DAYS = 84006, /* from 1970-01-01, which is day 0, to 2199-12-31 */
};

struct calendar {
    char *name;
    struct zone zone;
    bool sealed;
    bool worked[DAYS];
    bool published[YEARS];
    int32_t worked_before[DAYS + 1]; /* how many days before this one are worked */
    int32_t worked_days[DAYS];       /* the worked days in order */
    int32_t worked_count;
    int unpublished_before[YEARS + 1]; /* how many years before this one are not published */
};

static int32_t within_reach(int32_t day);
static int32_t worked_day(const struct calendar *calendar, int64_t index);
static int year_index(int32_t day);

struct calendar *calendar_new(const char *name, struct zone zone)
{
    struct calendar *calendar = memory_new(1, sizeof(*calendar));
    calendar->name = memory_copy_string(name);
    calendar->zone = zone;
    for (int32_t day = 0; day < DAYS; day++) {
        int weekday = civil_weekday(day);
        calendar->worked[day] = weekday != 0 && weekday != 6;
    }
    return calendar;
}

void calendar_free(struct calendar *calendar)
{
    if (!calendar)
        return;
    free(calendar->name);
    free(calendar);
}

void calendar_set_day(struct calendar *calendar, int32_t day, bool worked)
{
    assert(!calendar->sealed && day >= 0 && day < DAYS);
    calendar->worked[day] = worked;
}

void calendar_publish_year(struct calendar *calendar, int year)
{
    assert(!calendar->sealed && year >= CIVIL_YEAR_MIN && year <= CIVIL_YEAR_MAX);
    calendar->published[year - CIVIL_YEAR_MIN] = true;
}

void calendar_seal(struct calendar *calendar)
{
    assert(!calendar->sealed);
    int32_t count = 0;
    for (int32_t day = 0; day < DAYS; day++) {
        calendar->worked_before[day] = count;
        if (calendar->worked[day])
            calendar->worked_days[count++] = day;
    }
    calendar->worked_before[DAYS] = count;
    calendar->worked_count = count;
    for (int i = 0; i < YEARS; i++)
        calendar->unpublished_before[i + 1] =
            calendar->unpublished_before[i] + !calendar->published[i];
    calendar->sealed = true;
}

const char *calendar_name(const struct calendar *calendar)
{
    return calendar->name;
}

struct zone calendar_zone(const struct calendar *calendar)
{
    return calendar->zone;
}

bool calendar_is_worked(const struct calendar *calendar, int32_t day)
{
    return calendar->worked[within_reach(day)];
}

int32_t calendar_add_working_days(const struct calendar *calendar, int32_t day, int count)
{
    assert(calendar->sealed);
    int32_t from = within_reach(day);
    if (count > 0)
        return worked_day(calendar, (int64_t)calendar->worked_before[from + 1] + count - 1);
    if (count < 0)
        return worked_day(calendar, (int64_t)calendar->worked_before[from] + count);
    return day;
}

int32_t calendar_roll_forward(const struct calendar *calendar, int32_t day)
{
    assert(calendar->sealed);
    return worked_day(calendar, calendar->worked_before[within_reach(day)]);
}

bool calendar_is_published(const struct calendar *calendar, int32_t first_day, int32_t last_day)
{
    assert(calendar->sealed && first_day <= last_day);
    return calendar->unpublished_before[year_index(first_day)] ==
           calendar->unpublished_before[year_index(last_day) + 1];
}

static int32_t within_reach(int32_t day)
{
    if (day < 0)
        return 0;
    return day < DAYS ? day : DAYS - 1;
}

/* The worked day at this place in the list, or the nearest that there is. */
static int32_t worked_day(const struct calendar *calendar, int64_t index)
{
    assert(calendar->worked_count > 0);
    if (index < 0)
        index = 0;
    if (index >= calendar->worked_count)
        index = calendar->worked_count - 1;
    return calendar->worked_days[index];
}

static int year_index(int32_t day)
{
    return civil_from_day(within_reach(day)).year - CIVIL_YEAR_MIN;
}
