#include "store/intake.h"

#include <criterion/criterion.h>
#include <string.h>

#include "json/value.h"
#include "support/moment.h"

static struct arena *arena;
static struct intake_rows rows;
static struct item item;
static struct docket_window window;
static struct rule rule;
static struct intake_origin origin;

static void setup(void)
{
    arena = arena_new(1 << 22);
    rule = (struct rule){.id = 8, .stage = "conclusion"};
    item = (struct item){
        .docket = {.item_id = 1000003,
                   .facts = item_facts_of(ITEM_KIND_INQUIRY, moment("2018-07-23T09:12:00")),
                   .lead_department_id = 4,
                   .windows = &window,
                   .window_count = 1},
        .title = "标题",
        .content = "内容",
    };
    item.docket.facts.channel = ITEM_CHANNEL_LETTER;
    item.docket.facts.type = ITEM_TYPE_REPORT;
    window = (struct docket_window){
        .window = {.n = 1,
                   .rule = &rule,
                   .times = {.starts_at_us = moment("2018-07-23T09:12:00"),
                             .rule_due_at_us = moment("2018-08-01T00:00:00"),
                             .due_at_us = moment("2018-08-01T00:00:00"),
                             .last_day = day("2018-07-31")},
                   .answered_at_us = INSTANT_NONE},
        .plan = {.step_count = 2,
                 .at_us = {moment("2018-07-30T09:00:00"), moment("2018-08-01T00:00:00")},
                 .rungs = {1, 3, 3},
                 .first_level_step = 2,
                 .next_at_us = moment("2018-07-30T09:00:00")},
    };
    origin = (struct intake_origin){.token_id = 2, .actor = "话务员一"};
}

static void teardown(void)
{
    arena_free(arena);
    intake_rows_done(&rows);
}

TestSuite(intake_row, .init = setup, .fini = teardown);

/* Of two such items, as the statement gets it: the list of items (0) or of windows (1). */
static const struct json *gathered(int which)
{
    const struct json *value = NULL;
    struct error error;
    struct intake_rows all = {0};
    const char *params[2];
    intake_render(&rows, &item, &origin);
    intake_rows_add(&all, &rows);
    intake_rows_add(&all, &rows);
    intake_rows_end(&all, params);
    cr_assert(json_parse(arena, params[which], strlen(params[which]), &value, &error), "%s",
              error.message);
    intake_rows_done(&all);
    return value;
}

static const struct json *rendered(void)
{
    return json_at(gathered(0), 1);
}

static const char *string_of(const struct json *value, const char *key)
{
    const char *string = json_string(json_get(value, key));
    return string ? string : "(none)";
}

Test(intake_row, an_item_is_told_whole)
{
    const struct json *value = rendered();
    cr_expect_eq(json_integer(json_get(value, "id")), 1000003);
    cr_expect_str_eq(string_of(value, "ref"), "10000037");
    cr_expect_str_eq(string_of(value, "channel"), "letter");
    cr_expect_str_eq(string_of(value, "received_at"), "2018-07-23T01:12:00+00:00");
    cr_expect_str_eq(string_of(value, "actor"), "话务员一");
    cr_expect_eq(json_integer(json_get(value, "department")), 4);
    cr_expect_null(json_get(value, "severity"));
    cr_expect_null(json_get(value, "transferred_at"));
    cr_expect_null(json_get(value, "contact"));
    cr_expect_null(json_get(value, "key"));
    cr_expect_null(json_get(value, "support"));
}

