/* Calendars change while windows run: what moves, what is told, what is held. */
#include "sql.h"
#include "support/child.h"
#include "support/moment.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"
#include "support/year.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(calendars, a_new_holiday_moves_an_open_window_and_its_timer_with_an_event)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const struct reply *item = log_inquiry(office, "");
    const struct reply *answered = log_inquiry(office, "");
    act(office, answered, 1, "fulfil", NULL);
    const char *last = reply_text(item, "windows[0].last_day");
    const char *body = year_with_day(office, last, "holiday");
    const struct reply *preview =
        post_as(office, "supervisor", "/v1/calendars/cn/preview",
                arena_format(office->arena, "{\"year\":%d,%s", year_of(last), strchr(body, '"')));
    cr_assert_eq(preview->status, 200, "%s", preview->body);
    cr_expect_eq(reply_number(preview, "moved"), 1);
    cr_expect_str_eq(reply_text(preview, "windows[0].item"), reply_text(item, "ref"));
    cr_expect_str_eq(reply_text(preview, "windows[0].old_due_at"),
                     reply_text(item, "windows[0].due_at"));
    check_last_day(office, item, 0, last);
    const struct reply *progress = year_put_and_wait(office, year_of(last), body);
    cr_expect_eq(reply_number(progress, "moved"), 1);
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_expect_str_eq(reply_text(read, "windows[0].due_at"),
                     reply_text(preview, "windows[0].new_due_at"));
    cr_expect_gt(day(reply_text(read, "windows[0].last_day")), day(last));
    cr_expect_eq(office_number(office, "SELECT count(*) FROM response_window WHERE generation = 2 "
                                       "AND state = 'open' AND next_at IS NOT NULL"),
                 1);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = "
                                       "'recalculated' AND actor = 'admin' AND data ->> "
                                       "'old_due_at' IS NOT NULL AND data ->> 'note' LIKE '%: "
                                       "test'"),
                 1, "who, why and from when to when");
    check_last_day(office, answered, 0, last);
    office_close(office);
}

Test(calendars, what_moves_earlier_is_told_and_what_moves_later_is_not)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const struct reply *item = log_request(office, "");
    const char *weekend = office_value(
        office,
        arena_format(
            office->arena,
            "SELECT d::date::text FROM generate_series((SELECT (w.starts_at AT TIME ZONE "
            "'Asia/Shanghai')::date + 1 FROM response_window AS w WHERE w.n = 2), date '%s', "
            "interval '1 day') AS d WHERE extract(isodow FROM d) > 5 AND d::date "
            "NOT IN (SELECT date FROM calendar_day) ORDER BY d DESC LIMIT 1",
            reply_text(item, "windows[1].last_day")));
    cr_assert(*weekend, "twenty working days have a weekend among them");
    year_put_and_wait(office, year_of(weekend), year_with_day(office, weekend, "workday"));
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_expect_lt(moment(reply_text(read, "windows[1].due_at")),
                 moment(reply_text(item, "windows[1].due_at")));
    cr_expect_eq(office_number(office, "SELECT count(*) FROM outbox"), 1);
    year_put_and_wait(office, year_of(weekend), year_with_day(office, weekend, "holiday"));
    check_last_day(office, item, 1, reply_text(item, "windows[1].last_day"));
    cr_expect_eq(office_number(office, "SELECT count(*) FROM outbox"), 1);
    office_close(office);
}

Test(calendars, what_moves_into_the_past_waits_for_a_supervisor)
{
    struct office *office = office_open();
    const struct reply *item = log_request(office, "\"received_at\":\"2019-05-15T09:00:00+08:00\"");
    office_sql(office, "UPDATE response_window SET due_at = clock_timestamp() + interval '1 day', "
                       "steps = array_fill(clock_timestamp() + interval '1 day', "
                       "ARRAY[array_length(steps, 1)]), next_at = clock_timestamp() + interval '1 "
                       "day'");
    office_start_worker(office, NULL, NULL);
    year_put_and_wait(office, 2030, "{\"published\":true,\"notice\":\"test\"}");
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_expect(json_boolean(reply_at(read, "windows[1].held")));
    cr_expect_eq(office_number(office, "SELECT count(*) FROM escalation"), 0);
    const struct reply *refused =
        act_as(office, "operator", item, 2, "confirm", "{\"reason\":\"已核对\"}");
    cr_expect_eq(refused->status, 403);
    const struct reply *confirmed =
        act_as(office, "supervisor", item, 2, "confirm", "{\"reason\":\"已核对\"}");
    cr_assert_eq(confirmed->status, 200, "%s", confirmed->body);
    office_await_number(office, "SELECT count(*) FROM escalation WHERE level = 1", 1, 10000);
    office_close(office);
}

