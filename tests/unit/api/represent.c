#include "represent.h"

#include <criterion/criterion.h>
#include <string.h>

#include "support/keys.h"
#include "support/moment.h"
#include "support/openapi.h"
#include "support/schema.h"

static const struct department departments[] = {
    {4, "supervision_2", "监管二科", "Supervision Section 2"}};
static struct reference reference = {
    .version = 1, .departments = departments, .department_count = 1};
static struct represent with;
static struct crypto_keys *keys;
static struct arena *arena;
static struct text text;

static void setup(void)
{
    keys = keys_of_byte(7);
    with = (struct represent){china, keys, &reference};
    arena = arena_new(1 << 20);
}

static void teardown(void)
{
    crypto_keys_free(keys);
    arena_free(arena);
    text_done(&text);
}

TestSuite(represent, .init = setup, .fini = teardown);

static const struct rule rule = {
    .id = 8,
    .code = "LETTER_5WD",
    .stage = "written_opinion",
    .ends_zh = "报送",
    .ends_en = "sent",
    .legal_zh = "依据",
    .legal_en = "basis",
};
static struct docket_window windows[2];

/* An inquiry with the least that an item may have. */
static struct item bare_item(void)
{
    struct item item = {
        .docket = {.item_id = 1000003,
                   .version = 3,
                   .facts = item_facts_of(ITEM_KIND_INQUIRY, moment("2018-07-23T09:12:00")),
                   .lead_department_id = 4,
                   .windows = windows},
        .title = "夜间\"异味\"",
        .content = "第一行\n第二行\t\\",
        .recorded_at_us = moment("2018-07-24T10:06:31"),
        .due_at_us = INSTANT_NONE,
    };
    item.docket.facts.channel = ITEM_CHANNEL_HOTLINE;
    item.docket.facts.type = ITEM_TYPE_COMPLAINT;
    return item;
}

static struct docket_window open_window(int n)
{
    struct docket_window each = {
        .window = {.n = n,
                   .rule = &rule,
                   .department_id = 4,
                   .clock = clock_start(moment("2018-07-24T10:05:00"), INSTANT_NONE),
                   .answered_at_us = INSTANT_NONE,
                   .recorded_at_us = INSTANT_NONE},
    };
    each.window.times = (struct window_times){
        .starts_at_us = moment("2018-07-24T10:05:00"),
        .rule_due_at_us = moment("2018-08-01T00:00:00"),
        .due_at_us = moment("2018-08-01T00:00:00"),
        .last_day = day("2018-07-31"),
    };
    return each;
}

static const struct json *expect_fits(const char *schema)
{
    const struct json *value = NULL;
    struct error error;
    char why[200];
    cr_assert(json_parse(arena, text.bytes, text.length, &value, &error), "%s", error.message);
    cr_expect(schema_check(openapi_document(), openapi_schema(schema), value, why, sizeof(why)),
              "%s", why);
    return value;
}

Test(represent, a_bare_item_fits_the_description)
{
    struct item item = bare_item();
    represent_item(&with, &item, &text);
    const struct json *value = expect_fits("Item");
    cr_expect_str_eq(json_string(json_get(value, "content")), item.content);
    cr_expect_str_eq(json_string(json_get(value, "title")), item.title);
    cr_expect_str_eq(json_string(json_get(value, "lead_department_name")), "监管二科");
    cr_expect_null(json_get(value, "source"));
}

Test(represent, an_event_with_an_answer_fits_and_shows_its_source)
{
    static const char *urls[] = {"https://news.example/1"};
    struct item item = bare_item();
    struct item_facts *facts = &item.docket.facts;
    facts->kind = ITEM_KIND_OPINION_EVENT;
    facts->type = -1;
    facts->severity = ITEM_SEVERITY_MAJOR;
    facts->occurred_at_us = facts->received_at_us - 1;
    item.source = "本地论坛";
    item.urls = (struct field_texts){urls, 1};
    item.docket.window_count = 2;
    windows[0] = open_window(1);
    windows[1] = open_window(2);
    windows[1].window.state = WINDOW_STATE_MET;
    windows[1].window.answered_at_us = windows[1].window.recorded_at_us =
        moment("2018-07-30T16:20:00");
    windows[1].answer = "{\"title\":\"通报\",\"chief_spoke\":true}";
    represent_item(&with, &item, &text);
    const struct json *value = expect_fits("Item");
    cr_expect_str_eq(json_string(json_get(value, "source")), "本地论坛");
    cr_expect_str_eq(json_string(json_get(value, "detected_at")), "2018-07-23T09:12:00+08:00");
}