Test(intake_row, a_window_carries_its_plan)
{
    cr_expect_eq(json_count(gathered(1)), 2, "one of each item");
    const struct json *told = json_at(gathered(1), 1);
    cr_expect_eq(json_integer(json_get(told, "item")), 1000003);
    cr_expect_eq(json_integer(json_get(told, "rule")), 8);
    cr_expect_str_eq(string_of(told, "last_day"), "2018-07-31");
    cr_expect_str_eq(string_of(told, "steps"),
                     "{2018-07-30T01:00:00+00:00,2018-07-31T16:00:00+00:00}");
    cr_expect_str_eq(string_of(told, "rungs"), "{1,3,3}", "with that of repeats");
    cr_expect_eq(json_integer(json_get(told, "first_level")), 2);
    cr_expect_str_eq(string_of(told, "next_at"), "2018-07-30T01:00:00+00:00");
    cr_expect_null(json_get(told, "repeat_us"));
    cr_expect_null(json_get(told, "answer"));
    window.plan.repeat_us = HOUR_US;
    told = json_at(gathered(1), 0);
    cr_expect_eq(json_integer(json_get(told, "repeat_us")), HOUR_US);
}

/* What people type must come out as it went in, and never as JSON or SQL of its own. */
static const char *const nasty[] = {
    "\"},{\"id\":1}",
    "'; DROP TABLE item; --",
    "\\",
    "\\\\x00",
    "\\u0000",
    "$1 $$ E'\\n'",
    "第一行\n第二行\t末",
    "\x01\x02\x1f\x7f",
    "\u2028\u2029\ufeff",
    "😀👨‍👩‍👧",
    "{\"a\":[1,2]}",
    "NULL",
    " ",
};

Test(intake_row, nasty_texts_come_out_as_they_went_in)
{
    for (size_t i = 0; i < sizeof(nasty) / sizeof(nasty[0]); i++) {
        const char *list[] = {nasty[i], nasty[i]};
        item.title = item.content = item.external_ref = origin.actor = nasty[i];
        item.urls = item.tags = (struct field_texts){list, 2};
        const struct json *value = rendered();
        cr_expect_str_eq(string_of(value, "title"), nasty[i]);
        cr_expect_str_eq(string_of(value, "content"), nasty[i]);
        cr_expect_str_eq(string_of(value, "external_ref"), nasty[i]);
        cr_expect_str_eq(string_of(value, "actor"), nasty[i]);
        cr_expect_str_eq(json_string(json_at(json_get(value, "tags"), 1)), nasty[i]);
        cr_expect_str_eq(json_string(json_at(json_get(value, "urls"), 0)), nasty[i]);
        cr_expect_eq(json_integer(json_get(value, "id")), 1000003);
        cr_expect_null(memchr(rows.item.bytes, '\n', rows.item.length));
    }
}

Test(intake_row, bytes_are_told_as_postgresql_reads_them)
{
    static const unsigned char contact[] = {0x00, 0x7f, 0x80, 0xff, 0x0a};
    origin.contact = contact;
    origin.contact_size = sizeof(contact);
    origin.contact_hash = "00ff";
    origin.key = "0102";
    origin.body_hash = "0304";
    item.support_ids[0] = 5;
    item.support_ids[1] = 6;
    item.support_count = 2;
    const struct json *value = rendered();
    cr_expect_str_eq(string_of(value, "contact"), "\\x007f80ff0a");
    cr_expect_str_eq(string_of(value, "contact_hash"), "\\x00ff");
    cr_expect_str_eq(string_of(value, "key"), "\\x0102");
    cr_expect_str_eq(string_of(value, "body_hash"), "\\x0304");
    cr_expect_eq(json_integer(json_at(json_get(value, "support"), 1)), 6);
}

Test(intake_row, an_item_without_windows_has_none)
{
    item.docket.window_count = 0;
    cr_expect_eq(json_count(gathered(0)), 2);
    cr_expect_eq(json_count(gathered(1)), 0);
}

Test(intake_row, the_longest_content_is_whole)
{
    char *content = arena_alloc(arena, 4 * 20000 + 1);
    for (int i = 0; i < 20000; i++)
        memcpy(content + (size_t)4 * (size_t)i, "😀", 4);
    item.content = content;
    cr_expect_str_eq(string_of(rendered(), "content"), content);
}

Test(intake_row, a_row_is_made_anew_each_time)
{
    rendered();
    size_t length = rows.item.length;
    rendered();
    cr_expect_eq(rows.item.length, length);
}
