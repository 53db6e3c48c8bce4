/* Why a window is due when it is: the explanation is counted again by hand, from itself alone. */
#include "support/office_database.h"
#include "support/register.h"
#include "support/year.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "support/moment.h"

#define VOUCHED "\"reviewer\":\"办公室\",\"proof\":\"值班日志\""

static const struct reply *explain(struct office *office, const struct reply *item, int n)
{
    const struct reply *reply =
        get_as(office, "operator",
               arena_format(office->arena, "%s/windows/%d/explain", item_path(item), n));
    cr_assert_eq(reply->status, 200, "%d %s", reply->status, reply->body);
    return reply;
}

static const char *member(const struct json *object, const char *name)
{
    const char *text = json_string(json_get(object, name));
    return text ? text : "";
}

/* A day off, by what the explanation says of it. */
static bool is_off(const struct json *each)
{
    const char *why = member(each, "why");
    return strcmp(why, "weekend") == 0 || strcmp(why, "holiday") == 0;
}

static bool has_role(const struct json *each, const char *role)
{
    return strcmp(member(each, "role"), role) == 0;
}

static bool is_in(const struct reply *reply, const char *unit)
{
    return strcmp(reply_text(reply, "rule.unit"), unit) == 0;
}

/* The days follow one another, from the start day on; those that count are numbered without a gap,
 * as many as the rule and the extension say; rest days are days off. */
static void check_days(const struct reply *reply)
{
    const struct json *days = reply_at(reply, "days");
    int64_t number = 0;
    for (size_t i = 0; i < json_count(days); i++) {
        const struct json *each = json_at(days, i);
        cr_expect_eq(has_role(each, "start"), i == 0);
        if (i > 0 && !is_in(reply, "months"))
            cr_expect_eq(day(member(each, "date")), day(member(json_at(days, i - 1), "date")) + 1);
        if (has_role(each, "counted")) {
            cr_expect_eq(json_integer(json_get(each, "number")), ++number);
            cr_expect_not(is_in(reply, "working_days") && is_off(each), "%s", member(each, "date"));
        } else if (has_role(each, "rest") || has_role(each, "passed")) {
            cr_expect(is_off(each), "%s", member(each, "date"));
        } else if (has_role(each, "rolled")) {
            cr_expect_not(is_off(each), "%s", member(each, "date"));
        }
    }
    if (!is_in(reply, "months"))
        cr_expect_eq(number, reply_number(reply, "rule.amount") + reply_number(reply, "extension"));
}

/* The day on which the count ends by the explanation's own days. */
static int32_t last_day_of(const struct reply *reply)
{
    const struct json *days = reply_at(reply, "days"), *last = json_at(days, json_count(days) - 1);
    check_days(reply);
    cr_expect(has_role(last, "counted") || has_role(last, "target") || has_role(last, "rolled"));
    if (is_in(reply, "months")) {
        int months = (int)(reply_number(reply, "rule.amount") + reply_number(reply, "extension"));
        int32_t target = civil_add_months(day(member(json_at(days, 0), "date")), months);
        cr_expect_eq(day(member(json_at(days, 1), "date")), target);
    }
    return day(member(last, "date"));
}

/* The due time, worked out by hand from the explanation alone. */
static int64_t due_of(const struct reply *reply)
{
    int64_t due_us;
    if (is_in(reply, "hours"))
        due_us =
            moment(reply_text(reply, "starts_at")) + reply_number(reply, "rule.amount") * HOUR_US;
    else if (is_in(reply, "minutes"))
        due_us =
            moment(reply_text(reply, "starts_at")) + reply_number(reply, "rule.amount") * MINUTE_US;
    else
        due_us = zone_day_start(china, last_day_of(reply) + 1);
    cr_expect_eq(moment(reply_text(reply, "rule_due_at")), due_us);
    const char *cap = json_string(reply_at(reply, "capped_at"));
    return cap && moment(cap) < due_us ? moment(cap) : due_us;
}

static void expect_counted_again(struct office *office, const struct reply *item)
{
    const struct reply *now = get_as(office, "operator", item_path(item));
    size_t count = reply_count(now, "windows");
    cr_assert_gt(count, 0);
    for (size_t i = 0; i < count; i++) {
        const struct reply *reply = explain(office, item, (int)i + 1);
        const char *due = reply_text(now, arena_format(office->arena, "windows[%zu].due_at", i));
        cr_expect_eq(due_of(reply), moment(due), "%s of %s: %s", reply_text(reply, "stage"),
                     reply_text(reply, "rule.code"), due);
        cr_expect_str_eq(reply_text(reply, "due_at"), due);
    }
}

