/* The edges of counting: holidays, ends of months and years, midnights, Sundays, and the two days
 * of the year on which the clocks change. What is expected was counted on the official notices. */
#include "domain/clock.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/macros.h"
#include "domain/explain.h"
#include "support/moment.h"
#include "support/naive.h"
#include "support/preset.h"

enum { DAYS_AROUND = 7 };

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

static void expect_end(enum term_unit unit, int amount, const char *start, const char *last_day)
{
    const struct term term = {calendar, unit, amount, TERM_END_MIDNIGHT};
    struct clock clock = clock_start(moment(start), INSTANT_NONE);
    struct window_times times = clock_count(&clock, &term);
    cr_expect_eq(times.last_day, day(last_day), "%s + %d %s is %s, not %s", start, amount,
                 term_units[unit].code, day_text(times.last_day), last_day);
    cr_expect_eq(times.due_at_us, zone_day_start(china, day(last_day) + 1));
    cr_expect_eq(naive_count(&clock, &term).last_day, day(last_day));
    cr_expect_eq(explain_days(&clock, &term, NULL, NULL), day(last_day));
}

/* For each year its Spring Festival, and what is expected of each day from a week before it to a
 * week after it. */
struct festival {
    const char *date;
    const char *expected[2 * DAYS_AROUND + 1];
};

static void expect_around(const struct festival *festivals, size_t count, enum term_unit unit,
                          int amount, int starts_before)
{
    for (size_t i = 0; i < count; i++)
        for (int offset = -DAYS_AROUND; offset <= DAYS_AROUND; offset++) {
            char start[32], expected[32];
            int32_t each = day(festivals[i].date) + offset - starts_before;
            snprintf(start, sizeof(start), "%sT10:00:00", day_text(each));
            snprintf(expected, sizeof(expected), "%.4s-%s", festivals[i].date,
                     festivals[i].expected[offset + DAYS_AROUND]);
            expect_end(unit, amount, start, expected);
        }
}

TestSuite(edges, .init = setup, .fini = teardown);

Test(edges, five_working_days_from_each_day_around_the_spring_festival)
{
    static const struct festival festivals[] = {
        {"2018-02-16",
         {"02-22", "02-22", "02-23", "02-24", "02-26", "02-27", "02-27", "02-27", "02-27", "02-27",
          "02-27", "02-27", "02-27", "02-28", "03-01"}},
        {"2019-02-05",
         {"02-03", "02-11", "02-12", "02-13", "02-14", "02-15", "02-15", "02-15", "02-15", "02-15",
          "02-15", "02-15", "02-15", "02-18", "02-19"}},
        {"2020-01-25",
         {"01-23", "02-03", "02-04", "02-05", "02-06", "02-07", "02-07", "02-07", "02-07", "02-07",
          "02-07", "02-07", "02-07", "02-07", "02-07"}},
        {"2021-02-12",
         {"02-18", "02-18", "02-19", "02-20", "02-22", "02-23", "02-23", "02-23", "02-23", "02-23",
          "02-23", "02-23", "02-23", "02-24", "02-25"}},
        {"2022-02-01",
         {"01-30", "02-07", "02-08", "02-09", "02-10", "02-11", "02-11", "02-11", "02-11", "02-11",
          "02-11", "02-11", "02-11", "02-14", "02-15"}},
        {"2023-01-22",
         {"01-20", "01-28", "01-29", "01-30", "01-31", "02-01", "02-01", "02-01", "02-01", "02-01",
          "02-01", "02-01", "02-01", "02-02", "02-03"}},
        {"2024-02-10",
         {"02-08", "02-09", "02-18", "02-19", "02-20", "02-21", "02-22", "02-22", "02-22", "02-22",
          "02-22", "02-22", "02-22", "02-22", "02-22"}},
        {"2025-01-29",
         {"02-05", "02-06", "02-07", "02-07", "02-08", "02-10", "02-10", "02-10", "02-10", "02-10",
          "02-10", "02-10", "02-10", "02-10", "02-11"}},
        {"2026-02-17",
         {"02-24", "02-25", "02-26", "02-27", "02-28", "02-28", "02-28", "02-28", "02-28", "02-28",
          "02-28", "02-28", "02-28", "02-28", "03-02"}},
        {"2027-02-06",
         {"02-09", "02-09", "02-10", "02-11", "02-12", "02-15", "02-15", "02-15", "02-15", "02-15",
          "02-16", "02-17", "02-18", "02-19", "02-19"}},
    };
    expect_around(festivals, ARRAY_LEN(festivals), TERM_UNIT_WORKING_DAYS, 5, 0);
}

