/* GET /v1/escalations and /v1/escalations/summary. */
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

enum { ROUNDS = 12, PAGE = 2 };

static void escalate(const struct office *office, struct db_session *session, int step);
static const struct reply *since(struct office *office, const char *cursor, const char *more);
static const struct reply *summary_with(struct office *office, const char *member, int64_t number);

Test(feeds, escalations_come_newest_first_and_in_pages)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    for (int step = 1; step <= 5; step++)
        escalate(office, office->session, step);
    const char *path = arena_format(office->arena, "/v1/escalations?limit=%d", PAGE);
    int64_t expected = 5;
    while (path) {
        const struct reply *page = get_as(office, "dashboard", path);
        cr_assert_eq(page->status, 200);
        for (size_t i = 0; i < reply_count(page, "escalations"); i++)
            cr_assert_eq(json_integer(json_get(json_at(reply_at(page, "escalations"), i), "step")),
                         expected--);
        const char *link = reply_header(page, "Link");
        path = link ? arena_copy(office->arena, link + 1, strcspn(link + 1, ">")) : NULL;
    }
    cr_assert_eq(expected, 0);
    office_close(office);
}

Test(feeds, escalations_are_filtered_by_department_level_and_stage)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    log_inquiry(office, "");
    escalate(office, office->session, 1);
    static const struct {
        const char *query;
        size_t count;
    } cases[] = {
        {"department=office", 1},
        {"department=%E5%8A%9E%E5%85%AC%E5%AE%A4", 1},
        {"department=supervision_2", 1},
        {"department=legal", 0},
        {"stage=authoritative_info", 1},
        {"stage=reply", 1},
        {"stage=reply&department=office", 0},
        {"level=0", 2},
        {"level=1", 0},
        {"level=0&stage=reply", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *path = arena_format(office->arena, "/v1/escalations?%s", cases[i].query);
        const struct reply *reply = get_as(office, "dashboard", path);
        cr_assert_eq(reply_count(reply, "escalations"), cases[i].count, "%s: %s", path,
                     reply->body);
    }
    const struct reply *own = get_as(office, "handler", "/v1/escalations?department=office");
    for (size_t i = 0; i < reply_count(own, "escalations"); i++)
        cr_assert_str_neq(
            json_string(json_get(json_at(reply_at(own, "escalations"), i), "department")),
            "office");
    office_close(office);
}

Test(feeds, a_row_that_commits_late_is_not_skipped)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    const char *start = reply_text(get_as(office, "dashboard", "/v1/escalations"), "since");
    struct db_session *slow = office_session(office);
    session_sql(slow, "BEGIN");
    escalate(office, slow, 1);
    escalate(office, office->session, 2);
    const struct reply *first = since(office, start, "");
    cr_assert_eq(reply_count(first, "escalations"), 1, "%s", first->body);
    cr_assert_eq(reply_number(first, "escalations[0].step"), 2);
    session_sql(slow, "COMMIT");
    db_session_close(slow);
    const struct reply *second = since(office, reply_text(first, "since"), "");
    cr_assert_eq(reply_count(second, "escalations"), 1, "%s", second->body);
    cr_assert_eq(reply_number(second, "escalations[0].step"), 1);
    const struct reply *third = since(office, reply_text(second, "since"), "");
    cr_assert_eq(reply_count(third, "escalations"), 0);
    office_close(office);
}

/* The old primary had given the number to one that failed, which no standby need hear of. */
Test(feeds, what_fires_after_a_failover_under_a_number_seen_before_is_not_skipped)
{
    static const char again[] =
        "INSERT INTO escalation SELECT (jsonb_populate_record(e, jsonb_build_object('id', "
        "nextval(pg_get_serial_sequence('escalation', 'id')), 'step', 2, 'level', 0))).* "
        "FROM escalation AS e";
    struct office *office = office_open();
    log_event_of(office, "major", "");
    escalate(office, office->session, 1);
    const char *cursor = reply_text(get_as(office, "dashboard", "/v1/escalations"), "since");
    office_sql(office, again);
    cr_assert_eq(office_number(office, "SELECT count(DISTINCT xid) FROM escalation"), 1);
    const struct reply *next = since(office, cursor, "");
    cr_assert_eq(reply_count(next, "escalations"), 1, "%s", next->body);
    cr_assert_eq(reply_number(next, "escalations[0].step"), 2);
    next = since(office, reply_text(next, "since"), "");
    cr_assert_eq(reply_count(next, "escalations"), 0);
    office_close(office);
}

