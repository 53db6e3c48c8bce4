/* Answers that come with the item: given on the spot, or long ago. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>

/* Of a hotline consultation received on 2018-08-06: due at the end of 2018-08-13. */
static const char received[] = "\"received_at\":\"2018-08-06T15:20:00+08:00\"";

static const struct reply *log_answered(struct office *office, const char *members)
{
    const char *more =
        arena_format(office->arena, "%s,\"answers\":[{\"stage\":\"reply\",%s}]", received, members);
    return post_as(office, "operator", "/v1/inquiries", inquiry_body(office, more));
}

Test(answers_at_logging, one_in_time_concludes_the_item_at_once)
{
    struct office *office = office_open();
    const struct reply *item =
        log_answered(office, "\"answered_at\":\"2018-08-14T00:00:00+08:00\",\"text\":\"材料如下\","
                             "\"reviewer\":\"办公室\",\"proof\":\"原纸质台账\"");
    cr_assert_eq(item->status, 201, "%s", item->body);
    cr_assert_str_eq(reply_text(item, "status"), "concluded");
    cr_assert_str_eq(reply_text(item, "windows[0].state"), "met");
    cr_assert_str_eq(reply_text(item, "windows[0].answered_at"), "2018-08-14T00:00:00+08:00");
    cr_assert_str_eq(reply_text(item, "windows[0].answer.text"), "材料如下");
    cr_assert_str_eq(reply_text(item, "windows[0].answer.proof"), "原纸质台账");
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_assert_str_eq(read->body, item->body);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = 'fulfilled'"),
                 1);
    office_close(office);
}

Test(answers_at_logging, the_portal_may_ask_and_not_answer)
{
    struct office *office = office_open();
    const struct reply *refused =
        post_as(office, "portal", "/v1/inquiries",
                inquiry_body(office, "\"answers\":[{\"stage\":\"reply\"}]"));
    cr_assert_eq(refused->status, 422);
    cr_assert_str_eq(reply_problem(refused, "answers"), "not-allowed");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 0);
    office_close(office);
}

Test(answers_at_logging, a_microsecond_after_due_is_late)
{
    struct office *office = office_open();
    const struct reply *item = log_answered(
        office, "\"answered_at\":\"2018-08-14T00:00:00.000001+08:00\",\"reviewer\":\"办公室\","
                "\"proof\":\"原纸质台账\"");
    cr_assert_str_eq(reply_text(item, "windows[0].state"), "late");
    cr_assert_str_eq(reply_text(item, "status"), "concluded");
    office_close(office);
}

Test(answers_at_logging, one_on_the_spot_needs_no_time_and_no_proof)
{
    struct office *office = office_open();
    const struct reply *item =
        log_inquiry(office, "\"answers\":[{\"stage\":\"reply\",\"text\":\"当场答复\"}]");
    cr_assert_str_eq(reply_text(item, "windows[0].state"), "met");
    cr_assert_str_eq(reply_text(item, "status"), "concluded");
    office_close(office);
}

Test(answers_at_logging, ten_minutes_old_it_needs_a_reviewer_and_a_proof)
{
    struct office *office = office_open();
    const struct reply *neither =
        log_answered(office, "\"answered_at\":\"2018-08-10T10:00:00+08:00\"");
    cr_assert_eq(neither->status, 422);
    cr_assert_str_eq(reply_problem(neither, "answers[0].reviewer"), "late-entry");
    cr_assert_str_eq(reply_problem(neither, "answers[0].proof"), "late-entry");
    const struct reply *one = log_answered(
        office, "\"answered_at\":\"2018-08-10T10:00:00+08:00\",\"reviewer\":\"办公室\"");
    cr_assert_eq(one->status, 422);
    cr_assert_str_eq(reply_problem(one, "answers[0].proof"), "late-entry");
    cr_assert_str_eq(reply_problem(one, "answers[0].reviewer"), "");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 0);
    const char *recent =
        arena_format(office->arena, "%s,\"answers\":[{\"stage\":\"reply\",%s}]",
                     ago(office, "received_at", 3600), ago(office, "answered_at", 590));
    cr_assert_eq(post_as(office, "operator", "/v1/inquiries", inquiry_body(office, recent))->status,
                 201);
    office_close(office);
}

Test(answers_at_logging, neither_before_receipt_nor_in_the_future)
{
    struct office *office = office_open();
    const struct reply *early =
        log_answered(office, "\"answered_at\":\"2018-08-06T15:19:59+08:00\",\"reviewer\":\"办\","
                             "\"proof\":\"证\"");
    cr_assert_eq(early->status, 422);
    cr_assert_str_eq(reply_problem(early, "answers[0].answered_at"), "too-early");
    const struct reply *future = log_answered(office, ago(office, "answered_at", -60));
    cr_assert_eq(future->status, 422);
    cr_assert_str_eq(reply_problem(future, "answers[0].answered_at"), "in-future");
    office_close(office);
}