/* One item of each kind and unit, before and after what people do to it. */
Test(explain, every_due_time_follows_from_its_explanation_alone)
{
    struct office *office = office_open();
    static const char *const inquiries[][3] = {
        {"hotline", "help", "\"received_at\":\"2018-10-05T23:59:59+08:00\",\"urgent\":true"},
        {"letter", "report", "\"received_at\":\"2018-08-02T09:00:00+08:00\""},
        {"proposal", "proposal", "\"received_at\":\"2018-11-30T09:00:00+08:00\""},
        {"portal", "consult",
         "\"received_at\":\"2019-01-28T00:00:00+08:00\","
         "\"sender_due\":\"2019-01-31T12:00:00+08:00\""},
        {"app", "complaint", "\"received_at\":\"2024-02-04T16:00:00+08:00\""},
    };
    for (size_t i = 0; i < ARRAY_LEN(inquiries); i++)
        expect_counted_again(
            office, log_item(office, "/v1/inquiries",
                             arena_format(office->arena,
                                          "{\"channel\":\"%s\",\"type\":\"%s\",%s,"
                                          "\"title\":\"来件\",\"content\":\"内容。\","
                                          "\"lead_department\":\"office\"}",
                                          inquiries[i][0], inquiries[i][1], inquiries[i][2])));
    expect_counted_again(office, log_event_of(office, "large", "\"accident\":true"));
    const struct reply *petition =
        log_item(office, "/v1/petitions",
                 "{\"channel\":\"visit\",\"title\":\"信访\",\"content\":\"诉求。\","
                 "\"lead_department\":\"office\",\"received_at\":\"2022-04-29T09:00:00+08:00\"}");
    act(office, petition, 2, "restart",
        "{\"reason\":\"accepted\",\"at\":\"2022-05-06T10:00:00+08:00\"," VOUCHED "}");
    act(office, petition, 0, "reassign", "{\"lead_department\":\"legal\",\"reason\":\"职责\"}");
    expect_counted_again(office, petition);
    const struct reply *request =
        log_request(office, "\"received_at\":\"2019-09-16T09:00:00+08:00\"");
    act(office, request, 2, "pause",
        "{\"reason\":\"other_organ\",\"at\":\"2019-09-29T10:00:00+08:00\"," VOUCHED "}");
    expect_counted_again(office, request);
    act(office, request, 2, "resume", "{\"at\":\"2019-10-12T10:00:00+08:00\"," VOUCHED "}");
    act(office, request, 2, "pause",
        "{\"reason\":\"supplement\",\"at\":\"2019-10-14T10:00:00+08:00\"," VOUCHED "}");
    act(office, request, 2, "restart",
        "{\"reason\":\"supplemented\",\"at\":\"2019-10-21T10:00:00+08:00\"," VOUCHED "}");
    expect_counted_again(office, request);
    office_close(office);
}

Test(explain, a_letter_over_national_day_is_counted_day_by_day)
{
    struct office *office = office_open();
    const struct reply *item =
        log_item(office, "/v1/inquiries",
                 "{\"channel\":\"mayor_mailbox\",\"type\":\"complaint\",\"title\":\"夜间异味\","
                 "\"content\":\"请核查。\",\"lead_department\":\"supervision_2\","
                 "\"received_at\":\"2018-09-26T09:00:00+08:00\","
                 "\"transferred_at\":\"2018-09-27T16:00:00+08:00\"}");
    const struct reply *reply = explain(office, item, 1);
    cr_expect_eq(last_day_of(reply), day("2018-10-09"));
    cr_expect_str_eq(reply_text(reply, "rule.code"), "LETTER_5WD");
    cr_expect(*reply_text(reply, "rule.legal_basis.zh"));
    cr_expect_str_eq(reply_text(reply, "days[2].why"), "make_up_workday");
    cr_expect_str_eq(reply_text(reply, "days[2].date"), "2018-09-29");
    cr_expect_str_eq(reply_text(reply, "days[4].name"), "国庆节");
    cr_expect_str_eq(reply_text(reply, "days[4].notice"), "gov.cn/2017-11/30/content_5243579");
    office_close(office);
}

