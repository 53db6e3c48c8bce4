/* Who handles an item and with which other: reopen, merge, regrade, reassign, return, close. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *ref_of(const struct reply *item)
{
    return reply_text(item, "ref");
}

static const struct reply *merge_into(struct office *office, const struct reply *child,
                                      const struct reply *parent)
{
    return act_as(office, "operator", child, 0, "merge",
                  arena_format(office->arena, "{\"into\":\"%s\"}", ref_of(parent)));
}

/* -- Reopening --------------------------------------------------------------------------------- */

Test(handling, a_letter_sent_back_goes_on_with_its_old_time)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const struct reply *done = act(office, item, 1, "fulfil", "{\"title\":\"答复\"}");
    cr_assert_str_eq(reply_text(done, "status"), "concluded");
    const struct reply *back =
        act(office, item, 0, "reopen", "{\"reason\":\"returned\",\"note\":\"退回补充\"}");
    cr_expect_str_eq(reply_text(back, "status"), "registered");
    cr_expect_str_eq(reply_text(back, "windows[0].state"), "open");
    cr_expect_str_eq(reply_text(back, "windows[0].due_at"), reply_text(item, "windows[0].due_at"));
    cr_expect_not(reply_at(back, "windows[0].answer"));
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item WHERE due_at IS NOT NULL"), 1);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = 'reopened' "
                                       "AND data ->> 'note' = '退回补充'"),
                 1);
    office_close(office);
}

Test(handling, whoever_is_not_satisfied_is_answered_again_and_the_first_verdict_stays)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    act(office, item, 1, "fulfil", NULL);
    const struct reply *again = act(office, item, 0, "reopen", "{\"reason\":\"dissatisfied\"}");
    cr_expect_str_eq(reply_text(again, "windows[0].state"), "met");
    cr_expect_str_eq(reply_text(again, "windows[1].stage"), "second_reply");
    cr_expect_str_eq(reply_text(again, "windows[1].state"), "open");
    const struct reply *twice =
        act_as(office, "operator", item, 0, "reopen", "{\"reason\":\"dissatisfied\"}");
    cr_expect_eq(twice->status, 409);
    office_close(office);
}

/* -- Merging ----------------------------------------------------------------------------------- */

Test(handling, the_item_that_carries_on_is_due_by_the_earlier_time)
{
    struct office *office = office_open();
    const struct reply *early = log_inquiry(office, ago(office, "received_at", 3 * 86400));
    const struct reply *late = log_inquiry(office, "");
    const struct reply *merged = merge_into(office, early, late);
    cr_assert_eq(merged->status, 200, "%s", merged->body);
    cr_expect_str_eq(reply_text(merged, "status"), "merged");
    cr_expect_str_eq(reply_text(merged, "merged_into"), ref_of(late));
    cr_expect_str_eq(reply_text(merged, "windows[0].state"), "merged");
    cr_expect_eq(reply_count(merged, "allowed"), 0);
    const struct reply *parent = get_as(office, "operator", item_path(late));
    cr_expect_str_eq(reply_text(parent, "windows[0].due_at"),
                     reply_text(early, "windows[0].due_at"));
    cr_expect_eq(reply_number(parent, "version"), 2);
    cr_expect_eq(
        office_number(office,
                      arena_format(office->arena,
                                   "SELECT count(*) FROM item_event WHERE type = 'inherited' AND "
                                   "data ->> 'item' = '%s'",
                                   ref_of(early))),
        1);
    office_close(office);
}

Test(handling, one_answer_answers_every_caller_each_by_its_own_time)
{
    struct office *office = office_open();
    const struct reply *parent = log_inquiry(office, "");
    const struct reply *timely = log_inquiry(office, "");
    const struct reply *overdue = log_inquiry(office, ago(office, "received_at", 30 * 86400));
    merge_into(office, timely, parent);
    merge_into(office, overdue, parent);
    act(office, parent, 1, "fulfil", "{\"title\":\"答复\"}");
    const struct reply *first = get_as(office, "operator", item_path(timely));
    const struct reply *second = get_as(office, "operator", item_path(overdue));
    cr_expect_str_eq(reply_text(first, "windows[0].state"), "met");
    cr_expect_str_eq(reply_text(second, "windows[0].state"), "late");
    cr_expect_str_eq(reply_text(first, "windows[0].answer.carried_by"), ref_of(parent));
    cr_expect_str_eq(reply_text(first, "status"), "concluded");
    act(office, parent, 0, "reopen", "{\"reason\":\"mistaken\"}");
    first = get_as(office, "operator", item_path(timely));
    cr_expect_str_eq(reply_text(first, "status"), "merged");
    cr_expect_str_eq(reply_text(first, "windows[0].state"), "merged");
    office_close(office);
}

