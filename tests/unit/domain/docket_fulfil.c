/* Answering: whether in time, and what follows from it. */
#include "domain/docket.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

/* Received on Monday 2019-09-16 at 10:00: notice (1) by the 25th, reply (2) by 17 October. */
static void log_disclosure(void)
{
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
}

/* Detected on 2018-10-02 at 03:18: information (1) by 08:18, conference (2) by 03:18 of the 3rd. */
static void log_major_event(void)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void log_letter(void)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void log_report(void)
{
    struct item_facts facts = inquiry_of(ITEM_TYPE_REPORT, "2018-08-13T11:02:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void answer(const char *now, int n)
{
    desk_do(&desk, now, &(struct act){DOCKET_FULFIL, .n = n});
}

TestSuite(docket_fulfil, .init = setup, .fini = teardown);

Test(docket_fulfil, a_letter_is_answered_when_its_opinion_is_sent)
{
    log_letter();
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-09");
    answer("2018-10-09T16:00:00", 1);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-09");
    const struct docket_window *window = docket_find(&desk.docket, 1);
    cr_expect_eq(window->window.answered_at_us, moment("2018-10-09T16:00:00"));
    cr_expect_str_eq(window->answer, "{}");
    cr_expect(window->is_changed);
    cr_expect_not(window->is_planned, "an answer plans nothing");
    cr_expect_eq(window->window.generation, 1);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    cr_assert_eq(desk.docket.event_count, 1);
    cr_expect_eq(desk.docket.events[0].type, DOCKET_EVENT_FULFILLED);
    cr_expect_eq(desk.docket.events[0].n, 1);
    cr_expect_eq(desk.docket.events[0].at_us, moment("2018-10-09T16:00:00"));
    expect_moved(&desk.docket.events[0], NULL, NULL);
}

Test(docket_fulfil, a_letter_counts_from_when_the_office_got_the_notice_of_transfer)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    facts.received_at_us = moment("2018-09-20T10:00:00");
    desk_log(&desk, preset, &facts, "2018-09-28T10:00:00");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-09");
    cr_expect_eq(desk_window(&desk, 1)->clock.starts_at_us, moment("2018-09-27T09:30:00"));
}

Test(docket_fulfil, an_answer_is_in_time_up_to_the_due_moment_and_late_a_microsecond_after)
{
    static const struct {
        int64_t after_us;
        enum window_state state;
    } cases[] = {{-1, WINDOW_STATE_MET}, {0, WINDOW_STATE_MET}, {1, WINDOW_STATE_LATE}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        log_letter();
        desk_read(&desk, moment("2018-10-10T00:00:00") + cases[i].after_us);
        desk_act(&desk, &(struct act){DOCKET_FULFIL, .n = 1});
        cr_expect_eq(desk.verdict, DOCKET_DONE);
        expect_window(&desk, 1, cases[i].state, "2018-10-09");
    }
}

Test(docket_fulfil, what_is_entered_within_ten_minutes_counts_from_when_it_was_done)
{
    log_letter();
    desk_move(&desk, "2018-10-10T00:05:00");
    desk_act(&desk, &(struct act){DOCKET_FULFIL, .n = 1, .at_us = moment("2018-10-09T23:58:00")});
    cr_expect_eq(desk.verdict, DOCKET_DONE);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-09");
    cr_expect_eq(desk_window(&desk, 1)->answered_at_us, moment("2018-10-09T23:58:00"));
}

Test(docket_fulfil, more_than_ten_minutes_late_needs_a_reviewer_and_proof)
{
    struct act act = {DOCKET_FULFIL, .n = 1, .at_us = moment("2018-10-09T23:50:00")};
    log_letter();
    desk_read(&desk, act.at_us + 10 * MINUTE_US + 1);
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-09");
    cr_expect_str_eq(desk.docket.events[0].deed.reviewer, "复核人");
    cr_expect_str_eq(desk.docket.events[0].deed.proof, "值班记录");

    log_letter();
    act.has_reviewer = act.has_proof = false;
    desk_read(&desk, act.at_us + 10 * MINUTE_US);
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE, "ten minutes are not late yet");
}

Test(docket_fulfil, a_clock_five_seconds_ahead_is_believed_and_held_to_now)
{
    log_letter();
    desk_move(&desk, "2018-10-09T23:59:58");
    struct act act = {DOCKET_FULFIL, .n = 1, .at_us = desk.docket.now_us + 5 * SECOND_US};
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-09");
    cr_expect_eq(desk_window(&desk, 1)->answered_at_us, moment("2018-10-09T23:59:58"));
    log_letter();
    act.at_us++;
    desk_move(&desk, "2018-10-09T23:59:58");
    expect_wrong(&desk, "answered_at", PROBLEM_IN_FUTURE, &act);
}

