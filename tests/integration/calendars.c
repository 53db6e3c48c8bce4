/* Calendars change while windows run: what moves, what is told, what is held. */
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/moment.h"

#define VOUCHED "\"reviewer\":\"办公室\",\"proof\":\"值班日志\""

/* What a notice set, as it is in migrations/data, taken out of the database again. */
static void forget_notice(struct office *office, const char *notice)
{
    office_sql(office, arena_format(office->arena,
                                    "BEGIN; DELETE FROM calendar_day WHERE notice = '%s';"
                                    "UPDATE data_version SET version = version + 1; COMMIT",
                                    notice));
}

/* A year as it is in the database, to be put again: {"published":…,"notice":…,"days":[…]}. */
static const char *year_body(struct office *office, int year)
{
    return office_value(
        office, arena_format(office->arena,
                             "SELECT json_build_object('published', y.published, 'notice', "
                             "y.notice, 'days', (SELECT json_agg(json_build_object('date', d.date, "
                             "'kind', d.kind, 'name', d.name, 'notice', d.notice)) FROM "
                             "calendar_day AS d WHERE d.calendar = 'cn' AND extract(year FROM "
                             "d.date) = y.year)) FROM calendar_year AS y WHERE y.year = %d",
                             year));
}

static const struct reply *put_year(struct office *office, int year, const char *body)
{
    const struct ask ask = {
        .method = "PUT",
        .path = arena_format(office->arena, "/v1/calendars/cn/years/%d", year),
        .body = body,
    };
    return ask_as(office, "admin", &ask);
}

/* Until everything is counted anew. */
static const struct reply *wait_for(struct office *office, const struct reply *put)
{
    cr_assert_eq(put->status, 202, "%d %s", put->status, put->body);
    const char *path = reply_header(put, "Location");
    const struct reply *progress;
    for (struct patience left = patience_of(20000);; patience_wait(&left, progress->body)) {
        progress = get_as(office, "supervisor", path);
        cr_assert_eq(progress->status, 200);
        if (*reply_text(progress, "finished_at"))
            return progress;
    }
}

static const struct reply *put_and_wait(struct office *office, int year, const char *body)
{
    return wait_for(office, put_year(office, year, body));
}

/* -- The notices of 2018-12-06, 2019-03-22 and 2020-01-27, each after the items that it moved ----
 */

static const struct reply *extended_request(struct office *office, const char *received,
                                            const char *extended)
{
    const struct reply *item =
        log_request(office, arena_format(office->arena, "\"received_at\":\"%s\"", received));
    int n = (int)reply_count(item, "windows");
    return act(office, item, n, "extend",
               arena_format(office->arena,
                            "{\"reason\":\"需检索档案\",\"approved_by\":\"负责人\","
                            "\"notice\":\"告知书\",\"at\":\"%s\"," VOUCHED "}",
                            extended));
}

static const struct reply *report_of(struct office *office, const char *received)
{
    return log_item(office, "/v1/inquiries",
                    arena_format(office->arena,
                                 "{\"channel\":\"hotline\",\"type\":\"report\",\"title\":\"举报\","
                                 "\"content\":\"举报。\",\"lead_department\":\"supervision_2\","
                                 "\"received_at\":\"%s\"}",
                                 received));
}

static void check_day(struct office *office, const struct reply *item, size_t place,
                      const char *expected)
{
    const struct reply *read = get_as(office, "operator", item_path(item));
    char path[40];
    snprintf(path, sizeof(path), "windows[%zu].last_day", place);
    cr_expect_str_eq(reply_text(read, path), expected, "%s", read->body);
}

