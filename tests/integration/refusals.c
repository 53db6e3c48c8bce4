/* Bad input: refused with every wrong field named, and nothing of it stored. */
#include "base/text.h"
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

static const char many_faults[] =
    "{\"channel\":\"pigeon\",\"type\":7,\"urgent\":\"yes\",\"title\":\"\",\"colour\":\"red\","
    "\"contact\":{\"name\":\"化\\n名\",\"fax\":\"1\"},\"received_at\":\"2018-02-30T00:00:00+08:"
    "00\","
    "\"transferred_at\":\"2018-09-27 09:30\",\"tags\":[\"好\",8],\"lead_department\":\"office\"}";

static int64_t rows_stored(const struct office *office);
static void check_refused(struct office *office, const char *body, int status, const char *slug);

Test(refusals, every_wrong_field_is_named_at_once)
{
    struct office *office = office_open();
    static const char *const expected[][2] = {
        {"channel", "not-one-of"},    {"type", "wrong-type"},
        {"urgent", "wrong-type"},     {"title", "empty"},
        {"content", "required"},      {"colour", "unknown-field"},
        {"contact.name", "bad-text"}, {"contact.fax", "unknown-field"},
        {"received_at", "bad-time"},  {"transferred_at", "bad-time"},
        {"tags[1]", "wrong-type"}};
    const struct reply *refused = post_as(office, "operator", "/v1/inquiries", many_faults);
    cr_assert_eq(refused->status, 422);
    cr_assert_str_eq(reply_header(refused, "Content-Type"), "application/problem+json");
    cr_assert_str_eq(reply_text(refused, "type"), "/problems/invalid-fields");
    cr_assert_eq(reply_number(refused, "status"), 422);
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        cr_expect_str_eq(reply_problem(refused, expected[i][0]), expected[i][1], "%s: %s",
                         expected[i][0], refused->body);
    cr_assert_eq(reply_count(refused, "errors"), sizeof(expected) / sizeof(expected[0]), "%s",
                 refused->body);
    cr_assert_eq(rows_stored(office), 0);
    office_close(office);
}

Test(refusals, they_speak_chinese_or_english_as_asked)
{
    struct office *office = office_open();
    struct ask ask = {.path = "/v1/inquiries", .body = inquiry_body(office, "\"urgent\":1")};
    ask.language = "en-GB,en;q=0.9,zh;q=0.2";
    const struct reply *english = ask_as(office, "operator", &ask);
    cr_assert_str_eq(reply_text(english, "title"), "Some fields are wrong");
    cr_assert_str_eq(reply_text(english, "errors[0].message"), "must be boolean");
    cr_assert_str_eq(reply_header(english, "Content-Language"), "en");
    ask.language = "zh-CN,zh;q=0.9,en;q=0.1";
    const struct reply *chinese = ask_as(office, "operator", &ask);
    cr_assert_str_eq(reply_text(chinese, "title"), "部分字段有误");
    cr_assert_str_eq(reply_text(chinese, "errors[0].message"), "类型必须为 boolean");
    cr_assert_str_eq(reply_header(chinese, "Content-Language"), "zh");
    ask.language = NULL;
    cr_assert_str_eq(reply_text(ask_as(office, "operator", &ask), "title"), "部分字段有误");
    office_close(office);
}

Test(refusals, departments_times_and_repetitions_are_checked_together)
{
    struct office *office = office_open();
    const struct reply *refused = post_as(
        office, "operator", "/v1/inquiries",
        inquiry_body(office,
                     "\"support_departments\":[\"office\",\"无此科\",\"办公室\",\"监管二科\"],"
                     "\"received_at\":\"2018-09-26T20:41:00+08:00\","
                     "\"transferred_at\":\"2018-09-26T20:40:59+08:00\","
                     "\"sender_due\":\"2018-09-26T20:40:59+08:00\""));
    cr_assert_eq(refused->status, 422);
    cr_assert_str_eq(reply_problem(refused, "support_departments[1]"), "not-known");
    cr_assert_str_eq(reply_problem(refused, "support_departments[2]"), "duplicate");
    cr_assert_str_eq(reply_problem(refused, "support_departments[3]"), "duplicate");
    cr_assert_str_eq(reply_problem(refused, "transferred_at"), "too-early");
    cr_assert_str_eq(reply_problem(refused, "sender_due"), "too-early");
    cr_assert_eq(rows_stored(office), 0);
    office_close(office);
}

Test(refusals, texts_and_lists_have_their_longest)
{
    struct office *office = office_open();
    struct text members = {0};
    text_add(&members, "\"external_ref\":\"");
    for (int i = 0; i < 101; i++)
        text_add(&members, "号");
    text_add(&members, "\",\"tags\":[\"签\"");
    for (int i = 0; i < 20; i++)
        text_add(&members, ",\"签\"");
    text_add(&members, "],\"contact\":{\"phone\":\"");
    for (int i = 0; i < 41; i++)
        text_add(&members, "1");
    text_add(&members, "\"}");
    const struct reply *refused =
        post_as(office, "operator", "/v1/inquiries", inquiry_body(office, text_string(&members)));
    cr_assert_eq(refused->status, 422);
    cr_assert_str_eq(reply_problem(refused, "external_ref"), "too-long");
    cr_assert_str_eq(reply_problem(refused, "tags"), "too-many");
    cr_assert_str_eq(reply_problem(refused, "contact.phone"), "too-long");
    text_done(&members);
    office_close(office);
}

