/* /metrics: what is counted, under Prometheus' names, without a word of what was asked. */
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

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
    const char *metrics = metrics_of(office, office->admin_port);
    cr_assert(strstr(metrics, "route=\"item_show\",status=\"200\""), "%s", metrics);
    cr_assert_not(strstr(metrics, reply_text(item, "ref")), "no ids in labels");
    office_close(office);
}

Test(figures, the_worker_counts_the_steps_that_it_fired)
{
    struct office *office = office_open();
    int port;
    office_start_worker(office, NULL, &port);
    log_event_of(office, "major", ago(office, "detected_at", 5 * 3600 + 10));
    struct patience left = patience_of(15000);
    while (web_metric(office->arena, port, "huiying_steps_fired_total") < 1)
        patience_wait(&left, "a step is counted");
    cr_assert_eq(web_metric(office->arena, port, "huiying_redis_up"), 1);
    office_close(office);
}
