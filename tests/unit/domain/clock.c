#include "domain/clock.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

#include "base/macros.h"
#include "support/csv.h"
#include "support/moment.h"
#include "support/preset.h"

static struct calendar *calendar;

static void setup(void)
{
    calendar = preset_calendar_before(NULL);
    calendar_seal(calendar);
}

static void teardown(void)
{
    calendar_free(calendar);
}

static struct window_times count(enum term_unit unit, int amount, const char *start)
{
    return counted(calendar, unit, amount, moment(start), INSTANT_NONE);
}

static void check_last_day(enum term_unit unit, int amount, const char *start, const char *expected)
{
    struct window_times times = count(unit, amount, start);
    cr_expect_eq(times.last_day, day(expected), "%s + %d %s is %s, not %s", start, amount,
                 term_units[unit].code, day_text(times.last_day), expected);
    cr_expect_eq(times.due_at_us, zone_day_start(china, day(expected) + 1));
    cr_expect_eq(times.rule_due_at_us, times.due_at_us);
}

static void check_due(enum term_unit unit, int amount, const char *start, const char *expected)
{
    struct window_times times = count(unit, amount, start);
    cr_expect_eq(times.due_at_us, moment(expected), "%s + %d %s is %s, not %s", start, amount,
                 term_units[unit].code, moment_text(times.due_at_us), expected);
}

/* A notice, what the one that it replaced had of one day (NULL: nothing), and a count over it. */
struct notice_case {
    const char *notice;
    const char *replaced_day;
    bool replaced_worked;
    enum term_unit unit;
    int amount;
    const char *start;
    const char *before;
    const char *after;
};

static void check_notice(const struct notice_case *c)
{
    struct calendar *now = calendar;
    calendar = preset_calendar_before(c->notice);
    if (c->replaced_day)
        calendar_set_day(calendar,
                         &(struct calendar_day){day(c->replaced_day), c->replaced_worked, "", ""});
    calendar_seal(calendar);
    check_last_day(c->unit, c->amount, c->start, c->before);
    calendar_free(calendar);
    calendar = now;
    check_last_day(c->unit, c->amount, c->start, c->after);
}

TestSuite(clock, .init = setup, .fini = teardown);

Test(clock, five_working_days_skip_the_spring_festival)
{
    check_last_day(TERM_UNIT_WORKING_DAYS, 5, "2018-02-13T17:00:00", "2018-02-26");
    check_last_day(TERM_UNIT_WORKING_DAYS, 5, "2018-02-14T17:00:00", "2018-02-27");
    check_last_day(TERM_UNIT_WORKING_DAYS, 5, "2018-02-18T17:00:00", "2018-02-27");
}

Test(clock, make_up_workdays_are_counted)
{
    check_last_day(TERM_UNIT_WORKING_DAYS, 5, "2018-09-27T09:30:00", "2018-10-09");
    check_last_day(TERM_UNIT_WORKING_DAYS, 5, "2026-09-18T09:00:00", "2026-09-24");
}

Test(clock, the_start_day_is_not_counted_whatever_its_hour)
{
    check_last_day(TERM_UNIT_WORKING_DAYS, 1, "2018-10-09T00:00:00", "2018-10-10");
    check_last_day(TERM_UNIT_WORKING_DAYS, 1, "2018-10-09T23:59:59", "2018-10-10");
    check_last_day(TERM_UNIT_WORKING_DAYS, 1, "2018-10-10T00:00:00", "2018-10-11");
    check_last_day(TERM_UNIT_NATURAL_DAYS, 15, "2018-11-12T23:59:59", "2018-11-27");
    check_last_day(TERM_UNIT_NATURAL_DAYS, 15, "2018-11-13T00:00:00", "2018-11-28");
}

Test(clock, the_start_day_is_the_zones)
{
    check_last_day(TERM_UNIT_WORKING_DAYS, 1, "2018-10-09T15:59:59Z", "2018-10-10");
    check_last_day(TERM_UNIT_WORKING_DAYS, 1, "2018-10-09T16:00:00Z", "2018-10-11");
}