Test(handling, what_was_answered_already_is_that_callers_answer_too)
{
    struct office *office = office_open();
    const struct reply *parent = log_event_of(office, "large", "\"accident\":true");
    const struct reply *child = log_event_of(office, "large", "\"accident\":true");
    act(office, parent, 1, "fulfil", NULL);
    const struct reply *merged = merge_into(office, child, parent);
    cr_assert_eq(merged->status, 200, "%s", merged->body);
    cr_expect_str_eq(reply_text(merged, "windows[0].state"), "met");
    cr_expect_str_eq(reply_text(merged, "windows[0].answer.carried_by"), ref_of(parent));
    cr_expect_str_eq(reply_text(merged, "windows[1].state"), "merged");
    office_close(office);
}

/* Two major events, of which the child's bulletin (3) is carried by the parent's. */
static const struct reply *merge_events(struct office *office, const struct reply *parent,
                                        const struct reply *child)
{
    act(office, child, 1, "fulfil", NULL);
    const struct reply *merged = merge_into(office, child, parent);
    cr_assert_str_eq(reply_text(merged, "windows[2].state"), "merged");
    return merged;
}

Test(handling, an_answer_that_was_carried_stays_whatever_becomes_of_the_next)
{
    static const char over[] = "{\"reason\":\"事态平息\"}";
    struct office *office = office_open();
    const struct reply *parent = log_event_of(office, "major", "");
    act(office, parent, 1, "fulfil", NULL);
    const struct reply *child = merge_events(office, parent, log_event_of(office, "major", ""));
    act(office, parent, 3, "fulfil", NULL);
    act(office, parent, 2, "fulfil", NULL);
    const struct reply *before = get_as(office, "operator", item_path(child));
    cr_assert_str_eq(reply_text(before, "windows[2].state"), "met");
    cr_expect_eq(reply_number(before, "windows[2].answer.n"), 3);
    cr_assert_eq(act_as(office, "supervisor", parent, 0, "close", over)->status, 200);
    act(office, parent, 0, "reopen", "{\"reason\":\"mistaken\"}");
    cr_expect_str_eq(reply_text(get_as(office, "operator", item_path(parent)), "windows[3].state"),
                     "open");
    cr_expect_str_eq(get_as(office, "operator", item_path(child))->body, before->body);
    office_close(office);
}

Test(handling, a_stage_that_is_owed_again_is_carried_still)
{
    struct office *office = office_open();
    const struct reply *parent = log_event_of(office, "major", "");
    act(office, parent, 1, "fulfil", NULL);
    act(office, parent, 3, "fulfil", NULL);
    const struct reply *child = merge_events(office, parent, log_event_of(office, "major", ""));
    act(office, parent, 0, "reopen", "{\"reason\":\"mistaken\"}");
    const struct reply *read = get_as(office, "operator", item_path(child));
    cr_expect_str_eq(reply_text(read, "windows[2].state"), "merged");
    cr_expect_str_eq(reply_text(read, "status"), "merged");
    act(office, parent, 3, "fulfil", NULL);
    read = get_as(office, "operator", item_path(child));
    cr_expect_str_eq(reply_text(read, "windows[2].state"), "met");
    office_close(office);
}

Test(handling, what_an_item_carried_follows_it_into_another)
{
    struct office *office = office_open();
    const struct reply *last = log_inquiry(office, "");
    const struct reply *middle = log_inquiry(office, "");
    const struct reply *first = log_inquiry(office, "");
    merge_into(office, first, middle);
    merge_into(office, middle, last);
    const struct reply *read = get_as(office, "operator", item_path(first));
    cr_expect_str_eq(reply_text(read, "merged_into"), ref_of(last));
    act(office, last, 1, "fulfil", NULL);
    read = get_as(office, "operator", item_path(first));
    cr_expect_str_eq(reply_text(read, "windows[0].state"), "met");
    cr_expect_str_eq(reply_text(read, "status"), "concluded");
    office_close(office);
}