Test(calendars, items_are_logged_while_thousands_of_windows_move)
{
    struct office *office = office_open();
    enum { ITEMS = 2000 };
    const struct reply *model = log_inquiry(office, "");
    const char *last = reply_text(model, "windows[0].last_day");
    office_sql(office,
               arena_format(
                   office->arena,
                   "CREATE TEMP TABLE many AS SELECT g, nextval('item_number') * 4 + g AS id FROM "
                   "generate_series(1, %d) AS g;"
                   "INSERT INTO item SELECT (jsonb_populate_record(i, jsonb_build_object('id', "
                   "m.id, 'ref', m.id::text))).* FROM item AS i, many AS m;"
                   "INSERT INTO response_window SELECT (jsonb_populate_record(w, "
                   "jsonb_build_object('id', 100000 + m.g, 'item_id', m.id))).* FROM "
                   "response_window AS w, many AS m",
                   ITEMS));
    office_start_worker(office, NULL, NULL);
    const struct reply *put =
        year_put(office, year_of(last), year_with_day(office, last, "holiday"));
    cr_assert_eq(put->status, 202, "%s", put->body);
    size_t logged = 0;
    const char *path = reply_header(put, "Location");
    for (;; logged++) {
        const struct reply *fresh = log_inquiry(office, "");
        cr_expect_str_neq(reply_text(fresh, "windows[0].last_day"), last,
                          "whatever is logged after the change counts by it");
        const struct reply *progress = get_as(office, "supervisor", path);
        if (*reply_text(progress, "finished_at"))
            break;
    }
    cr_expect_gt(logged, 0);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM response_window WHERE generation = 2"),
                 ITEMS + 1);
    cr_expect_eq(
        office_number(office, arena_format(office->arena,
                                           "SELECT count(*) FROM response_window WHERE last_day "
                                           "<= '%s'",
                                           last)),
        0);
    office_close(office);
}

/* Makes the day a holiday, and has a worker count, while a transaction holds the item. */
static const struct reply *put_while_edited(struct office *office, const struct reply *item,
                                            const char *date, struct db_session **ret_editor)
{
    *ret_editor = office_session(office);
    session_sql(*ret_editor,
                arena_format(office->arena,
                             "BEGIN; UPDATE item SET version = version + 1 WHERE ref = '%s'",
                             reply_text(item, "ref")));
    const struct reply *put =
        year_put(office, year_of(date), year_with_day(office, date, "holiday"));
    office_start_worker(office, NULL, NULL);
    return put;
}

Test(calendars, what_somebody_changes_meanwhile_is_looked_at_again)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const struct reply *other = log_inquiry(office, "");
    const char *last = reply_text(item, "windows[0].last_day");
    struct db_session *editor;
    const struct reply *put = put_while_edited(office, item, last, &editor);
    office_await_number(office,
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                        "application_name LIKE '%(reconciling)'",
                        1, 10000);
    cr_expect_eq(
        reply_number(get_as(office, "supervisor", reply_header(put, "Location")), "remaining"), 2);
    session_sql(editor, "COMMIT");
    const struct reply *progress = year_wait(office, put);
    cr_expect_eq(reply_number(progress, "moved"), 2);
    cr_expect_eq(reply_number(progress, "remaining"), 0);
    const struct reply *both[] = {item, other};
    for (size_t i = 0; i < 2; i++) {
        const struct reply *read = get_as(office, "operator", item_path(both[i]));
        cr_expect_gt(day(reply_text(read, "windows[0].last_day")), day(last));
    }
    db_session_close(editor);
    office_close(office);
}

/* As by a session that somebody has forgotten. */
Test(calendars, what_somebody_holds_keeps_nothing_else_from_being_counted)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const struct reply *other = log_inquiry(office, "");
    const char *last = reply_text(item, "windows[0].last_day");
    struct db_session *editor;
    const struct reply *put = put_while_edited(office, item, last, &editor);
    struct patience left = patience_of(10000);
    while (reply_number(get_as(office, "supervisor", reply_header(put, "Location")), "remaining") !=
           1)
        patience_wait(&left, "all but what is held is counted");
    const struct reply *read = get_as(office, "operator", item_path(other));
    cr_expect_gt(day(reply_text(read, "windows[0].last_day")), day(last));
    session_sql(editor, "ROLLBACK");
    db_session_close(editor);
    cr_expect_eq(reply_number(year_wait(office, put), "moved"), 2);
    office_close(office);
}

