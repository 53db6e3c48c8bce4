/* POST /v1/items/{ref}/windows/{n}/fulfil. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *answered(const struct office *office, double seconds_ago, const char *members)
{
    return arena_format(office->arena, "{%s%s%s}", ago(office, "answered_at", seconds_ago),
                        *members ? "," : "", members);
}

static void check_problem(const struct reply *reply, const char *field, const char *problem)
{
    cr_assert_eq(reply->status, 422, "%d %s", reply->status, reply->body);
    cr_assert_str_eq(reply_problem(reply, field), problem, "%s", reply->body);
}

Test(fulfilment, an_answer_in_time_meets_the_window)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    const struct reply *done = fulfil_as(
        office, "operator", item, 1,
        "{\"title\":\"情况通报\",\"address\":\"https://example.org/1\",\"speaker\":\"局长\","
        "\"place\":\"新闻发布厅\",\"chief_spoke\":true,\"text\":\"无人员伤亡\"}");
    cr_assert_eq(done->status, 200, "%s", done->body);
    cr_assert_str_eq(reply_text(done, "windows[0].state"), "met");
    cr_assert_str_eq(reply_text(done, "windows[0].answer.address"), "https://example.org/1");
    cr_assert_str_eq(reply_text(done, "windows[0].answer.speaker"), "局长");
    cr_assert(json_boolean(reply_at(done, "windows[0].answer.chief_spoke")));
    cr_assert(*reply_text(done, "windows[0].answered_at"));
    cr_assert_eq(reply_number(done, "version"), 2);
    cr_assert_str_eq(reply_text(done, "status"), "registered");
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_assert_str_eq(read->body, done->body);
    cr_assert_str_eq(reply_header(read, "ETag"), reply_header(done, "ETag"));
    office_close(office);
}

Test(fulfilment, an_answer_after_due_is_late)
{
    struct office *office = office_open();
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", 5 * 3600 + 1));
    const struct reply *done = fulfil_as(office, "operator", item, 1, NULL);
    cr_assert_eq(done->status, 200);
    cr_assert_str_eq(reply_text(done, "windows[0].state"), "late");
    office_close(office);
}

Test(fulfilment, within_ten_minutes_the_stated_time_decides)
{
    struct office *office = office_open();
    const struct reply *item =
        log_event_of(office, "major", ago(office, "detected_at", 5 * 3600 + 60));
    const struct reply *done = fulfil_as(office, "operator", item, 1, answered(office, 120, ""));
    cr_assert_eq(done->status, 200, "%s", done->body);
    cr_assert_str_eq(reply_text(done, "windows[0].state"), "met");
    office_close(office);
}

Test(fulfilment, later_than_that_it_needs_a_reviewer_and_a_proof)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", ago(office, "detected_at", 6 * 3600));
    const char *late = answered(office, 4000, "");
    check_problem(fulfil_as(office, "operator", item, 1, late), "reviewer", "late-entry");
    check_problem(fulfil_as(office, "operator", item, 1, late), "proof", "late-entry");
    const struct reply *half =
        fulfil_as(office, "operator", item, 1, answered(office, 4000, "\"proof\":\"值班日志\""));
    check_problem(half, "reviewer", "late-entry");
    cr_assert_str_eq(reply_problem(half, "proof"), "");
    const struct reply *done =
        fulfil_as(office, "operator", item, 1,
                  answered(office, 4000, "\"proof\":\"值班日志\",\"reviewer\":\"办公室\""));
    cr_assert_eq(done->status, 200, "%s", done->body);
    cr_assert_str_eq(reply_text(done, "windows[0].state"), "met");
    office_close(office);
}

Test(fulfilment, a_moment_to_come_is_refused)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    check_problem(fulfil_as(office, "operator", item, 1, answered(office, -30, "")), "answered_at",
                  "in-future");
    office_close(office);
}

Test(fulfilment, a_moment_before_the_windows_start_is_refused)
{
    struct office *office = office_open();
    const struct reply *item =
        log_event_of(office, "major", "\"detected_at\":\"2026-01-05T08:00:00.5Z\"");
    const char *proof = "\"proof\":\"值班日志\",\"reviewer\":\"办公室\"";
    const char *early =
        arena_format(office->arena, "{\"answered_at\":\"2026-01-05T07:59:59.999999Z\",%s}", proof);
    const char *whole =
        arena_format(office->arena, "{\"answered_at\":\"2026-01-05T08:00:00Z\",%s}", proof);
    check_problem(fulfil_as(office, "operator", item, 1, early), "answered_at", "too-early");
    cr_assert_eq(fulfil_as(office, "operator", item, 1, whole)->status, 200,
                 "a clock that tells whole seconds only is believed");
    office_close(office);
}

Test(fulfilment, twice_is_harmless_and_the_first_answer_stays)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    const struct reply *first = fulfil_as(office, "operator", item, 1, "{\"title\":\"甲\"}");
    const struct reply *second = fulfil_as(office, "operator", item, 1, "{\"title\":\"乙\"}");
    cr_assert_eq(second->status, 200);
    cr_assert_str_eq(second->body, first->body);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = 'fulfilled'"),
                 1);
    office_close(office);
}

/* As many windows, and as much of answers, as an item may have. */
Test(fulfilment, an_item_of_a_thousand_answers_is_read_and_answered_like_another)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    office_sql(office, "INSERT INTO response_window OVERRIDING SYSTEM VALUE "
                       "SELECT (json_populate_record(w, json_build_object("
                       "    'id', 1000000 + g, 'n', g, 'state', 'met', 'next_at', NULL,"
                       "    'answered_at', w.starts_at, 'recorded_at', w.starts_at,"
                       "    'answer', json_build_object('text', repeat('答', 700))))).* "
                       "FROM response_window AS w, generate_series(3, 1000) AS g WHERE w.n = 1");
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_assert_eq(read->status, 200);
    cr_assert(strstr(read->body, "\"n\":1000,"));
    cr_assert_eq(fulfil_as(office, "operator", item, 2, NULL)->status, 200);
    cr_assert_eq(get_as(office, "operator",
                        arena_format(office->arena, "%s/windows/2/explain", item_path(item)))
                     ->status,
                 200);
    office_close(office);
}