Test(feeds, a_long_transaction_delays_nobody)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    struct db_session *slow = office_session(office);
    session_sql(slow, "BEGIN; CREATE TABLE long_work (x integer)");
    const char *cursor = reply_text(get_as(office, "dashboard", "/v1/escalations"), "since");
    for (int step = 1; step <= 3; step++) {
        escalate(office, office->session, step);
        const struct reply *page = since(office, cursor, "");
        cr_assert_eq(reply_count(page, "escalations"), 1, "%s", page->body);
        cr_assert_eq(reply_number(page, "escalations[0].step"), step);
        cursor = reply_text(page, "since");
    }
    session_sql(slow, "ROLLBACK");
    db_session_close(slow);
    office_close(office);
}

/* Every second transaction commits only after the next one. */
Test(feeds, followed_in_pages_each_row_is_seen_once)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    int seen[2 * ROUNDS + 1] = {0};
    const char *cursor = reply_text(get_as(office, "dashboard", "/v1/escalations"), "since");
    struct db_session *slow = office_session(office);
    session_sql(slow, "BEGIN");
    for (int round = 0; round <= ROUNDS; round++) {
        if (round < ROUNDS) {
            escalate(office, slow, 2 * round + 1);
            escalate(office, office->session, 2 * round + 2);
        }
        if (round % 4 == 3)
            session_sql(slow, round < ROUNDS - 1 ? "COMMIT; BEGIN" : "COMMIT");
        const struct reply *page;
        do {
            page = since(office, cursor, "&limit=2");
            cr_assert_eq(page->status, 200);
            for (size_t i = 0; i < reply_count(page, "escalations"); i++)
                seen[json_integer(json_path(json_at(reply_at(page, "escalations"), i), "step"))]++;
            cursor = reply_text(page, "since");
        } while (json_boolean(reply_at(page, "has_more")));
    }
    db_session_close(slow);
    for (int step = 1; step <= 2 * ROUNDS; step++)
        cr_assert_eq(seen[step], 1, "step %d was seen %d times", step, seen[step]);
    office_close(office);
}

Test(feeds, a_forged_cursor_and_wrong_parameters_are_refused)
{
    struct office *office = office_open();
    const char *cursor = reply_text(get_as(office, "dashboard", "/v1/escalations"), "since");
    char *forged = arena_copy(office->arena, cursor, strlen(cursor));
    forged[0] = forged[0] == '0' ? '1' : '0';
    const struct reply *refused = since(office, forged, "");
    cr_assert_eq(refused->status, 400);
    cr_assert_str_eq(reply_problem(refused, "since"), "bad-format");
    static const char *const queries[] = {"limit=0",    "limit=201",          "level=10",
                                          "colour=red", "department=nowhere", "cursor=abc"};
    for (size_t i = 0; i < 6; i++) {
        const char *path = arena_format(office->arena, "/v1/escalations?%s", queries[i]);
        cr_assert_eq(get_as(office, "dashboard", path)->status, 400, "%s", path);
    }
    office_close(office);
}

Test(feeds, an_unchanged_feed_is_304)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    escalate(office, office->session, 1);
    const struct reply *first = get_as(office, "dashboard", "/v1/escalations");
    const struct ask again = {.path = "/v1/escalations",
                              .if_none_match = reply_header(first, "ETag")};
    log_event_of(office, "ordinary", "");
    cr_assert_eq(ask_as(office, "dashboard", &again)->status, 304);
    escalate(office, office->session, 2);
    cr_assert_eq(ask_as(office, "dashboard", &again)->status, 200);
    office_close(office);
}