/* It is owed by itself then, and may carry others, until it is answered itself. */
Test(handling, a_carried_one_that_is_reopened_goes_its_own_way)
{
    struct office *office = office_open();
    const struct reply *parent = log_inquiry(office, "");
    const struct reply *carried = log_inquiry(office, "");
    const struct reply *other = log_inquiry(office, "");
    merge_into(office, carried, parent);
    act(office, parent, 1, "fulfil", NULL);
    const struct reply *reopened = act(office, carried, 0, "reopen", "{\"reason\":\"mistaken\"}");
    cr_assert_not(reply_at(reopened, "merged_into"));
    merge_into(office, other, carried);
    act(office, carried, 1, "acknowledge", NULL);
    const struct reply *read = get_as(office, "operator", item_path(other));
    cr_expect_str_eq(reply_text(read, "merged_into"), ref_of(carried));
    act(office, parent, 0, "reopen", "{\"reason\":\"mistaken\"}");
    act(office, parent, 1, "fulfil", NULL);
    read = get_as(office, "operator", item_path(carried));
    cr_expect_str_eq(reply_text(read, "status"), "registered");
    act(office, carried, 1, "fulfil", NULL);
    read = get_as(office, "operator", item_path(other));
    cr_expect_str_eq(reply_text(read, "status"), "concluded");
    cr_expect_str_eq(reply_text(read, "windows[0].answer.carried_by"), ref_of(carried));
    cr_expect_eq(office_number(office, "SELECT count(*) FROM response_window WHERE state IN "
                                       "('open', 'merged')"),
                 0);
    office_close(office);
}

Test(handling, what_had_all_its_answers_when_it_was_merged_is_concluded)
{
    struct office *office = office_open();
    const struct reply *parent = log_inquiry(office, "");
    const struct reply *child = log_inquiry(office, "");
    act(office, parent, 1, "fulfil", NULL);
    act(office, parent, 0, "reopen", "{\"reason\":\"dissatisfied\"}");
    const struct reply *merged = merge_into(office, child, parent);
    cr_expect_str_eq(reply_text(merged, "windows[0].answer.carried_by"), ref_of(parent));
    cr_expect_str_eq(reply_text(merged, "status"), "concluded");
    office_close(office);
}

Test(handling, two_items_merged_into_each_other_at_once_leave_one_that_is_owed)
{
    struct office *office = office_open();
    for (int i = 0; i < 8; i++) {
        const struct reply *one = log_inquiry(office, "");
        const struct reply *other = log_inquiry(office, "");
        struct ask asks[2];
        const struct reply *items[] = {one, other};
        for (size_t j = 0; j < 2; j++)
            asks[j] = (struct ask){
                .path = arena_format(office->arena, "%s/merge", item_path(items[j])),
                .token = office_token(office, "operator"),
                .body = arena_format(office->arena, "{\"into\":\"%s\"}", ref_of(items[1 - j]))};
        const struct reply **replies = web_ask_all(office->arena, office->port, asks, 2);
        cr_expect_eq((replies[0]->status == 200) + (replies[1]->status == 200), 1, "%d and %d",
                     replies[0]->status, replies[1]->status);
    }
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item WHERE status = 'merged'"), 8);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM response_window AS w JOIN item AS i "
                                       "ON i.id = w.item_id WHERE w.state = 'open' AND "
                                       "i.status = 'registered' AND i.due_at = w.due_at"),
                 8);
    office_close(office);
}

Test(handling, what_cannot_merge_is_told)
{
    struct office *office = office_open();
    const struct reply *inquiry = log_inquiry(office, "");
    const struct reply *request = log_request(office, "");
    const struct reply *other = log_request(office, "");
    cr_expect_eq(merge_into(office, request, other)->status, 409, "each request is answered");
    cr_expect_eq(merge_into(office, inquiry, request)->status, 409, "of another kind");
    cr_expect_eq(merge_into(office, inquiry, inquiry)->status, 409);
    const struct reply *nowhere =
        act_as(office, "operator", inquiry, 0, "merge", "{\"into\":\"15\"}");
    cr_expect_eq(nowhere->status, 422);
    cr_expect_str_eq(reply_problem(nowhere, "into"), "not-known");
    office_close(office);
}

