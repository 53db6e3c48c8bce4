#include "domain/instant.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/macros.h"
#include "support/moment.h"

static bool parses(const char *text)
{
    int64_t instant_us;
    return instant_parse(text, strlen(text), &instant_us);
}

static void check_months(const char *from, int months, const char *expected)
{
    int32_t got = civil_add_months(day(from), months);
    cr_expect_eq(got, day(expected), "%s + %d months is %s, not %s", from, months, expected,
                 day_text(got));
}

Test(civil, day_0_is_the_first_of_1970)
{
    cr_assert_eq(civil_to_day((struct civil){1970, 1, 1}), 0);
    cr_assert_eq(civil_to_day((struct civil){2018, 10, 9}), 17813);
    cr_assert_eq(civil_to_day((struct civil){1969, 12, 31}), -1);
}

Test(civil, every_day_of_five_centuries_there_and_back)
{
    struct civil last = civil_from_day(civil_to_day((struct civil){1799, 12, 31}));
    cr_assert_eq(last.year, 1799);
    for (int32_t number = civil_to_day((struct civil){1800, 1, 1}); last.year < 2300; number++) {
        struct civil civil = civil_from_day(number);
        bool next_day = civil.year == last.year && civil.month == last.month;
        cr_assert_eq(civil_to_day(civil), number);
        cr_assert(next_day ? civil.day == last.day + 1 : civil.day == 1);
        cr_assert(civil.year == last.year || (civil.month == 1 && last.month == 12));
        last = civil;
    }
}

Test(civil, leap_days_are_those_of_the_gregorian_calendar)
{
    cr_expect(civil_valid((struct civil){2000, 2, 29}));
    cr_expect(civil_valid((struct civil){2020, 2, 29}));
    cr_expect_not(civil_valid((struct civil){2019, 2, 29}));
    cr_expect_not(civil_valid((struct civil){2100, 2, 29}));
    cr_expect_not(civil_valid((struct civil){2018, 4, 31}));
    cr_expect_not(civil_valid((struct civil){2018, 13, 1}));
    cr_expect_not(civil_valid((struct civil){2018, 0, 1}));
    cr_expect_not(civil_valid((struct civil){2018, 1, 0}));
    cr_expect(civil_valid((struct civil){CIVIL_YEAR_MAX, 12, 31}));
    cr_expect_not(civil_valid((struct civil){CIVIL_YEAR_MAX + 1, 1, 1}));
    cr_expect_not(civil_valid((struct civil){CIVIL_YEAR_MIN - 1, 12, 31}));
}

Test(civil, weekdays_count_from_sunday)
{
    cr_expect_eq(civil_weekday(day("2018-10-09")), 2);
    cr_expect_eq(civil_weekday(day("2018-10-07")), 0);
    cr_expect_eq(civil_weekday(day("2018-10-06")), 6);
    cr_expect_eq(civil_weekday(-1), 3);
    cr_expect_eq(civil_weekday(-5), 6);
}

Test(civil, months_keep_the_day_number_or_take_the_months_last)
{
    check_months("2018-07-26", 3, "2018-10-26");
    check_months("2018-11-30", 3, "2019-02-28");
    check_months("2019-11-30", 3, "2020-02-29");
    check_months("2018-10-31", 1, "2018-11-30");
    check_months("2018-12-31", 1, "2019-01-31");
    check_months("2018-01-31", 12, "2019-01-31");
    check_months("2018-03-31", -1, "2018-02-28");
    check_months("2018-01-15", -1, "2017-12-15");
}

Test(civil, a_day_of_the_zone_starts_at_its_midnight)
{
    int64_t midnight_us = moment("2018-10-02T00:00:00");
    cr_expect_eq(zone_day_start(china, day("2018-10-02")), midnight_us);
    cr_expect_eq(zone_day(china, midnight_us), day("2018-10-02"));
    cr_expect_eq(zone_day(china, midnight_us - 1), day("2018-10-01"));
    cr_expect_eq(zone_day((struct zone){.offset_s = -5 * 3600}, midnight_us), day("2018-10-01"));
    cr_expect_eq(zone_day((struct zone){.offset_s = 0}, -1), -1);
}

