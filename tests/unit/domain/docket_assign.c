/* Reassigning (改派) and returning (退单): the citizen's clock does not see them. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;

enum { OTHER_DEPARTMENT = 4 };

static const struct act reassign = {DOCKET_REASSIGN, .amount = OTHER_DEPARTMENT};
static const struct act return_it = {DOCKET_RETURN, .amount = DESK_OFFICE};

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

static void expect_citizens_time_goes_on(int department_id)
{
    const struct docket_window *window = docket_find(&desk.docket, 1);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-09");
    cr_expect_eq(window->window.clock.starts_at_us, moment("2018-09-27T09:30:00"));
    cr_expect_eq(window->window.generation, 1);
    cr_expect_not(window->is_planned);
    cr_expect_eq(window->window.department_id, department_id);
    cr_expect_eq(desk.docket.lead_department_id, department_id);
}

TestSuite(docket_assign, .init = setup, .fini = teardown);

Test(docket_assign, a_reassigned_item_keeps_its_time_and_the_department_gets_its_own_beside_it)
{
    log_letter();
    desk_do(&desk, "2018-09-29T10:00:00", &reassign);
    expect_citizens_time_goes_on(OTHER_DEPARTMENT);
    cr_expect(docket_find(&desk.docket, 1)->is_changed);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-09");
    cr_expect_str_eq(desk_window(&desk, 2)->rule->stage, "department_opinion");
    cr_expect_eq(desk_window(&desk, 2)->department_id, OTHER_DEPARTMENT);
    cr_expect_eq(desk.docket.event_count, 2);
    const struct docket_event *event = desk_event(&desk, DOCKET_EVENT_REASSIGNED, 0);
    cr_expect_eq(event->n, 0);
    cr_expect_str_eq(event->from, "supervision_1");
    cr_expect_str_eq(event->to, "supervision_2");
    expect_moved(event, NULL, NULL);
    expect_moved(desk_event(&desk, DOCKET_EVENT_OPENED, 2), NULL, NULL);
}

Test(docket_assign, a_department_that_gives_it_on_owes_its_opinion_no_more)
{
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &reassign);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-08");
    desk_do(&desk, "2018-09-29T10:00:00",
            &(struct act){DOCKET_REASSIGN, .amount = DESK_DEPARTMENT});
    expect_window(&desk, 2, WINDOW_STATE_VOID, "2018-10-08");
    cr_expect_eq(desk_window(&desk, 2)->department_id, OTHER_DEPARTMENT,
                 "and it shows whose it was");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-09");
    cr_expect_eq(desk_window(&desk, 3)->department_id, DESK_DEPARTMENT);
    expect_citizens_time_goes_on(DESK_DEPARTMENT);
    cr_expect_eq(desk.docket.event_count, 3);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_VOIDED, 0)->n, 2);
}

Test(docket_assign, sending_it_again_to_the_same_department_gives_the_citizen_no_later_time)
{
    log_letter();
    for (int i = 0; i < 3; i++)
        desk_do(&desk, "2018-10-08T10:00:00", &reassign);
    expect_citizens_time_goes_on(OTHER_DEPARTMENT);
    expect_window(&desk, 4, WINDOW_STATE_OPEN, "2018-10-11");
    expect_window(&desk, 3, WINDOW_STATE_VOID, "2018-10-11");
}

Test(docket_assign, a_departments_opinion_that_was_given_stays_given)
{
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &reassign);
    desk_do(&desk, "2018-09-29T10:00:00", &(struct act){DOCKET_FULFIL, .n = 2});
    desk_do(&desk, "2018-09-30T10:00:00",
            &(struct act){DOCKET_REASSIGN, .amount = DESK_DEPARTMENT});
    expect_window(&desk, 2, WINDOW_STATE_MET, "2018-10-08");
    cr_expect_eq(desk_window(&desk, 2)->department_id, OTHER_DEPARTMENT);
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-10");
}

Test(docket_assign, a_returned_item_keeps_its_time_and_goes_to_the_office)
{
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &reassign);
    desk_do(&desk, "2018-09-29T10:00:00", &return_it);
    expect_citizens_time_goes_on(DESK_OFFICE);
    expect_window(&desk, 2, WINDOW_STATE_VOID, "2018-10-08");
    cr_expect_eq(desk.docket.window_count, 2, "the office has no time of its own");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    cr_expect_eq(desk.docket.event_count, 2);
    cr_expect_not_null(desk_event(&desk, DOCKET_EVENT_RETURNED, 0));
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_VOIDED, 0)->n, 2);
}

Test(docket_assign, the_office_does_not_return_it_to_itself)
{
    log_letter();
    desk_do(&desk, "2018-09-29T10:00:00", &return_it);
    expect_refused(&desk, DOCKET_NOT_NOW, &return_it);
}

Test(docket_assign, an_item_whose_answer_was_given_waits_for_nothing_after_its_return)
{
    log_letter();
    desk_do(&desk, "2018-09-28T10:00:00", &reassign);
    desk_do(&desk, "2018-09-29T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    desk_do(&desk, "2018-09-29T11:00:00", &return_it);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    cr_expect_eq(desk_window(&desk, 1)->department_id, OTHER_DEPARTMENT);
}

Test(docket_assign, what_stands_still_goes_with_the_item)
{
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2019-09-24T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party"});
    int generation = desk_window(&desk, 2)->generation;
    desk_do(&desk, "2019-09-25T10:00:00", &reassign);
    expect_window(&desk, 2, WINDOW_STATE_PAUSED, "2019-10-17");
    cr_expect_eq(desk_window(&desk, 2)->department_id, OTHER_DEPARTMENT);
    cr_expect_eq(desk_window(&desk, 2)->generation, generation);
    expect_due(desk_stage(&desk, "third_party_answer"), "2019-10-18");
}

Test(docket_assign, a_department_counts_from_when_it_was_sent_and_not_from_its_entry)
{
    struct act act = reassign;
    log_letter();
    act.at_us = moment("2018-09-28T23:55:00");
    desk_move(&desk, "2018-09-29T00:05:00");
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2018-10-08");
}

Test(docket_assign, what_is_concluded_is_given_to_nobody)
{
    log_letter();
    desk_do(&desk, "2018-09-29T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_refused(&desk, DOCKET_NOT_NOW, &reassign);
    expect_refused(&desk, DOCKET_NOT_NOW, &return_it);
}

Test(docket_assign, it_is_entered_late_only_with_proof_and_not_before_receipt)
{
    static const struct act *const acts[] = {&reassign, &return_it};
    for (size_t i = 0; i < ARRAY_LEN(acts); i++) {
        struct act act = *acts[i];
        log_letter();
        act.at_us = moment("2018-09-27T09:30:00") - 1;
        desk_move(&desk, "2018-09-27T09:35:00");
        expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &act);
        act.at_us++;
        desk_move(&desk, "2018-09-28T09:30:00");
        expect_late_entry_is_vouched_for(&desk, &act);
        act.has_reviewer = act.has_proof = true;
        cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
        expect_citizens_time_goes_on(act.amount);
    }
}
