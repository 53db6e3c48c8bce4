#include "items/register_form.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "support/moment.h"

static const struct department departments[] = {
    {1, "office", "办公室", "Office"},
    {2, "legal", "法规协调科", "Legal"},
    {4, "supervision_2", "监管二科", "Supervision Section 2"},
};
static const struct reference reference = {.departments = departments, .department_count = 3};

static struct register_form form;
static struct register_departments found;
static struct field_problems problems;
static enum item_kind kind;
static int64_t now_us;

static void setup(void)
{
    now_us = moment("2018-07-24T10:00:00");
    form = register_form_empty();
    form.lead_department = "supervision_2";
    kind = ITEM_KIND_INQUIRY;
}

TestSuite(register_form, .init = setup);

/* "field code, field code" of all that is wrong. */
static const char *wrong(void)
{
    static char text[1024];
    size_t used = 0;
    problems.count = 0;
    text[0] = '\0';
    register_form_check(&form, kind, &reference, now_us, &found, &problems);
    for (size_t i = 0; i < problems.count; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s", i ? ", " : "",
                                 problems.all[i].field, problem_slug(problems.all[i].problem));
    return text;
}

Test(register_form, the_least_is_enough)
{
    cr_expect_str_empty(wrong());
    cr_expect_eq(found.lead, &departments[2]);
    cr_expect_eq(found.support_count, 0);
}

/* -- Times ------------------------------------------------------------------------------------- */

Test(register_form, a_clock_may_run_five_seconds_ahead_and_no_more)
{
    form.received_at_us = now_us + 5 * SECOND_US;
    cr_expect_str_empty(wrong());
    form.received_at_us++;
    cr_expect_str_eq(wrong(), "received_at in-future");
    kind = ITEM_KIND_OPINION_EVENT;
    cr_expect_str_eq(wrong(), "detected_at in-future");
    form.received_at_us = INSTANT_NONE;
    form.occurred_at_us = now_us + 5 * SECOND_US;
    cr_expect_str_empty(wrong());
    form.occurred_at_us++;
    cr_expect_str_eq(wrong(), "occurred_at in-future");
}

Test(register_form, a_transfer_is_neither_in_the_future_nor_before_receipt)
{
    form.received_at_us = now_us - HOUR_US;
    form.transferred_at_us = form.received_at_us;
    cr_expect_str_empty(wrong());
    form.transferred_at_us--;
    cr_expect_str_eq(wrong(), "transferred_at too-early");
    form.transferred_at_us = now_us + 5 * SECOND_US;
    cr_expect_str_empty(wrong());
    form.transferred_at_us++;
    cr_expect_str_eq(wrong(), "transferred_at in-future");
}

Test(register_form, an_event_is_not_detected_before_it_occurred)
{
    kind = ITEM_KIND_OPINION_EVENT;
    form.received_at_us = form.occurred_at_us = now_us - HOUR_US;
    cr_expect_str_empty(wrong());
    form.occurred_at_us++;
    cr_expect_str_eq(wrong(), "detected_at too-early");
    form.received_at_us = INSTANT_NONE;
    cr_expect_str_empty(wrong());
}

Test(register_form, the_senders_due_is_not_before_receipt)
{
    form.received_at_us = form.sender_due_us = now_us - HOUR_US;
    cr_expect_str_empty(wrong());
    form.sender_due_us--;
    cr_expect_str_eq(wrong(), "sender_due too-early");
}

Test(register_form, what_was_confirmed_or_accepted_had_been_received_by_then)
{
    form.accepted_at_us = now_us - DAY_US;
    cr_expect_eq(register_form_facts(&form, kind, now_us).received_at_us, now_us - DAY_US);
    form.confirmed_at_us = now_us - 2 * DAY_US;
    cr_expect_eq(register_form_facts(&form, kind, now_us).received_at_us, now_us - 2 * DAY_US);
    form.received_at_us = now_us - 3 * DAY_US;
    cr_expect_eq(register_form_facts(&form, kind, now_us).received_at_us, now_us - 3 * DAY_US);
}

/* 条例 art. 31. */
Test(register_form, what_comes_by_the_internet_is_confirmed_whatever_the_channel)
{
    static const int channels[] = {ITEM_CHANNEL_APP, ITEM_CHANNEL_WECHAT, ITEM_CHANNEL_WEIBO,
                                   ITEM_CHANNEL_FOI_ONLINE};
    kind = ITEM_KIND_DISCLOSURE_REQUEST;
    form.received_at_us = now_us - DAY_US;
    form.confirmed_at_us = now_us - HOUR_US;
    for (size_t i = 0; i < ARRAY_LEN(channels); i++) {
        form.channel = channels[i];
        cr_expect_str_empty(wrong());
        cr_expect_eq(register_form_facts(&form, kind, now_us).confirmed_at_us, now_us - HOUR_US);
    }
    form.channel = ITEM_CHANNEL_HOTLINE; /* nobody can say how it came */
    cr_expect_str_eq(wrong(), "confirmed_at not-allowed");
    form.channel = ITEM_CHANNEL_FOI_WINDOW;
    cr_expect_str_eq(wrong(), "confirmed_at not-allowed");
}

Test(register_form, several_wrong_times_are_all_named)
{
    form.received_at_us = form.transferred_at_us = form.occurred_at_us = now_us + HOUR_US;
    cr_expect_str_eq(wrong(),
                     "received_at in-future, transferred_at in-future, occurred_at in-future");
}

/* -- Departments ------------------------------------------------------------------------------- */

static void support(const char **names, size_t count)
{
    form.support_departments = (struct field_texts){names, count};
}

