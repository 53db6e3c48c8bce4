/* Who may do what. */
#include "support/office_database.h"
#include "support/openapi.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <string.h>

static const char *const roles[] = {"operator",   "handler",       "dept_head", "reviewer",
                                    "supervisor", "deputy_leader", "chief",     "portal",
                                    "dashboard",  "auditor",       "admin"};
enum { ROLES = 11 };

#define REGISTRARS " operator handler dept_head supervisor admin "
#define PEOPLE " operator handler dept_head reviewer supervisor deputy_leader chief auditor admin "

/* REF stands for an item of supervision_2 that the portal has logged. */
static const struct {
    const char *method;
    const char *path;
    const char *roles;
    int status;
} routes[] = {
    {"POST", "/v1/inquiries", REGISTRARS "portal ", 201},
    {"POST", "/v1/opinion-events", REGISTRARS, 201},
    {"GET", "/v1/items", PEOPLE "portal ", 200},
    {"GET", "/v1/items/REF", PEOPLE "portal ", 200},
    {"GET", "/v1/items/REF?include=contact", " operator handler dept_head admin ", 200},
    {"GET", "/v1/items/REF/events", PEOPLE, 200},
    {"POST", "/v1/items/REF/windows/1/fulfil", REGISTRARS, 200},
    {"GET", "/v1/escalations", PEOPLE "dashboard ", 200},
    {"GET", "/v1/escalations/summary", PEOPLE "dashboard ", 200},
    {"GET", "/openapi.json", PEOPLE "portal dashboard ", 200},
    {"GET", "/metrics", " dashboard admin ", 200},
};
enum { ROUTES = sizeof(routes) / sizeof(routes[0]) };

static struct ask ask_of(const struct office *office, size_t route, const char *ref);
static void check_missing(struct office *office, const char *whose, const struct reply *item);

Test(roles, every_route_serves_the_roles_it_names_and_no_other)
{
    struct office *office = office_open();
    const struct reply *item = post_as(office, "portal", "/v1/inquiries",
                                       inquiry_body(office, "\"contact\":{\"phone\":\"1\"}"));
    for (size_t i = 0; i < ROUTES; i++) {
        struct ask ask = ask_of(office, i, reply_text(item, "ref"));
        for (size_t j = 0; j < ROLES; j++) {
            const char *word = arena_format(office->arena, " %s ", roles[j]);
            int status = strstr(routes[i].roles, word) ? routes[i].status : 403;
            const struct reply *reply = ask_as(office, roles[j], &ask);
            cr_expect_eq(reply->status, status, "%s %s as %s: %d, not %d", routes[i].method,
                         routes[i].path, roles[j], reply->status, status);
        }
    }
    office_close(office);
}

/* A path of the description with something real in its places. */
static const char *real_path(const struct office *office, const char *path, const char *ref)
{
    static const char *const places[][2] = {
        {"{n}", "1"}, {"{name}", "cn"}, {"{year}", "2019"}, {"{id}", "1"}};
    const char *at = strstr(path, "{ref}");
    if (at)
        path = arena_format(office->arena, "%.*s%s%s", (int)(at - path), path, ref, at + 5);
    for (size_t i = 0; i < 4; i++) {
        at = strstr(path, places[i][0]);
        if (at)
            path = arena_format(office->arena, "%.*s%s%s", (int)(at - path), path, places[i][1],
                                at + strlen(places[i][0]));
    }
    return path;
}

static const char *upper(const struct office *office, const char *method)
{
    char *copy = arena_copy(office->arena, method, strlen(method));
    for (char *c = copy; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return copy;
}

/* Without a body, which most of them need: whoever is let in is told that, not 403. */
static void check_operation(struct office *office, const char *method, const char *path,
                            const struct json *allowed)
{
    const struct ask ask = {.method = method, .path = path};
    for (size_t i = 0; i < ROLES; i++) {
        bool is_allowed = false;
        for (size_t j = 0; j < json_count(allowed); j++)
            is_allowed |= strcmp(json_string(json_at(allowed, j)), roles[i]) == 0;
        const struct reply *reply = ask_as(office, roles[i], &ask);
        cr_expect_eq(reply->status != 403, is_allowed, "%s %s as %s: %d", method, path, roles[i],
                     reply->status);
    }
}

Test(roles, whatever_is_described_lets_in_whom_the_description_says)
{
    struct office *office = office_open();
    const struct reply *item = post_as(office, "portal", "/v1/inquiries", inquiry_body(office, ""));
    size_t count = 0;
    for (struct json_member path = {0}; json_next(json_get(openapi_document(), "paths"), &path);) {
        const char *real = real_path(office, path.key, reply_text(item, "ref"));
        for (struct json_member operation = {0}; json_next(path.value, &operation);) {
            const struct json *allowed = json_get(operation.value, "x-roles");
            if (!allowed)
                continue;
            check_operation(office, upper(office, operation.key), real, allowed);
            count++;
        }
    }
    cr_expect_gt(count, 30);
    office_close(office);
}

Test(roles, without_a_valid_token_every_route_is_401)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    static const char *const headers[] = {
        NULL,
        "Authorization: Bearer hy_0123456789012345678901234567890123456789012",
        "Authorization: Bearer",
        "Authorization: Basic b3BlcmF0b3I6eA==",
    };
    for (size_t i = 0; i < ROUTES; i++) {
        struct ask ask = ask_of(office, i, reply_text(item, "ref"));
        for (size_t j = 0; j < 4; j++) {
            ask.header = headers[j];
            const struct reply *reply = ask_as(office, NULL, &ask);
            cr_assert_eq(reply->status, 401, "%s with %s: %d", ask.path, headers[j], reply->status);
            cr_assert_str_eq(reply_header(reply, "WWW-Authenticate"), "Bearer");
        }
    }
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 1);
    office_close(office);
}