Test(answers_at_logging, a_stage_that_is_not_owed_or_answered_twice_is_refused)
{
    struct office *office = office_open();
    const struct reply *foreign =
        post_as(office, "operator", "/v1/inquiries",
                inquiry_body(office, "\"answers\":[{\"stage\":\"press_conference\"}]"));
    cr_assert_eq(foreign->status, 422);
    cr_assert_str_eq(reply_problem(foreign, "answers[0].stage"), "not-known");
    const struct reply *twice =
        post_as(office, "operator", "/v1/inquiries",
                inquiry_body(office, "\"answers\":[{\"stage\":\"reply\"},{\"stage\":\"reply\"}]"));
    cr_assert_eq(twice->status, 422);
    cr_assert_str_eq(reply_problem(twice, "answers[1].stage"), "duplicate");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 0);
    office_close(office);
}

Test(answers_at_logging, an_item_with_one_window_left_open_is_not_concluded)
{
    struct office *office = office_open();
    const struct reply *item =
        log_event_of(office, "major", "\"answers\":[{\"stage\":\"authoritative_info\"}]");
    cr_assert_str_eq(reply_text(item, "status"), "registered");
    cr_assert_str_eq(reply_text(item, "windows[0].state"), "met");
    cr_assert_str_eq(reply_text(item, "windows[1].state"), "open");
    office_close(office);
}

/* The sender asked for the conclusion by then, and not for what is owed after it. */
Test(answers_at_logging, what_follows_is_due_by_its_own_rule_whenever_it_is_counted)
{
    enum { DAY_S = 86400 };
    struct office *office = office_open();
    const struct reply *item = log_item(
        office, "/v1/inquiries",
        arena_format(office->arena,
                     "{\"channel\":\"hotline\",\"type\":\"report\",\"title\":\"举报\","
                     "\"content\":\"举报。\",\"lead_department\":\"supervision_2\",%s,%s,"
                     "\"answers\":[{\"stage\":\"conclusion\",%s,\"text\":\"属实\","
                     "\"reviewer\":\"办公室\",\"proof\":\"台账\"}]}",
                     ago(office, "received_at", 4 * DAY_S), ago(office, "sender_due", DAY_S),
                     ago(office, "answered_at", 2 * DAY_S)));
    cr_assert_str_eq(reply_text(item, "windows[1].stage"), "result_notice");
    const struct reply *explained = get_as(
        office, "operator", arena_format(office->arena, "%s/windows/2/explain", item_path(item)));
    cr_expect_str_eq(reply_text(explained, "capped_at"), "");
    cr_expect_str_eq(reply_text(explained, "due_at"), reply_text(item, "windows[1].due_at"));
    const struct reply *signed_for = act(office, item, 2, "acknowledge", NULL);
    cr_expect_str_eq(reply_text(signed_for, "windows[1].due_at"),
                     reply_text(item, "windows[1].due_at"));
    office_close(office);
}

/* What is to be supplied need not be told any more to somebody who has been answered. */
Test(answers_at_logging, what_an_answer_makes_needless_is_void_and_not_fulfilled)
{
    static const char noted[] = "SELECT count(*) FROM item_event WHERE n = 1 AND type = '%s'";
    struct office *office = office_open();
    const struct reply *item =
        log_request(office, "\"answers\":[{\"stage\":\"reply\",\"text\":\"当场答复\"}]");
    cr_assert_str_eq(reply_text(item, "windows[0].stage"), "supplement_notice");
    cr_expect_str_eq(reply_text(item, "windows[0].state"), "void");
    cr_expect_str_eq(get_as(office, "operator", item_path(item))->body, item->body);
    cr_expect_eq(office_number(office, arena_format(office->arena, noted, "voided")), 1);
    cr_expect_eq(office_number(office, arena_format(office->arena, noted, "fulfilled")), 0);
    const struct reply *both =
        post_as(office, "operator", "/v1/disclosure-requests",
                "{\"channel\":\"foi_window\",\"title\":\"申请\",\"content\":\"申请。\","
                "\"lead_department\":\"legal\",\"answers\":[{\"stage\":\"reply\"},"
                "{\"stage\":\"supplement_notice\",\"text\":\"请补正\"}]}");
    cr_expect_eq(both->status, 422, "%s", both->body);
    cr_expect_str_eq(reply_problem(both, "answers[1].stage"), "not-allowed", "%s", both->body);
    office_close(office);
}
