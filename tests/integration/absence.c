/* PostgreSQL away: refused at once, and taken again without a restart. */
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"
#include "support/relay.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS_MAX = 15000 };
static const double at_once_s = 1.0;

static struct relay *open_behind_relay(struct office *office, bool is_there);
static void check_unavailable(const struct reply *reply);
static void await_status(struct office *office, const char *path, int status);

Test(absence, everything_is_503_with_retry_after_at_once)
{
    struct office *office = office_furnish(false);
    struct relay *relay = open_behind_relay(office, true);
    const struct reply *item = log_inquiry(office, "");
    const char *code = arena_format(office->arena, "/v1/public/items/%s?code=%s",
                                    reply_text(item, "ref"), reply_text(item, "query_code"));
    relay_cut(relay);
    await_status(office, "/readyz", 503);
    cr_expect_eq(web_metric(office->arena, office->admin_port, "huiying_ready"), 0);
    const char *paths[] = {"/v1/items", item_path(item), "/v1/escalations",
                           "/v1/escalations/summary"};
    for (size_t i = 0; i < 4; i++)
        check_unavailable(get_as(office, "operator", paths[i]));
    check_unavailable(get_as(office, NULL, code));
    check_unavailable(post_as(office, "operator", "/v1/inquiries", inquiry_body(office, "")));
    check_unavailable(
        post_as(office, "operator", "/v1/opinion-events", event_body(office, "major", "")));
    check_unavailable(fulfil_as(office, "operator", item, 1, NULL));
    cr_assert_eq(get_as(office, NULL, "/livez")->status, 200);
    cr_assert_eq(post_as(office, "operator", "/v1/inquiries", "{")->status, 400);
    office_close(office);
    relay_free(relay);
}

Test(absence, a_token_that_cannot_be_looked_up_is_503_and_not_401)
{
    struct office *office = office_furnish(false);
    struct relay *relay = open_behind_relay(office, true);
    office_token(office, "operator");
    relay_cut(relay);
    await_status(office, "/readyz", 503);
    check_unavailable(get_as(office, "operator", "/v1/items"));
    office_close(office);
    relay_free(relay);
}

Test(absence, service_comes_back_by_itself_and_nothing_told_is_lost)
{
    struct office *office = office_furnish(false);
    struct relay *relay = open_behind_relay(office, true);
    int logged = 0;
    for (int i = 0; i < 3; i++) {
        log_inquiry(office, "");
        logged++;
        relay_cut(relay);
        await_status(office, "/readyz", 503);
        relay_mend(relay);
        await_status(office, "/readyz", 200);
    }
    log_inquiry(office, "");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), logged + 1);
    office_close(office);
    relay_free(relay);
}

Test(absence, an_api_that_starts_without_it_serves_once_it_comes)
{
    struct office *office = office_furnish(false);
    struct relay *relay = open_behind_relay(office, false);
    await_status(office, "/livez", 200);
    cr_assert_eq(get_as(office, NULL, "/readyz")->status, 503);
    check_unavailable(get_as(office, "operator", "/v1/items"));
    relay_mend(relay);
    await_status(office, "/readyz", 200);
    log_inquiry(office, "");
    office_close(office);
    relay_free(relay);
}

/* Whether it was stored is not known: the same key finds out. */
Test(absence, a_database_that_hangs_is_503_within_the_deadline)
{
    struct office *office = office_furnish(false);
    struct relay *relay = open_behind_relay(office, true);
    const struct ask ask = {
        .path = "/v1/inquiries", .key = "call-1", .body = inquiry_body(office, "")};
    cr_assert_eq(get_as(office, "operator", "/v1/items")->status, 200);
    relay_pause(relay);
    const struct reply *hung = ask_as(office, "operator", &ask);
    cr_assert_eq(hung->status, 503);
    cr_assert(reply_header(hung, "Retry-After"));
    cr_assert_lt(hung->seconds, 3.0);
    relay_resume(relay);
    struct patience left = patience_of(WAIT_MS_MAX);
    while (ask_as(office, "operator", &ask)->status != 201)
        patience_wait(&left, "the item is logged");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 1);
    office_close(office);
    relay_free(relay);
}

/* Nobody waits longer for those before it than for its own statement. */
Test(absence, all_that_wait_for_a_slow_database_are_503_within_two_deadlines)
{
    enum { ASKS = 8 };
    struct office *office = office_furnish(false);
    const char *options[] = {"--database-timeout-ms",
                             "1000",
                             "--intake-lanes",
                             "1",
                             "--intake-batch-rows",
                             "1",
                             "--lock-timeout-ms",
                             "60000",
                             NULL};
    struct ask asks[ASKS];
    office_start_api_unready(office, options);
    office_await_ready(office, office->admin_port);
    office_sql(office, "BEGIN; UPDATE data_version SET version = version");
    for (size_t i = 0; i < ASKS; i++)
        asks[i] = (struct ask){.path = "/v1/inquiries",
                               .token = office_token(office, "operator"),
                               .body = inquiry_body(office, "")};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, ASKS);
    for (size_t i = 0; i < ASKS; i++) {
        cr_expect_eq(replies[i]->status, 503, "%d %s", replies[i]->status, replies[i]->body);
        cr_expect_lt(replies[i]->seconds, 4.0, "one by one they would take 8 s");
    }
    office_sql(office, "ROLLBACK");
    office_close(office);
}

/* Sessions ended by the server, as a restart does it. */
Test(absence, ended_sessions_cost_nobody_an_acknowledged_item)
{
    struct office *office = office_open();
    int logged = 0;
    for (int i = 0; i < 20; i++) {
        const struct reply *reply =
            post_as(office, "operator", "/v1/inquiries", inquiry_body(office, ""));
        logged += reply->status == 201;
        cr_assert(reply->status == 201 || reply->status == 503, "%d", reply->status);
        if (i % 5 == 2)
            office_sql(office, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                               "datname = current_database() AND application_name = 'huiying-api'");
    }
    await_status(office, "/readyz", 200);
    log_inquiry(office, "");
    cr_assert_geq(office_number(office, "SELECT count(*) FROM item"), logged + 1);
    office_close(office);
}

static struct relay *open_behind_relay(struct office *office, bool is_there)
{
    struct relay *relay = relay_new((int)strtol(getenv("PGPORT"), NULL, 10));
    const char *options[] = {
        "--database",
        arena_format(office->arena, "host=127.0.0.1 port=%d", relay_port(relay)),
        "--database-timeout-ms",
        "1000",
        "--token-cache-ms",
        "60000",
        NULL};
    if (!is_there)
        relay_cut(relay);
    office_start_api_unready(office, options);
    if (is_there)
        office_await_ready(office, office->admin_port);
    return relay;
}

static void check_unavailable(const struct reply *reply)
{
    cr_assert_eq(reply->status, 503, "%d %s", reply->status, reply->body);
    cr_assert_str_eq(reply_text(reply, "type"), "/problems/unavailable");
    cr_assert(reply_header(reply, "Retry-After"));
    cr_assert_not(strstr(reply->body, "PostgreSQL"));
    cr_assert_lt(reply->seconds, at_once_s);
}

static void await_status(struct office *office, const char *path, int status)
{
    struct patience left = patience_of(WAIT_MS_MAX);
    while (get_as(office, NULL, path)->status != status)
        patience_wait(&left, arena_format(office->arena, "%d for %s", status, path));
}