Test(explain, pauses_and_extensions_are_told_with_what_was_done)
{
    struct office *office = office_open();
    const struct reply *item = log_request(office, "\"received_at\":\"2019-09-16T09:00:00+08:00\"");
    act(office, item, 2, "pause",
        "{\"reason\":\"third_party\",\"at\":\"2019-09-18T10:00:00+08:00\"," VOUCHED "}");
    act(office, item, 2, "resume", "{\"at\":\"2019-09-25T10:00:00+08:00\"," VOUCHED "}");
    act(office, item, 2, "extend",
        "{\"reason\":\"需检索档案\",\"approved_by\":\"负责人\",\"notice\":\"告知书\",\"amount\":7,"
        "\"at\":\"2019-10-10T10:00:00+08:00\"," VOUCHED "}");
    const struct reply *reply = explain(office, item, 2);
    cr_expect_eq(last_day_of(reply), day("2019-11-04"));
    cr_expect_str_eq(reply_text(reply, "last_day"), "2019-11-04");
    cr_expect_str_eq(reply_text(reply, "pauses[0].reason"), "third_party");
    cr_expect_str_eq(reply_text(reply, "days[2].why"), "third_party");
    cr_expect_eq(reply_count(reply, "events"), 3);
    cr_expect_str_eq(reply_text(reply, "events[2].type"), "extended");
    cr_expect_str_eq(reply_text(reply, "events[2].data.approved_by"), "负责人");
    cr_expect_str_eq(reply_text(reply, "events[2].data.new_due_at"), "2019-11-05T00:00:00+08:00");
    office_close(office);
}

/* The days of today would lead to another time than the one that the answer was held against. */
Test(explain, of_a_time_by_an_earlier_calendar_no_days_are_told)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *last = reply_text(item, "windows[0].last_day");
    act(office, item, 1, "fulfil", NULL);
    office_start_worker(office, NULL, NULL);
    year_put_and_wait(office, year_of(last), year_with_day(office, last, "holiday"));
    const char *path = arena_format(office->arena, "%s/windows/1/explain", item_path(item));
    const struct reply *explained = get_as(office, "operator", path);
    cr_expect_eq(reply_count(explained, "days"), 0);
    cr_expect_str_eq(reply_text(explained, "last_day"), last);
    cr_expect(strstr(reply_text(explained, "text.zh"), "日历或规则此后有变"));
    office_close(office);
}

Test(explain, a_portal_is_not_told_what_staff_did)
{
    struct office *office = office_open();
    const struct reply *item = post_as(office, "portal", "/v1/inquiries", inquiry_body(office, ""));
    act(office, item, 1, "acknowledge", NULL);
    const char *path = arena_format(office->arena, "%s/windows/1/explain", item_path(item));
    cr_expect_eq(reply_count(get_as(office, "operator", path), "events"), 1);
    const struct reply *told = get_as(office, "portal", path);
    cr_assert_eq(told->status, 200);
    cr_expect_eq(reply_count(told, "events"), 0);
    office_close(office);
}

Test(explain, months_and_natural_days_roll_off_a_rest_day)
{
    struct office *office = office_open();
    const struct reply *item = log_item(
        office, "/v1/inquiries",
        "{\"channel\":\"hotline\",\"type\":\"report\",\"title\":\"举报\",\"content\":\"举报。\","
        "\"lead_department\":\"supervision_2\",\"received_at\":\"2018-08-02T09:00:00+08:00\"}");
    const struct reply *reply = explain(office, item, 1);
    size_t count = reply_count(reply, "days");
    const struct json *last = json_at(reply_at(reply, "days"), count - 1);
    cr_expect_str_eq(member(last, "role"), "rolled");
    cr_expect_str_eq(member(last, "date"), "2018-10-08");
    cr_expect_str_eq(reply_text(reply, "last_day"), "2018-10-08");
    office_close(office);
}

Test(explain, hours_have_no_days_and_count_on_the_wall)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major",
                                            "\"occurred_at\":\"2018-10-02T10:50:00+08:00\","
                                            "\"detected_at\":\"2018-10-02T11:18:00+08:00\"");
    const struct reply *reply = explain(office, item, 1);
    cr_expect_eq(reply_count(reply, "days"), 0);
    cr_expect_eq(moment(reply_text(reply, "due_at")),
                 moment(reply_text(reply, "starts_at")) +
                     reply_number(reply, "rule.amount") * HOUR_US);
    cr_expect_gt(reply_number(reply, "seconds_since_occurrence"), 0);
    office_close(office);
}

