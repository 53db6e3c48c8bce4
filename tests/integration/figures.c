/* /metrics: what is counted, under Prometheus' names, without a word of what was asked. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS_MAX = 15000 };

static const char *metrics_of(const struct office *office, int port)
{
    const struct reply *reply = web_ask(office->arena, port, &(struct ask){.path = "/metrics"});
    cr_assert_eq(reply->status, 200);
    cr_assert(strstr(reply_header(reply, "Content-Type"), "text/plain"));
    return reply->body;
}

Test(figures, the_api_counts_items_and_times_requests_by_route)
{
    struct office *office = office_open();
    const struct ask twice = {
        .path = "/v1/inquiries", .key = "call-1", .body = inquiry_body(office, "")};
    const struct reply *item = ask_as(office, "operator", &twice);
    ask_as(office, "operator", &twice);
    get_as(office, "operator", item_path(item));
    cr_assert_eq(web_metric(office->arena, office->admin_port, "huiying_intake_items_total"), 1);
    cr_assert_eq(web_metric(office->arena, office->admin_port, "huiying_intake_replayed_total"), 1);
    cr_assert_eq(web_metric(office->arena, office->admin_port,
                            "huiying_intake_batch_items_bucket{le=\"1\"}"),
                 2);
    cr_assert_gt(web_metric(office->arena, office->admin_port, "huiying_db_connections_open"), 0);
    cr_assert_eq(web_metric(office->arena, office->admin_port, "huiying_ready"), 1);
    const char *metrics = metrics_of(office, office->admin_port);
    cr_assert(strstr(metrics, "route=\"item_show\",status=\"200\""), "%s", metrics);
    cr_assert_not(strstr(metrics, reply_text(item, "ref")), "no ids in labels");
    office_close(office);
}

/* Logged ten seconds after its moment, it is not late for that. */
Test(figures, the_worker_counts_the_steps_that_it_fired_and_how_late)
{
    struct office *office = office_open();
    int port;
    office_start_worker(office, NULL, &port);
    log_event_of(office, "major", ago(office, "detected_at", 5 * 3600 + 10));
    web_await_metric(office->arena, port, "huiying_steps_fired_total", 1, WAIT_MS_MAX);
    cr_assert_eq(web_metric(office->arena, port, "huiying_redis_up"), 1);
    cr_assert_eq(web_metric(office->arena, port, "huiying_ready"), 1);
    cr_assert_eq(web_metric(office->arena, port, "huiying_fire_lag_seconds_bucket{le=\"5\"}"), 1);
    office_close(office);
}

/* Armed in good time and claimed from Redis, which a sweep has no part in. */
Test(figures, the_worker_tells_steps_that_went_through_redis_from_those_it_swept)
{
    static const char *const never_sweeping[] = {"--sweep-after-ms", "60000", NULL};
    static const char *const without_redis[] = {"--redis", "127.0.0.1:1", NULL};
    struct office *office = office_open();
    int port;
    pid_t worker = office_start_worker(office, never_sweeping, &port);
    log_event_of(office, "major", ago(office, "detected_at", 5 * 3600 - 2));
    web_await_metric(office->arena, port, "huiying_steps_fired_total", 1, WAIT_MS_MAX);
    cr_expect_gt(web_metric(office->arena, port, "huiying_timers_armed_total"), 0);
    cr_expect_gt(web_metric(office->arena, port, "huiying_timers_claimed_total"), 0);
    cr_expect_eq(web_metric(office->arena, port, "huiying_steps_swept_total"), 0);
    office_stop_child(office, worker);
    office_start_worker(office, without_redis, &port);
    log_event_of(office, "major", ago(office, "detected_at", 5 * 3600 + 10));
    web_await_metric(office->arena, port, "huiying_steps_swept_total", 1, WAIT_MS_MAX);
    cr_expect_gt(web_metric(office->arena, port, "huiying_steps_fired_total"), 0);
    cr_expect_eq(web_metric(office->arena, port, "huiying_timers_claimed_total"), 0);
    cr_expect_eq(web_metric(office->arena, port, "huiying_redis_up"), 0);
    office_close(office);
}
