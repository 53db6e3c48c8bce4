/* Grading an event anew: windows are added or tightened, never loosened. */
#include "domain/docket.h"

#include <criterion/criterion.h>
#include <stdio.h>

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

static void log_event(enum item_severity severity)
{
    struct item_facts facts = opinion_of(severity, "2018-10-02T03:18:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void grade(const char *now, const char *severity)
{
    desk_do(&desk, now, &(struct act){DOCKET_REGRADE, .word = severity});
}

/* As a bureau might have it that wants the response to major events within a day. */
static void set_response_of_major_events(int hours)
{
    for (size_t i = 0; i < preset->rule_count; i++) {
        struct rule *rule = &preset->rules[i];
        if (!rule_is_of_stage(rule, "press_conference"))
            continue;
        snprintf(rule->stage, sizeof(rule->stage), "response");
        rule->term.amount = hours;
    }
}

TestSuite(docket_regrade, .init = setup, .fini = teardown);

Test(docket_regrade, a_higher_grade_adds_its_stages_from_when_it_became_known)
{
    log_event(ITEM_SEVERITY_LARGE);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-04T03:18:00");
    grade("2018-10-02T06:00:00", "major");
    cr_expect_eq(desk.docket.facts.severity, (int)ITEM_SEVERITY_MAJOR);
    cr_expect_eq(desk.docket.window_count, 3);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-04T03:18:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-02T11:00:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T06:00:00");
    cr_expect_str_eq(desk_window(&desk, 2)->rule->stage, "authoritative_info");
    cr_expect_str_eq(desk_window(&desk, 3)->rule->stage, "press_conference");
    cr_expect_eq(desk_window(&desk, 2)->department_id, DESK_DEPARTMENT);
    cr_expect_eq(desk_window(&desk, 1)->generation, 1);
    cr_expect_eq(desk.docket.event_count, 3);
    cr_expect_eq(desk_event_count(&desk, DOCKET_EVENT_OPENED), 2);
    const struct docket_event *graded = desk_event(&desk, DOCKET_EVENT_GRADED, 0);
    cr_expect_eq(graded->n, 0);
    cr_expect_str_eq(graded->from, "large");
    cr_expect_str_eq(graded->to, "major");
    expect_moved(graded, NULL, NULL);
}

Test(docket_regrade, what_is_added_counts_from_the_knowledge_and_not_from_its_entry)
{
    struct act act = {DOCKET_REGRADE, .word = "extraordinary"};
    log_event(ITEM_SEVERITY_ORDINARY);
    act.at_us = moment("2018-10-02T06:00:00");
    desk_move(&desk, "2018-10-02T06:10:00");
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_due(desk_stage(&desk, "authoritative_info"), "2018-10-02T11:00:00");
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_GRADED, 0)->at_us, act.at_us);
}

Test(docket_regrade, confirming_the_first_judgement_changes_no_time)
{
    log_event(ITEM_SEVERITY_MAJOR);
    grade("2018-10-02T06:00:00", "major");
    cr_expect_eq(desk.docket.window_count, 2);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-02T08:18:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-03T03:18:00");
    cr_expect_eq(desk_window(&desk, 1)->generation, 1);
    cr_expect_eq(desk.docket.event_count, 1);
    cr_expect_str_eq(desk.docket.events[0].from, "major");
    cr_expect_str_eq(desk.docket.events[0].to, "major");
    grade("2018-10-02T06:30:00", "extraordinary");
    cr_expect_eq(desk.docket.window_count, 2, "the same rules govern both");
}

Test(docket_regrade, a_lower_grade_takes_nothing_away)
{
    log_event(ITEM_SEVERITY_MAJOR);
    grade("2018-10-02T06:00:00", "ordinary");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-02T08:18:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-03T03:18:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-04T06:00:00");
    cr_expect_eq(desk_window(&desk, 1)->generation, 1);
    cr_expect_null(desk_event(&desk, DOCKET_EVENT_TIGHTENED, 0));
    cr_expect_not(docket_recount(&desk.docket, "calendar"), "nor does counting anew");
    cr_expect_eq(desk_window(&desk, 1)->state, WINDOW_STATE_OPEN);
}

Test(docket_regrade, going_down_and_up_owes_nothing_twice)
{
    log_event(ITEM_SEVERITY_MAJOR);
    grade("2018-10-02T04:00:00", "ordinary");
    grade("2018-10-02T05:00:00", "major");
    grade("2018-10-02T06:00:00", "large");
    cr_expect_eq(desk.docket.window_count, 3);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-02T08:18:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-04T04:00:00");
}

Test(docket_regrade, what_was_answered_is_not_owed_again)
{
    log_event(ITEM_SEVERITY_MAJOR);
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    grade("2018-10-02T06:00:00", "extraordinary");
    cr_expect_eq(desk.docket.window_count, 3);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-02T08:18:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T05:00:00");
}