Test(explain, it_can_be_read_out_in_both_languages)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\"");
    struct ask ask = {.path = arena_format(office->arena, "%s/windows/1/explain", item_path(item)),
                      .header = "Accept: text/plain"};
    const struct reply *zh = ask_as(office, "operator", &ask);
    cr_assert_eq(zh->status, 200);
    cr_expect(strstr(reply_header(zh, "Content-Type"), "text/plain"));
    cr_expect(strstr(zh->body, "到期：2018-08-14T00:00:00+08:00"), "%s", zh->body);
    cr_expect(strstr(zh->body, "2018-08-11（周六）至2018-08-12（周日）：休息日，不计入"), "%s",
              zh->body);
    ask.language = "en";
    const struct reply *en = ask_as(office, "operator", &ask);
    cr_expect(strstr(en->body, "Due: 2018-08-14T00:00:00+08:00"), "%s", en->body);
    const struct reply *json = explain(office, item, 1);
    cr_expect_str_eq(reply_text(json, "text.zh"), zh->body);
    cr_expect_str_eq(reply_text(json, "text.en"), en->body);
    office_close(office);
}

/* -- GET /v1/deadlines/preview ------------------------------------------------------------------
 */

static const struct reply *preview(struct office *office, const char *query)
{
    return get_as(office, "dashboard",
                  arena_format(office->arena, "/v1/deadlines/preview?%s", query));
}

Test(explain, a_time_can_be_tried_by_amount_or_by_rule)
{
    struct office *office = office_open();
    const struct reply *five =
        preview(office, "start=2018-09-27T16:00:00%2B08:00&amount=5&unit=working_days");
    cr_assert_eq(five->status, 200, "%s", five->body);
    cr_expect_str_eq(reply_text(five, "last_day"), "2018-10-09");
    cr_expect_str_eq(reply_text(five, "due_at"), "2018-10-10T00:00:00+08:00");
    cr_expect_not(json_boolean(reply_at(five, "provisional")));
    cr_expect_gt(reply_number(five, "calendar_version"), 0);
    const struct reply *letter =
        preview(office, "start=2018-09-27T16:00:00%2B08:00&rule=LETTER_5WD");
    cr_expect_str_eq(reply_text(letter, "due_at"), "2018-10-10T00:00:00+08:00");
    const struct reply *coming =
        preview(office, "start=2027-03-01T16:00:00%2B08:00&amount=5&unit=working_days");
    cr_expect(json_boolean(reply_at(coming, "provisional")), "2027 is not published");
    office_close(office);
}

Test(explain, what_cannot_be_tried_is_named)
{
    struct office *office = office_open();
    static const char *const cases[][3] = {
        {"amount=5&unit=working_days", "start", "required"},
        {"start=2018-09-27T16:00:00%2B08:00&amount=5", "unit", "required"},
        {"start=2018-09-27T16:00:00%2B08:00&unit=months", "amount", "required"},
        {"start=2018-09-27T16:00:00%2B08:00&unit=months&amount=121", "amount", "not-allowed"},
        {"start=2018-09-27T16:00:00%2B08:00&rule=NO_SUCH", "rule", "not-known"},
        {"start=2018-09-27T16:00:00%2B08:00&unit=months&amount=1&calendar=mars", "calendar",
         "not-known"},
        {"start=2199-12-31T20:00:00Z&unit=working_days&amount=1", "start", "not-allowed"},
        {"start=2199-12-31T20:00:00Z&unit=natural_days&amount=1", "start", "not-allowed"},
        {"start=2199-12-31T20:00:00Z&unit=months&amount=1", "start", "not-allowed"},
        {"start=2199-12-31T20:00:00Z&rule=LETTER_5WD", "start", "not-allowed"},
        {"start=2199-12-30T10:00:00Z&unit=working_days&amount=300", "start", "not-allowed"},
        {"start=2199-12-31T23:59:59Z&unit=hours&amount=24", "start", "not-allowed"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct reply *refused = preview(office, cases[i][0]);
        cr_expect_eq(refused->status, 400, "%s: %d", cases[i][0], refused->status);
        cr_expect_str_eq(reply_problem(refused, cases[i][1]), cases[i][2], "%s", cases[i][0]);
    }
    office_close(office);
}