Test(handling, a_handler_cannot_merge_into_what_it_may_not_see)
{
    struct office *office = office_open();
    const struct reply *own = log_inquiry(office, "");
    const struct reply *foreign = log_inquiry(office, "");
    office_sql(office, arena_format(office->arena,
                                    "UPDATE item SET lead_department_id = (SELECT id FROM "
                                    "department WHERE code = 'legal') WHERE ref = '%s'",
                                    ref_of(foreign)));
    const struct reply *refused =
        act_as(office, "handler", own, 0, "merge",
               arena_format(office->arena, "{\"into\":\"%s\"}", ref_of(foreign)));
    cr_expect_eq(refused->status, 422, "%s", refused->body);
    cr_expect_str_eq(reply_problem(refused, "into"), "not-known");
    office_close(office);
}

/* -- Grading ----------------------------------------------------------------------------------- */

Test(handling, a_higher_grade_adds_what_it_asks_for_and_a_lower_one_takes_nothing_away)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "large", ago(office, "detected_at", 7200));
    const struct reply *major =
        act(office, item, 0, "regrade",
            "{\"severity\":\"major\",\"reason\":\"死亡人数上升\",\"confirmed_by\":\"值班领导\"}");
    cr_expect_str_eq(reply_text(major, "severity"), "major");
    cr_expect_eq(reply_count(major, "windows"), 3);
    cr_expect_str_eq(reply_text(major, "windows[1].stage"), "authoritative_info");
    cr_expect_str_neq(reply_text(major, "windows[1].starts_at"), reply_text(item, "detected_at"),
                      "five hours from when the grade became known");
    const struct reply *ordinary =
        act(office, item, 0, "regrade", "{\"severity\":\"ordinary\",\"reason\":\"核实无人死亡\"}");
    cr_expect_eq(reply_count(ordinary, "windows"), 3);
    cr_expect_str_eq(reply_text(ordinary, "windows[1].state"), "open");
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = 'graded' AND "
                                       "data ->> 'from' = 'large' AND data ->> 'to' = 'major'"),
                 1);
    office_close(office);
}

/* -- Handing on -------------------------------------------------------------------------------- */

Test(handling, another_department_gets_its_own_time_and_the_citizens_goes_on)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const struct reply *handed =
        act(office, item, 0, "reassign",
            "{\"lead_department\":\"监管一科\",\"reason\":\"属矿山监管职责\"}");
    cr_expect_str_eq(reply_text(handed, "lead_department"), "supervision_1");
    cr_expect_str_eq(reply_text(handed, "windows[0].due_at"),
                     reply_text(item, "windows[0].due_at"));
    cr_expect_str_eq(reply_text(handed, "windows[0].department"), "supervision_1");
    cr_expect_str_eq(reply_text(handed, "windows[1].stage"), "department_opinion");
    const struct reply *refused = act_as(office, "operator", item, 0, "reassign",
                                         "{\"lead_department\":\"监管九科\",\"reason\":\"误派\"}");
    cr_expect_str_eq(reply_problem(refused, "lead_department"), "not-known");
    const struct reply *returned =
        act(office, item, 0, "return", "{\"reason\":\"不属本科室职责\"}");
    cr_expect_str_eq(reply_text(returned, "lead_department"), "office");
    cr_expect_str_eq(reply_text(returned, "windows[1].state"), "void");
    cr_expect_str_eq(reply_text(returned, "windows[0].due_at"),
                     reply_text(item, "windows[0].due_at"));
    cr_expect_eq(act_as(office, "operator", item, 0, "return", "{\"reason\":\"再退\"}")->status,
                 409);
    office_close(office);
}

/* -- Bulletins --------------------------------------------------------------------------------- */

Test(handling, releases_go_on_until_the_event_is_closed)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    const char *over = "{\"reason\":\"舆情平息\"}";
    const struct reply *first = act(office, item, 1, "fulfil", NULL);
    cr_expect_str_eq(reply_text(first, "windows[2].stage"), "bulletin");
    const struct reply *second = act(office, item, 3, "fulfil", NULL);
    cr_expect_str_eq(reply_text(second, "windows[3].stage"), "bulletin");
    cr_expect_eq(act_as(office, "supervisor", item, 0, "close", over)->status, 409,
                 "the press conference is still owed");
    act(office, item, 2, "fulfil", NULL);
    const struct reply *closed = act_as(office, "supervisor", item, 0, "close", over);
    cr_assert_eq(closed->status, 200, "%s", closed->body);
    cr_expect_str_eq(reply_text(closed, "status"), "concluded");
    cr_expect_str_eq(reply_text(closed, "windows[3].state"), "void");
    office_close(office);
}
