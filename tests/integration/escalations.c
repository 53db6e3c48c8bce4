/* What passes its moment is escalated by the worker, once a step. */
#include "support/office_database.h"
#include "support/patience.h"
#include "support/redis_server.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

/* A step must fire within so long of its moment, whatever becomes of Redis; and some time for
 * processes that start under sanitizers, two tests at a time. */
enum { LATENESS_MS_MAX = 5000, WAIT_MS_MAX = 15000, FIVE_HOURS_S = 5 * 3600 };

#define LEVELS "SELECT count(*) FROM escalation WHERE kind = 'level' AND "
#define OF_ITEM \
    LEVELS "stage = 'authoritative_info' AND item_id = (SELECT id FROM item WHERE ref = '%s')"

/* Rows of escalation beyond those of outbox, and of events: all in one look. */
#define UNRECORDED                                                                     \
    "SELECT abs((SELECT count(*) FROM escalation) - (SELECT count(*) FROM outbox)) + " \
    "abs((SELECT count(*) FROM escalation) - "                                         \
    "(SELECT count(*) FROM item_event WHERE type = 'escalated'))"

static int64_t lateness_ms(const struct office *office, const char *ref);
static void await_level(struct office *office, const struct reply *item, int64_t count);

Test(escalations, a_five_hour_window_that_passes_is_escalated_at_that_moment)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", FIVE_HOURS_S - 1));
    await_level(office, item, 1);
    const struct reply *feed =
        get_as(office, "dashboard", "/v1/escalations?stage=authoritative_info&level=1");
    cr_assert_eq(reply_count(feed, "escalations"), 1);
    cr_assert_str_eq(reply_text(feed, "escalations[0].item"), reply_text(item, "ref"));
    cr_assert_str_eq(reply_text(feed, "escalations[0].stage"), "authoritative_info");
    cr_assert_eq(reply_number(feed, "escalations[0].level"), 1);
    cr_assert_str_eq(reply_text(feed, "escalations[0].department"), "office");
    cr_assert_str_eq(reply_text(feed, "escalations[0].due_at"),
                     reply_text(item, "windows[0].due_at"));
    cr_assert(reply_number(feed, "escalations[0].step") > 0);
    int64_t late_ms = lateness_ms(office, reply_text(item, "ref"));
    cr_assert(late_ms >= 0 && late_ms <= LATENESS_MS_MAX, "%lld ms late", (long long)late_ms);
    office_close(office);
}

Test(escalations, a_step_that_fires_leaves_its_record_everywhere)
{
    struct office *office = office_open();
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", FIVE_HOURS_S + 10));
    office_start_worker(office, NULL, NULL);
    await_level(office, item, 1);
    cr_assert_eq(office_number(office, UNRECORDED), 0);
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_assert_eq(reply_number(read, "windows[0].level"), 1);
    cr_assert_str_eq(reply_text(read, "windows[0].state"), "open");
    const char *path = arena_format(office->arena, "%s/events", item_path(item));
    const struct reply *events = get_as(office, "operator", path);
    cr_assert_str_eq(reply_text(events, "events[1].type"), "escalated");
    cr_assert_str_eq(reply_text(events, "events[1].actor"), "worker");
    cr_assert_eq(reply_number(events, "events[1].data.level"), 1);
    office_close(office);
}

Test(escalations, an_overdue_item_logged_late_rises_through_all_levels_at_once)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", 2 * FIVE_HOURS_S));
    await_level(office, item, 3);
    cr_assert_str_eq(office_value(office, "SELECT string_agg(kind || level, ' ' ORDER BY id) FROM "
                                          "escalation WHERE stage = 'authoritative_info'"),
                     "level1 level2 level3");
    cr_assert_str_eq(office_value(office,
                                  "SELECT string_agg(level::text, '' ORDER BY fired_at, id) "
                                  "FROM escalation WHERE stage = 'authoritative_info'"),
                     "123");
    office_close(office);
}