/* As by a worker that was stopped before it listed, and goes on after a newer change. */
Test(calendars, a_list_that_comes_late_leaves_that_of_a_newer_change)
{
    struct office *office = office_open();
    log_inquiry(office, "");
    office_sql(office, "INSERT INTO recalculation (version, why, actor) VALUES (1, 'old', 'a'), "
                       "(1, 'new', 'b')");
    static const char *const lists[][2] = {{"2", "500"}, {"1", "500"}};
    for (size_t i = 0; i < 2; i++) {
        struct error error;
        struct db_rows *rows = db_session_query(office->session, sql[SQL_RECALCULATION_LIST].text,
                                                lists[i], 2, &error);
        cr_assert(rows, "%s", error.message);
        db_session_rows_free(rows);
    }
    cr_expect_eq(office_number(office, "SELECT count(*) FROM recalculation_part WHERE "
                                       "recalculation = 2"),
                 1);
    office_close(office);
}

/* Sessions of workers that list, or did so last. */
#define LISTING                                                                                 \
    " FROM pg_stat_activity WHERE application_name ~ 'reconciling' AND query ~ '^-- Lists all " \
    "items'"

Test(calendars, nobody_takes_a_change_for_done_while_another_still_lists_what_it_moves)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *last = reply_text(item, "windows[0].last_day");
    struct db_session *keeper = office_session(office);
    office_sql(office, "INSERT INTO recalculation_part (recalculation, item_ids) VALUES (0, '{}')");
    session_sql(keeper, "BEGIN; SELECT FROM recalculation_part FOR UPDATE");
    const struct reply *put =
        year_put(office, year_of(last), year_with_day(office, last, "holiday"));
    static const char *const patient[] = {"--lock-timeout-ms", "60000", NULL};
    office_start_worker(office, patient, NULL);
    office_await_number(office, "SELECT count(*)" LISTING " AND wait_event_type = 'Lock'", 1,
                        10000);
    office_start_worker(office, patient, NULL);
    office_await_number(office, "SELECT count(*)" LISTING " AND state = 'idle'", 1, 10000);
    const char *first = office_value(office, "SELECT max(query_start)" LISTING);
    office_await_number(
        office,
        arena_format(office->arena,
                     "SELECT count(*)" LISTING " AND state = 'idle' AND query_start > '%s'", first),
        1, 10000);
    session_sql(keeper, "COMMIT");
    cr_expect_eq(reply_number(year_wait(office, put), "moved"), 1);
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_expect_gt(day(reply_text(read, "windows[0].last_day")), day(last));
    db_session_close(keeper);
    office_close(office);
}

Test(calendars, a_later_change_takes_the_place_of_one_that_nobody_has_begun)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *last = reply_text(item, "windows[0].last_day");
    const char *before = year_read(office, year_of(last));
    const char *holiday = year_with_day(office, last, "holiday");
    const struct reply *first = year_put(office, year_of(last), holiday);
    const struct reply *second = year_put(office, year_of(last), before);
    office_start_worker(office, NULL, NULL);
    cr_expect_eq(reply_number(year_wait(office, second), "moved"), 0);
    cr_expect_eq(reply_number(year_wait(office, first), "moved"), 0);
    check_last_day(office, item, 0, last);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM recalculation_part"), 0);
    office_close(office);
}

/* -- Good and bad years --------------------------------------------------------------------------
 */

Test(calendars, a_year_that_contradicts_itself_is_refused_by_the_day)
{
    struct office *office = office_open();
    static const char *const cases[][2] = {
        {"{\"days\":[{\"date\":\"2030-01-01\",\"kind\":\"holiday\",\"name\":\"元旦\"},"
         "{\"date\":\"2031-01-01\",\"kind\":\"holiday\",\"name\":\"元旦\"}]}",
         "days[1].date"},
        {"{\"days\":[{\"date\":\"2030-01-01\",\"kind\":\"holiday\",\"name\":\"元旦\"},"
         "{\"date\":\"2030-01-01\",\"kind\":\"holiday\",\"name\":\"元旦\"}]}",
         "days[1].date"},
        {"{\"days\":[{\"date\":\"2030-01-01\",\"kind\":\"workday\",\"name\":\"元旦\"}]}",
         "days[0].date"},
        {"{\"published\":true,\"days\":[]}", "notice"},
        {"{\"days\":[{\"date\":\"2030-02-30\",\"kind\":\"holiday\",\"name\":\"元旦\"}]}",
         "days[0].date"},
    };
    for (size_t i = 0; i < 5; i++) {
        const struct reply *refused = year_put(office, 2030, cases[i][0]);
        cr_expect_eq(refused->status, 422, "%s", cases[i][0]);
        cr_expect(*reply_problem(refused, cases[i][1]), "%s", refused->body);
    }
    cr_expect_eq(office_number(office, "SELECT count(*) FROM calendar_year WHERE year = 2030"), 0);
    cr_expect_eq(year_put(office, 1969, "{}")->status, 404);
    office_close(office);
}

