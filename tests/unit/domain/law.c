/*
 * docs/law.md says of each rule and chain where it comes from and which tests hold it; here it is
 * held to that. Each number, date and set that moves a due time is changed, one after another, in a
 * copy of the data; one of the tests that the page names must then fail.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/macros.h"
#include "domain/civil.h"
#include "support/child.h"
#include "support/csv.h"
#include "support/law_page.h"
#include "support/moment.h"
#include "support/page.h"

/* What may be done to a value of a column so that another due time follows. */
struct change {
    const char *column;
    const char *(*other)(const struct csv *csv, size_t row, const char *value);
};

static struct arena *arena;
static const char *page;
static char folder[] = "/tmp/huiying-law.XXXXXX";

static void setup(void)
{
    arena = arena_new(64 << 20);
    page = page_read(arena, "docs/law.md");
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(setenv(CSV_OTHER_DATA, folder, 1), 0);
    setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* a test that fails leaks, and that takes time */
    unsetenv("BXFI_MAP"); /* by which Criterion tells a process to be this one test */
}

static void teardown(void)
{
    rmdir(folder);
    arena_free(arena);
}

static const char *one_more(const struct csv *csv, size_t row, const char *value)
{
    (void)csv, (void)row;
    return strcmp(value, "0") == 0 ? NULL : arena_format(arena, "%ld", strtol(value, NULL, 10) + 1);
}

/* Amounts of fixed dates are dates, 20181220 or 331, whose day before is one too. */
static const char *another_amount(const struct csv *csv, size_t row, const char *value)
{
    bool is_date = strstr(csv_value(csv, row, "unit"), "_date") != NULL;
    return arena_format(arena, "%ld", strtol(value, NULL, 10) + (is_date ? -1 : 1));
}

static const char *a_day_later(const struct csv *csv, size_t row, const char *value)
{
    (void)csv, (void)row;
    return *value ? arena_format(arena, "%s", day_text(day(value) + 1)) : NULL;
}

static const char *nothing(const struct csv *csv, size_t row, const char *value)
{
    (void)csv, (void)row;
    return *value ? "" : NULL;
}

static const char *a_minute_later(const struct csv *csv, size_t row, const char *value)
{
    return strstr(csv_value(csv, row, "anchor"), "workdays") ? arena_format(arena, "%.3s01", value)
                                                             : NULL;
}

static const char *another_start(const struct csv *csv, size_t row, const char *value)
{
    (void)csv, (void)row; /* what starts with an event of its own starts at receipt */
    return strcmp(value, "received") == 0 ? NULL : "received";
}

/* Whether one of the tests that the text names fails on a copy of the file with one value changed.
 */
static bool is_noticed(const struct csv *csv, const char *name, size_t row, const char *column,
                       const char *value, const char *text)
{
    const char *path = arena_format(arena, "%s/%s", folder, name);
    bool fails = false;
    csv_write_changed(csv, path, row, column, value);
    for (const char *test; !fails && (test = law_page_next_test(arena, &text));) {
        const char *const run[] = {"/proc/self/exe", "--filter", test, NULL};
        fails = child_run(arena, run).status != 0;
    }
    unlink(path);
    return fails;
}

static void hold(const struct csv *csv, const char *name, size_t row, const char *text,
                 const struct change *changes, size_t change_count)
{
    if (row == 0)
        cr_assert_not(is_noticed(csv, name, row, "position", "1", text));
    for (size_t i = 0; i < change_count; i++) {
        const char *value = csv_value(csv, row, changes[i].column);
        const char *other = changes[i].other(csv, row, value);
        if (other)
            cr_expect(is_noticed(csv, name, row, changes[i].column, other, text),
                      "line %zu of %s: no test notices a %s of %s instead of %s", row + 2, name,
                      changes[i].column, other, value);
    }
}

TestSuite(law, .init = setup, .fini = teardown);

enum { PARTS = 4 }; /* that run side by side */

ParameterizedTestParameters(law, each_rule_has_a_test_that_notices_its_change)
{
    static size_t parts[PARTS] = {0, 1, 2, 3};
    return cr_make_param_array(size_t, parts, PARTS);
}

ParameterizedTest(size_t *part, law, each_rule_has_a_test_that_notices_its_change)
{
    static const struct change changes[] = {{"amount", another_amount},  {"extension", one_more},
                                            {"pauses", nothing},         {"restarts", nothing},
                                            {"valid_from", a_day_later}, {"valid_to", a_day_later},
                                            {"start", another_start}};
    struct csv *rules = csv_read("migrations/data/rules.csv");
    for (size_t row = *part; row < csv_row_count(rules); row += PARTS)
        hold(rules, "rules.csv", row,
             law_page_rule(arena, page, csv_value(rules, row, "code"),
                           csv_value(rules, row, "stage")),
             changes, ARRAY_LEN(changes));
    csv_free(rules);
}

Test(law, each_chain_has_a_test_that_notices_its_change)
{
    static const struct change changes[] = {
        {"amount", one_more}, {"floor_minutes", one_more}, {"time_of_day", a_minute_later}};
    struct csv *rungs = csv_read("migrations/data/chain_rungs.csv");
    for (size_t row = 0; row < csv_row_count(rungs); row++)
        hold(rungs, "chain_rungs.csv", row,
             law_page_chain(arena, page, csv_value(rungs, row, "chain")), changes,
             ARRAY_LEN(changes));
    csv_free(rungs);
}

/* 国办发〔2016〕80号 and its like: each number of a document stands beside the rule. */
static void check_sources(const char *rows, const char *legal, const char *code)
{
    static const char number[] = "号";
    if (strstr(legal, "本地设置"))
        cr_expect_not_null(strstr(rows, "local setting"), "%s: a local setting", code);
    for (const char *end = strstr(legal, number); end; end = strstr(end + 1, number)) {
        const char *from = end;
        while (from > legal && strncmp(from, "〔", strlen("〔")) != 0 &&
               strncmp(from, "第", strlen("第")) != 0)
            from--;
        const char *source = arena_format(arena, "%.*s号", (int)(end - from), from);
        cr_expect_not_null(strstr(rows, source), "%s: docs/law.md does not give %s", code, source);
    }
}

Test(law, each_rule_states_its_source)
{
    struct csv *rules = csv_read("migrations/data/rules.csv");
    for (size_t row = 0; row < csv_row_count(rules); row++) {
        const char *code = csv_value(rules, row, "code");
        check_sources(law_page_rule(arena, page, code, csv_value(rules, row, "stage")),
                      csv_value(rules, row, "legal_zh"), code);
    }
    csv_free(rules);
}
