/* Reopening: a mistaken closing resumes the old window, dissatisfaction opens a new one. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;

static const struct act returned = {DOCKET_REOPEN, .n = 1, .word = "returned"};
static const struct act mistaken = {DOCKET_REOPEN, .n = 1, .word = "mistaken"};
static const struct act dissatisfied = {DOCKET_REOPEN, .n = 1, .word = "dissatisfied"};

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

/* Transferred on 2018-09-27: five working days end on 9 October. */
static void log_letter(void)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void log_disclosure(void)
{
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void log_report(void)
{
    struct item_facts facts = inquiry_of(ITEM_TYPE_REPORT, "2018-08-13T11:02:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void log_major_event(void)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void answer(const char *now, int n)
{
    desk_do(&desk, now, &(struct act){DOCKET_FULFIL, .n = n});
}

static void reopen(const char *now, int n, const char *word)
{
    desk_do(&desk, now, &(struct act){DOCKET_REOPEN, .n = n, .word = word});
}

TestSuite(docket_reopen, .init = setup, .fini = teardown);

Test(docket_reopen, a_letter_that_the_city_returns_goes_on_with_no_new_time)
{
    static const char *const reasons[] = {"returned", "mistaken"};
    for (size_t i = 0; i < ARRAY_LEN(reasons); i++) {
        log_letter();
        answer("2018-09-29T10:00:00", 1);
        reopen("2018-09-30T10:00:00", 1, reasons[i]);
        expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-09");
        const struct docket_window *window = docket_find(&desk.docket, 1);
        cr_expect_eq(window->window.clock.starts_at_us, moment("2018-09-27T09:30:00"));
        cr_expect_eq(window->window.answered_at_us, INSTANT_NONE);
        cr_expect_null(window->answer);
        cr_expect(window->is_planned);
        cr_expect_eq(window->window.generation, 2);
        cr_expect_eq(window->plan.next_at_us, moment("2018-10-09T09:00:00"),
                     "the warning two working days before is over");
        cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
        cr_expect_eq(desk.docket.window_count, 1);
        cr_expect_eq(desk.docket.event_count, 1);
        expect_moved(desk_event(&desk, DOCKET_EVENT_REOPENED, 1), NULL, NULL);
        cr_expect_str_eq(desk.docket.events[0].deed.word, reasons[i]);
        answer("2018-10-10T00:00:00", 1);
        expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-09");
    }
}

Test(docket_reopen, a_letter_returned_after_its_time_is_overdue_at_once)
{
    log_letter();
    answer("2018-10-09T16:00:00", 1);
    reopen("2018-10-11T10:00:00", 1, "returned");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-09");
    const struct docket_window *window = docket_find(&desk.docket, 1);
    cr_expect_eq(window->plan.next_at_us, moment("2018-10-10T00:00:00"));
    cr_expect_eq(window->plan.first_level_step, 1);
    answer("2018-10-11T11:00:00", 1);
    expect_window(&desk, 1, WINDOW_STATE_LATE, "2018-10-09");
}

Test(docket_reopen, a_level_that_fired_does_not_fire_again_after_reopening)
{
    log_letter();
    desk_move(&desk, "2018-10-10T10:00:00");
    desk_fire(&desk);
    answer("2018-10-10T11:00:00", 1);
    expect_window(&desk, 1, WINDOW_STATE_LATE, "2018-10-09");
    reopen("2018-10-11T10:00:00", 1, "mistaken");
    const struct docket_window *window = docket_find(&desk.docket, 1);
    cr_expect_eq(window->window.level, 1);
    cr_expect_eq(window->plan.levels_before, 1);
    cr_expect_eq(window->plan.next_at_us, moment("2018-10-12T09:00:00"),
                 "the second comes on the third working day after the last");
}

Test(docket_reopen, where_all_levels_have_fired_the_next_repeat_counts_from_now)
{
    log_letter();
    desk_move(&desk, "2018-11-01T10:00:00");
    desk_fire(&desk);
    answer("2018-11-01T11:00:00", 1);
    reopen("2018-11-05T10:00:00", 1, "mistaken");
    const struct docket_window *window = docket_find(&desk.docket, 1);
    cr_expect_eq(window->window.level, 3);
    cr_expect_eq(window->plan.step_count, 0);
    cr_expect_eq(window->plan.next_at_us, moment("2018-11-12T10:00:00"));
}

Test(docket_reopen, without_a_number_the_last_answer_is_meant)
{
    log_major_event();
    answer("2018-10-02T09:00:00", 2);
    answer("2018-10-02T10:00:00", 1);
    reopen("2018-10-02T12:00:00", 0, "mistaken");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-02T08:18:00");
    expect_window(&desk, 2, WINDOW_STATE_MET, "2018-10-03T03:18:00");
}

Test(docket_reopen, a_stage_that_was_voided_by_mistake_is_owed_again)
{
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_VOID, .n = 1});
    reopen("2018-09-29T10:00:00", 1, "mistaken");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-09");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
}

Test(docket_reopen, a_caller_who_is_not_satisfied_gets_a_second_reply_and_the_first_verdict_stays)
{
    log_letter();
    answer("2018-10-11T16:00:00", 1);
    reopen("2018-10-12T10:00:00", 1, "dissatisfied");
    expect_window(&desk, 1, WINDOW_STATE_LATE, "2018-10-09");
    cr_expect_eq(desk_window(&desk, 1)->answered_at_us, moment("2018-10-11T16:00:00"));
    cr_expect_eq(desk_window(&desk, 1)->generation, 1);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-19");
    cr_expect_str_eq(desk_window(&desk, 2)->rule->stage, "second_reply");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    cr_expect_eq(desk.docket.event_count, 1);
    expect_moved(desk_event(&desk, DOCKET_EVENT_REOPENED, 2), NULL, NULL);
    answer("2018-10-19T10:00:00", 2);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
}

Test(docket_reopen, one_second_reply_is_owed_at_a_time)
{
    log_letter();
    answer("2018-10-09T16:00:00", 1);
    reopen("2018-10-12T10:00:00", 0, "dissatisfied");
    expect_refused(&desk, DOCKET_NOT_NOW, &dissatisfied);
    answer("2018-10-19T10:00:00", 2);
    reopen("2018-10-19T11:00:00", 0, "dissatisfied");
    expect_window(&desk, 2, WINDOW_STATE_MET, "2018-10-19");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-26");
}

Test(docket_reopen, nobody_is_dissatisfied_with_what_was_never_answered)
{
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_VOID, .n = 1});
    expect_refused(&desk, DOCKET_NOT_NOW, &dissatisfied);
}

