#include "json/fields.h"

#include "base/macros.h"

#include <criterion/criterion.h>
#include <string.h>

struct filter {
    const char *text;
    int channel;
    int open;
    bool urgent;
    int64_t limit;
    int64_t since_us;
    int32_t day;
    struct field_texts stages;
};

static const struct field fields[] = {
    {"q", FIELD_TEXT, offsetof(struct filter, text), .max = 3},
    {"channel", FIELD_WORD, offsetof(struct filter, channel), .words = item_channels},
    {"open", FIELD_SWITCH, offsetof(struct filter, open), .doc = NULL},
    {"urgent", FIELD_BOOL, offsetof(struct filter, urgent), .doc = NULL},
    {"limit", FIELD_INTEGER, offsetof(struct filter, limit), .min = 1, .max = 200, .absent = 50},
    {"since", FIELD_INSTANT, offsetof(struct filter, since_us), .doc = NULL},
    {"day", FIELD_DATE, offsetof(struct filter, day), .doc = NULL},
    {"stage", FIELD_TEXTS, offsetof(struct filter, stages), .max = 5, .count_max = 2},
};

static struct arena *arena;
static struct filter filter;
static struct field_problems problems;
static struct error error;

static void setup(void)
{
    arena = arena_new(1 << 16);
    memset(&filter, 0x55, sizeof(filter));
    problems.count = 0;
}

static void teardown(void)
{
    arena_free(arena);
}

static void pair_get(const void *query, size_t index, const char **ret_name, const char **ret_value)
{
    const char *const *pairs = query;
    *ret_name = pairs[2 * index];
    *ret_value = pairs[2 * index + 1];
}

static bool decode(size_t count, const char *const *pairs)
{
    struct parameters parameters = {count, pair_get, pairs};
    return parameters_decode(fields, ARRAY_LEN(fields), &parameters, arena, &filter, &problems,
                             &error);
}

TestSuite(parameters, .init = setup, .fini = teardown);

Test(parameters, decode_every_type)
{
    static const char *const pairs[] = {"q",     " 扬尘 ",     "channel", "fax",
                                        "open",  "false",      "urgent",  "true",
                                        "limit", "200",        "since",   "2018-10-02T03:18:00Z",
                                        "day",   "2018-10-09", "stage",   "reply,call"};
    cr_assert(decode(8, pairs), "%s", error.message);
    cr_expect_str_eq(filter.text, "扬尘");
    cr_expect_eq(filter.channel, ITEM_CHANNEL_FAX);
    cr_expect_eq(filter.open, 0);
    cr_expect(filter.urgent);
    cr_expect_eq(filter.limit, 200);
    cr_expect_eq(filter.since_us, 1538450280 * SECOND_US);
    cr_expect_eq(filter.day, 17813);
    cr_assert_eq(filter.stages.count, 2);
    cr_expect_str_eq(filter.stages.all[0], "reply");
    cr_expect_str_eq(filter.stages.all[1], "call");
}

Test(parameters, none_and_empty_ones_are_absent)
{
    static const char *const empty[] = {"q", "", "limit", "", "stage", "", "day", ""};
    for (size_t count = 0; count <= 4; count += 4) {
        cr_assert(decode(count, empty));
        cr_expect_null(filter.text);
        cr_expect_eq(filter.open, -1);
        cr_expect_eq(filter.limit, 50);
        cr_expect_eq(filter.since_us, INSTANT_NONE);
        cr_expect_eq(filter.stages.count, 0);
    }
}

Test(parameters, each_problem_is_named)
{
    static const struct {
        const char *name;
        const char *value;
        enum problem problem;
    } cases[] = {
        {"q", "abcd", PROBLEM_TOO_LONG},
        {"q", "\xff", PROBLEM_BAD_TEXT},
        {"q", "\xed\xa0\x80", PROBLEM_BAD_TEXT},
        {"channel", "telex", PROBLEM_NOT_ONE_OF},
        {"open", "1", PROBLEM_WRONG_TYPE},
        {"urgent", "TRUE", PROBLEM_WRONG_TYPE},
        {"limit", "0", PROBLEM_TOO_SMALL},
        {"limit", "201", PROBLEM_TOO_BIG},
        {"limit", "1.0", PROBLEM_WRONG_TYPE},
        {"limit", " 1", PROBLEM_WRONG_TYPE},
        {"limit", "+1", PROBLEM_WRONG_TYPE},
        {"limit", "-", PROBLEM_WRONG_TYPE},
        {"limit", "9223372036854775808", PROBLEM_WRONG_TYPE},
        {"since", "2018-10-02", PROBLEM_BAD_TIME},
        {"day", "2018-13-01", PROBLEM_BAD_DATE},
        {"stage", "a,b,c", PROBLEM_TOO_MANY},
        {"Limit", "1", PROBLEM_UNKNOWN},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *const pairs[] = {cases[i].name, cases[i].value};
        problems.count = 0;
        cr_expect_not(decode(1, pairs), "%s=%s", cases[i].name, cases[i].value);
        cr_expect_eq(error.code, ERROR_BAD_PARAMETER);
        cr_expect_eq(problems.count, 1);
        cr_expect_eq(problems.all[0].problem, cases[i].problem, "%s=%s", pairs[0], pairs[1]);
        cr_expect_str_eq(problems.all[0].field, cases[i].name);
    }
}

Test(parameters, all_wrong_ones_are_told_at_once)
{
    static const char *const pairs[] = {"limit",  "1",        "limit", "1",   "stage",
                                        "reply,", "\xff\xfe", "1",     "day", "x"};
    cr_expect_not(decode(5, pairs));
    cr_assert_eq(problems.count, 4);
    cr_expect_str_eq(problems.all[0].field, "limit");
    cr_expect_eq(problems.all[0].problem, PROBLEM_DUPLICATE);
    cr_expect_str_eq(problems.all[1].field, "day");
    cr_expect_str_eq(problems.all[2].field, "stage[1]");
    cr_expect_eq(problems.all[2].problem, PROBLEM_EMPTY);
    cr_expect_str_eq(problems.all[3].field, "??");
}