Test(docket_regrade, a_stricter_rule_leaves_an_answer_and_its_verdict_alone)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_LARGE, "2018-10-02T03:18:00");
    facts.accident = true;
    set_response_of_major_events(1);
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-10-02T04:00:00",
            &(struct act){DOCKET_FULFIL, .n = desk_stage(&desk, "response")->n});
    grade("2018-10-02T04:30:00", "major");
    const struct window *window = desk_stage(&desk, "response");
    expect_window(&desk, window->n, WINDOW_STATE_MET, "2018-10-04T03:18:00");
    cr_expect_eq(window->generation, 1);
    cr_expect_null(desk_event(&desk, DOCKET_EVENT_TIGHTENED, 0));
}

Test(docket_regrade, an_accident_keeps_the_time_of_its_report)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_LARGE, "2018-11-08T16:45:00");
    facts.accident = facts.urgent = true;
    desk_log(&desk, preset, &facts, NULL);
    size_t count = desk.docket.window_count;
    cr_expect_eq(count, 5);
    grade("2018-11-08T17:00:00", "major");
    cr_expect_eq(desk.docket.window_count, count + 2);
    expect_due(desk_stage(&desk, "accident_report"), "2018-11-08T18:45:00");
    expect_due(desk_stage(&desk, "acknowledged"), "2018-11-08T17:15:00");
}

Test(docket_regrade, a_stricter_rule_tightens_the_stage_that_runs)
{
    static const struct {
        int64_t after_us;
        bool is_tightened;
    } cases[] = {{-1, true}, {0, false}, {1, false}};
    set_response_of_major_events(24);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        log_event(ITEM_SEVERITY_LARGE);
        desk_read(&desk, moment("2018-10-03T03:18:00") + cases[i].after_us);
        cr_expect_eq(desk_act(&desk, &(struct act){DOCKET_REGRADE, .word = "major"}), DOCKET_DONE);
        const struct window *window = desk_window(&desk, 1);
        int64_t due_us = moment("2018-10-04T03:18:00");
        cr_expect_eq(window->times.due_at_us, cases[i].is_tightened ? due_us - 1 : due_us);
        cr_expect_eq(window->generation, cases[i].is_tightened ? 2 : 1);
        cr_expect_eq(desk_event_count(&desk, DOCKET_EVENT_TIGHTENED), cases[i].is_tightened);
    }
}

Test(docket_regrade, who_holds_a_tightened_stage_is_told_at_once_and_sees_both_times)
{
    set_response_of_major_events(24);
    log_event(ITEM_SEVERITY_LARGE);
    grade("2018-10-02T06:00:00", "major");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-03T06:00:00");
    expect_moved(desk_event(&desk, DOCKET_EVENT_TIGHTENED, 1), "2018-10-04T03:18:00",
                 "2018-10-03T06:00:00");
    cr_expect_eq(desk_window(&desk, 1)->clock.starts_at_us, moment("2018-10-02T03:18:00"),
                 "the original is shown");
    cr_expect_eq(desk_window(&desk, 1)->times.rule_due_at_us, moment("2018-10-04T03:18:00"));
    grade("2018-10-02T07:00:00", "large");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-03T06:00:00");
    cr_expect_eq(desk_window(&desk, 1)->generation, 2, "and it stays tight");
}

Test(docket_regrade, only_events_are_graded)
{
    static const struct act act = {DOCKET_REGRADE, .word = "major"};
    struct item_facts letter = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &letter, NULL);
    expect_refused(&desk, DOCKET_NOT_NOW, &act);
    log_event(ITEM_SEVERITY_LARGE);
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_REGRADE, .word = "terrible"});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){.action = DOCKET_REGRADE});
}

/* As where more of the injured die: what the new grade adds is owed, however well all was answered.
 */
Test(docket_regrade, an_event_that_was_answered_is_graded_up)
{
    log_event(ITEM_SEVERITY_LARGE);
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    cr_assert_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    grade("2018-10-02T06:00:00", "ordinary");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    grade("2018-10-02T07:00:00", "major");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-04T03:18:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-02T12:00:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T07:00:00");
}

Test(docket_regrade, a_grade_is_entered_late_only_with_proof_and_not_before_detection)
{
    struct act act = {DOCKET_REGRADE, .word = "major"};
    log_event(ITEM_SEVERITY_LARGE);
    desk_move(&desk, "2018-10-02T03:25:00");
    act.at_us = moment("2018-10-02T03:18:00") - 1;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &act);
    act.at_us++;
    desk_move(&desk, "2018-10-02T09:00:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_due(desk_stage(&desk, "authoritative_info"), "2018-10-02T08:18:00");
    cr_expect_eq(docket_find(&desk.docket, 2)->plan.next_at_us, moment("2018-10-02T08:18:00"));
    cr_expect_eq(docket_find(&desk.docket, 2)->plan.first_level_step, 1,
                 "warnings that were missed are skipped");
}