Test(edges, ten_natural_days_to_each_day_around_the_spring_festival)
{
    static const struct festival festivals[] = {
        {"2018-02-16",
         {"02-09", "02-11", "02-11", "02-12", "02-13", "02-14", "02-22", "02-22", "02-22", "02-22",
          "02-22", "02-22", "02-22", "02-22", "02-23"}},
        {"2019-02-05",
         {"01-29", "01-30", "01-31", "02-01", "02-02", "02-03", "02-11", "02-11", "02-11", "02-11",
          "02-11", "02-11", "02-11", "02-11", "02-12"}},
        {"2020-01-25",
         {"01-19", "01-19", "01-20", "01-21", "01-22", "01-23", "02-03", "02-03", "02-03", "02-03",
          "02-03", "02-03", "02-03", "02-03", "02-03"}},
        {"2021-02-12",
         {"02-05", "02-07", "02-07", "02-08", "02-09", "02-10", "02-18", "02-18", "02-18", "02-18",
          "02-18", "02-18", "02-18", "02-18", "02-19"}},
        {"2022-02-01",
         {"01-25", "01-26", "01-27", "01-28", "01-29", "01-30", "02-07", "02-07", "02-07", "02-07",
          "02-07", "02-07", "02-07", "02-07", "02-08"}},
        {"2023-01-22",
         {"01-16", "01-16", "01-17", "01-18", "01-19", "01-20", "01-28", "01-28", "01-28", "01-28",
          "01-28", "01-28", "01-28", "01-28", "01-29"}},
        {"2024-02-10",
         {"02-04", "02-04", "02-05", "02-06", "02-07", "02-08", "02-09", "02-18", "02-18", "02-18",
          "02-18", "02-18", "02-18", "02-18", "02-18"}},
        {"2025-01-29",
         {"01-22", "01-23", "01-24", "01-26", "01-26", "01-27", "02-05", "02-05", "02-05", "02-05",
          "02-05", "02-05", "02-05", "02-05", "02-05"}},
        {"2026-02-17",
         {"02-10", "02-11", "02-12", "02-13", "02-14", "02-24", "02-24", "02-24", "02-24", "02-24",
          "02-24", "02-24", "02-24", "02-24", "02-24"}},
        {"2027-02-06",
         {"02-01", "02-01", "02-01", "02-02", "02-03", "02-04", "02-09", "02-09", "02-09", "02-09",
          "02-09", "02-10", "02-11", "02-12", "02-15"}},
    };
    expect_around(festivals, ARRAY_LEN(festivals), TERM_UNIT_NATURAL_DAYS, 10, 10);
}