Test(calendars, a_year_is_read_as_it_was_put)
{
    struct office *office = office_open();
    const struct reply *put =
        year_put(office, 2030,
                 "{\"published\":true,\"notice\":\"国办发明电〔2029〕1号\",\"days\":["
                 "{\"date\":\"2030-01-01\",\"kind\":\"holiday\",\"name\":\"元旦\"},"
                 "{\"date\":\"2030-01-05\",\"kind\":\"workday\",\"name\":\"元旦调休\","
                 "\"notice\":\"另行通知\"}]}");
    cr_assert_eq(put->status, 202, "%s", put->body);
    const struct reply *read = get_as(office, "dashboard", "/v1/calendars/cn/years/2030");
    cr_assert_eq(read->status, 200);
    cr_expect(json_boolean(reply_at(read, "published")));
    cr_expect_str_eq(reply_text(read, "days[0].notice"), "国办发明电〔2029〕1号");
    cr_expect_str_eq(reply_text(read, "days[1].notice"), "另行通知");
    cr_expect_str_eq(reply_text(read, "days[1].kind"), "workday");
    const struct ask again = {.path = "/v1/calendars/cn/years/2030",
                              .if_none_match = reply_header(read, "ETag")};
    cr_expect_eq(ask_as(office, "dashboard", &again)->status, 304);
    cr_expect_eq(get_as(office, "dashboard", "/v1/calendars/cn/years/2099")->status, 404);
    office_close(office);
}

Test(calendars, another_calendar_has_its_own_zone_and_days)
{
    struct office *office = office_open();
    const struct ask make = {.method = "PUT",
                             .path = "/v1/calendars/berlin",
                             .body = "{\"zone\":\"Europe/Berlin\",\"closes_at_minutes\":1020}"};
    cr_assert_eq(ask_as(office, "admin", &make)->status, 202);
    const struct ask nowhere = {
        .method = "PUT", .path = "/v1/calendars/mars", .body = "{\"zone\":\"Mars/Olympus\"}"};
    cr_expect_str_eq(reply_problem(ask_as(office, "admin", &nowhere), "zone"), "not-known");
    const struct reply *deadline;
    for (struct patience left = patience_of(5000);; patience_wait(&left, deadline->body)) {
        deadline = get_as(office, "operator",
                          "/v1/deadlines/preview?start=2026-03-27T10:00:00%2B01:00&amount=1"
                          "&unit=working_days&calendar=berlin");
        if (deadline->status == 200)
            break;
    }
    cr_expect_str_eq(reply_text(deadline, "last_day"), "2026-03-30");
    cr_expect_eq(moment(reply_text(deadline, "due_at")), moment("2026-03-31T00:00:00+02:00"),
                 "after the change to summer time");
    office_close(office);
}

static void put_late(void *context)
{
    struct office *office = context;
    const struct reply *put =
        year_put(office, 2030, "{\"published\":true,\"notice\":\"b\",\"days\":[]}");
    _Exit(put->status == 409 ? 0 : 1);
}

/* It could not see, and so not replace, what the other put while it waited. */
Test(calendars, of_two_that_put_a_year_at_once_the_later_is_told_so)
{
    struct office *office = office_open();
    struct db_session *other = office_session(office);
    session_sql(other, "BEGIN; UPDATE data_version SET version = version + 1;"
                       "INSERT INTO calendar_year VALUES ('cn', 2030, true, 'a');"
                       "INSERT INTO calendar_day VALUES ('cn', '2030-01-01', 'holiday', '元旦', "
                       "'a')");
    pid_t late = child_fork(put_late, office);
    office_await_number(office,
                        "SELECT count(*) FROM pg_locks JOIN pg_database AS d ON d.oid = database "
                        "WHERE NOT granted AND datname = current_database()",
                        1, 10000);
    session_sql(other, "COMMIT");
    db_session_close(other);
    cr_expect_eq(child_wait(late, 10000), 0, "it was told that all is well");
    cr_expect_eq(office_number(office, "SELECT count(*) FROM calendar_day WHERE date = "
                                       "'2030-01-01'"),
                 1);
    office_close(office);
}

Test(calendars, business_may_close_at_midnight)
{
    struct office *office = office_open();
    const struct ask put = {.method = "PUT",
                            .path = "/v1/calendars/cn",
                            .body = "{\"zone\":\"Asia/Shanghai\",\"closes_at_minutes\":1440}"};
    cr_assert_eq(ask_as(office, "admin", &put)->status, 202);
    cr_expect_str_eq(office_value(office, "SELECT closes_at FROM calendar WHERE name = 'cn'"),
                     "24:00:00");
    office_close(office);
}
