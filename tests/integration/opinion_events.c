/* POST /v1/opinion-events. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>

Test(opinion_events, a_logged_event_comes_back_whole)
{
    struct office *office = office_open();
    const struct reply *item = post_as(
        office, "operator", "/v1/opinion-events",
        "{\"source\":\"本地论坛\",\"severity\":\"extraordinary\",\"title\":\"化工园区爆炸\","
        "\"content\":\"记者询问。\",\"urls\":[\"https://example.org/a\",\"https://example.org/b\"],"
        "\"occurred_at\":\"2018-10-01T21:00:00+08:00\",\"detected_at\":\"2018-10-01T22:18:00+08:"
        "00\","
        "\"lead_department\":\"办公室\",\"support_departments\":[\"应急中心\"],\"external_ref\":"
        "\"Y-1\","
        "\"tags\":[\"爆炸\"]}");
    cr_assert_eq(item->status, 201, "%s", item->body);
    cr_assert_str_eq(reply_header(item, "Location"), item_path(item));
    cr_assert_str_eq(reply_text(item, "kind"), "opinion_event");
    cr_assert_str_eq(reply_text(item, "source"), "本地论坛");
    cr_assert_str_eq(reply_text(item, "channel"), "opinion_monitor");
    cr_assert_str_eq(reply_text(item, "severity"), "extraordinary");
    cr_assert_str_eq(reply_text(item, "urls[1]"), "https://example.org/b");
    cr_assert_str_eq(reply_text(item, "occurred_at"), "2018-10-01T21:00:00+08:00");
    cr_assert_str_eq(reply_text(item, "detected_at"), "2018-10-01T22:18:00+08:00");
    cr_assert_str_eq(reply_text(item, "lead_department"), "office");
    cr_assert_str_eq(reply_text(item, "support_departments[0]"), "emergency_center");
    cr_assert_not(json_boolean(reply_at(item, "drill")));
    office_close(office);
}

Test(opinion_events, its_source_may_be_told_in_any_words)
{
    struct office *office = office_open();
    const struct reply *item =
        post_as(office, "operator", "/v1/opinion-events",
                "{\"source\":\"某本地论坛\",\"severity\":\"ordinary\",\"title\":\"异味\","
                "\"content\":\"跟帖\",\"lead_department\":\"office\"}");
    cr_assert_eq(item->status, 201, "%s", item->body);
    cr_assert_str_eq(reply_text(item, "source"), "某本地论坛");
    cr_assert_str_eq(get_as(office, "operator", item_path(item))->body, item->body);
    office_close(office);
}

Test(opinion_events, a_major_one_owes_information_in_5_hours_and_a_conference_in_24)
{
    struct office *office = office_open();
    const struct reply *item =
        log_event_of(office, "major", "\"detected_at\":\"2018-10-01T22:18:00+08:00\"");
    cr_assert_eq(reply_count(item, "windows"), 2);
    cr_assert_str_eq(reply_text(item, "windows[0].stage"), "authoritative_info");
    cr_assert_str_eq(reply_text(item, "windows[0].starts_at"), "2018-10-01T22:18:00+08:00");
    cr_assert_str_eq(reply_text(item, "windows[0].due_at"), "2018-10-02T03:18:00+08:00");
    cr_assert_str_eq(reply_text(item, "windows[0].last_day"), "2018-10-02");
    cr_assert_str_eq(reply_text(item, "windows[1].stage"), "press_conference");
    cr_assert_str_eq(reply_text(item, "windows[1].due_at"), "2018-10-02T22:18:00+08:00");
    office_close(office);
}

Test(opinion_events, a_lesser_one_owes_a_response_in_48_hours)
{
    struct office *office = office_open();
    static const char *const severities[] = {"large", "ordinary"};
    for (size_t i = 0; i < 2; i++) {
        const struct reply *item =
            log_event_of(office, severities[i], "\"detected_at\":\"2018-10-01T22:18:00+08:00\"");
        cr_assert_eq(reply_count(item, "windows"), 1);
        cr_assert_str_eq(reply_text(item, "windows[0].stage"), "response");
        cr_assert_str_eq(reply_text(item, "windows[0].due_at"), "2018-10-03T22:18:00+08:00");
    }
    office_close(office);
}

Test(opinion_events, an_accident_is_reported_in_2_hours_besides)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(
        office, "major", "\"accident\":true,\"detected_at\":\"2018-10-01T22:18:00+08:00\"");
    cr_assert_eq(reply_count(item, "windows"), 3);
    cr_assert_str_eq(reply_text(item, "windows[2].stage"), "accident_report");
    cr_assert_str_eq(reply_text(item, "windows[2].due_at"), "2018-10-02T00:18:00+08:00");
    office_close(office);
}

Test(opinion_events, a_drill_owes_the_same_and_says_that_it_is_one)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "\"drill\":true");
    cr_assert_eq(reply_count(item, "windows"), 2);
    cr_assert(json_boolean(reply_at(item, "drill")));
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window WHERE drill"), 2);
    office_close(office);
}

Test(opinion_events, it_can_neither_be_detected_before_it_occurred_nor_tomorrow)
{
    struct office *office = office_open();
    const struct reply *early =
        post_as(office, "operator", "/v1/opinion-events",
                event_body(office, "major",
                           "\"occurred_at\":\"2018-10-01T23:00:00+08:00\","
                           "\"detected_at\":\"2018-10-01T22:18:00+08:00\""));
    cr_assert_eq(early->status, 422);
    cr_assert_str_eq(reply_problem(early, "detected_at"), "too-early");
    const struct reply *future =
        post_as(office, "operator", "/v1/opinion-events",
                event_body(office, "major", ago(office, "detected_at", -86400)));
    cr_assert_eq(future->status, 422);
    cr_assert_str_eq(reply_problem(future, "detected_at"), "in-future");
    office_close(office);
}

Test(opinion_events, fields_of_an_inquiry_are_unknown_to_it)
{
    struct office *office = office_open();
    const struct reply *refused =
        post_as(office, "operator", "/v1/opinion-events",
                event_body(office, "catastrophic", "\"channel\":\"hotline\",\"urgent\":true"));
    cr_assert_eq(refused->status, 422);
    cr_assert_str_eq(reply_problem(refused, "severity"), "not-one-of");
    cr_assert_str_eq(reply_problem(refused, "channel"), "unknown-field");
    cr_assert_str_eq(reply_problem(refused, "urgent"), "unknown-field");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 0);
    office_close(office);
}
