/* What the log tells: requests by their id, and never what was in them. */
#include "support/office_database.h"
#include "support/register.h"
#include "support/wire.h"

#include <criterion/criterion.h>
#include <string.h>

enum { WAIT_MS_MAX = 15000 };

static const char body[] =
    "{\"channel\":\"hotline\",\"type\":\"consult\",\"title\":\"秘密标题甲\",\"content\":"
    "\"秘密正文乙\","
    "\"contact\":{\"name\":\"秘密姓名丙\",\"phone\":\"13900004712\",\"email\":\"ding@example.org\","
    "\"address\":\"秘密地址戊\"},\"external_ref\":\"秘密编号己\",\"tags\":[\"秘密标签庚\"],"
    "\"lead_department\":\"office\"%s}";

static void make_noise(struct office *office);
static void check_lines(const struct office *office, const char *log);

Test(logs, no_line_holds_a_payload_a_name_or_a_phone)
{
    struct office *office = office_open();
    static const char *const secrets[] = {
        "秘密", "13900004712", "ding@example.org", "hy_", "key-辛", "\xe7\xa7\x98", "4712"};
    make_noise(office);
    const char *code = office_value(office, "SELECT ref FROM item LIMIT 1");
    office_stop_api(office);
    const char *log = office_log(office, "huiying-api");
    cr_assert(strstr(log, "\"event\":\"request\""), "%s", log);
    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
        const char *found = strstr(log, secrets[i]);
        cr_assert_not(found, "%s: %.300s", secrets[i], found);
    }
    cr_assert(*code);
    check_lines(office, log);
    office_close(office);
}

Test(logs, each_request_has_a_line_with_its_id_route_and_status)
{
    struct office *office = office_open();
    const struct ask ask = {.path = "/v1/items?kind=inquiry", .header = "X-Request-Id: call-4711"};
    cr_assert_eq(ask_as(office, "operator", &ask)->status, 200);
    office_stop_api(office);
    const char *log = office_log(office, "huiying-api");
    const char *line = strstr(log, "call-4711");
    cr_assert(line, "%s", log);
    cr_assert(strstr(line, "\"route\":\"item_list\",\"status\":200"), "%.300s", line);
    office_close(office);
}

Test(logs, what_fails_on_our_side_is_told_there_and_not_to_the_client)
{
    struct office *office = office_open();
    office_token(office, "operator");
    office_sql(office, "ALTER TABLE item RENAME COLUMN title TO heading");
    const struct reply *failed =
        post_as(office, "operator", "/v1/inquiries", arena_format(office->arena, body, ""));
    cr_assert_eq(failed->status, 500, "%d %s", failed->status, failed->body);
    cr_assert_not(strstr(failed->body, "title\\\""));
    cr_assert_not(strstr(failed->body, "column"));
    office_stop_api(office);
    const char *log = office_log(office, "huiying-api");
    cr_assert(strstr(log, "\"status\":500"));
    cr_assert_not(strstr(log, "秘密"));
    office_close(office);
}

/* Good and bad requests of every kind, whole and broken. */
static void make_noise(struct office *office)
{
    static const char *const endings[] = {"",
                                          ",\"urgent\":7",
                                          ",\"colour\":\"秘密颜色\"",
                                          ",\"received_at\":\"秘密时间\"",
                                          ",\"support_departments\":[\"秘密科\"]",
                                          ",\"answers\":[{\"stage\":\"秘密环节\"}]",
                                          ",秘密"};
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        const struct ask ask = {.path = "/v1/inquiries",
                                .key = i == 6 ? "key-辛" : NULL,
                                .body = arena_format(office->arena, body, endings[i])};
        ask_as(office, "operator", &ask);
    }
    const struct reply *item =
        post_as(office, "operator", "/v1/inquiries", arena_format(office->arena, body, ""));
    cr_assert_eq(item->status, 201);
    get_as(office, "operator", arena_format(office->arena, "%s?include=contact", item_path(item)));
    get_as(office, "operator", "/v1/items?department=%E7%A7%98%E5%AF%86");
    get_as(office, "operator", "/v1/%E7%A7%98%E5%AF%86/13900004712");
    get_as(office, NULL, "/v1/public/items/15?code=13900004712");
    fulfil_as(office, "operator", item, 1, "{\"text\":\"秘密答复\",\"speaker\":\"秘密发言人\"}");
    fulfil_as(office, "operator", item, 9, "{\"text\":\"秘密答复\"}");
    static const char *const broken[] = {"秘密\r\n\r\n", "GET /秘密 HTTP/1.1\r\nHost: a\r\n\r\n",
                                         "GET / HTTP/1.1\r\nHost: a\r\n秘密 : b\r\n\r\n",
                                         ("POST /v1/inquiries HTTP/1.1\r\nHost: a\r\n"
                                          "Content-Length: 4712x\r\n\r\n秘密")};
    for (size_t i = 0; i < 4; i++) {
        struct wire *wire = wire_open(office->port);
        wire_say(wire, broken[i]);
        wire_status(wire, WAIT_MS_MAX);
        wire_close(wire);
    }
}

/* Each is one JSON object with a time, a level, a service and an event. */
static void check_lines(const struct office *office, const char *log)
{
    while (*log) {
        size_t length = strcspn(log, "\n");
        const struct json *line;
        struct error error;
        cr_assert(json_parse(office->arena, log, length, &line, &error), "%.*s", (int)length, log);
        cr_assert(json_string(json_get(line, "time")) && json_string(json_get(line, "level")) &&
                  json_string(json_get(line, "service")) && json_string(json_get(line, "event")));
        log += length + (log[length] == '\n');
    }
}