Test(docket_fulfil, nothing_is_answered_before_it_began)
{
    struct act act = {DOCKET_FULFIL, .n = 1, .at_us = moment("2018-09-27T09:30:00")};
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    facts.received_at_us = facts.transferred_at_us += 400000;
    desk_log(&desk, preset, &facts, "2018-09-27T09:31:00");
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE, "of whole seconds the same one will do");
    desk_log(&desk, preset, &facts, "2018-09-27T09:31:00");
    act.at_us--;
    expect_wrong(&desk, "answered_at", PROBLEM_TOO_EARLY, &act);
}

Test(docket_fulfil, everything_that_is_wrong_with_an_entry_is_named_at_once)
{
    log_letter();
    desk_move(&desk, "2018-09-28T09:00:00");
    expect_wrong(&desk, "answered_at", PROBLEM_TOO_EARLY,
                 &(struct act){DOCKET_FULFIL, .n = 1, .at_us = moment("2018-09-27T09:29:59")});
    cr_expect_eq(desk.problems.count, 3);
    cr_expect(desk_found(&desk, "reviewer", PROBLEM_LATE_ENTRY));
    cr_expect(desk_found(&desk, "proof", PROBLEM_LATE_ENTRY));
}

Test(docket_fulfil, the_second_answer_changes_nothing)
{
    log_letter();
    answer("2018-10-09T16:00:00", 1);
    desk_move(&desk, "2018-10-09T17:00:00");
    expect_refused(&desk, DOCKET_AS_IT_WAS, &(struct act){DOCKET_FULFIL, .n = 1});
    log_letter();
    answer("2018-10-11T16:00:00", 1);
    expect_refused(&desk, DOCKET_AS_IT_WAS, &(struct act){DOCKET_FULFIL, .n = 1});
    expect_window(&desk, 1, WINDOW_STATE_LATE, "2018-10-09");
}

/* Whoever reads an item reads all its answers: they have a bound in all. */
Test(docket_fulfil, where_there_are_a_million_bytes_of_answers_only_a_short_one_is_taken)
{
    static char most[DOCKET_ANSWERS_BYTES_MAX + 1], shortest[DOCKET_SHORT_ANSWER_BYTES_MAX + 1];
    memset(most, 'x', DOCKET_ANSWERS_BYTES_MAX);
    memset(shortest, 'x', DOCKET_SHORT_ANSWER_BYTES_MAX);
    log_major_event();
    desk_do(&desk, "2018-10-02T07:40:00", &(struct act){DOCKET_FULFIL, .n = 1, .answer = most});
    static char longer[DOCKET_SHORT_ANSWER_BYTES_MAX + 2];
    memset(longer, 'x', DOCKET_SHORT_ANSWER_BYTES_MAX + 1);
    expect_wrong(&desk, "text", PROBLEM_TOO_LONG,
                 &(struct act){DOCKET_FULFIL, .n = 2, .answer = longer});
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-03T03:18:00");
    desk_do(&desk, "2018-10-02T07:50:00", &(struct act){DOCKET_FULFIL, .n = 2, .answer = shortest});
    expect_window(&desk, 2, WINDOW_STATE_MET, "2018-10-03T03:18:00");
}

Test(docket_fulfil, a_window_that_is_not_there_is_not_answered)
{
    log_letter();
    expect_refused(&desk, DOCKET_NO_WINDOW, &(struct act){DOCKET_FULFIL, .n = 0});
    expect_refused(&desk, DOCKET_NO_WINDOW, &(struct act){DOCKET_FULFIL, .n = 2});
}

Test(docket_fulfil, what_stands_still_or_is_not_owed_is_not_answered)
{
    static const struct act pause = {DOCKET_PAUSE, .n = 2, .word = "third_party"};
    log_disclosure();
    desk_do(&desk, "2019-09-17T10:00:00", &pause);
    desk_do(&desk, "2019-09-17T10:00:00", &(struct act){DOCKET_VOID, .n = 1});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_FULFIL, .n = 2});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_FULFIL, .n = 1});
}

