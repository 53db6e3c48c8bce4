/* Counting where the clocks change: one hour forward at 02:00 on Sunday, 10 March 2030, back at
 * 02:00 on Sunday, 3 November; and where they change at midnight. */
#include "domain/clock.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "domain/explain.h"
#include "support/moment.h"
#include "support/naive.h"

enum { WINTER_S = -5 * 3600, SUMMER_S = -4 * 3600 };

static struct zone_change changes[2];
static struct calendar *calendar;

/* Sundays are worked on the days of the changes, so that days can end on them. */
static void begin(const char *spring, const char *autumn)
{
    changes[0] = (struct zone_change){moment(spring), SUMMER_S};
    changes[1] = (struct zone_change){moment(autumn), WINTER_S};
    calendar_free(calendar);
    calendar = calendar_new("summer", (struct zone){changes, ARRAY_LEN(changes), WINTER_S});
    calendar_set_day(calendar, &(struct calendar_day){day("2030-03-10"), true, "Sunday", ""});
    calendar_set_day(calendar, &(struct calendar_day){day("2030-11-03"), true, "Sunday", ""});
    calendar_seal(calendar);
}

static void setup(void)
{
    begin("2030-03-10T02:00:00-05:00", "2030-11-03T02:00:00-04:00");
}

static void teardown(void)
{
    calendar_free(calendar);
}

struct zone_case {
    enum term_unit unit;
    int amount;
    enum term_end end;
    const char *start;
    const char *due;
};

static void expect_due_at(const struct zone_case *c)
{
    const struct term term = {calendar, c->unit, c->amount, c->end};
    struct clock clock = clock_start(moment(c->start), INSTANT_NONE);
    struct window_times times = clock_count(&clock, &term);
    cr_expect_eq(times.due_at_us, moment(c->due), "%s + %d %s is %s, not %s", c->start, c->amount,
                 term_units[c->unit].code, moment_text(times.due_at_us), c->due);
    cr_expect_eq(times.last_day, zone_day(calendar_zone(calendar), moment(c->due) - 1));
    cr_expect_eq(naive_count(&clock, &term).due_us, moment(c->due));
    if (!term_is_on_the_wall(c->unit))
        cr_expect_eq(explain_days(&clock, &term, NULL, NULL), times.last_day);
}

static void expect_all(const struct zone_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_due_at(&cases[i]);
}

TestSuite(edges_zone, .init = setup, .fini = teardown);

Test(edges_zone, an_hour_is_an_hour_whatever_the_clocks_show)
{
    static const struct zone_case cases[] = {
        {TERM_UNIT_HOURS, 2, TERM_END_MIDNIGHT, "2030-03-10T01:30:00-05:00",
         "2030-03-10T04:30:00-04:00"},
        {TERM_UNIT_HOURS, 24, TERM_END_MIDNIGHT, "2030-03-09T12:00:00-05:00",
         "2030-03-10T13:00:00-04:00"},
        {TERM_UNIT_MINUTES, 30, TERM_END_MIDNIGHT, "2030-03-10T01:30:00-05:00",
         "2030-03-10T03:00:00-04:00"},
        {TERM_UNIT_HOURS, 2, TERM_END_MIDNIGHT, "2030-11-03T00:30:00-04:00",
         "2030-11-03T01:30:00-05:00"},
        {TERM_UNIT_HOURS, 24, TERM_END_MIDNIGHT, "2030-11-02T12:00:00-04:00",
         "2030-11-03T11:00:00-05:00"},
        {TERM_UNIT_HOURS, 1, TERM_END_MIDNIGHT, "2030-11-03T01:30:00-04:00",
         "2030-11-03T01:30:00-05:00"},
    };
    expect_all(cases, ARRAY_LEN(cases));
}

Test(edges_zone, days_end_at_the_midnight_that_people_see)
{
    static const struct zone_case cases[] = {
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-03-08T12:00:00-05:00",
         "2030-03-11T00:00:00-04:00"}, /* ends with the day of 23 hours */
        {TERM_UNIT_WORKING_DAYS, 2, TERM_END_MIDNIGHT, "2030-03-08T12:00:00-05:00",
         "2030-03-12T00:00:00-04:00"},
        {TERM_UNIT_NATURAL_DAYS, 1, TERM_END_MIDNIGHT, "2030-03-09T12:00:00-05:00",
         "2030-03-11T00:00:00-04:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-11-01T12:00:00-04:00",
         "2030-11-04T00:00:00-05:00"}, /* ends with the day of 25 hours */
        {TERM_UNIT_WORKING_DAYS, 2, TERM_END_MIDNIGHT, "2030-11-01T12:00:00-04:00",
         "2030-11-05T00:00:00-05:00"},
        {TERM_UNIT_NATURAL_DAYS, 240, TERM_END_MIDNIGHT, "2030-03-08T12:00:00-05:00",
         "2030-11-04T00:00:00-05:00"}, /* over both */
        {TERM_UNIT_MONTHS, 1, TERM_END_MIDNIGHT, "2030-02-11T12:00:00-05:00",
         "2030-03-12T00:00:00-04:00"},
        {TERM_UNIT_FIXED_DATE, 20300310, TERM_END_MIDNIGHT, "2030-01-11T12:00:00-05:00",
         "2030-03-11T00:00:00-04:00"},
        {TERM_UNIT_YEARLY_DATE, 1103, TERM_END_MIDNIGHT, "2030-01-11T12:00:00-05:00",
         "2030-11-04T00:00:00-05:00"},
    };
    expect_all(cases, ARRAY_LEN(cases));
}