Test(edges, natural_days_that_end_in_the_national_day_holiday_end_after_it)
{
    static const struct {
        const char *last;
        const char *rolled;
    } cases[] = {
        {"2018-10-01", "2018-10-08"}, {"2019-10-01", "2019-10-08"}, {"2020-10-01", "2020-10-09"},
        {"2021-10-01", "2021-10-08"}, {"2022-10-01", "2022-10-08"}, {"2023-10-01", "2023-10-07"},
        {"2024-10-01", "2024-10-08"}, {"2025-10-01", "2025-10-09"}, {"2026-10-01", "2026-10-08"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char start[32];
        for (int32_t each = day(cases[i].last); each <= day(cases[i].rolled); each++) {
            snprintf(start, sizeof(start), "%sT10:00:00", day_text(each - 60));
            expect_end(TERM_UNIT_NATURAL_DAYS, 60, start, cases[i].rolled);
        }
        snprintf(start, sizeof(start), "%sT10:00:00", day_text(day(cases[i].last) - 61));
        char eve[DATE_TEXT_SIZE];
        date_format(day(cases[i].last) - 1, eve);
        if (calendar_is_worked(calendar, day(eve)))
            expect_end(TERM_UNIT_NATURAL_DAYS, 60, start, eve);
    }
}

struct end_case {
    enum term_unit unit;
    int amount;
    const char *start;
    const char *last_day;
};

static void expect_ends(const struct end_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        expect_end(cases[i].unit, cases[i].amount, cases[i].start, cases[i].last_day);
}

Test(edges, months_end_on_the_same_number_or_on_the_months_last_day)
{
    static const struct end_case cases[] = {
        {TERM_UNIT_MONTHS, 1, "2018-01-31T10:00:00", "2018-02-28"},
        {TERM_UNIT_MONTHS, 1, "2020-01-31T10:00:00", "2020-03-02"}, /* 29 February, a Saturday */
        {TERM_UNIT_MONTHS, 1, "2019-08-31T10:00:00", "2019-09-30"},
        {TERM_UNIT_MONTHS, 1, "2019-10-31T10:00:00", "2019-12-02"}, /* 30 November, a Saturday */
        {TERM_UNIT_MONTHS, 1, "2018-12-31T10:00:00", "2019-01-31"},
        {TERM_UNIT_MONTHS, 2, "2018-12-31T10:00:00", "2019-02-28"},
        {TERM_UNIT_MONTHS, 3, "2019-11-30T10:00:00", "2020-03-02"},
        {TERM_UNIT_MONTHS, 3, "2020-11-30T10:00:00", "2021-03-01"}, /* 28 February, a Sunday */
        {TERM_UNIT_NATURAL_DAYS, 1, "2019-12-31T10:00:00", "2020-01-02"},
        {TERM_UNIT_NATURAL_DAYS, 1, "2018-12-31T10:00:00", "2019-01-02"},
        {TERM_UNIT_NATURAL_DAYS, 7, "2019-12-25T10:00:00", "2020-01-02"},
        {TERM_UNIT_WORKING_DAYS, 1, "2018-12-28T10:00:00", "2018-12-29"}, /* made up */
        {TERM_UNIT_WORKING_DAYS, 2, "2018-12-28T10:00:00", "2019-01-02"},
        {TERM_UNIT_WORKING_DAYS, 1, "2019-12-31T10:00:00", "2020-01-02"},
    };
    expect_ends(cases, ARRAY_LEN(cases));
}

Test(edges, the_29th_of_february_is_a_day_like_others)
{
    static const struct end_case cases[] = {
        {TERM_UNIT_MONTHS, 12, "2020-02-29T10:00:00", "2021-03-01"}, /* the 28th, a Sunday */
        {TERM_UNIT_MONTHS, 1, "2020-02-29T10:00:00", "2020-03-30"},  /* the 29th, a Sunday */
        {TERM_UNIT_MONTHS, 12, "2019-02-28T10:00:00", "2020-02-28"},
        {TERM_UNIT_NATURAL_DAYS, 1, "2024-02-28T10:00:00", "2024-02-29"},
        {TERM_UNIT_NATURAL_DAYS, 2, "2024-02-27T10:00:00", "2024-02-29"},
        {TERM_UNIT_NATURAL_DAYS, 2, "2023-02-27T10:00:00", "2023-03-01"},
        {TERM_UNIT_NATURAL_DAYS, 10, "2020-02-20T10:00:00", "2020-03-02"},
        {TERM_UNIT_WORKING_DAYS, 1, "2024-02-28T10:00:00", "2024-02-29"},
        {TERM_UNIT_WORKING_DAYS, 2, "2024-02-28T10:00:00", "2024-03-01"},
        {TERM_UNIT_WORKING_DAYS, 1, "2023-02-28T10:00:00", "2023-03-01"},
        {TERM_UNIT_WORKING_DAYS, 1, "2020-02-28T10:00:00", "2020-03-02"},
    };
    expect_ends(cases, ARRAY_LEN(cases));
    cr_expect_not(term_amount_is_good(TERM_UNIT_YEARLY_DATE, 229));
    cr_expect(term_amount_is_good(TERM_UNIT_FIXED_DATE, 20200229));
    cr_expect_not(term_amount_is_good(TERM_UNIT_FIXED_DATE, 20190229));
}

Test(edges, what_starts_on_a_make_up_saturday_starts_on_a_working_day)
{
    static const struct end_case cases[] = {
        {TERM_UNIT_WORKING_DAYS, 1, "2018-02-23T10:00:00", "2018-02-24"},
        {TERM_UNIT_WORKING_DAYS, 1, "2018-02-24T10:00:00", "2018-02-26"},
        {TERM_UNIT_WORKING_DAYS, 5, "2018-02-24T10:00:00", "2018-03-02"},
        {TERM_UNIT_WORKING_DAYS, 1, "2018-03-03T10:00:00", "2018-03-05"}, /* an ordinary one */
        {TERM_UNIT_WORKING_DAYS, 1, "2018-09-29T10:00:00", "2018-09-30"},
        {TERM_UNIT_WORKING_DAYS, 5, "2018-09-29T10:00:00", "2018-10-11"},
        {TERM_UNIT_WORKING_DAYS, 1, "2018-09-30T10:00:00", "2018-10-08"},
        {TERM_UNIT_WORKING_DAYS, 5, "2019-10-12T10:00:00", "2019-10-18"},
        {TERM_UNIT_NATURAL_DAYS, 1, "2018-09-28T10:00:00", "2018-09-29"},
    };
    expect_ends(cases, ARRAY_LEN(cases));
}

Test(edges, dates_are_never_rolled)
{
    static const struct end_case cases[] = {
        {TERM_UNIT_FIXED_DATE, 20201220, "2020-07-20T10:00:00", "2020-12-20"}, /* Sundays */
        {TERM_UNIT_FIXED_DATE, 20190331, "2019-01-02T10:00:00", "2019-03-31"},
        {TERM_UNIT_FIXED_DATE, 20181001, "2018-07-20T10:00:00", "2018-10-01"}, /* a holiday */
        {TERM_UNIT_FIXED_DATE, 20181229, "2018-07-20T10:00:00", "2018-12-29"}, /* made up */
        {TERM_UNIT_YEARLY_DATE, 331, "2019-03-30T10:00:00", "2019-03-31"},
        {TERM_UNIT_YEARLY_DATE, 331, "2023-12-01T10:00:00", "2024-03-31"},
        {TERM_UNIT_YEARLY_DATE, 131, "2020-02-01T10:00:00", "2021-01-31"},
        {TERM_UNIT_YEARLY_DATE, 131, "2026-12-31T10:00:00", "2027-01-31"},
        {TERM_UNIT_YEARLY_DATE, 1231, "2018-12-30T23:59:59", "2018-12-31"},
        {TERM_UNIT_YEARLY_DATE, 1231, "2018-12-31T00:00:00", "2019-12-31"},
    };
    expect_ends(cases, ARRAY_LEN(cases));
}

Test(edges, the_last_second_of_a_day_and_the_first_of_the_next_start_on_different_days)
{
    static const struct end_case cases[] = {
        {TERM_UNIT_WORKING_DAYS, 1, "2018-09-27T23:59:59", "2018-09-28"},
        {TERM_UNIT_WORKING_DAYS, 1, "2018-09-28T00:00:00", "2018-09-29"},
        {TERM_UNIT_WORKING_DAYS, 5, "2018-02-09T23:59:59", "2018-02-22"},
        {TERM_UNIT_WORKING_DAYS, 5, "2018-02-10T00:00:00", "2018-02-22"}, /* a Saturday */
        {TERM_UNIT_WORKING_DAYS, 5, "2018-02-11T00:00:00", "2018-02-23"}, /* made up */
        {TERM_UNIT_WORKING_DAYS, 20, "2018-12-31T23:59:59", "2019-01-29"},
        {TERM_UNIT_WORKING_DAYS, 20, "2019-01-01T00:00:00", "2019-01-29"},
        {TERM_UNIT_WORKING_DAYS, 20, "2019-01-02T00:00:00", "2019-01-30"},
        {TERM_UNIT_NATURAL_DAYS, 60, "2018-08-01T23:59:59", "2018-09-30"},
        {TERM_UNIT_NATURAL_DAYS, 60, "2018-08-02T00:00:00", "2018-10-08"},
        {TERM_UNIT_MONTHS, 1, "2019-02-28T23:59:59", "2019-03-28"},
        {TERM_UNIT_MONTHS, 1, "2019-03-01T00:00:00", "2019-04-01"},
    };
    expect_ends(cases, ARRAY_LEN(cases));
    struct window_times times = counted(calendar, TERM_UNIT_WORKING_DAYS, 1,
                                        moment("2018-09-28T00:00:00") - 1, INSTANT_NONE);
    cr_expect_eq(times.last_day, day("2018-09-28"), "a microsecond before midnight");
    times = counted(calendar, TERM_UNIT_HOURS, 48, moment("2018-12-31T23:59:59"), INSTANT_NONE);
    cr_expect_eq(times.due_at_us, moment("2019-01-02T23:59:59"));
    times = counted(calendar, TERM_UNIT_MINUTES, 30, moment("2018-12-31T23:30:00"), INSTANT_NONE);
    cr_expect_eq(times.due_at_us, moment("2019-01-01T00:00:00"));
    cr_expect_eq(times.last_day, day("2018-12-31"), "24:00 is the end of its day");
}

Test(edges, a_pause_that_begins_after_the_end_or_has_no_length_changes_nothing)
{
    static const struct {
        enum term_unit unit;
        int amount;
        const char *due; /* of what starts on 2018-09-27 at 09:30 */
    } cases[] = {{TERM_UNIT_MINUTES, 30, "2018-09-27T10:00:00"},
                 {TERM_UNIT_HOURS, 48, "2018-09-29T09:30:00"},
                 {TERM_UNIT_WORKING_DAYS, 5, "2018-10-10T00:00:00"},
                 {TERM_UNIT_NATURAL_DAYS, 6, "2018-10-09T00:00:00"},
                 {TERM_UNIT_MONTHS, 1, "2018-10-30T00:00:00"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct term term = {calendar, cases[i].unit, cases[i].amount, TERM_END_MIDNIGHT};
        int64_t due_us = moment(cases[i].due);
        const struct pause pauses[] = {{due_us, due_us + 3 * DAY_US, PAUSE_THIRD_PARTY},
                                       {due_us - 1, due_us - 1, PAUSE_THIRD_PARTY},
                                       {due_us - 1, INSTANT_NONE, PAUSE_THIRD_PARTY}};
        for (size_t j = 0; j < ARRAY_LEN(pauses); j++) {
            struct clock clock = clock_start(moment("2018-09-27T09:30:00"), INSTANT_NONE);
            clock.pauses[clock.pause_count++] = pauses[j];
            cr_expect_eq(clock_count(&clock, &term).due_at_us, due_us, "%s, pause %zu: %s",
                         cases[i].due, j, moment_text(clock_count(&clock, &term).due_at_us));
            cr_expect_eq(naive_count(&clock, &term).due_us, due_us);
        }
    }
}