Test(docket_reopen, the_result_of_a_mistaken_conclusion_is_not_owed)
{
    log_report();
    answer("2018-09-20T10:00:00", 1);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-09-30");
    reopen("2018-09-21T10:00:00", 1, "mistaken");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-12");
    expect_window(&desk, 2, WINDOW_STATE_VOID, "2018-09-30");
    cr_expect_eq(desk.docket.event_count, 2);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_VOIDED, 0)->n, 2);
    answer("2018-10-10T10:00:00", 1);
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-22");
    cr_expect_str_eq(desk_window(&desk, 3)->rule->stage, "result_notice");
}

Test(docket_reopen, a_result_that_was_told_stays_told)
{
    log_report();
    answer("2018-09-20T10:00:00", 1);
    answer("2018-09-20T11:00:00", 2);
    reopen("2018-09-21T10:00:00", 1, "mistaken");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-12");
    expect_window(&desk, 2, WINDOW_STATE_MET, "2018-09-30");
    cr_expect_eq(desk.docket.event_count, 1);
}

Test(docket_reopen, a_release_that_was_none_starts_no_bulletin_and_later_ones_go_on)
{
    log_major_event();
    answer("2018-10-02T07:40:00", 1);
    reopen("2018-10-02T07:50:00", 1, "mistaken");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-02T08:18:00");
    expect_window(&desk, 3, WINDOW_STATE_VOID, "2018-10-03T07:40:00");
    answer("2018-10-02T08:00:00", 1);
    expect_window(&desk, 4, WINDOW_STATE_OPEN, "2018-10-03T08:00:00");
    answer("2018-10-03T07:00:00", 4);
    reopen("2018-10-03T07:30:00", 1, "mistaken");
    expect_window(&desk, 5, WINDOW_STATE_OPEN, "2018-10-04T07:00:00");
    answer("2018-10-03T08:00:00", 1);
    cr_expect_eq(desk.docket.window_count, 5, "no second bulletin beside the one that runs");
}