Test(edges_zone, business_closes_when_the_clocks_say_so)
{
    static const struct zone_case cases[] = {
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_CLOSING, "2030-03-08T12:00:00-05:00",
         "2030-03-10T17:30:00-04:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_CLOSING, "2030-11-01T12:00:00-04:00",
         "2030-11-03T17:30:00-05:00"},
        {TERM_UNIT_FIXED_DATE, 20300310, TERM_END_CLOSING, "2030-01-11T12:00:00-05:00",
         "2030-03-10T17:30:00-04:00"},
    };
    expect_all(cases, ARRAY_LEN(cases));
}

Test(edges_zone, the_day_on_which_it_starts_is_the_one_that_people_see)
{
    static const struct zone_case cases[] = {
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-03-10T23:59:59-04:00",
         "2030-03-12T00:00:00-04:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-03-11T00:00:00-04:00",
         "2030-03-13T00:00:00-04:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-03-10T23:59:59-05:00",
         "2030-03-13T00:00:00-04:00"}, /* which is 00:59:59 of the 11th */
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-11-03T23:59:59-05:00",
         "2030-11-05T00:00:00-05:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-11-04T00:00:00-04:00",
         "2030-11-05T00:00:00-05:00"}, /* which is 23:00 of the 3rd */
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-11-02T23:59:59-04:00",
         "2030-11-04T00:00:00-05:00"},
    };
    expect_all(cases, ARRAY_LEN(cases));
}

Test(edges_zone, a_pause_over_a_change_takes_whole_days_or_the_very_time)
{
    struct clock clock = clock_start(moment("2030-03-07T12:00:00-05:00"), INSTANT_NONE);
    clock.pauses[clock.pause_count++] =
        (struct pause){moment("2030-03-09T12:00:00-05:00"), moment("2030-03-11T12:00:00-04:00"),
                       PAUSE_THIRD_PARTY};
    const struct term days = {calendar, TERM_UNIT_WORKING_DAYS, 3, TERM_END_MIDNIGHT};
    const struct term hours = {calendar, TERM_UNIT_HOURS, 72, TERM_END_MIDNIGHT};
    cr_expect_eq(clock_count(&clock, &days).due_at_us, moment("2030-03-13T00:00:00-04:00"),
                 "the 8th, the 11th and the 12th count; the worked Sunday does not");
    cr_expect_eq(clock_count(&clock, &hours).due_at_us, moment("2030-03-12T12:00:00-04:00"),
                 "48 hours before it, 24 after it");
    cr_expect_eq(naive_count(&clock, &days).due_us, clock_count(&clock, &days).due_at_us);
    cr_expect_eq(naive_count(&clock, &hours).due_us, clock_count(&clock, &hours).due_at_us);
}

Test(edges_zone, where_the_clocks_skip_midnight_the_day_before_ends_with_the_skipping)
{
    static const struct zone_case cases[] = {
        {TERM_UNIT_FIXED_DATE, 20300309, TERM_END_MIDNIGHT, "2030-01-11T12:00:00-05:00",
         "2030-03-10T01:00:00-04:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-03-09T23:59:59-05:00",
         "2030-03-11T00:00:00-04:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-03-10T01:00:00-04:00",
         "2030-03-12T00:00:00-04:00"},
    };
    begin("2030-03-10T00:00:00-05:00", "2030-11-03T00:00:00-04:00");
    expect_all(cases, ARRAY_LEN(cases));
}

Test(edges_zone, where_the_clocks_go_back_at_midnight_the_day_ends_the_second_time)
{
    static const struct zone_case cases[] = {
        {TERM_UNIT_FIXED_DATE, 20301102, TERM_END_MIDNIGHT, "2030-01-11T12:00:00-05:00",
         "2030-11-03T00:00:00-05:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-11-02T23:30:00-05:00",
         "2030-11-04T00:00:00-05:00"},
        {TERM_UNIT_WORKING_DAYS, 1, TERM_END_MIDNIGHT, "2030-11-03T00:00:00-05:00",
         "2030-11-05T00:00:00-05:00"},
    };
    begin("2030-03-10T00:00:00-05:00", "2030-11-03T00:00:00-04:00");
    expect_all(cases, ARRAY_LEN(cases));
}