Test(represent, a_clock_to_which_much_happened_fits)
{
    struct item item = bare_item();
    item.docket.window_count = 1;
    item.docket.merged_into = 1000004;
    item.details = "{\"delivery\":\"internet\"}";
    windows[0] = open_window(1);
    struct clock *clock = &windows[0].window.clock;
    clock->extension = 20;
    clock->pause_count = 2;
    clock->pauses[0] = (struct pause){moment("2018-07-25T10:00:00"), moment("2018-07-26T10:00:00"),
                                      PAUSE_THIRD_PARTY};
    clock->pauses[1] =
        (struct pause){moment("2018-07-27T10:00:00"), INSTANT_NONE, PAUSE_SUPPLEMENT};
    windows[0].window.state = WINDOW_STATE_PAUSED;
    represent_item(&with, &item, &text);
    const struct json *window = json_at(json_get(expect_fits("Item"), "windows"), 0);
    cr_expect_eq(json_integer(json_get(window, "extension")), 20);
    cr_expect_eq(json_count(json_get(window, "pauses")), 2);
    cr_expect_null(json_get(json_at(json_get(window, "pauses"), 1), "to"));
}

Test(represent, an_item_in_a_page_fits_the_description)
{
    struct item item = bare_item();
    struct json_out out = {.text = &text};
    const struct item_list_window listed = {1, "reply", moment("2018-08-01T00:00:00"), "open", 0};
    represent_item_short(&with, &item, &listed, 1, &out);
    expect_fits("ItemShort");
}

static const char *department_of(int id, const char *key)
{
    const struct json *value = NULL;
    struct error error;
    struct json_out out = {.text = &text};
    text_clear(&text);
    json_out_begin_object(&out);
    represent_department(&with, "department", "department_name", id, &out);
    json_out_end_object(&out);
    cr_assert(json_parse(arena, text.bytes, text.length, &value, &error), "%s", error.message);
    const char *string = json_string(json_get(value, key));
    return string ? string : "null";
}

Test(represent, a_department_has_its_code_and_its_name_if_it_is_known)
{
    cr_expect_str_eq(department_of(4, "department"), "supervision_2");
    cr_expect_str_eq(department_of(4, "department_name"), "监管二科");
    cr_expect_str_eq(department_of(5, "department"), "null");
    with.reference = NULL;
    cr_expect_str_eq(department_of(4, "department_name"), "null");
}

Test(represent, a_tag_changes_with_the_body_and_tells_the_version)
{
    struct item item = bare_item();
    char tag[REPRESENT_TAG_SIZE], other[REPRESENT_TAG_SIZE], quoted[REPRESENT_TAG_SIZE + 2];
    represent_item(&with, &item, &text);
    represent_tag(&item, &text, tag);
    text_add(&text, " ");
    represent_tag(&item, &text, other);
    cr_expect_str_neq(tag, other);
    snprintf(quoted, sizeof(quoted), "\"%s\"", tag);
    cr_expect_eq(represent_tag_version(quoted), 3);
}

Test(represent, only_one_strong_tag_of_ours_is_a_condition)
{
    static const struct {
        const char *if_match;
        int version;
    } cases[] = {
        {NULL, 0},
        {"*", 0},
        {"\"1-00\"", 1},
        {"\"2147483646-00\"", 2147483646},
        {"\"2147483647-00\"", -1},
        {"\"0-00\"", -1},
        {"\"-1-00\"", -1},
        {"W/\"1-00\"", -1},
        {"1-00", -1},
        {"\"1\"", -1},
        {"\"\"", -1},
        {"\"", -1},
        {"", -1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_expect_eq(represent_tag_version(cases[i].if_match), cases[i].version, "%s",
                     cases[i].if_match ? cases[i].if_match : "none");
}