Test(fulfilment, the_last_window_concludes_the_item)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "large", "\"accident\":true");
    for (int n = 2; n >= 1; n--) {
        const struct reply *done = fulfil_as(office, "operator", item, n, NULL);
        cr_assert_str_eq(reply_text(done, "status"), n > 1 ? "registered" : "concluded");
    }
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item WHERE due_at IS NULL"), 1);
    cr_assert_eq(
        office_number(office, "SELECT count(*) FROM response_window WHERE next_at IS NOT NULL"), 0);
    office_close(office);
}

Test(fulfilment, unknown_items_and_windows_are_404)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    static const int windows[] = {0, 2, -1, 40000};
    for (size_t i = 0; i < 4; i++)
        cr_assert_eq(fulfil_as(office, "operator", item, windows[i], NULL)->status, 404);
    const struct ask odd = {
        .method = "POST",
        .path = arena_format(office->arena, "%s/windows/1x/fulfil", item_path(item))};
    cr_assert_eq(ask_as(office, "operator", &odd)->status, 404);
    const struct ask unknown = {.method = "POST", .path = "/v1/items/15/windows/1/fulfil"};
    cr_assert_eq(ask_as(office, "operator", &unknown)->status, 404);
    office_close(office);
}

Test(fulfilment, wrong_fields_are_named)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const struct reply *refused =
        fulfil_as(office, "operator", item, 1,
                  "{\"answered_at\":\"yesterday\",\"chief_spoke\":1,\"stage\":\"reply\"}");
    check_problem(refused, "answered_at", "bad-time");
    check_problem(refused, "chief_spoke", "wrong-type");
    check_problem(refused, "stage", "unknown-field");
    cr_assert_eq(fulfil_as(office, "operator", item, 1, "{")->status, 400);
    office_close(office);
}

Test(fulfilment, two_windows_answered_at_once_leave_the_right_status)
{
    struct office *office = office_open();
    enum { ITEMS = 24 };
    struct ask asks[2 * ITEMS];
    for (size_t i = 0; i < ITEMS; i++) {
        const struct reply *item = log_event_of(office, "large", "\"accident\":true");
        for (size_t n = 0; n < 2; n++)
            asks[2 * i + n] =
                (struct ask){.method = "POST",
                             .token = office_token(office, "operator"),
                             .path = arena_format(office->arena, "%s/windows/%zu/fulfil",
                                                  item_path(item), n + 1)};
    }
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, 2 * ITEMS);
    for (size_t i = 0; i < 2 * ITEMS; i++)
        cr_assert_eq(replies[i]->status, 200, "%d %s", replies[i]->status, replies[i]->body);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item WHERE status = 'concluded' "
                                       "AND due_at IS NULL AND version = 3"),
                 ITEMS);
    office_close(office);
}

Test(fulfilment, sixteen_answers_of_one_window_leave_one)
{
    struct office *office = office_open();
    enum { CLIENTS = 16 };
    struct ask asks[CLIENTS];
    const struct reply *item = log_inquiry(office, "");
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){
            .path = arena_format(office->arena, "%s/windows/1/fulfil", item_path(item)),
            .token = office_token(office, "operator"),
            .body = arena_format(office->arena, "{\"title\":\"答复 %zu\"}", i)};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++) {
        cr_assert_eq(replies[i]->status, 200);
        cr_assert_str_eq(replies[i]->body, replies[0]->body);
    }
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = 'fulfilled'"),
                 1);
    office_close(office);
}
