/* What is stored of an item as it is logged: its windows, and the answers that came with it. */
#include "items/register_item.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "support/moment.h"
#include "support/preset.h"

static const struct department departments[] = {{1, "office", "办公室", "Office"}};
static struct preset *preset;
static struct reference reference;
static struct arena *arena;
static struct register_form form;
static struct answer_form answers[2];
static struct register_item composed;
static struct field_problems problems;
static int64_t now_us;

static void setup(void)
{
    preset = preset_load();
    arena = arena_new(1 << 20);
    reference = (struct reference){
        .departments = departments,
        .department_count = 1,
        .rules = preset->rules,
        .rule_count = preset->rule_count,
    };
    now_us = moment("2018-07-24T10:00:00");
    form = register_form_empty();
    form.channel = ITEM_CHANNEL_HOTLINE;
    form.type = ITEM_TYPE_CONSULT;
    form.title = "标题";
    form.content = "内容";
    form.lead_department = "office";
}

static void teardown(void)
{
    arena_free(arena);
    preset_free(preset);
}

TestSuite(register_item, .init = setup, .fini = teardown);

static void answer(const char *stage, int64_t answered_at_us)
{
    answers[0] = (struct answer_form){.stage = stage, .answered_at_us = answered_at_us};
    form.answers = (struct field_objects){answers, 1};
}

/* "field code, field code" of all that is wrong. */
static const char *wrong(enum item_kind kind)
{
    static char text[1024];
    size_t used = 0;
    struct item_facts facts = register_form_facts(&form, kind, now_us);
    struct register_occasion occasion = {
        .reference = &reference, .arena = arena, .zone = china, .id = 1000003, .now_us = now_us};
    problems.count = 0;
    text[0] = '\0';
    bool is_good = register_item_compose(&form, &facts, &occasion, &composed, &problems);
    cr_expect_eq(is_good, problems.count == 0);
    for (size_t i = 0; i < problems.count; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s", i ? ", " : "",
                                 problems.all[i].field, problem_slug(problems.all[i].problem));
    return text;
}

static const struct window *window(size_t place)
{
    cr_assert_gt(composed.item.docket.window_count, place);
    return &composed.item.docket.windows[place].window;
}

Test(register_item, a_call_owes_its_reply_and_is_registered)
{
    cr_expect_str_empty(wrong(ITEM_KIND_INQUIRY));
    cr_expect_eq(composed.item.docket.window_count, 1);
    cr_expect_eq(composed.item.docket.status, ITEM_STATUS_REGISTERED);
    cr_expect_str_eq(moment_text(window(0)->times.due_at_us), "2018-08-01T00:00:00+08:00");
    cr_expect_eq(window(0)->department_id, 1);
    cr_expect_null(composed.item.details, "nothing more was told");
}

Test(register_item, an_answer_of_ten_minutes_ago_needs_no_proof_and_one_older_does)
{
    form.received_at_us = now_us - DAY_US;
    answer("reply", now_us - 10 * MINUTE_US);
    cr_expect_str_empty(wrong(ITEM_KIND_INQUIRY));
    answer("reply", now_us - 10 * MINUTE_US - 1);
    cr_expect_str_eq(wrong(ITEM_KIND_INQUIRY),
                     "answers[0].reviewer late-entry, answers[0].proof late-entry");
    answers[0].reviewer = "审核人";
    cr_expect_str_eq(wrong(ITEM_KIND_INQUIRY), "answers[0].proof late-entry");
    answers[0].proof = "汕安监函〔2018〕77号";
    cr_expect_str_empty(wrong(ITEM_KIND_INQUIRY));
    cr_expect_eq(window(0)->state, WINDOW_STATE_MET);
    cr_expect_eq(window(0)->answered_at_us, now_us - 10 * MINUTE_US - 1);
    cr_expect_eq(composed.item.docket.status, ITEM_STATUS_CONCLUDED);
}

Test(register_item, an_answer_is_not_in_the_future_save_for_a_clock_ahead)
{
    answer("reply", now_us + 5 * SECOND_US);
    cr_expect_str_empty(wrong(ITEM_KIND_INQUIRY));
    cr_expect_eq(window(0)->answered_at_us, now_us);
    answer("reply", now_us + 5 * SECOND_US + 1);
    cr_expect_str_eq(wrong(ITEM_KIND_INQUIRY), "answers[0].answered_at in-future");
}

