#include "domain/zone.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/moment.h"

static const struct {
    const char *name;
    int32_t offset_s;
} known[] = {
    {"UTC", 0},        {"+00:00", 0},     {"+08:00", 28800},  {"-03:30", -12600},
    {"+05:45", 20700}, {"+14:00", 50400}, {"-12:00", -43200},
};

Test(zone, utc_and_offsets_are_known)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        struct zone zone = {.offset_s = 1};
        cr_expect(zone_parse(known[i].name, &zone), "%s", known[i].name);
        cr_expect_eq(zone.offset_s, known[i].offset_s, "%s: %d", known[i].name, zone.offset_s);
        cr_expect_eq(zone.change_count, 0);
    }
}

Test(zone, anything_else_is_not_and_leaves_the_zone_alone)
{
    static const char *const names[] = {"",       "utc",   "Z",       "Asia/Shanghai", "+8:00",
                                        "+0800",  "08:00", "+08:00 ", "+08:60",        "+24:00",
                                        "+08-00", "CST-8", "+08:0a"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct zone zone = {.offset_s = 1};
        cr_expect_not(zone_parse(names[i], &zone), "%s", names[i]);
        cr_expect_eq(zone.offset_s, 1);
    }
}

/* -- Daylight saving: one hour forward at 02:00 on 10 March 2030, back at 02:00 on 3 November ----
 */

static struct zone_change changes[2];
static struct zone zone;

static void setup(void)
{
    changes[0] = (struct zone_change){moment("2030-03-10T02:00:00-05:00"), -4 * 3600};
    changes[1] = (struct zone_change){moment("2030-11-03T02:00:00-04:00"), -5 * 3600};
    zone = (struct zone){changes, 2, -5 * 3600};
}

TestSuite(zone_changes, .init = setup);

Test(zone_changes, the_offset_changes_at_the_very_moment)
{
    cr_expect_eq(zone_offset_s(zone, changes[0].at_us - 1), -5 * 3600);
    cr_expect_eq(zone_offset_s(zone, changes[0].at_us), -4 * 3600);
    cr_expect_eq(zone_offset_s(zone, changes[1].at_us - 1), -4 * 3600);
    cr_expect_eq(zone_offset_s(zone, changes[1].at_us), -5 * 3600);
}

Test(zone_changes, days_of_the_changes_have_23_and_25_hours)
{
    cr_expect_eq(zone_day_start(zone, day("2030-03-11")) - zone_day_start(zone, day("2030-03-10")),
                 23 * HOUR_US);
    cr_expect_eq(zone_day_start(zone, day("2030-11-04")) - zone_day_start(zone, day("2030-11-03")),
                 25 * HOUR_US);
    cr_expect_eq(zone_day_start(zone, day("2030-07-02")) - zone_day_start(zone, day("2030-07-01")),
                 DAY_US);
}

Test(zone_changes, a_skipped_time_is_the_moment_of_skipping)
{
    int64_t skipped = zone_instant(zone, day("2030-03-10"), 2 * HOUR_US + 30 * MINUTE_US);
    cr_expect_eq(skipped, changes[0].at_us);
    cr_expect_eq(zone_instant(zone, day("2030-03-10"), 3 * HOUR_US), changes[0].at_us);
    cr_expect_eq(zone_instant(zone, day("2030-03-10"), 2 * HOUR_US - 1), changes[0].at_us - 1);
}

Test(zone_changes, a_doubled_time_is_the_first_of_both)
{
    cr_expect_eq(zone_instant(zone, day("2030-11-03"), HOUR_US + 30 * MINUTE_US),
                 moment("2030-11-03T01:30:00-04:00"));
    cr_expect_eq(zone_instant(zone, day("2030-11-03"), 2 * HOUR_US),
                 moment("2030-11-03T02:00:00-05:00"));
}

Test(zone_changes, every_moment_of_a_day_lies_on_it)
{
    static const char *const days[] = {"2030-03-10", "2030-11-03", "2030-12-31"};
    for (size_t i = 0; i < ARRAY_LEN(days); i++) {
        int64_t from_us = zone_day_start(zone, day(days[i]));
        int64_t to_us = zone_day_start(zone, day(days[i]) + 1);
        cr_expect_eq(zone_day(zone, from_us - 1), day(days[i]) - 1, "%s", days[i]);
        cr_expect_eq(zone_day(zone, from_us), day(days[i]), "%s", days[i]);
        cr_expect_eq(zone_day(zone, to_us - 1), day(days[i]), "%s", days[i]);
    }
}