Test(civil, instants_are_written_with_the_zones_offset)
{
    static const struct {
        int64_t instant_us;
        int32_t offset_s;
        const char *text;
    } cases[] = {
        {0, 0, "1970-01-01T00:00:00+00:00"},
        {0, 28800, "1970-01-01T08:00:00+08:00"},
        {-1, 0, "1969-12-31T23:59:59.999999+00:00"},
        {1538421480000000, 28800, "2018-10-02T03:18:00+08:00"},
        {1538421480000120, 28800, "2018-10-02T03:18:00.000120+08:00"},
        {1538421480000000, -12600, "2018-10-01T15:48:00-03:30"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[INSTANT_TEXT_SIZE];
        size_t length =
            instant_format(cases[i].instant_us, (struct zone){.offset_s = cases[i].offset_s}, text);
        cr_expect_str_eq(text, cases[i].text);
        cr_expect_eq(length, strlen(text));
    }
}

Test(civil, instants_are_read_with_any_offset)
{
    cr_expect_eq(moment("2018-10-02T03:18:00+08:00"), 1538421480000000);
    cr_expect_eq(moment("2018-10-01T19:18:00Z"), 1538421480000000);
    cr_expect_eq(moment("2018-10-01t19:18:00z"), 1538421480000000);
    cr_expect_eq(moment("2018-10-01T15:48:00-03:30"), 1538421480000000);
    cr_expect_eq(moment("2018-10-01T19:18:00.5Z"), 1538421480500000);
    cr_expect_eq(moment("2018-10-01T19:18:00.0000019Z"), 1538421480000001);
}

Test(civil, what_is_no_rfc_3339_time_is_refused)
{
    static const char *const texts[] = {
        "",
        "2018-10-02",
        "2018-10-02T03:18:00",
        "2018-10-02T03:18+08:00",
        "2018-10-02 03:18:00+08:00",
        "2018-10-02T24:00:00+08:00",
        "2018-10-02T03:60:00+08:00",
        "2018-12-31T23:59:60Z",
        "2018-10-02T03:18:00.+08:00",
        "2018-10-02T03:18:00+0800",
        "2018-10-02T03:18:00+24:00",
        "2018-10-02T03:18:00+08:60",
        "2018-10-02T03:18:00+08:00 ",
        " 2018-10-02T03:18:00+08:00",
        "2018-02-29T03:18:00+08:00",
        "1969-12-31T23:59:59Z",
        "2200-01-01T00:00:00Z",
        "+018-10-02T03:18:00Z",
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        cr_expect_not(parses(texts[i]), "%s", texts[i]);
    cr_expect(parses("2199-12-31T23:59:59.999999Z"));
    cr_expect(parses("1970-01-01T00:00:00Z"));
}

Test(civil, a_text_that_is_refused_leaves_the_result_untouched)
{
    int64_t instant_us = 7;
    int32_t number = 7;
    cr_expect_not(instant_parse("2018-10-02T03:18:00+08:0", 24, &instant_us));
    cr_expect_not(date_parse("2018-10-0", 9, &number));
    cr_expect_eq(instant_us, 7);
    cr_expect_eq(number, 7);
}

Test(civil, a_text_is_read_no_further_than_its_length)
{
    int64_t instant_us;
    cr_expect(instant_parse("2018-10-01T19:18:00Z!", 20, &instant_us));
    cr_expect_not(instant_parse("2018-10-01T19:18:00Z", 19, &instant_us));
}

Test(civil, dates_are_written_and_read)
{
    char text[DATE_TEXT_SIZE];
    int32_t number;
    date_format(17813, text);
    cr_expect_str_eq(text, "2018-10-09");
    cr_expect(date_parse(text, 10, &number));
    cr_expect_eq(number, 17813);
    cr_expect_not(date_parse("2018-1-09", 9, &number));
    cr_expect_not(date_parse("2018-10-32", 10, &number));
    cr_expect_not(date_parse("2018-10-090", 11, &number));
}
