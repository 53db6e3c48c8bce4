/* Ends that are no answer: an event that is over, a request that its applicant gave up. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;

static const struct act close_it = {.action = DOCKET_CLOSE};
static const struct act abandon = {.action = DOCKET_ABANDON};
static const struct act ask_supplement = {DOCKET_PAUSE, .n = 2, .word = "supplement"};

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

/* Its information (1) and conference (2) are given, its first bulletin (3) is owed. */
static void log_told_event(void)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-10-02T07:40:00", &(struct act){DOCKET_FULFIL, .n = 1});
    desk_do(&desk, "2018-10-02T20:00:00", &(struct act){DOCKET_FULFIL, .n = 2});
}

static void log_disclosure(void)
{
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
}

TestSuite(docket_close, .init = setup, .fini = teardown);

Test(docket_close, an_event_that_is_over_needs_no_more_bulletins)
{
    log_told_event();
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T07:40:00");
    desk_do(&desk, "2018-10-02T21:00:00", &close_it);
    expect_window(&desk, 3, WINDOW_STATE_VOID, "2018-10-03T07:40:00");
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-10-02T08:18:00");
    cr_expect_eq(desk_window(&desk, 3)->answered_at_us, INSTANT_NONE);
    cr_expect_eq(desk_window(&desk, 3)->generation, 1);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    cr_expect_eq(desk.docket.window_count, 3);
    cr_expect_eq(docket_due_us(&desk.docket), INSTANT_NONE);
    cr_expect_eq(desk.docket.event_count, 2);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_CLOSED, 0)->n, 0);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_VOIDED, 0)->n, 3);
    expect_refused(&desk, DOCKET_NOT_NOW, &close_it);
}

Test(docket_close, an_event_is_not_closed_while_anything_else_is_owed)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00");
    facts.accident = true;
    desk_log(&desk, preset, &facts, NULL);
    for (int n = 1; n <= 3; n++) {
        expect_refused(&desk, DOCKET_NOT_NOW, &close_it);
        desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = n});
    }
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){DOCKET_REASSIGN, .amount = 4});
    expect_refused(&desk, DOCKET_NOT_NOW, &close_it);
    desk_do(&desk, "2018-10-02T07:00:00",
            &(struct act){DOCKET_VOID, .n = desk_stage(&desk, "department_opinion")->n});
    desk_do(&desk, "2018-10-02T08:00:00", &close_it);
}

Test(docket_close, an_event_without_bulletins_is_over_with_its_response)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_ORDINARY, "2018-10-02T03:18:00");
    desk_log(&desk, preset, &facts, NULL);
    expect_refused(&desk, DOCKET_NOT_NOW, &close_it);
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    expect_refused(&desk, DOCKET_NOT_NOW, &close_it);
}

Test(docket_close, only_events_are_closed)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
    expect_refused(&desk, DOCKET_NOT_NOW, &close_it);
    log_disclosure();
    expect_refused(&desk, DOCKET_NOT_NOW, &close_it);
}

Test(docket_close, closing_is_entered_late_only_with_proof_and_not_before_detection)
{
    struct act act = close_it;
    log_told_event();
    act.at_us = moment("2018-10-02T03:18:00") - 1;
    desk_move(&desk, "2018-10-02T21:00:00");
    act.has_reviewer = act.has_proof = true;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &act);
    act.at_us = moment("2018-10-02T20:30:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
}

Test(docket_close, a_request_that_is_not_supplemented_counts_as_abandoned)
{
    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-10-15T10:00:00", &abandon);
    expect_window(&desk, 1, WINDOW_STATE_MET, "2019-09-25");
    expect_window(&desk, 2, WINDOW_STATE_VOID, "2019-10-17");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_ABANDONED);
    cr_expect_eq(desk.docket.event_count, 2);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_ABANDONED, 0)->n, 0);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_VOIDED, 0)->n, 2);
    expect_refused(&desk, DOCKET_NOT_NOW, &abandon);
}

Test(docket_close, by_the_law_of_2007_too)
{
    struct item_facts facts = disclosure_of("2019-05-14T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2019-05-15T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 1, .word = "supplement"});
    desk_do(&desk, "2019-06-15T10:00:00", &abandon);
    expect_window(&desk, 1, WINDOW_STATE_VOID, "2019-06-04");
    cr_expect_eq(desk.docket.status, ITEM_STATUS_ABANDONED);
}

Test(docket_close, all_that_an_abandoned_request_owed_is_void)
{
    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-09-23T10:00:00", &(struct act){DOCKET_REASSIGN, .amount = 4});
    desk_do(&desk, "2019-10-15T10:00:00", &abandon);
    expect_window(&desk, 3, WINDOW_STATE_VOID, "2019-09-26");
    cr_expect_eq(desk_event_count(&desk, DOCKET_EVENT_VOIDED), 2);
}

Test(docket_close, nothing_is_abandoned_that_waits_for_no_supplement)
{
    log_disclosure();
    expect_refused(&desk, DOCKET_NOT_NOW, &abandon);
    desk_do(&desk, "2019-09-20T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party"});
    expect_refused(&desk, DOCKET_NOT_NOW, &abandon);
    desk_do(&desk, "2019-09-23T10:00:00", &(struct act){DOCKET_RESUME, .n = 2});
    desk_do(&desk, "2019-09-24T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-09-25T10:00:00",
            &(struct act){DOCKET_RESTART, .n = 2, .word = "supplemented"});
    expect_refused(&desk, DOCKET_NOT_NOW, &abandon);
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
    expect_refused(&desk, DOCKET_NOT_NOW, &abandon);
}

Test(docket_close, abandonment_is_entered_late_only_with_proof)
{
    struct act act = abandon;
    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    act.at_us = moment("2019-10-15T10:00:00");
    desk_move(&desk, "2019-10-16T10:00:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
}