Test(register_form, departments_are_known_by_code_and_by_chinese_name)
{
    const char *names[] = {"法规协调科", "office"};
    form.lead_department = "监管二科";
    support(names, 2);
    cr_expect_str_empty(wrong());
    cr_expect_eq(found.lead, &departments[2]);
    cr_assert_eq(found.support_count, 2);
    cr_expect_eq(found.support[0], &departments[0], "in the order in which they are read back");
    cr_expect_eq(found.support[1], &departments[1]);
}

Test(register_form, departments_that_are_not_known_are_named)
{
    const char *names[] = {"office", "监管九科", "Office"};
    form.lead_department = "";
    support(names, 3);
    cr_expect_str_eq(wrong(), "lead_department not-known, support_departments[1] not-known, "
                              "support_departments[2] not-known");
    cr_expect_str_eq(problems.all[1].detail, "监管九科");
}

Test(register_form, no_department_supports_twice_or_beside_leading)
{
    const char *names[] = {"office", "办公室", "监管二科", "legal"};
    support(names, 4);
    cr_expect_str_eq(wrong(), "support_departments[1] duplicate, support_departments[2] duplicate");
    cr_expect_eq(found.support_count, 2);
}

Test(register_form, acceptance_and_confirmation_are_not_before_receipt)
{
    kind = ITEM_KIND_DISCLOSURE_REQUEST;
    form.channel = ITEM_CHANNEL_FOI_MAIL;
    form.delivery = ITEM_DELIVERY_ORDINARY_MAIL;
    form.received_at_us = form.confirmed_at_us = now_us - HOUR_US;
    cr_expect_str_empty(wrong());
    form.confirmed_at_us--;
    cr_expect_str_eq(wrong(), "confirmed_at too-early");
    form.confirmed_at_us = now_us + 5 * SECOND_US + 1;
    cr_expect_str_eq(wrong(), "confirmed_at in-future");
    form.confirmed_at_us = INSTANT_NONE;
    form.accepted_at_us = form.received_at_us;
    cr_expect_str_empty(wrong());
    form.accepted_at_us--;
    cr_expect_str_eq(wrong(), "accepted_at too-early");
}

Test(register_form, what_is_handed_in_or_signed_for_needs_no_confirmation)
{
    kind = ITEM_KIND_DISCLOSURE_REQUEST;
    form.channel = ITEM_CHANNEL_FOI_WINDOW;
    form.received_at_us = now_us - HOUR_US;
    form.confirmed_at_us = now_us;
    cr_expect_str_eq(wrong(), "confirmed_at not-allowed");
    form.delivery = ITEM_DELIVERY_SIGNED_MAIL;
    cr_expect_str_eq(wrong(), "confirmed_at not-allowed");
    form.delivery = ITEM_DELIVERY_FAX;
    cr_expect_str_empty(wrong());
}

Test(register_form, what_is_wanted_is_not_wanted_before_receipt)
{
    form.received_at_us = now_us - HOUR_US;
    form.wanted_by_us = form.received_at_us - 1;
    cr_expect_str_eq(wrong(), "wanted_by too-early");
    form.wanted_by_us++;
    cr_expect_str_empty(wrong());
}

/* -- Facts ------------------------------------------------------------------------------------- */

Test(register_form, an_item_without_a_receipt_was_received_now)
{
    struct item_facts facts = register_form_facts(&form, ITEM_KIND_INQUIRY, now_us);
    cr_expect_eq(facts.received_at_us, now_us);
    form.received_at_us = now_us - 1;
    facts = register_form_facts(&form, ITEM_KIND_INQUIRY, now_us);
    cr_expect_eq(facts.received_at_us, now_us - 1);
    cr_expect_eq(facts.transferred_at_us, INSTANT_NONE);
    cr_expect_eq(facts.kind, ITEM_KIND_INQUIRY);
}

Test(register_form, what_was_transferred_or_approved_had_been_received_by_then)
{
    form.transferred_at_us = now_us - 2;
    cr_expect_eq(register_form_facts(&form, ITEM_KIND_INQUIRY, now_us).received_at_us, now_us - 2);
    form.transferred_at_us = INSTANT_NONE;
    form.approved_at_us = now_us - 3;
    cr_expect_eq(register_form_facts(&form, ITEM_KIND_GUIDE_CHANGE, now_us).received_at_us,
                 now_us - 3);
}

Test(register_form, a_receipt_counts_from_its_confirmation_only_where_it_needs_one)
{
    form.confirmed_at_us = now_us - 5;
    form.channel = ITEM_CHANNEL_FOI_ONLINE;
    cr_expect_eq(register_form_facts(&form, ITEM_KIND_DISCLOSURE_REQUEST, now_us).confirmed_at_us,
                 now_us - 5);
    form.channel = ITEM_CHANNEL_FOI_WINDOW;
    form.received_at_us = now_us - 9;
    cr_expect_eq(register_form_facts(&form, ITEM_KIND_DISCLOSURE_REQUEST, now_us).confirmed_at_us,
                 now_us - 9, "which is certain without");
    form.channel = ITEM_CHANNEL_HOTLINE;
    cr_expect_eq(register_form_facts(&form, ITEM_KIND_DISCLOSURE_REQUEST, now_us).confirmed_at_us,
                 INSTANT_NONE);
}

Test(register_form, an_event_seen_on_a_channel_came_in_by_it)
{
    form.source = "weibo";
    cr_expect_eq(register_form_facts(&form, ITEM_KIND_OPINION_EVENT, now_us).channel,
                 ITEM_CHANNEL_WEIBO);
    form.source = "某短视频平台";
    cr_expect_eq(register_form_facts(&form, ITEM_KIND_OPINION_EVENT, now_us).channel,
                 ITEM_CHANNEL_OPINION_MONITOR);
}
