#include "domain/calendar.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "domain/explain.h"
#include "support/csv.h"
#include "support/moment.h"
#include "support/preset.h"

static struct preset *preset;

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

static void check_count(const char *from, int count, const char *expected)
{
    int32_t got = calendar_add_working_days(preset->calendar, day(from), count);
    cr_expect_eq(got, day(expected), "%s %+d is %s, not %s", from, count, expected, day_text(got));
}

static void check_roll(const char *from, const char *expected)
{
    int32_t got = calendar_roll_forward(preset->calendar, day(from));
    cr_expect_eq(got, day(expected), "%s rolls to %s, not %s", from, expected, day_text(got));
}

TestSuite(calendar, .init = setup, .fini = teardown);

Test(calendar, holidays_rest_and_make_up_days_work)
{
    cr_expect(calendar_is_worked(preset->calendar, day("2018-02-11")), "a make-up Sunday");
    cr_expect_not(calendar_is_worked(preset->calendar, day("2018-02-15")), "a holiday Thursday");
    cr_expect(calendar_is_worked(preset->calendar, day("2018-10-09")), "a plain Tuesday");
    cr_expect_not(calendar_is_worked(preset->calendar, day("2018-10-14")), "a plain Sunday");
}

Test(calendar, counting_leaves_the_start_day_out)
{
    check_count("2018-10-09", 1, "2018-10-10");
    check_count("2018-10-09", -1, "2018-10-08");
    check_count("2018-10-09", 0, "2018-10-09");
    check_count("2018-10-13", 0, "2018-10-13");
}

Test(calendar, counting_goes_over_rest_days_both_ways)
{
    check_count("2018-09-28", 1, "2018-09-29");
    check_count("2018-09-28", 2, "2018-09-30");
    check_count("2018-09-28", 3, "2018-10-08");
    check_count("2018-10-03", 1, "2018-10-08");
    check_count("2018-10-03", -1, "2018-09-30");
    check_count("2018-10-08", -1, "2018-09-30");
    check_count("2018-10-08", -3, "2018-09-28");
}

Test(calendar, a_rest_day_rolls_to_the_first_worked_day)
{
    check_roll("2018-10-01", "2018-10-08");
    check_roll("2018-10-07", "2018-10-08");
    check_roll("2018-10-08", "2018-10-08");
    check_roll("2018-09-30", "2018-09-30");
    check_roll("2018-10-13", "2018-10-15");
}

Test(calendar, a_span_is_published_if_every_year_in_it_is)
{
    const struct calendar *calendar = preset->calendar;
    cr_expect(calendar_is_published(calendar, day("2018-01-01"), day("2026-12-31")));
    cr_expect_not(calendar_is_published(calendar, day("2026-12-31"), day("2027-01-01")));
    cr_expect_not(calendar_is_published(calendar, day("2017-12-31"), day("2018-01-01")));
    cr_expect_not(calendar_is_published(calendar, day("2017-12-31"), day("2017-12-31")));
    cr_expect_not(calendar_is_published(calendar, day("2017-01-01"), day("2028-01-01")));
}

Test(calendar, a_count_beyond_its_reach_stops_at_the_edge)
{
    check_count("2199-12-31", 1, "2199-12-31");
    check_count("1970-01-01", -1, "1970-01-01");
    cr_expect_eq(calendar_add_working_days(preset->calendar, -400, 1), day("1970-01-02"));
    cr_expect_eq(calendar_add_working_days(preset->calendar, INT32_MAX, 5), day("2199-12-31"));
    cr_expect_eq(calendar_roll_forward(preset->calendar, INT32_MAX), day("2199-12-31"));
    cr_expect_not(calendar_is_published(preset->calendar, INT32_MIN, INT32_MAX));
    cr_expect_not(
        calendar_is_published(preset->calendar, day("2199-12-31") + 1, day("2199-12-31")));
}

Test(calendar, its_last_day_is_worked_so_that_every_count_and_walk_ends)
{
    struct calendar *calendar = calendar_new("cn", china);
    for (int32_t each = day("2199-12-01"); each <= day("2199-12-31"); each++)
        calendar_set_day(calendar, &(struct calendar_day){each, false, "停", "-"});
    calendar_seal(calendar);
    cr_expect_eq(calendar_roll_forward(calendar, day("2199-12-02")), day("2199-12-31"));
    cr_expect(calendar_is_worked(calendar, day("2199-12-31") + 1));
    struct clock clock = clock_start(zone_day_start(china, day("2199-12-31")), INSTANT_NONE);
    struct term term = {calendar, TERM_UNIT_NATURAL_DAYS, 3, TERM_END_MIDNIGHT};
    cr_expect_eq(explain_days(&clock, &term, NULL, NULL), day("2199-12-31") + 3);
    calendar_free(calendar);
}

Test(calendar, its_name_is_a_copy_and_its_zone_is_kept)
{
    char name[] = "cn";
    struct calendar *calendar = calendar_new(name, china);
    name[0] = 'x';
    cr_expect_str_eq(calendar_name(calendar), "cn");
    cr_expect_eq(calendar_zone(calendar).offset_s, 28800);
    calendar_free(calendar);
    calendar_free(NULL);
}

Test(calendar, every_year_of_the_data_has_its_worked_days)
{
    static const struct {
        int year;
        int worked;
    } cases[] = {{2018, 250}, {2019, 250}, {2020, 249}, {2021, 250}, {2022, 249},
                 {2023, 249}, {2024, 251}, {2025, 248}, {2026, 248}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int32_t first = civil_to_day((struct civil){cases[i].year, 1, 1});
        int32_t end = civil_to_day((struct civil){cases[i].year + 1, 1, 1});
        int worked = 0;
        for (int32_t each = first; each < end; each++)
            worked += calendar_is_worked(preset->calendar, each);
        cr_expect_eq(worked, cases[i].worked, "%d has %d", cases[i].year, worked);
    }
}