Test(calendars, the_notice_of_december_2018_moves_what_it_moved)
{
    static const char notice[] = "gov.cn/2018-12/06/content_5346276";
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const char *new_2018 = year_body(office, 2018), *new_2019 = year_body(office, 2019);
    forget_notice(office, notice);
    const struct reply *request =
        extended_request(office, "2018-11-19T09:00:00+08:00", "2018-12-03T09:00:00+08:00");
    const struct reply *first = report_of(office, "2018-10-30T09:00:00+08:00");
    const struct reply *second = report_of(office, "2018-11-01T09:00:00+08:00");
    check_day(office, request, 0, "2018-12-31");
    check_day(office, first, 0, "2018-12-31");
    check_day(office, second, 0, "2018-12-31");
    put_and_wait(office, 2018, new_2018);
    put_and_wait(office, 2019, new_2019);
    check_day(office, request, 0, "2018-12-29");
    check_day(office, first, 0, "2018-12-29");
    check_day(office, second, 0, "2019-01-02");
    cr_expect_geq(office_number(office, "SELECT count(*) FROM outbox AS o JOIN item_event AS e ON "
                                        "e.id = o.event_id WHERE e.type = 'recalculated'"),
                  2, "whoever holds what moved earlier is told");
    office_close(office);
}

Test(calendars, the_notice_of_march_2019_moves_what_it_moved)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const char *new_2019 = year_body(office, 2019);
    forget_notice(office, "gov.cn/2019-03/22/content_5375877");
    office_sql(office, "BEGIN; INSERT INTO calendar_day VALUES ('cn', '2019-05-01', 'holiday', "
                       "'劳动节', 'gov.cn/2018-12/06/content_5346276'); "
                       "UPDATE data_version SET version = version + 1; COMMIT");
    const struct reply *request =
        extended_request(office, "2019-03-20T09:00:00+08:00", "2019-04-02T09:00:00+08:00");
    check_day(office, request, 0, "2019-05-03");
    put_and_wait(office, 2019, new_2019);
    check_day(office, request, 0, "2019-05-05");
    const struct reply *read = get_as(office, "operator", item_path(request));
    cr_expect(json_boolean(reply_at(read, "windows[0].held")),
              "its new time has passed as well, so nothing fires by itself");
    office_close(office);
}

Test(calendars, the_longer_spring_festival_of_2020_moves_what_it_moved)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const char *new_2020 = year_body(office, 2020);
    office_sql(office, "BEGIN; UPDATE calendar_day SET kind = 'workday', name = '春节调休上班' "
                       "WHERE date = '2020-02-01'; DELETE FROM calendar_day WHERE date IN "
                       "('2020-01-31', '2020-02-02', '2020-02-03'); INSERT INTO calendar_day "
                       "VALUES ('cn', '2020-02-01', 'workday', '春节调休上班', 'n') ON CONFLICT DO "
                       "NOTHING; UPDATE data_version SET version = version + 1; COMMIT");
    const struct reply *letter = log_item(
        office, "/v1/inquiries",
        "{\"channel\":\"mayor_mailbox\",\"type\":\"complaint\",\"title\":\"来信\",\"content\":"
        "\"来信。\","
        "\"lead_department\":\"supervision_2\",\"received_at\":\"2020-01-20T09:00:00+08:00\"}");
    check_day(office, letter, 0, "2020-02-01");
    put_and_wait(office, 2020, new_2020);
    check_day(office, letter, 0, "2020-02-04");
    office_close(office);
}

/* -- A year that is still to come, or the one at hand -------------------------------------------
 */

/* A year with one more day in it, of what is in the database. */
static const char *with_day(struct office *office, const char *date, const char *kind)
{
    return office_value(
        office, arena_format(
                    office->arena,
                    "SELECT json_build_object('published', true, 'notice', 'test', 'days', "
                    "(SELECT json_agg(json_build_object('date', date, 'kind', kind, 'name', name)) "
                    "FROM (SELECT d.date, d.kind, d.name FROM calendar_day AS d WHERE d.calendar = "
                    "'cn' AND extract(year FROM d.date) = extract(year FROM date '%s') AND d.date "
                    "<> '%s' UNION ALL SELECT '%s', '%s', '台风停工') AS x))",
                    date, date, date, kind));
}

static int year_of(const char *date)
{
    return (int)strtol(date, NULL, 10);
}