Test(clock, days_end_at_the_midnight_after_the_last)
{
    check_due(TERM_UNIT_WORKING_DAYS, 5, "2018-07-24T10:05:00", "2018-08-01T00:00:00");
    check_due(TERM_UNIT_NATURAL_DAYS, 60, "2018-08-13T11:02:00", "2018-10-13T00:00:00");
    check_due(TERM_UNIT_MONTHS, 3, "2018-07-26T14:00:00", "2018-10-27T00:00:00");
}

Test(clock, hours_and_minutes_run_through_nights_and_holidays)
{
    check_due(TERM_UNIT_HOURS, 5, "2018-10-02T03:18:00", "2018-10-02T08:18:00");
    check_due(TERM_UNIT_HOURS, 24, "2018-10-02T03:18:00", "2018-10-03T03:18:00");
    check_due(TERM_UNIT_HOURS, 48, "2018-02-15T23:59:59", "2018-02-17T23:59:59");
    check_due(TERM_UNIT_MINUTES, 30, "2018-12-31T23:45:00", "2019-01-01T00:15:00");
    cr_expect_eq(count(TERM_UNIT_MINUTES, 30, "2018-12-31T23:45:00").last_day, day("2019-01-01"));
    cr_expect_eq(count(TERM_UNIT_MINUTES, 30, "2018-12-31T23:29:00").last_day, day("2018-12-31"));
    cr_expect_eq(count(TERM_UNIT_MINUTES, 30, "2018-12-31T23:30:00").last_day, day("2018-12-31"),
                 "a midnight is the end of the day before it");
}

Test(clock, natural_days_roll_off_rest_days_and_stay_on_make_up_days)
{
    check_last_day(TERM_UNIT_NATURAL_DAYS, 60, "2018-07-31T09:00:00", "2018-09-29");
    check_last_day(TERM_UNIT_NATURAL_DAYS, 60, "2018-08-01T09:00:00", "2018-09-30");
    check_last_day(TERM_UNIT_NATURAL_DAYS, 60, "2018-08-02T09:00:00", "2018-10-08");
    check_last_day(TERM_UNIT_NATURAL_DAYS, 60, "2018-08-08T09:00:00", "2018-10-08");
    check_last_day(TERM_UNIT_NATURAL_DAYS, 60, "2018-09-18T07:30:00", "2018-11-19");
}

Test(clock, months_end_on_the_same_number_or_the_last_day_and_roll)
{
    check_last_day(TERM_UNIT_MONTHS, 3, "2018-07-26T14:00:00", "2018-10-26");
    check_last_day(TERM_UNIT_MONTHS, 3, "2018-11-30T14:00:00", "2019-02-28");
    check_last_day(TERM_UNIT_MONTHS, 3, "2019-11-30T14:00:00", "2020-03-02");
    check_last_day(TERM_UNIT_MONTHS, 3, "2018-07-01T14:00:00", "2018-10-08");
    check_last_day(TERM_UNIT_MONTHS, 3, "2018-06-29T14:00:00", "2018-09-29");
}

Test(clock, every_check_vector_ends_on_its_day)
{
    struct csv *vectors = csv_read("tests/data/deadline_vectors.csv");
    cr_assert_eq(csv_row_count(vectors), 100);
    for (size_t row = 0; row < csv_row_count(vectors); row++)
        check_last_day(TERM_UNIT_WORKING_DAYS, csv_int(vectors, row, "working_days"),
                       csv_value(vectors, row, "start"), csv_value(vectors, row, "deadline"));
    csv_free(vectors);
}