Test(docket_reopen, a_request_that_was_not_abandoned_after_all_still_waits)
{
    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "supplement"});
    desk_do(&desk, "2019-10-15T10:00:00", &(struct act){.action = DOCKET_ABANDON});
    cr_expect_eq(desk.docket.status, ITEM_STATUS_ABANDONED);
    reopen("2019-10-16T10:00:00", 2, "mistaken");
    expect_window(&desk, 2, WINDOW_STATE_PAUSED, "2019-10-17");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    desk_do(&desk, "2019-10-16T11:00:00",
            &(struct act){DOCKET_RESTART, .n = 2, .word = "supplemented"});
}

Test(docket_reopen, what_still_runs_or_is_carried_by_another_is_not_reopened)
{
    static struct desk parent;
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    log_letter();
    expect_refused(&desk, DOCKET_NOT_NOW, &mistaken);
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_REOPEN, .word = "mistaken"});
    expect_refused(&desk, DOCKET_NO_WINDOW,
                   &(struct act){DOCKET_REOPEN, .n = 2, .word = "mistaken"});
    desk_log(&parent, preset, &facts, NULL);
    parent.docket.item_id++;
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_MERGE, .into = &parent});
    expect_refused(&desk, DOCKET_NOT_NOW, &mistaken);
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_REOPEN, .word = "mistaken"});
}

Test(docket_reopen, nothing_is_reopened_before_it_was_answered)
{
    struct act act = returned;
    log_letter();
    answer("2018-10-09T16:00:00", 1);
    desk_move(&desk, "2018-10-09T16:05:00");
    act.at_us = moment("2018-10-09T16:00:00") - 1;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &act);
    act.word = "dissatisfied";
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &act);
    act.at_us++;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-16");
}

Test(docket_reopen, reopening_is_entered_late_only_with_proof)
{
    struct act act = dissatisfied;
    log_letter();
    answer("2018-10-09T16:00:00", 1);
    act.at_us = moment("2018-10-12T10:00:00");
    desk_move(&desk, "2018-10-15T10:00:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-19");
}

/* Each bulletin was answered at the moment of the first, which opened the next. */
Test(docket_reopen, of_an_item_of_many_windows_all_is_undone)
{
    enum { LAST = 60 };
    static const char now[] = "2018-10-02T06:00:00";
    log_major_event();
    answer(now, 1);
    for (int n = 3; n <= LAST; n++)
        answer(now, n);
    for (int n = 3; n <= LAST; n++)
        reopen(now, n, "mistaken");
    reopen(now, 1, "mistaken");
    cr_expect_eq(desk_event_count(&desk, DOCKET_EVENT_VOIDED), LAST - 2);
    for (int n = 3; n <= LAST; n++)
        cr_expect_eq(desk_window(&desk, n)->state, WINDOW_STATE_VOID);
}

/* The first bulletin followed from an answer that was taken back. */
Test(docket_reopen, of_bulletins_that_ended_without_an_answer_the_last_is_meant)
{
    log_major_event();
    answer("2018-10-02T06:00:00", 1);
    reopen("2018-10-02T06:10:00", 1, "mistaken");
    answer("2018-10-02T07:00:00", 1);
    answer("2018-10-02T08:00:00", 2);
    desk_do(&desk, "2018-10-02T09:00:00", &(struct act){.action = DOCKET_CLOSE});
    reopen("2018-10-02T10:00:00", 0, "mistaken");
    cr_expect_eq(desk_window(&desk, 3)->state, WINDOW_STATE_VOID);
    cr_expect_eq(desk_window(&desk, 4)->state, WINDOW_STATE_OPEN);
}
