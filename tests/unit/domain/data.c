/* What must hold of the preset data itself. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "support/csv.h"
#include "support/moment.h"

static size_t row_with(const struct csv *csv, const char *column, const char *value)
{
    size_t row = 0;
    while (row < csv_row_count(csv) && strcmp(csv_value(csv, row, column), value) != 0)
        row++;
    return row;
}

static void check_unique(const char *path, const char *column)
{
    struct csv *csv = csv_read(path);
    for (size_t row = 0; row < csv_row_count(csv); row++)
        cr_expect_eq(row_with(csv, column, csv_value(csv, row, column)), row, "%s: %s twice", path,
                     csv_value(csv, row, column));
    csv_free(csv);
}

Test(data, nothing_is_named_twice)
{
    check_unique("migrations/data/calendar_days.csv", "date");
    check_unique("migrations/data/calendar_years.csv", "year");
    check_unique("migrations/data/departments.csv", "code");
    check_unique("migrations/data/departments.csv", "name_zh");
    check_unique("migrations/data/chains.csv", "chain");
    check_unique("migrations/data/rules.csv", "position");
}

Test(data, every_day_of_a_year_has_its_year)
{
    struct csv *days = csv_read("migrations/data/calendar_days.csv");
    struct csv *years = csv_read("migrations/data/calendar_years.csv");
    for (size_t row = 0; row < csv_row_count(days); row++) {
        char year[5];
        snprintf(year, sizeof(year), "%.4s", csv_value(days, row, "date"));
        cr_expect_lt(row_with(years, "year", year), csv_row_count(years), "%s", year);
    }
    csv_free(days);
    csv_free(years);
}

Test(data, a_make_up_workday_is_a_weekend_day)
{
    struct csv *days = csv_read("migrations/data/calendar_days.csv");
    for (size_t row = 0; row < csv_row_count(days); row++) {
        const char *date = csv_value(days, row, "date"), *kind = csv_value(days, row, "kind");
        int weekday = civil_weekday(day(date));
        if (strcmp(kind, "workday") == 0)
            cr_expect(weekday == 0 || weekday == 6, "%s", date);
        else
            cr_expect_str_eq(kind, "holiday", "%s", date);
    }
    csv_free(days);
}

Test(data, every_rung_belongs_to_a_chain_in_its_place_and_names_who_is_told)
{
    struct csv *chains = csv_read("migrations/data/chains.csv");
    struct csv *rungs = csv_read("migrations/data/chain_rungs.csv");
    int position = 0;
    for (size_t row = 0; row < csv_row_count(rungs); row++) {
        const char *chain = csv_value(rungs, row, "chain");
        bool first = row == 0 || strcmp(chain, csv_value(rungs, row - 1, "chain")) != 0;
        position = first ? 1 : position + 1;
        cr_expect_eq(csv_int(rungs, row, "position"), position, "%s", chain);
        cr_expect_lt(row_with(chains, "chain", chain), csv_row_count(chains), "%s", chain);
        cr_expect_gt(strlen(csv_value(rungs, row, "roles")), 0);
        cr_expect_gt(strlen(csv_value(rungs, row, "document")), 0);
    }
    csv_free(chains);
    csv_free(rungs);
}