Test(clock, a_new_notice_moves_the_last_day)
{
    static const char new_year_2019[] = "gov.cn/2018-12/06/content_5346276";
    static const char may_day_2019[] = "gov.cn/2019-03/22/content_5375877";
    static const char spring_2020[] = "gov.cn/2020-01/27/content_5472352";
    const struct notice_case cases[] = {
        {new_year_2019, NULL, false, TERM_UNIT_WORKING_DAYS, 30, "2018-11-19T09:00:00",
         "2018-12-31", "2018-12-29"},
        {new_year_2019, NULL, false, TERM_UNIT_NATURAL_DAYS, 60, "2018-10-30T09:00:00",
         "2018-12-31", "2018-12-29"},
        {new_year_2019, "2019-01-01", false, TERM_UNIT_NATURAL_DAYS, 60, "2018-11-01T09:00:00",
         "2018-12-31", "2019-01-02"},
        {may_day_2019, "2019-05-01", false, TERM_UNIT_WORKING_DAYS, 30, "2019-03-20T09:00:00",
         "2019-05-03", "2019-05-05"},
        {spring_2020, "2020-02-01", true, TERM_UNIT_WORKING_DAYS, 5, "2020-01-20T09:00:00",
         "2020-02-01", "2020-02-04"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_notice(&cases[i]);
}

Test(clock, the_senders_due_counts_only_if_it_is_earlier)
{
    static const struct {
        const char *sender_due;
        const char *due;
        const char *last_day;
    } cases[] = {
        {"2018-07-27T12:00:00", "2018-07-27T12:00:00", "2018-07-27"},
        {"2018-07-28T00:00:00", "2018-07-28T00:00:00", "2018-07-27"},
        {"2018-07-28T00:00:01", "2018-07-28T00:00:01", "2018-07-28"},
        {"2018-07-31T23:59:59", "2018-07-31T23:59:59", "2018-07-31"},
        {"2018-08-01T00:00:00", "2018-08-01T00:00:00", "2018-07-31"},
        {"2018-08-01T00:00:01", "2018-08-01T00:00:00", "2018-07-31"},
        {"2018-07-20T12:00:00", "2018-07-20T12:00:00", "2018-07-20"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct window_times times =
            counted(calendar, TERM_UNIT_WORKING_DAYS, 5, moment("2018-07-24T10:05:00"),
                    moment(cases[i].sender_due));
        cr_expect_eq(times.due_at_us, moment(cases[i].due), "%s", cases[i].sender_due);
        cr_expect_eq(times.last_day, day(cases[i].last_day), "%s", cases[i].sender_due);
        cr_expect_eq(times.rule_due_at_us, moment("2018-08-01T00:00:00"));
        cr_expect_eq(times.starts_at_us, moment("2018-07-24T10:05:00"));
    }
}

Test(clock, a_count_into_an_unpublished_year_is_provisional)
{
    cr_expect_not(count(TERM_UNIT_WORKING_DAYS, 3, "2026-12-28T09:00:00").provisional);
    cr_expect(count(TERM_UNIT_WORKING_DAYS, 4, "2026-12-28T09:00:00").provisional);
    cr_expect_not(count(TERM_UNIT_NATURAL_DAYS, 60, "2026-11-01T09:00:00").provisional);
    cr_expect(count(TERM_UNIT_NATURAL_DAYS, 60, "2026-11-02T09:00:00").provisional);
    cr_expect(count(TERM_UNIT_MONTHS, 3, "2026-10-09T09:00:00").provisional);
    cr_expect(count(TERM_UNIT_WORKING_DAYS, 5, "2017-12-28T09:00:00").provisional);
    cr_expect_not(count(TERM_UNIT_WORKING_DAYS, 5, "2018-01-01T00:00:00").provisional);
}

Test(clock, hours_are_never_provisional)
{
    cr_expect_not(count(TERM_UNIT_HOURS, 48, "2026-12-31T09:00:00").provisional);
    cr_expect_not(count(TERM_UNIT_MINUTES, 30, "2027-06-01T09:00:00").provisional);
}

Test(clock, an_amount_of_nothing_is_a_mistake, .signal = SIGABRT)
{
    count(TERM_UNIT_HOURS, 0, "2018-10-02T03:18:00");
}

Test(clock, an_amount_beyond_any_law_is_a_mistake, .signal = SIGABRT)
{
    count(TERM_UNIT_MONTHS, 121, "2018-10-02T03:18:00");
}
