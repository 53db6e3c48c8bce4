/* huiyingctl calendar: years in files. */
#include "support/office_database.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define RUN(office, ...) office_ctl(office, (const char *const[]){__VA_ARGS__, NULL})

static const char *file_of(const struct office *office, const char *text)
{
    const char *path = arena_format(office->arena, "%s/year.csv", office->folder);
    FILE *file = fopen(path, "w");
    cr_assert(file && fputs(text, file) >= 0 && fclose(file) == 0);
    return path;
}

Test(calendar_files, what_was_exported_can_be_imported_again)
{
    struct office *office = office_furnish(false);
    const char *before =
        office_value(office, "SELECT string_agg(d::text, '|' ORDER BY d.date) FROM "
                             "calendar_day AS d");
    struct child_run out = RUN(office, "calendar", "export", "--year", "2019");
    cr_assert_eq(out.status, 0, "%s", out.err);
    cr_assert(
        strstr(out.out, "2019-05-05,workday,劳动节调休上班,gov.cn/2019-03/22/content_5375877\n"),
        "%s", out.out);
    office_sql(office, "DELETE FROM calendar_day WHERE date BETWEEN '2019-01-01' AND '2019-12-31'");
    struct child_run in = RUN(office, "calendar", "import", "--year", "2019", "--notice",
                              "gov.cn/2018-12/06/content_5346276", file_of(office, out.out));
    cr_assert_eq(in.status, 0, "%s", in.err);
    cr_expect(strstr(in.out, "recalculation 1"), "%s", in.out);
    cr_expect_str_eq(office_value(office, "SELECT string_agg(d::text, '|' ORDER BY d.date) FROM "
                                          "calendar_day AS d"),
                     before);
    struct child_run list = RUN(office, "recalculation", "list");
    cr_expect_eq(list.status, 0);
    cr_expect(strstr(list.out, "calendar cn, year 2019"), "%s", list.out);
    office_close(office);
}

Test(calendar_files, what_is_wrong_names_its_line_and_nothing_is_stored)
{
    struct office *office = office_furnish(false);
    static const char *const cases[][2] = {
        {"", "line 1: is missing: date,kind,name,notice"},
        {"date,kind\n", "line 1: must be: date,kind,name,notice"},
        {"date,kind,name,notice\n2030-01-01,holiday,元旦,\n2030-01-02,workday,元旦,\n",
         "line 3: is a weekday, which is worked anyway"},
        {"date,kind,name,notice\n2030-01-01,holiday,元旦,\n\n2030-01-01,holiday,元旦,\n",
         "line 4: is there twice"},
        {"date,kind,name,notice\n2031-01-01,holiday,元旦,\n", "line 2: is not a day of this year"},
        {"date,kind,name,notice\n2030-01-01,holiday,,\n", "line 2: has no name"},
        {"date,kind,name,notice\n2030-13-01,holiday,元旦,\n", "line 2: must begin with a date"},
        {"date,kind,name,notice\n2030-01-01,festival,元旦,\n", "line 2: must be a holiday"},
        {"date,kind,name,notice\n2030-01-01,holiday,元旦\n", "line 2: must have a date"},
        {"date,kind,name,notice\n2030-01-01,holiday,元旦,n,x\n", "line 2: must have a date"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct child_run run =
            RUN(office, "calendar", "import", "--year", "2030", file_of(office, cases[i][0]));
        cr_expect_eq(run.status, 1, "%s", cases[i][0]);
        cr_expect(strstr(run.err, cases[i][1]), "%s", run.err);
    }
    cr_expect_eq(office_number(office, "SELECT count(*) FROM calendar_year WHERE year = 2030"), 0);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM recalculation"), 0);
    office_close(office);
}

Test(calendar_files, without_a_notice_a_year_stays_provisional)
{
    struct office *office = office_furnish(false);
    const char *path = file_of(office, "\xef\xbb\xbf"
                                       "date,kind,name,notice\r\n"
                                       "2030-01-01,holiday,\"元旦, \"\"新年\"\"\",推算\r\n");
    struct child_run run = RUN(office, "calendar", "import", "--year", "2030", path);
    cr_assert_eq(run.status, 0, "%s", run.err);
    cr_expect_str_eq(office_value(office, "SELECT published FROM calendar_year WHERE year = 2030"),
                     "false");
    cr_expect_str_eq(
        office_value(office, "SELECT name FROM calendar_day WHERE date = '2030-01-01'"),
        "元旦, \"新年\"");
    cr_expect_eq(RUN(office, "calendar", "import", path).status, 2);
    cr_expect_eq(
        RUN(office, "calendar", "import", "--year", "2030", "--calendar", "mars", path).status, 1);
    cr_expect_eq(RUN(office, "calendar", "export", "--year", "2099").status, 1);
    office_close(office);
}
