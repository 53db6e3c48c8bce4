#include "support/register.h"

#include "http/router.h"
#include "routes.h"
#include "support/office_database.h"
#include "support/openapi.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Every reply of the running server, whatever the test is about, is what docs/api/openapi.yaml says
 * of that operation: its status, and each field of its body. */
static void expect_described(const struct ask *ask, const struct reply *reply)
{
    static struct config config;
    struct router_match match = {.route = NULL};
    struct error error;
    char why[300];
    const char *method = ask->method ? ask->method : ask->body ? "POST" : "GET";
    size_t size = strcspn(ask->path, "?");
    const char *path = arena_copy(reply->arena, ask->path, size);
    if (reply->status == 0)
        return;
    if (!router_match(routes_public(&config), reply->arena, method, path, size, &match, &error))
        match.route = NULL;
    bool is_described =
        openapi_check_reply(method, match.route ? match.route->path : path, reply->status,
                            reply->body, reply->size, why, sizeof(why));
    cr_assert(is_described, "%s %s answered %d, which is not as described: %s", method, path,
              reply->status, why);
}

const struct reply *ask_as(struct office *office, const char *whose, const struct ask *ask)
{
    struct ask asked = *ask;
    if (whose)
        asked.token = office_token(office, whose);
    const struct reply *reply = web_ask(office->arena, office->port, &asked);
    expect_described(&asked, reply);
    return reply;
}

const struct reply *get_as(struct office *office, const char *whose, const char *path)
{
    return ask_as(office, whose, &(struct ask){.path = path});
}

const struct reply *post_as(struct office *office, const char *whose, const char *path,
                            const char *body)
{
    return ask_as(office, whose, &(struct ask){.path = path, .body = body});
}

const char *inquiry_body(const struct office *office, const char *members)
{
    return arena_format(office->arena,
                        "{\"channel\":\"hotline\",\"type\":\"consult\","
                        "\"title\":\"烟花爆竹零售许可证怎么办\","
                        "\"content\":\"想在春节前经营烟花爆竹零售,需要什么材料?\","
                        "\"lead_department\":\"supervision_2\"%s%s}",
                        *members ? "," : "", members);
}

const char *event_body(const struct office *office, const char *severity, const char *members)
{
    return arena_format(
        office->arena,
        "{\"source\":\"weibo\",\"severity\":\"%s\","
        "\"title\":\"网传某化工仓库夜间起火\",\"content\":\"多个账号询问是否有人员伤亡。\","
        "\"lead_department\":\"office\"%s%s}",
        severity, *members ? "," : "", members);
}

const struct reply *log_item(struct office *office, const char *path, const char *body)
{
    const struct reply *reply = post_as(office, "operator", path, body);
    cr_assert_eq(reply->status, 201, "%d %s", reply->status, reply->body);
    return reply;
}

const struct reply *log_inquiry(struct office *office, const char *members)
{
    return log_item(office, "/v1/inquiries", inquiry_body(office, members));
}

const struct reply *log_event_of(struct office *office, const char *severity, const char *members)
{
    return log_item(office, "/v1/opinion-events", event_body(office, severity, members));
}

const struct reply *log_request(struct office *office, const char *members)
{
    return log_item(office, "/v1/disclosure-requests",
                    arena_format(office->arena,
                                 "{\"channel\":\"foi_window\",\"title\":\"申请公开处罚决定书\","
                                 "\"content\":\"申请公开近三年行政处罚决定书。\","
                                 "\"lead_department\":\"legal\"%s%s}",
                                 *members ? "," : "", members));
}

const char *item_path(const struct reply *item)
{
    return arena_format(item->arena, "/v1/items/%s", reply_text(item, "ref"));
}

const char *ago(const struct office *office, const char *member, double seconds)
{
    return arena_format(office->arena, "\"%s\":\"%s\"", member, stamp_ago(office, seconds));
}

const char *stamp_ago(const struct office *office, double seconds)
{
    return office_value(office,
                        arena_format(office->arena,
                                     "SELECT to_char(clock_timestamp() - %f * interval '1 second', "
                                     "'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')",
                                     seconds));
}

const struct reply *act_as(struct office *office, const char *whose, const struct reply *item,
                           int n, const char *verb, const char *body)
{
    struct ask ask = {.method = "POST", .body = body};
    ask.path = n ? arena_format(office->arena, "%s/windows/%d/%s", item_path(item), n, verb)
                 : arena_format(office->arena, "%s/%s", item_path(item), verb);
    return ask_as(office, whose, &ask);
}

const struct reply *act(struct office *office, const struct reply *item, int n, const char *verb,
                        const char *body)
{
    const struct reply *reply = act_as(office, "operator", item, n, verb, body);
    cr_assert_eq(reply->status, 200, "%s: %d %s", verb, reply->status, reply->body);
    return reply;
}

const struct reply *fulfil_as(struct office *office, const char *whose, const struct reply *item,
                              int n, const char *body)
{
    struct ask ask = {.method = "POST", .body = body};
    ask.path = arena_format(office->arena, "%s/windows/%d/fulfil", item_path(item), n);
    return ask_as(office, whose, &ask);
}

void check_last_day(struct office *office, const struct reply *item, size_t place,
                    const char *expected)
{
    const struct reply *read = get_as(office, "operator", item_path(item));
    char path[40];
    snprintf(path, sizeof(path), "windows[%zu].last_day", place);
    cr_expect_str_eq(reply_text(read, path), expected, "%s", read->body);
}