Test(register_item, an_answer_may_tell_the_whole_second_of_its_receipt_and_nothing_before)
{
    int64_t second_us = now_us - MINUTE_US;
    form.received_at_us = second_us + 999999;
    answer("reply", second_us);
    cr_expect_str_empty(wrong(ITEM_KIND_INQUIRY));
    answer("reply", second_us - 1);
    cr_expect_str_eq(wrong(ITEM_KIND_INQUIRY), "answers[0].answered_at too-early");
}

Test(register_item, without_a_receipt_an_answer_is_not_before_now)
{
    answer("reply", now_us);
    cr_expect_str_empty(wrong(ITEM_KIND_INQUIRY));
    answer("reply", now_us - 1);
    cr_expect_str_eq(wrong(ITEM_KIND_INQUIRY), "answers[0].answered_at too-early");
    answer("reply", INSTANT_NONE);
    cr_expect_str_empty(wrong(ITEM_KIND_INQUIRY));
    cr_expect_eq(window(0)->answered_at_us, now_us);
}

Test(register_item, answers_are_to_stages_that_the_item_owes_and_each_once)
{
    answer("written_opinion", INSTANT_NONE);
    cr_expect_str_eq(wrong(ITEM_KIND_INQUIRY), "answers[0].stage not-known");
    answer("reply", INSTANT_NONE);
    answers[1] = answers[0];
    form.answers.count = 2;
    cr_expect_str_eq(wrong(ITEM_KIND_INQUIRY), "answers[1].stage duplicate");
}

Test(register_item, the_bulletin_after_a_fresh_release_is_owed)
{
    form.source = "weibo";
    form.severity = ITEM_SEVERITY_MAJOR;
    form.received_at_us = now_us - HOUR_US;
    answer("authoritative_info", now_us - MINUTE_US);
    cr_expect_str_empty(wrong(ITEM_KIND_OPINION_EVENT));
    cr_assert_eq(composed.item.docket.window_count, 3);
    cr_expect_str_eq(window(2)->rule->stage, "bulletin");
    cr_expect_eq(window(2)->times.due_at_us, now_us - MINUTE_US + DAY_US);
}

Test(register_item, what_followed_an_answer_of_long_ago_is_history)
{
    form.source = "weibo";
    form.severity = ITEM_SEVERITY_MAJOR;
    form.received_at_us = now_us - 30 * DAY_US;
    answer("authoritative_info", now_us - 30 * DAY_US + HOUR_US);
    answers[0].reviewer = answers[0].proof = "原始记录";
    form.history = true;
    cr_expect_str_empty(wrong(ITEM_KIND_OPINION_EVENT));
    cr_expect_eq(composed.item.docket.window_count, 2, "no bulletin of a month ago");
}

/* As after an outage, when an event is logged that goes on. */
Test(register_item, what_followed_an_answer_of_yesterday_is_owed)
{
    form.source = "weibo";
    form.severity = ITEM_SEVERITY_MAJOR;
    form.received_at_us = now_us - 30 * HOUR_US;
    answer("authoritative_info", now_us - 26 * HOUR_US);
    answers[0].reviewer = answers[0].proof = "原始记录";
    cr_expect_str_empty(wrong(ITEM_KIND_OPINION_EVENT));
    cr_assert_eq(composed.item.docket.window_count, 3);
    cr_expect_eq(window(2)->times.due_at_us, now_us - 2 * HOUR_US);
    cr_expect_eq(composed.item.docket.status, ITEM_STATUS_REGISTERED);
}

Test(register_item, figures_of_an_accident_suggest_a_grade_and_do_not_set_it)
{
    form.source = "weibo";
    form.severity = ITEM_SEVERITY_ORDINARY;
    form.deaths = 10;
    cr_expect_str_empty(wrong(ITEM_KIND_OPINION_EVENT));
    cr_expect_str_eq(composed.item.details, "{\"deaths\":10,\"suggested_severity\":\"major\"}");
    cr_expect_eq(composed.item.docket.facts.severity, ITEM_SEVERITY_ORDINARY);
}