Test(roles, nothing_is_open_but_health_and_the_public_status)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *status = arena_format(office->arena, "/v1/public/items/%s?code=%s",
                                      reply_text(item, "ref"), reply_text(item, "query_code"));
    cr_assert_eq(get_as(office, NULL, "/livez")->status, 200);
    cr_assert_eq(get_as(office, NULL, "/readyz")->status, 200);
    cr_assert_eq(get_as(office, NULL, status)->status, 200);
    const struct ask metrics = {.path = "/metrics"};
    cr_assert_eq(web_ask(office->arena, office->admin_port, &metrics)->status, 200);
    const struct ask list = {.path = "/v1/items", .token = office_token(office, "admin")};
    cr_assert_eq(web_ask(office->arena, office->admin_port, &list)->status, 404);
    office_close(office);
}

Test(roles, the_word_bearer_is_read_in_any_case)
{
    struct office *office = office_open();
    const struct ask ask = {.path = "/v1/items",
                            .header = arena_format(office->arena, "Authorization: bEaReR %s",
                                                   office_token(office, "operator"))};
    cr_assert_eq(ask_as(office, NULL, &ask)->status, 200);
    office_close(office);
}

Test(roles, a_handler_sees_the_items_of_the_own_department_alone)
{
    struct office *office = office_open();
    static const char *const whose[] = {"handler", "dept_head"};
    const struct reply *led = log_inquiry(office, "\"contact\":{\"phone\":\"1\"}");
    const struct reply *supported =
        log_event_of(office, "major", "\"support_departments\":[\"supervision_2\"]");
    const struct reply *foreign = log_event_of(office, "major", "");
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(get_as(office, whose[i], item_path(led))->status, 200);
        cr_assert_eq(get_as(office, whose[i], item_path(supported))->status, 200);
        check_missing(office, whose[i], foreign);
        const struct reply *list = get_as(office, whose[i], "/v1/items");
        cr_assert_eq(reply_count(list, "items"), 2);
        const struct reply *asked = get_as(office, whose[i], "/v1/items?department=office");
        cr_assert_eq(reply_count(asked, "items"), 1);
        cr_assert_str_eq(reply_text(asked, "items[0].ref"), reply_text(supported, "ref"));
    }
    cr_assert_eq(fulfil_as(office, "handler", supported, 1, NULL)->status, 200);
    cr_assert_eq(get_as(office, "handler:office", item_path(foreign))->status, 200);
    cr_assert_eq(get_as(office, "handler:office", item_path(led))->status, 404);
    cr_assert_eq(
        office_number(office, "SELECT count(*) FROM item_event WHERE type = 'contact_viewed'"), 0);
    office_close(office);
}

Test(roles, the_portal_sees_what_it_logged_itself)
{
    struct office *office = office_open();
    const struct reply *own = post_as(office, "portal", "/v1/inquiries", inquiry_body(office, ""));
    const struct reply *foreign = log_inquiry(office, "");
    cr_assert_eq(get_as(office, "portal", item_path(own))->status, 200);
    cr_assert_eq(get_as(office, "portal", item_path(foreign))->status, 404);
    const struct reply *list = get_as(office, "portal", "/v1/items");
    cr_assert_eq(reply_count(list, "items"), 1);
    cr_assert_str_eq(reply_text(list, "items[0].ref"), reply_text(own, "ref"));
    office_close(office);
}

Test(roles, a_revoked_token_ends_within_the_time_it_is_remembered)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--token-cache-ms", "300", NULL};
    office_start_api(office, options);
    cr_assert_eq(get_as(office, "operator", "/v1/items")->status, 200);
    const char *id = office_value(office, "SELECT id FROM api_token WHERE name = 'operator'");
    const char *revoke[] = {"token", "revoke", id, NULL};
    cr_assert_eq(office_ctl(office, revoke).status, 0);
    struct patience left = patience_of(2000);
    while (get_as(office, "operator", "/v1/items")->status != 401)
        patience_wait(&left, "the revoked token is refused");
    office_close(office);
}

Test(roles, an_expired_token_is_refused)
{
    struct office *office = office_open();
    office_token(office, "operator");
    office_sql(office, "UPDATE api_token SET expires_at = clock_timestamp() - interval '1 second'");
    cr_assert_eq(get_as(office, "operator", "/v1/items")->status, 401);
    office_close(office);
}

static struct ask ask_of(const struct office *office, size_t route, const char *ref)
{
    const char *path = routes[route].path, *place = strstr(path, "REF");
    if (place)
        path = arena_format(office->arena, "%.*s%s%s", (int)(place - path), path, ref, place + 3);
    struct ask ask = {.method = routes[route].method, .path = path};
    if (strcmp(path, "/v1/inquiries") == 0)
        ask.body = inquiry_body(office, "");
    if (strcmp(path, "/v1/opinion-events") == 0)
        ask.body = event_body(office, "ordinary", "");
    return ask;
}

static void check_missing(struct office *office, const char *whose, const struct reply *item)
{
    const char *path = item_path(item);
    cr_assert_eq(get_as(office, whose, path)->status, 404);
    cr_assert_eq(get_as(office, whose, arena_format(office->arena, "%s/events", path))->status,
                 404);
    cr_assert_eq(
        get_as(office, whose, arena_format(office->arena, "%s?include=contact", path))->status,
        404);
    cr_assert_eq(fulfil_as(office, whose, item, 1, NULL)->status, 404);
}
