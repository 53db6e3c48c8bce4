/* Signing for an escalation, confirming what a new calendar has moved into the past, voiding. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;

static const struct act acknowledge = {DOCKET_ACKNOWLEDGE, .n = 1};
static const struct act confirm = {DOCKET_CONFIRM, .n = 1};
static const struct act void_first = {DOCKET_VOID, .n = 1};

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

/* Detected on 2018-10-02 at 03:18: information (1) by 08:18, conference (2) by 03:18 of the 3rd. */
static void log_major_event(void)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00");
    desk_log(&desk, preset, &facts, "2018-10-02T03:20:00");
}

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

/* A request of 2018-11-19, extended to 2018-12-31, which is due on the 29th by the notice of
 * 2018-12-06, imported at a moment. */
static void log_held(const char *imported)
{
    struct item_facts facts = disclosure_of("2018-11-19T09:00:00");
    struct calendar *before = preset_calendar_before("gov.cn/2018-12/06/content_5346276");
    calendar_seal(before);
    preset_use(preset, before);
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-12-05T10:00:00", &(struct act){DOCKET_EXTEND, .n = 1});
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-12-31");
    preset_use(preset, preset->calendar);
    calendar_free(before);
    desk_move(&desk, imported);
    cr_assert(docket_recount(&desk.docket, "元旦放假通知"));
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-12-29");
}

static void expect_steps(const struct plan *plan, int first_level_step, size_t count,
                         const char *const at[])
{
    cr_assert_eq(plan->step_count, count, "%zu steps", plan->step_count);
    cr_expect_eq(plan->first_level_step, first_level_step);
    for (size_t i = 0; i < count; i++)
        cr_expect_eq(plan->at_us[i], moment(at[i]), "step %zu at %s, not %s", i + 1,
                     moment_text(plan->at_us[i]), at[i]);
    cr_expect_eq(plan->next_at_us, count ? plan->at_us[0] : INSTANT_NONE);
}

TestSuite(docket_confirm, .init = setup, .fini = teardown);

/* A worker may be a little behind, or its Redis away. */
Test(docket_confirm, a_warning_that_is_overdue_and_has_not_fired_is_not_forgotten)
{
    static const char *const all[] = {"2018-09-30T09:00:00", "2018-10-09T09:00:00",
                                      "2018-10-09T15:00:00", "2018-10-10T00:00:00",
                                      "2018-10-12T09:00:00", "2018-10-16T09:00:00"};
    for (int has_fired = 0; has_fired < 2; has_fired++) {
        log_letter();
        desk_move(&desk, "2018-09-30T09:00:03");
        desk.windows[0].waits_for_us =
            moment(has_fired ? "2018-10-09T09:00:00" : "2018-09-30T09:00:00");
        cr_assert_eq(desk_act(&desk, &acknowledge), DOCKET_DONE);
        expect_steps(&desk.windows[0].plan, has_fired ? 3 : 4, has_fired ? 5 : 6, all + has_fired);
    }
}

Test(docket_confirm, signing_stops_the_rings_that_wait_for_it_and_no_level)
{
    static const char *const unsigned_steps[] = {
        "2018-10-02T03:20:00", "2018-10-02T03:35:00", "2018-10-02T03:50:00",
        "2018-10-02T04:05:00", "2018-10-02T05:48:00", "2018-10-02T07:18:00",
        "2018-10-02T08:18:00", "2018-10-02T09:18:00", "2018-10-02T11:18:00"};
    static const char *const signed_steps[] = {"2018-10-02T05:48:00", "2018-10-02T07:18:00",
                                               "2018-10-02T08:18:00", "2018-10-02T09:18:00",
                                               "2018-10-02T11:18:00"};
    log_major_event();
    const struct plan *plan = &docket_find(&desk.docket, 1)->plan;
    expect_steps(plan, 7, ARRAY_LEN(unsigned_steps), unsigned_steps);
    cr_expect_eq(plan->repeat_us, 6 * HOUR_US);
    desk_do(&desk, "2018-10-02T03:30:00", &acknowledge);
    expect_steps(plan, 3, ARRAY_LEN(signed_steps), signed_steps);
    cr_expect_eq(plan->repeat_us, 0);
    cr_expect_eq(plan->levels_before, 0);
    cr_expect(desk_window(&desk, 1)->is_acknowledged);
    cr_expect_eq(desk_window(&desk, 1)->generation, 2);
    cr_expect_eq(desk_window(&desk, 2)->generation, 1);
    cr_expect_not(desk_window(&desk, 2)->is_acknowledged);
    cr_expect_eq(desk.docket.event_count, 1);
    expect_moved(desk_event(&desk, DOCKET_EVENT_ACKNOWLEDGED, 1), NULL, NULL);
}

Test(docket_confirm, signing_after_the_first_level_leaves_the_others)
{
    static const char *const steps[] = {"2018-10-02T09:18:00", "2018-10-02T11:18:00"};
    log_major_event();
    desk_move(&desk, "2018-10-02T08:30:00");
    desk_fire(&desk);
    cr_expect_eq(desk_window(&desk, 1)->level, 1);
    desk_do(&desk, "2018-10-02T08:30:00", &acknowledge);
    const struct plan *plan = &docket_find(&desk.docket, 1)->plan;
    expect_steps(plan, 1, ARRAY_LEN(steps), steps);
    cr_expect_eq(plan->levels_before, 1);
    cr_expect_eq(desk_window(&desk, 1)->level, 1);
}

