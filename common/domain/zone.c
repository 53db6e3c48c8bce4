#include "domain/zone.h"

#include "domain/instant.h"

#include <string.h>

static const struct zone_change *change_before(struct zone zone, int64_t instant_us);

bool zone_parse(const char *text, struct zone *ret)
{
    int64_t utc_us;
    char instant[] = "1970-01-02T00:00:00+00:00";
    if (strcmp(text, "UTC") == 0) {
        *ret = (struct zone){.offset_s = 0};
        return true;
    }
    if (strlen(text) != 6)
        return false;
    memcpy(instant + 19, text, 6);
    if (!instant_parse(instant, strlen(instant), &utc_us))
        return false;
    *ret = (struct zone){.offset_s = (int32_t)((DAY_US - utc_us) / SECOND_US)};
    return true;
}

int32_t zone_offset_s(struct zone zone, int64_t instant_us)
{
    const struct zone_change *change = change_before(zone, instant_us);
    return change ? change->offset_s : zone.offset_s;
}

int32_t zone_day(struct zone zone, int64_t instant_us)
{
    int64_t wall_us = instant_us + zone_offset_s(zone, instant_us) * SECOND_US;
    return (int32_t)(wall_us / DAY_US - (wall_us % DAY_US < 0));
}

/* Around a change the wall is read by the offset of the day before and by that of the day after. */
int64_t zone_instant(struct zone zone, int32_t day, int64_t time_of_day_us)
{
    int64_t wall_us = day * DAY_US + time_of_day_us;
    int64_t before_us = wall_us - zone_offset_s(zone, wall_us - DAY_US) * SECOND_US;
    int64_t after_us = wall_us - zone_offset_s(zone, wall_us + DAY_US) * SECOND_US;
    if (before_us == after_us)
        return before_us;
    int64_t change_us = change_before(zone, wall_us + DAY_US)->at_us;
    if (before_us < change_us)
        return before_us;
    return after_us > change_us ? after_us : change_us;
}

int64_t zone_day_start(struct zone zone, int32_t day)
{
    return zone_instant(zone, day, 0);
}

/* The last change at or before an instant, or NULL. Most ask for times after all changes. */
static const struct zone_change *change_before(struct zone zone, int64_t instant_us)
{
    const struct zone_change *changes = zone.changes;
    size_t low = 0, high = zone.change_count;
    if (high > 0 && instant_us >= changes[high - 1].at_us)
        return changes + high - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (changes[middle].at_us <= instant_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? changes + low - 1 : NULL;
}