Test(feeds, the_summary_counts_what_is_open_due_soon_and_overdue)
{
    struct office *office = office_open();
    log_event_of(office, "major", ago(office, "detected_at", 6 * 3600));
    log_event_of(office, "ordinary", "");
    log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\"");
    const struct reply *summary = summary_with(office, "open", 4);
    cr_assert_eq(reply_number(summary, "overdue"), 2);
    cr_assert_eq(reply_number(summary, "due_soon"), 1);
    cr_assert_str_eq(reply_text(summary, "oldest_overdue_at"), "2018-08-14T00:00:00+08:00");
    cr_assert_eq(reply_count(summary, "groups"), 4);
    for (size_t i = 0; i < 4; i++) {
        const struct json *group = json_at(reply_at(summary, "groups"), i);
        bool is_reply = strcmp(json_string(json_get(group, "stage")), "reply") == 0;
        cr_assert_str_eq(json_string(json_get(group, "department")),
                         is_reply ? "supervision_2" : "office");
        cr_assert_str_eq(json_string(json_get(group, "department_name")),
                         is_reply ? "监管二科" : "办公室");
        cr_assert_eq(json_integer(json_get(group, "open")), 1);
        cr_assert_eq(json_integer(json_get(group, "level")), 0);
    }
    office_close(office);
}

Test(feeds, drills_and_answered_windows_are_left_out_of_the_summary)
{
    struct office *office = office_open();
    log_event_of(office, "major", "\"drill\":true");
    const struct reply *item = log_event_of(office, "major", "");
    summary_with(office, "open", 2);
    fulfil_as(office, "operator", item, 2, NULL);
    summary_with(office, "open", 1);
    office_close(office);
}

Test(feeds, a_summary_without_a_window_is_all_zero)
{
    struct office *office = office_open();
    const struct reply *summary = summary_with(office, "open", 0);
    cr_assert_eq(reply_count(summary, "groups"), 0);
    cr_assert_not(reply_at(summary, "oldest_overdue_at"));
    office_close(office);
}

/* The time of the figures is told, and is no change of them. */
Test(feeds, an_unchanged_summary_is_304_though_it_was_counted_again)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    const struct reply *first = summary_with(office, "open", 2);
    const char *tag = reply_header(first, "ETag");
    const char *counted_at = reply_text(first, "counted_at");
    struct patience left = patience_of(5000);
    while (strcmp(reply_text(get_as(office, "dashboard", "/v1/escalations/summary"), "counted_at"),
                  counted_at) == 0)
        patience_wait(&left, "the summary is counted again");
    const struct ask again = {.path = "/v1/escalations/summary", .if_none_match = tag};
    const struct reply *same = ask_as(office, "dashboard", &again);
    cr_assert_eq(same->status, 304);
    cr_assert_eq(same->size, 0);
    log_event_of(office, "major", "");
    while (ask_as(office, "dashboard", &again)->status != 200)
        patience_wait(&left, "the summary has changed");
    office_close(office);
}

/* The step of the first window of each item. */
static void escalate(const struct office *office, struct db_session *session, int step)
{
    session_sql(session,
                arena_format(office->arena,
                             "INSERT INTO escalation (window_id, generation, step, kind, level, "
                             "rung, item_id, department_id, stage, drill, due_at, planned_at) "
                             "SELECT id, generation, %d, 'warning', 0, 1, item_id, department_id, "
                             "stage, drill, due_at, due_at FROM response_window WHERE n = 1",
                             step));
}

static const struct reply *since(struct office *office, const char *cursor, const char *more)
{
    const char *path = arena_format(office->arena, "/v1/escalations?since=%s%s", cursor, more);
    return get_as(office, "dashboard", path);
}

/* The summary once it has this number: it is counted once in a while. */
static const struct reply *summary_with(struct office *office, const char *member, int64_t number)
{
    struct patience left = patience_of(5000);
    for (;;) {
        const struct reply *summary = get_as(office, "dashboard", "/v1/escalations/summary");
        if (summary->status == 200 && reply_number(summary, member) == number)
            return summary;
        patience_wait(&left, arena_format(office->arena, "%s in %s", member, summary->body));
    }
}
