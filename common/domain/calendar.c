#include "domain/calendar.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
    YEARS = CIVIL_YEAR_MAX - CIVIL_YEAR_MIN + 1,
    DAYS = CALENDAR_DAY_MAX + 1,
};

struct calendar {
    char *name;
    struct zone zone;
    int closes_at_minutes;
    bool sealed;
    bool worked[DAYS];
    bool published[YEARS];
    int32_t worked_before[DAYS + 1]; /* how many days before this one are worked */
    int32_t worked_days[DAYS];       /* the worked days in order */
    int32_t worked_count;
    int unpublished_before[YEARS + 1]; /* how many years before this one are not published */
    struct calendar_day *differing;    /* from Monday-to-Friday work; in order once sealed */
    size_t differing_count;
    size_t differing_room;
};

static void put_in_order(struct calendar *calendar);
static int by_day(const void *one, const void *other);
static int32_t within_reach(int32_t day);
static int32_t worked_day(const struct calendar *calendar, int64_t index);
static int year_index(int32_t day);

struct calendar *calendar_new(const char *name, struct zone zone)
{
    struct calendar *calendar = memory_new(1, sizeof(*calendar));
    calendar->name = memory_copy_string(name);
    calendar->zone = zone;
    calendar->closes_at_minutes = CALENDAR_CLOSES_AT_MINUTES;
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
    free(calendar->differing);
    free(calendar->name);
    free(calendar);
}

void calendar_set_day(struct calendar *calendar, const struct calendar_day *day)
{
    assert(!calendar->sealed);
    if (day->day < 0 || day->day >= DAYS)
        return;
    if (calendar->differing_count == calendar->differing_room) {
        calendar->differing_room = calendar->differing_room ? 2 * calendar->differing_room : 64;
        calendar->differing = memory_resize(
            calendar->differing, calendar->differing_room * sizeof(calendar->differing[0]));
    }
    calendar->differing[calendar->differing_count++] = *day;
    calendar->worked[day->day] = day->worked;
}

void calendar_publish_year(struct calendar *calendar, int year)
{
    assert(!calendar->sealed && year >= CIVIL_YEAR_MIN && year <= CIVIL_YEAR_MAX);
    calendar->published[year - CIVIL_YEAR_MIN] = true;
}

void calendar_set_closing(struct calendar *calendar, int minutes)
{
    assert(!calendar->sealed);
    calendar->closes_at_minutes = minutes;
}

struct calendar *calendar_copy_without(const struct calendar *calendar, int year)
{
    struct calendar *copy = calendar_new(calendar->name, calendar->zone);
    copy->closes_at_minutes = calendar->closes_at_minutes;
    memcpy(copy->published, calendar->published, sizeof(copy->published));
    copy->published[year - CIVIL_YEAR_MIN] = false;
    for (size_t i = 0; i < calendar->differing_count; i++) {
        if (civil_from_day(calendar->differing[i].day).year != year)
            calendar_set_day(copy, &calendar->differing[i]);
    }
    return copy;
}

void calendar_seal(struct calendar *calendar)
{
    assert(!calendar->sealed);
    put_in_order(calendar);
    calendar->worked[DAYS - 1] = true; /* so that all that looks for a worked day finds one */
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

int calendar_closes_at_minutes(const struct calendar *calendar)
{
    return calendar->closes_at_minutes;
}

bool calendar_is_worked(const struct calendar *calendar, int32_t day)
{
    return calendar->worked[within_reach(day)];
}

const struct calendar_day *calendar_day_find(const struct calendar *calendar, int32_t day)
{
    assert(calendar->sealed);
    struct calendar_day wanted = {.day = day};
    if (calendar->differing_count == 0)
        return NULL;
    return bsearch(&wanted, calendar->differing, calendar->differing_count, sizeof(wanted), by_day);
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

int calendar_working_days_between(const struct calendar *calendar, int32_t first, int32_t last)
{
    assert(calendar->sealed);
    if (last <= first)
        return 0;
    return calendar->worked_before[within_reach(last)] -
           calendar->worked_before[within_reach(first)];
}

int32_t calendar_roll_forward(const struct calendar *calendar, int32_t day)
{
    assert(calendar->sealed);
    return worked_day(calendar, calendar->worked_before[within_reach(day)]);
}

bool calendar_is_published(const struct calendar *calendar, int32_t first_day, int32_t last_day)
{
    assert(calendar->sealed);
    int first = year_index(first_day), last = year_index(last_day);
    if (last < first)
        last = first;
    return calendar->unpublished_before[first] == calendar->unpublished_before[last + 1];
}

/* Of days that were set twice the last one holds. */
static void put_in_order(struct calendar *calendar)
{
    struct calendar_day *all = calendar->differing;
    size_t kept = 0;
    for (size_t i = 1; i < calendar->differing_count; i++) {
        struct calendar_day day = all[i];
        size_t place = i;
        for (; place > 0 && all[place - 1].day > day.day; place--)
            all[place] = all[place - 1];
        all[place] = day;
    }
    for (size_t i = 0; i < calendar->differing_count; i++) {
        if (kept > 0 && all[kept - 1].day == all[i].day)
            kept--;
        all[kept++] = all[i];
    }
    calendar->differing_count = kept;
}

static int by_day(const void *one, const void *other)
{
    int32_t a = ((const struct calendar_day *)one)->day;
    int32_t b = ((const struct calendar_day *)other)->day;
    return (a > b) - (a < b);
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