Test(escalations, a_warning_whose_moment_was_before_logging_is_left_out)
{
    struct office *office = office_open();
    log_event_of(office, "ordinary", ago(office, "detected_at", 30 * 3600));
    office_start_worker(office, NULL, NULL);
    const struct reply *fence =
        log_event_of(office, "major", ago(office, "detected_at", FIVE_HOURS_S + 1));
    await_level(office, fence, 1);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM escalation WHERE stage = 'response'"),
                 0);
    cr_assert_eq(office_number(office, "SELECT cardinality(steps) FROM response_window "
                                       "WHERE stage = 'response'"),
                 4);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window WHERE stage = "
                                       "'response' AND next_at > clock_timestamp()"),
                 1);
    office_close(office);
}

Test(escalations, a_major_event_rings_when_it_is_logged)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    log_event_of(office, "major", "");
    office_await_number(office,
                        "SELECT count(*) FROM escalation WHERE kind = 'warning' AND "
                        "stage = 'authoritative_info' AND level = 0",
                        1, WAIT_MS_MAX);
    office_close(office);
}

/* The answer may itself come too late, where the machine is busy: then the next has more time. */
Test(escalations, an_answer_stops_them)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const struct reply *done = NULL;
    const char *members = NULL;
    for (int left_s = 2; !done || strcmp(reply_text(done, "windows[0].state"), "met") != 0;
         left_s *= 3) {
        cr_assert_lt(left_s, 60, "no answer came in time");
        members = ago(office, "detected_at", FIVE_HOURS_S - left_s);
        done = fulfil_as(office, "operator", log_event_of(office, "major", members), 1, NULL);
        cr_assert_eq(done->status, 200, "%s", done->body);
    }
    await_level(office, log_event_of(office, "major", members), 1);
    cr_assert_eq(
        office_number(office, arena_format(office->arena, OF_ITEM, reply_text(done, "ref"))), 0);
    office_close(office);
}

/* Answers that come as the windows fall due: each is in time or too late, never both. */
Test(escalations, of_an_answer_and_a_firing_at_one_moment_exactly_one_wins)
{
    struct office *office = office_open();
    enum { EVENTS = 32 };
    struct ask asks[EVENTS];
    office_start_worker(office, NULL, NULL);
    const char *members = ago(office, "detected_at", FIVE_HOURS_S - 3);
    for (size_t i = 0; i < EVENTS; i++) {
        const char *path = item_path(log_event_of(office, "major", members));
        asks[i] = (struct ask){.method = "POST",
                               .token = office_token(office, "operator"),
                               .path = arena_format(office->arena, "%s/windows/1/fulfil", path)};
    }
    office_await_number(office,
                        "SELECT count(*) FROM response_window WHERE stage = "
                        "'authoritative_info' AND due_at > clock_timestamp() + "
                        "interval '15 milliseconds'",
                        0, WAIT_MS_MAX);
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, EVENTS);
    for (size_t i = 0; i < EVENTS; i++)
        cr_assert_eq(replies[i]->status, 200, "%d %s", replies[i]->status, replies[i]->body);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window AS w WHERE state = "
                                       "'met' AND EXISTS (SELECT FROM escalation AS e WHERE "
                                       "e.window_id = w.id AND e.level > 0)"),
                 0);
    cr_assert_eq(office_number(office,
                               "SELECT count(*) FROM escalation AS e JOIN response_window "
                               "AS w ON w.id = e.window_id WHERE e.fired_at > w.recorded_at"),
                 0);
    office_close(office);
}

Test(escalations, two_workers_fire_each_step_once)
{
    struct office *office = office_open();
    enum { EVENTS = 40 };
    int ports[2];
    for (int i = 0; i < EVENTS; i++)
        log_event_of(office, "major", "\"detected_at\":\"2018-10-01T22:18:00+08:00\"");
    for (int i = 0; i < 2; i++)
        office_start_worker(office, NULL, &ports[i]);
    office_await_number(office, LEVELS "true", EVENTS * 2 * 3, WAIT_MS_MAX);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM (SELECT window_id FROM escalation "
                                       "WHERE kind = 'level' GROUP BY window_id HAVING "
                                       "array_agg(level ORDER BY id) = '{1,2,3}') AS whole"),
                 EVENTS * 2);
    cr_assert_eq(office_number(office, UNRECORDED), 0);
    office_close(office);
}