Test(docket_fulfil, a_request_that_was_answered_needed_no_supplement)
{
    log_disclosure();
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-09-25");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-17");
    answer("2019-09-20T15:00:00", 2);
    expect_window(&desk, 2, WINDOW_STATE_MET, "2019-10-17");
    expect_window(&desk, 1, WINDOW_STATE_VOID, "2019-09-25");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    cr_expect_eq(desk.docket.event_count, 2);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_FULFILLED, 0)->n, 2);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_VOIDED, 0)->n, 1);
}

Test(docket_fulfil, what_a_department_says_is_no_answer_to_the_applicant)
{
    log_disclosure();
    desk_do(&desk, "2019-09-17T10:00:00", &(struct act){DOCKET_REASSIGN, .amount = 4});
    answer("2019-09-18T10:00:00", 3);
    cr_expect_str_eq(desk_window(&desk, 3)->rule->stage, "department_opinion");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-09-25");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-17");
    cr_expect_eq(desk.docket.event_count, 1);
}

Test(docket_fulfil, the_notice_of_supplement_leaves_the_reply_owed)
{
    log_disclosure();
    cr_expect_eq(docket_due_us(&desk.docket), moment("2019-09-26T00:00:00"));
    answer("2019-09-20T15:00:00", 1);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2019-09-25");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-17");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    cr_expect_eq(docket_due_us(&desk.docket), moment("2019-10-18T00:00:00"));
    answer("2019-10-17T15:00:00", 2);
    cr_expect_eq(docket_due_us(&desk.docket), INSTANT_NONE);
}

Test(docket_fulfil, each_release_starts_the_next_bulletin)
{
    log_major_event();
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-02T08:18:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-03T03:18:00");
    answer("2018-10-02T07:40:00", 1);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-02T08:18:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T07:40:00");
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_OPENED, 3)->at_us, moment("2018-10-02T07:40:00"));
    cr_expect_eq(docket_find(&desk.docket, 3)->window.department_id, DESK_DEPARTMENT);
    cr_expect(docket_find(&desk.docket, 3)->is_planned);
    answer("2018-10-03T07:40:01", 3);
    expect_window(&desk, 3, WINDOW_STATE_LATE, "2018-10-03T07:40:00");
    expect_window(&desk, 4, WINDOW_STATE_OPEN, "2018-10-04T07:40:01");
    cr_expect_str_eq(desk_window(&desk, 4)->rule->stage, "bulletin");
    answer("2018-10-03T09:00:00", 2);
    cr_expect_eq(desk.docket.window_count, 4, "a conference starts none");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
}

Test(docket_fulfil, a_bulletin_counts_from_the_release_and_not_from_its_entry)
{
    log_major_event();
    desk_move(&desk, "2018-10-02T12:00:00");
    struct act act = {DOCKET_FULFIL, .n = 1, .at_us = moment("2018-10-02T08:18:00")};
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-02T08:18:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T08:18:00");
    cr_expect_eq(desk_window(&desk, 3)->opened_at_us, moment("2018-10-02T12:00:00"));
}

Test(docket_fulfil, other_events_need_no_bulletins)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_LARGE, "2018-11-08T16:45:00");
    desk_log(&desk, preset, &facts, NULL);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-11-10T16:45:00");
    answer("2018-11-10T16:45:00", 1);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-11-10T16:45:00");
    cr_expect_eq(desk.docket.window_count, 1);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
}

Test(docket_fulfil, the_result_of_a_report_is_told_within_ten_days_of_its_conclusion)
{
    static const struct {
        const char *concluded;
        const char *told_by;
    } cases[] = {
        {"2018-09-20T23:59:59", "2018-09-30"}, /* a make-up Sunday is worked */
        {"2018-09-21T00:00:00", "2018-10-08"}, /* 1 October is not, nor are its next six days */
        {"2018-09-27T10:00:00", "2018-10-08"}, /* a Sunday */
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        log_report();
        expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-12");
        answer(cases[i].concluded, 1);
        cr_expect_str_eq(desk_window(&desk, 2)->rule->stage, "result_notice");
        expect_window(&desk, 2, WINDOW_STATE_OPEN, cases[i].told_by);
        cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
        answer("2018-09-30T10:00:00", 2);
        cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
        cr_expect_eq(desk.docket.window_count, 2);
    }
}

Test(docket_fulfil, answering_ends_the_wait_for_a_supervisor)
{
    log_letter();
    desk_window(&desk, 1)->is_held = true;
    answer("2018-10-11T16:00:00", 1);
    expect_window(&desk, 1, WINDOW_STATE_LATE, "2018-10-09");
    cr_expect_not(desk_window(&desk, 1)->is_held);
}
