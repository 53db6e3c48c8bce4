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
static struct app app;
static struct arena *arena;
static struct text text;

static void setup(void)
{
    app = (struct app){.zone = china, .keys = keys_of_byte(7), .reference = &reference};
    arena = arena_new(1 << 20);
}

static void teardown(void)
{
    crypto_keys_free(app.keys);
    arena_free(arena);
    text_done(&text);
}

TestSuite(represent, .init = setup, .fini = teardown);

/* An inquiry with the least that an item may have. */
static struct item bare_item(void)
{
    struct item item = {
        .id = 1000003,
        .facts = {.kind = ITEM_KIND_INQUIRY,
                  .channel = ITEM_CHANNEL_HOTLINE,
                  .type = ITEM_TYPE_COMPLAINT,
                  .severity = -1,
                  .received_at_us = moment("2018-07-23T09:12:00"),
                  .transferred_at_us = INSTANT_NONE,
                  .occurred_at_us = INSTANT_NONE,
                  .sender_due_us = INSTANT_NONE},
        .status = "registered",
        .title = "夜间\"异味\"",
        .content = "第一行\n第二行\t\\",
        .recorded_at_us = moment("2018-07-24T10:06:31"),
        .lead_department = "supervision_2",
        .version = 3,
        .due_at_us = INSTANT_NONE,
    };
    return item;
}

static struct item_window open_window(void)
{
    return (struct item_window){
        .n = 1,
        .stage = "written_opinion",
        .rule = "LETTER_5WD",
        .legal_zh = "依据",
        .legal_en = "basis",
        .starts_at_us = moment("2018-07-24T10:05:00"),
        .rule_due_at_us = moment("2018-08-01T00:00:00"),
        .due_at_us = moment("2018-08-01T00:00:00"),
        .last_day = day("2018-07-31"),
        .state = "open",
        .answered_at_us = INSTANT_NONE,
        .recorded_at_us = INSTANT_NONE,
    };
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
    represent_item(&app, &item, &text);
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
    item.facts.kind = ITEM_KIND_OPINION_EVENT;
    item.facts.type = -1;
    item.facts.severity = ITEM_SEVERITY_MAJOR;
    item.facts.occurred_at_us = item.facts.received_at_us - 1;
    item.source = "本地论坛";
    item.urls = (struct field_texts){urls, 1};
    item.window_count = 2;
    item.windows[0] = item.windows[1] = open_window();
    item.windows[1].n = 2;
    item.windows[1].state = "met";
    item.windows[1].answered_at_us = item.windows[1].recorded_at_us = moment("2018-07-30T16:20:00");
    item.windows[1].answer = "{\"title\":\"通报\",\"chief_spoke\":true}";
    represent_item(&app, &item, &text);
    const struct json *value = expect_fits("Item");
    cr_expect_str_eq(json_string(json_get(value, "source")), "本地论坛");
    cr_expect_str_eq(json_string(json_get(value, "detected_at")), "2018-07-23T09:12:00+08:00");
}

Test(represent, an_item_in_a_page_fits_the_description)
{
    struct item item = bare_item();
    struct json_out out = {.text = &text};
    item.window_count = 1;
    item.windows[0] = open_window();
    represent_item_short(&app, &item, &out);
    expect_fits("ItemShort");
}

Test(represent, a_department_that_is_gone_is_shown_by_its_code)
{
    cr_expect_str_eq(represent_department(&app, "supervision_2"), "监管二科");
    cr_expect_str_eq(represent_department(&app, "gone"), "gone");
    cr_expect_null(represent_department(&app, NULL));
    app.reference = NULL;
    cr_expect_str_eq(represent_department(&app, "supervision_2"), "supervision_2");
}

Test(represent, a_tag_changes_with_the_body_and_tells_the_version)
{
    struct item item = bare_item();
    char tag[REPRESENT_TAG_SIZE], other[REPRESENT_TAG_SIZE], quoted[REPRESENT_TAG_SIZE + 2];
    represent_item(&app, &item, &text);
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
