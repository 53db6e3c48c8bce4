/* Taking in each kind: what it owes, and from which moment its time counts. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static void check_window(const struct reply *item, int place, const char *stage, const char *rule,
                         const char *starts_at, const char *last_day)
{
    char path[32];
    const struct {
        const char *name;
        const char *expected;
    } texts[] = {
        {"stage", stage}, {"rule", rule}, {"starts_at", starts_at}, {"last_day", last_day}};
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof(path), "windows[%d].%s", place, texts[i].name);
        cr_expect_str_eq(reply_text(item, path), texts[i].expected, "%s: %s", path, item->body);
    }
}

Test(kinds, a_request_handed_in_counts_from_that_day_by_the_law_of_that_day)
{
    struct office *office = office_open();
    const struct reply *old = log_request(office, "\"received_at\":\"2019-05-14T16:00:00+08:00\"");
    cr_assert_str_eq(reply_text(old, "kind"), "disclosure_request");
    cr_assert_eq(reply_count(old, "windows"), 1);
    check_window(old, 0, "reply", "FOI_2007", "2019-05-14T16:00:00+08:00", "2019-06-04");
    const struct reply *new = log_request(office, "\"received_at\":\"2019-05-15T09:00:00+08:00\"");
    cr_assert_eq(reply_count(new, "windows"), 2);
    check_window(new, 0, "supplement_notice", "FOI_2019", "2019-05-15T09:00:00+08:00",
                 "2019-05-24");
    check_window(new, 1, "reply", "FOI_2019", "2019-05-15T09:00:00+08:00", "2019-06-13");
    office_close(office);
}

Test(kinds, a_request_by_mail_fax_or_internet_counts_from_its_confirmation)
{
    struct office *office = office_open();
    const struct reply *told = log_request(
        office, "\"delivery\":\"ordinary_mail\",\"received_at\":\"2019-05-20T09:00:00+08:00\","
                "\"confirmed_at\":\"2019-05-22T10:00:00+08:00\"");
    check_window(told, 1, "reply", "FOI_2019", "2019-05-22T10:00:00+08:00", "2019-06-20");
    cr_expect_str_eq(reply_text(told, "details.delivery"), "ordinary_mail");
    const struct reply *untold =
        log_request(office, "\"delivery\":\"fax\",\"received_at\":\"2019-05-20T09:00:00+08:00\"");
    check_window(untold, 1, "reply", "FOI_2019", "2019-05-20T09:00:00+08:00", "2019-06-18");
    const struct reply *confirmed =
        act(office, untold, 2, "restart",
            "{\"reason\":\"confirmed\",\"at\":\"2019-05-22T10:00:00+08:00\","
            "\"reviewer\":\"办公室\",\"proof\":\"电话记录\"}");
    check_window(confirmed, 1, "reply", "FOI_2019", "2019-05-22T10:00:00+08:00", "2019-06-20");
    office_close(office);
}

Test(kinds, what_is_handed_in_cannot_be_confirmed_later)
{
    struct office *office = office_open();
    const struct reply *refused =
        post_as(office, "operator", "/v1/disclosure-requests",
                "{\"channel\":\"foi_window\",\"title\":\"申请\",\"content\":\"申请\","
                "\"lead_department\":\"legal\",\"received_at\":\"2019-05-20T09:00:00+08:00\","
                "\"confirmed_at\":\"2019-05-22T10:00:00+08:00\"}");
    cr_assert_eq(refused->status, 422);
    cr_assert_str_eq(reply_problem(refused, "confirmed_at"), "not-allowed");
    office_close(office);
}

Test(kinds, a_petition_counts_its_acceptance_from_receipt_and_its_conclusion_from_acceptance)
{
    struct office *office = office_open();
    const char *body =
        "{\"channel\":\"visit\",\"title\":\"反映厂区危房\",\"content\":\"请督促处理。\","
        "\"lead_department\":\"office\","
        "\"received_at\":\"2023-03-01T09:00:00+08:00\","
        "\"accepted_at\":\"2023-03-10T15:00:00+08:00\"}";
    const struct reply *item = log_item(office, "/v1/petitions", body);
    cr_assert_str_eq(reply_text(item, "kind"), "petition");
    check_window(item, 0, "acceptance_notice", "PETITION_2022", "2023-03-01T09:00:00+08:00",
                 "2023-03-16");
    check_window(item, 1, "conclusion", "PETITION_2022", "2023-03-10T15:00:00+08:00", "2023-05-09");
    office_close(office);
}

Test(kinds, a_guide_is_changed_within_a_working_day_of_approval)
{
    struct office *office = office_open();
    const char *body = "{\"title\":\"减少一项材料\",\"content\":\"不再要求营业执照复印件。\","
                       "\"lead_department\":\"legal\","
                       "\"approved_at\":\"2018-09-30T10:00:00+08:00\"}";
    const struct reply *item = log_item(office, "/v1/guide-changes", body);
    cr_assert_str_eq(reply_text(item, "kind"), "guide_change");
    cr_assert_not(reply_at(item, "channel"));
    cr_assert_str_eq(reply_text(item, "received_at"), "2018-09-30T10:00:00+08:00");
    check_window(item, 0, "publication", "GUIDE_1WD", "2018-09-30T10:00:00+08:00", "2018-10-08");
    const struct reply *list = get_as(office, "operator", "/v1/items?kind=guide_change");
    cr_assert_eq(reply_count(list, "items"), 1);
    office_close(office);
}

Test(kinds, what_somebody_wants_sooner_is_due_sooner_and_never_later)
{
    struct office *office = office_open();
    const char *received = "\"received_at\":\"2018-08-06T15:20:00+08:00\"";
    const struct reply *sooner =
        log_inquiry(office, arena_format(office->arena,
                                         "%s,\"wanted_by\":\"2018-08-08T12:00:00+08:00\","
                                         "\"sender_due\":\"2018-08-09T12:00:00+08:00\"",
                                         received));
    cr_assert_str_eq(reply_text(sooner, "windows[0].due_at"), "2018-08-08T12:00:00+08:00");
    cr_assert_str_eq(reply_text(sooner, "windows[0].rule_due_at"), "2018-08-14T00:00:00+08:00");
    const struct reply *later = log_inquiry(
        office,
        arena_format(office->arena, "%s,\"wanted_by\":\"2018-09-08T12:00:00+08:00\"", received));
    cr_assert_str_eq(reply_text(later, "windows[0].due_at"), "2018-08-14T00:00:00+08:00");
    office_close(office);
}

Test(kinds, figures_suggest_a_grade_and_the_operator_gives_it)
{
    struct office *office = office_open();
    const struct reply *item =
        log_event_of(office, "large", "\"accident\":true,\"deaths\":30,\"loss_yuan\":20000000");
    cr_assert_str_eq(reply_text(item, "severity"), "large");
    cr_assert_str_eq(reply_text(item, "details.suggested_severity"), "extraordinary");
    cr_assert_eq(reply_number(item, "details.deaths"), 30);
    office_close(office);
}