Test(docket_confirm, signing_ends_the_repeats)
{
    log_major_event();
    desk_move(&desk, "2018-10-02T12:00:00");
    desk_fire(&desk);
    const struct docket_window *window = docket_find(&desk.docket, 1);
    cr_expect_eq(window->window.level, 3);
    cr_expect_eq(window->plan.next_at_us, moment("2018-10-02T17:18:00"));
    desk_do(&desk, "2018-10-02T12:00:00", &acknowledge);
    expect_steps(&window->plan, 1, 0, NULL);
    cr_expect_eq(window->plan.levels_before, 3);
}

Test(docket_confirm, signing_again_changes_nothing)
{
    log_major_event();
    desk_do(&desk, "2018-10-02T03:30:00", &acknowledge);
    desk_move(&desk, "2018-10-02T03:40:00");
    expect_refused(&desk, DOCKET_AS_IT_WAS, &acknowledge);
}

Test(docket_confirm, only_what_runs_is_signed_for)
{
    log_disclosure();
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party"});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_ACKNOWLEDGE, .n = 2});
    desk_do(&desk, "2019-09-17T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_refused(&desk, DOCKET_NOT_NOW, &acknowledge);
    expect_refused(&desk, DOCKET_NO_WINDOW, &(struct act){DOCKET_ACKNOWLEDGE, .n = 9});
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &acknowledge);
    desk_do(&desk, "2018-09-28T11:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_refused(&desk, DOCKET_NOT_NOW, &acknowledge);
}

Test(docket_confirm, a_signature_is_entered_late_only_with_proof)
{
    struct act act = acknowledge;
    log_major_event();
    act.at_us = moment("2018-10-02T03:18:00") - 1;
    desk_move(&desk, "2018-10-02T03:25:00");
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &act);
    act.at_us++;
    desk_move(&desk, "2018-10-02T04:00:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
}

Test(docket_confirm, what_moved_into_the_past_fires_after_a_supervisor_confirms)
{
    log_held("2018-12-30T10:00:00");
    cr_expect(desk_window(&desk, 1)->is_held);
    int generation = desk_window(&desk, 1)->generation;
    desk_do(&desk, "2018-12-30T11:00:00", &confirm);
    const struct docket_window *window = docket_find(&desk.docket, 1);
    cr_expect_not(window->window.is_held);
    cr_expect_eq(window->window.generation, generation + 1);
    expect_due(&window->window, "2018-12-29");
    cr_expect_eq(window->plan.next_at_us, moment("2018-12-30T00:00:00"));
    cr_expect_eq(window->plan.first_level_step, 1);
    cr_expect_eq(desk.docket.event_count, 1);
    expect_moved(desk_event(&desk, DOCKET_EVENT_CONFIRMED, 1), NULL, NULL);
    desk_fire(&desk);
    cr_expect_eq(desk_window(&desk, 1)->level, 1);
}

Test(docket_confirm, only_what_is_held_is_confirmed_and_once)
{
    log_held("2018-12-06T12:00:00");
    cr_expect_not(desk_window(&desk, 1)->is_held);
    expect_refused(&desk, DOCKET_NOT_NOW, &confirm);
    log_held("2018-12-30T10:00:00");
    desk_do(&desk, "2018-12-30T11:00:00", &confirm);
    expect_refused(&desk, DOCKET_NOT_NOW, &confirm);
    expect_refused(&desk, DOCKET_NO_WINDOW, &(struct act){DOCKET_CONFIRM, .n = 2});
}

Test(docket_confirm, a_confirmation_is_entered_late_only_with_proof)
{
    struct act act = confirm;
    log_held("2018-12-30T10:00:00");
    act.at_us = moment("2018-12-30T10:30:00");
    desk_move(&desk, "2018-12-30T11:00:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
}

Test(docket_confirm, a_stage_that_is_not_owed_is_voided_and_the_others_stay)
{
    log_major_event();
    desk_do(&desk, "2018-10-02T04:00:00", &(struct act){DOCKET_VOID, .n = 2});
    expect_window(&desk, 2, WINDOW_STATE_VOID, "2018-10-03T03:18:00");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-02T08:18:00");
    cr_expect_eq(desk_window(&desk, 2)->answered_at_us, INSTANT_NONE);
    cr_expect_eq(desk_window(&desk, 2)->generation, 1);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    cr_expect_eq(desk.docket.event_count, 1);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_VOIDED, 2)->at_us, moment("2018-10-02T04:00:00"));
    desk_do(&desk, "2018-10-02T04:00:00", &void_first);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED, "once nothing is owed");
    cr_expect_eq(desk.docket.window_count, 2, "and no bulletin follows");
}

Test(docket_confirm, what_stands_still_or_is_held_may_be_voided)
{
    log_disclosure();
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "supplement"});
    desk_do(&desk, "2019-09-18T10:00:00", &(struct act){DOCKET_VOID, .n = 2});
    expect_window(&desk, 2, WINDOW_STATE_VOID, "2019-10-17");
    log_held("2018-12-30T10:00:00");
    desk_do(&desk, "2018-12-30T11:00:00", &void_first);
    cr_expect_not(desk_window(&desk, 1)->is_held);
}

Test(docket_confirm, voiding_again_changes_nothing_and_an_answer_stays)
{
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &void_first);
    expect_refused(&desk, DOCKET_AS_IT_WAS, &void_first);
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_refused(&desk, DOCKET_NOT_NOW, &void_first);
    expect_refused(&desk, DOCKET_NO_WINDOW, &(struct act){DOCKET_VOID, .n = 2});
}

Test(docket_confirm, voiding_is_entered_late_only_with_proof)
{
    struct act act = void_first;
    log_letter();
    act.at_us = moment("2018-09-28T10:00:00");
    desk_move(&desk, "2018-09-28T11:00:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
}