Test(refusals, what_is_no_json_is_400)
{
    struct office *office = office_open();
    static const char *const bodies[] = {
        "",
        "{",
        "{\"title\":\"a\",}",
        "{'title':'a'}",
        "{\"title\":NaN}",
        "{\"title\":\"a\"} {}",
        "{\"title\":\"a\",\"title\":\"b\"}",
        "{\"title\":\"\\ud800\"}",
        "{\"title\":\"\\u0000\"}",
        "{\"title\":\"\xff\"}",
        "{\"title\":\"\xc0\xaf\"}",
        "{\"title\":\"\x01\"}",
        "[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]",
        "// a\n{}",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        check_refused(office, bodies[i], 400, "/problems/bad-json");
    cr_assert_eq(rows_stored(office), 0);
    office_close(office);
}

Test(refusals, json_that_is_no_object_is_422)
{
    struct office *office = office_open();
    static const char *const bodies[] = {"[]", "null", "7", "\"text\"", "true", "{}"};
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
        check_refused(office, bodies[i], 422, "/problems/invalid-fields");
    office_close(office);
}

Test(refusals, a_body_of_another_type_is_415)
{
    struct office *office = office_open();
    static const struct {
        const char *type;
        int status;
    } types[] = {
        {"application/json", 201},  {"Application/JSON; charset=utf-8", 201},
        {"text/plain", 415},        {"application/x-www-form-urlencoded", 415},
        {"application/jsonp", 415}, {"", 415},
    };
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
        const struct ask ask = {
            .path = "/v1/inquiries", .type = types[i].type, .body = inquiry_body(office, "")};
        cr_expect_eq(ask_as(office, "operator", &ask)->status, types[i].status, "%s",
                     types[i].type);
    }
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 2);
    office_close(office);
}

Test(refusals, a_body_too_large_is_413_by_the_route)
{
    struct office *office = office_open();
    enum { INTAKE_MAX = 262144, OTHER_MAX = 65536 };
    const struct reply *item = log_inquiry(office, "");
    char *body = arena_alloc(office->arena, INTAKE_MAX + 2);
    memset(body, ' ', INTAKE_MAX + 1);
    cr_assert_eq(post_as(office, "operator", "/v1/inquiries", body)->status, 413);
    body[INTAKE_MAX] = '\0';
    cr_assert_eq(post_as(office, "operator", "/v1/inquiries", body)->status, 400);
    body[OTHER_MAX + 1] = '\0';
    cr_assert_eq(fulfil_as(office, "operator", item, 1, body)->status, 413);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 1);
    office_close(office);
}

Test(refusals, unknown_paths_are_404_and_other_methods_405_with_allow)
{
    struct office *office = office_open();
    cr_assert_eq(get_as(office, "operator", "/v1/nothing")->status, 404);
    cr_assert_eq(get_as(office, "operator", "/")->status, 404);
    cr_assert_eq(get_as(office, "operator", "/v1/items/")->status, 400);
    cr_assert_eq(get_as(office, "operator", "/v1/items/12345678")->status, 404);
    cr_assert_eq(get_as(office, "operator", "/v1/items/../items")->status, 400);
    const struct reply *wrong =
        ask_as(office, "operator", &(struct ask){.method = "DELETE", .path = "/v1/items"});
    cr_assert_eq(wrong->status, 405);
    cr_assert(strstr(reply_header(wrong, "Allow"), "GET"));
    cr_assert_eq(get_as(office, "operator", "/v1/inquiries")->status, 405);
    office_close(office);
}

Test(refusals, a_refusal_names_its_request_and_is_not_cached)
{
    struct office *office = office_open();
    const struct ask ask = {.path = "/v1/items/1", .header = "X-Request-Id: call-7"};
    const struct reply *refused = ask_as(office, "operator", &ask);
    cr_assert_str_eq(reply_text(refused, "request_id"), "call-7");
    cr_assert_str_eq(reply_header(refused, "X-Request-Id"), "call-7");
    cr_assert_str_eq(reply_header(refused, "Cache-Control"), "no-store");
    office_close(office);
}

static int64_t rows_stored(const struct office *office)
{
    return office_number(office, "SELECT (SELECT count(*) FROM item) "
                                 "+ (SELECT count(*) FROM item_department) "
                                 "+ (SELECT count(*) FROM response_window) "
                                 "+ (SELECT count(*) FROM idempotency_key) "
                                 "+ (SELECT count(*) FROM item_event)");
}

/* A key goes with it, so that a refusal that used the key up would show. */
static void check_refused(struct office *office, const char *body, int status, const char *slug)
{
    const struct ask ask = {.path = "/v1/inquiries", .key = "refused-1", .body = body};
    const struct reply *reply = ask_as(office, "operator", &ask);
    cr_expect_eq(reply->status, status, "%s: %d %s", body, reply->status, reply->body);
    cr_expect_str_eq(reply_text(reply, "type"), slug, "%s: %s", body, reply->body);
}