Test(calendars, a_new_holiday_moves_an_open_window_and_its_timer_with_an_event)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const struct reply *item = log_inquiry(office, "");
    const struct reply *answered = log_inquiry(office, "");
    act(office, answered, 1, "fulfil", NULL);
    const char *last = reply_text(item, "windows[0].last_day");
    const char *body = with_day(office, last, "holiday");
    const struct reply *preview =
        post_as(office, "supervisor", "/v1/calendars/cn/preview",
                arena_format(office->arena, "{\"year\":%d,%s", year_of(last), strchr(body, '"')));
    cr_assert_eq(preview->status, 200, "%s", preview->body);
    cr_expect_eq(reply_number(preview, "moved"), 1);
    cr_expect_str_eq(reply_text(preview, "windows[0].item"), reply_text(item, "ref"));
    cr_expect_str_eq(reply_text(preview, "windows[0].old_due_at"),
                     reply_text(item, "windows[0].due_at"));
    check_day(office, item, 0, last);
    const struct reply *progress = put_and_wait(office, year_of(last), body);
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
    check_day(office, answered, 0, last);
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
    put_and_wait(office, year_of(weekend), with_day(office, weekend, "workday"));
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_expect_lt(moment(reply_text(read, "windows[1].due_at")),
                 moment(reply_text(item, "windows[1].due_at")));
    cr_expect_eq(office_number(office, "SELECT count(*) FROM outbox"), 1);
    put_and_wait(office, year_of(weekend), with_day(office, weekend, "holiday"));
    check_day(office, item, 1, reply_text(item, "windows[1].last_day"));
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
    put_and_wait(office, 2030, "{\"published\":true,\"notice\":\"test\"}");
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
    const struct reply *put = put_year(office, year_of(last), with_day(office, last, "holiday"));
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

Test(calendars, what_somebody_changes_meanwhile_is_looked_at_again)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const struct reply *other = log_inquiry(office, "");
    const char *last = reply_text(item, "windows[0].last_day");
    struct db_session *editor = office_session(office);
    session_sql(editor,
                arena_format(office->arena,
                             "BEGIN; UPDATE item SET version = version + 1 WHERE ref = '%s'",
                             reply_text(item, "ref")));
    const struct reply *put = put_year(office, year_of(last), with_day(office, last, "holiday"));
    office_start_worker(office, NULL, NULL);
    office_await_number(office,
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                        "application_name LIKE '%(reconciling)'",
                        1, 10000);
    cr_expect_eq(
        reply_number(get_as(office, "supervisor", reply_header(put, "Location")), "remaining"), 2);
    session_sql(editor, "COMMIT");
    const struct reply *progress = wait_for(office, put);
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

Test(calendars, a_later_change_takes_the_place_of_one_that_nobody_has_begun)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *last = reply_text(item, "windows[0].last_day");
    const char *before = year_body(office, year_of(last));
    const char *holiday = with_day(office, last, "holiday");
    const struct reply *first = put_year(office, year_of(last), holiday);
    const struct reply *second = put_year(office, year_of(last), before);
    office_start_worker(office, NULL, NULL);
    cr_expect_eq(reply_number(wait_for(office, second), "moved"), 0);
    cr_expect_eq(reply_number(wait_for(office, first), "moved"), 0);
    check_day(office, item, 0, last);
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
        const struct reply *refused = put_year(office, 2030, cases[i][0]);
        cr_expect_eq(refused->status, 422, "%s", cases[i][0]);
        cr_expect(*reply_problem(refused, cases[i][1]), "%s", refused->body);
    }
    cr_expect_eq(office_number(office, "SELECT count(*) FROM calendar_year WHERE year = 2030"), 0);
    cr_expect_eq(put_year(office, 1969, "{}")->status, 404);
    office_close(office);
}

Test(calendars, a_year_is_read_as_it_was_put)
{
    struct office *office = office_open();
    const struct reply *put =
        put_year(office, 2030,
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