Test(escalations, a_worker_told_to_end_finishes_what_it_began)
{
    struct office *office = office_open();
    enum { EVENTS = 60 };
    const char *options[] = {"--fire-batch", "7", NULL};
    for (int i = 0; i < EVENTS; i++)
        log_event_of(office, "major", "\"detected_at\":\"2018-10-01T22:18:00+08:00\"");
    pid_t worker = office_start_worker(office, options, NULL);
    struct patience left = patience_of(WAIT_MS_MAX);
    while (office_number(office, "SELECT count(*) FROM escalation") == 0)
        patience_wait(&left, "the first step fires");
    office_stop_child(office, worker);
    cr_assert_eq(office_number(office, UNRECORDED), 0);
    office_start_worker(office, options, NULL);
    office_await_number(office, LEVELS "true", EVENTS * 2 * 3, WAIT_MS_MAX);
    office_close(office);
}

Test(escalations, a_worker_without_redis_is_late_by_5_seconds_at_most)
{
    struct office *office = office_open();
    const char *options[] = {"--redis", "127.0.0.1:1", NULL};
    int port;
    office_start_worker(office, options, &port);
    const struct ask ask = {.path = "/readyz"};
    const struct reply *ready = web_ask(office->arena, port, &ask);
    cr_assert_str_eq(reply_text(ready, "status"), "degraded");
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", FIVE_HOURS_S - 1));
    await_level(office, item, 1);
    int64_t late_ms = lateness_ms(office, reply_text(item, "ref"));
    cr_assert(late_ms >= 0 && late_ms <= LATENESS_MS_MAX, "%lld ms late", (long long)late_ms);
    office_close(office);
}

Test(escalations, an_emptied_redis_is_filled_again)
{
    struct office *office = office_open();
    struct redis_server *redis = redis_server_new(NULL, NULL);
    const char *options[] = {"--redis", redis_server_path(redis), NULL};
    const char *armed = arena_format(office->arena, "ZCARD {%s}:due", office->database);
    office_start_worker(office, options, NULL);
    log_event_of(office, "major", ago(office, "detected_at", FIVE_HOURS_S - 40));
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", FIVE_HOURS_S - 4));
    struct patience left = patience_of(WAIT_MS_MAX);
    while (redis_server_ask(redis, armed) <= 0)
        patience_wait(&left, "timers are armed");
    cr_assert(redis_server_do(redis, "FLUSHALL"));
    left = patience_of(LATENESS_MS_MAX);
    while (redis_server_ask(redis, armed) <= 0)
        patience_wait(&left, "timers are armed again");
    await_level(office, item, 1);
    cr_assert_leq(lateness_ms(office, reply_text(item, "ref")), LATENESS_MS_MAX);
    office_close(office);
    redis_server_free(redis);
}

Test(escalations, items_are_logged_while_redis_is_away)
{
    struct office *office = office_open();
    struct redis_server *redis = redis_server_new(NULL, NULL);
    const char *options[] = {"--redis", redis_server_path(redis), NULL};
    office_start_worker(office, options, NULL);
    redis_server_kill(redis);
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", FIVE_HOURS_S - 1));
    await_level(office, item, 1);
    cr_assert_eq(get_as(office, NULL, "/readyz")->status, 200);
    office_close(office);
    redis_server_free(redis);
}

/* Of the first level of its first window. */
static int64_t lateness_ms(const struct office *office, const char *ref)
{
    return office_number(
        office, arena_format(office->arena,
                             "SELECT floor(extract(epoch FROM e.fired_at - e.due_at) * 1000) "
                             "FROM escalation AS e JOIN item AS i ON i.id = e.item_id WHERE "
                             "i.ref = '%s' AND e.level = 1 AND e.stage = 'authoritative_info'",
                             ref));
}

static void await_level(struct office *office, const struct reply *item, int64_t count)
{
    office_await_number(office, arena_format(office->arena, OF_ITEM, reply_text(item, "ref")),
                        count, WAIT_MS_MAX);
}
