#include "register_form.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

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
static int64_t now_us;

static void setup(void)
{
    now_us = moment("2018-07-24T10:00:00");
    form = (struct register_form){
        .severity = -1,
        .received_at_us = INSTANT_NONE,
        .transferred_at_us = INSTANT_NONE,
        .occurred_at_us = INSTANT_NONE,
        .sender_due_us = INSTANT_NONE,
        .lead_department = "supervision_2",
    };
}

TestSuite(register_form, .init = setup);

/* "field code, field code" of all that is wrong. */
static const char *wrong(void)
{
    static char text[1024];
    size_t used = 0;
    problems.count = 0;
    text[0] = '\0';
    register_form_check(&form, &reference, now_us, &found, &problems);
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
    form.severity = ITEM_SEVERITY_MAJOR;
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
    form.severity = ITEM_SEVERITY_LARGE;
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
    cr_expect(found.support_count == 2 && found.support[0] == &departments[1] &&
              found.support[1] == &departments[0]);
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

/* -- Answers that come with the item ----------------------------------------------------------- */

static struct answer_form answer;

static void give_answer(int64_t answered_at_us)
{
    answer = (struct answer_form){.stage = "reply", .answered_at_us = answered_at_us};
    form.answers = (struct field_objects){&answer, 1};
}

Test(register_form, an_answer_of_ten_minutes_ago_needs_no_proof_and_one_older_does)
{
    form.received_at_us = now_us - DAY_US;
    give_answer(now_us - 10 * MINUTE_US);
    cr_expect_str_empty(wrong());
    give_answer(now_us - 10 * MINUTE_US - 1);
    cr_expect_str_eq(wrong(), "answers[0].reviewer late-entry, answers[0].proof late-entry");
    answer.reviewer = "审核人";
    cr_expect_str_eq(wrong(), "answers[0].proof late-entry");
    answer.proof = "汕安监函〔2018〕77号";
    cr_expect_str_empty(wrong());
    answer.reviewer = NULL;
    cr_expect_str_eq(wrong(), "answers[0].reviewer late-entry");
}

Test(register_form, an_answer_is_not_in_the_future_save_for_a_clock_ahead)
{
    give_answer(now_us + 5 * SECOND_US);
    cr_expect_str_empty(wrong());
    give_answer(now_us + 5 * SECOND_US + 1);
    cr_expect_str_eq(wrong(), "answers[0].answered_at in-future");
}

Test(register_form, an_answer_may_tell_the_whole_second_of_its_receipt_and_nothing_before)
{
    int64_t second_us = now_us - MINUTE_US;
    form.received_at_us = second_us + 999999;
    give_answer(second_us);
    cr_expect_str_empty(wrong());
    give_answer(second_us - 1);
    cr_expect_str_eq(wrong(), "answers[0].answered_at too-early");
}

Test(register_form, without_a_receipt_an_answer_is_not_before_now)
{
    give_answer(now_us);
    cr_expect_str_empty(wrong());
    give_answer(now_us - 1);
    cr_expect_str_eq(wrong(), "answers[0].answered_at too-early");
    give_answer(INSTANT_NONE);
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
