/* Cases that are easily got wrong: what happens to windows after something odd happened before. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk, parent;
static struct calendar *before;

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    calendar_free(before);
    preset_free(preset);
}

static void log_disclosure(const char *at)
{
    struct item_facts facts = disclosure_of(at);
    desk_log(&desk, preset, &facts, NULL);
}

static void log_event(enum item_severity severity)
{
    struct item_facts facts = opinion_of(severity, "2018-10-02T03:18:00");
    desk_log(&desk, preset, &facts, NULL);
}

/* Five working days of 2018-12-24 end on the 31st, and by the notice of 2018-12-06 on the 29th. */
static void log_letter_before_the_notice(struct desk *of)
{
    struct item_facts facts = letter_of("2018-12-24T09:00:00");
    calendar_free(before);
    before = preset_calendar_before("gov.cn/2018-12/06/content_5346276");
    calendar_set_day(before, &(struct calendar_day){day("2019-01-01"), false, "", ""});
    calendar_seal(before);
    preset_use(preset, before);
    desk_log(of, preset, &facts, NULL);
}

static void import_at(struct desk *of, const struct calendar *calendar, const char *now)
{
    preset_use(preset, calendar);
    desk_move(of, now);
    cr_assert(docket_recount(&of->docket, "calendar"));
}

TestSuite(docket_cases, .init = setup, .fini = teardown);

Test(docket_cases, what_a_corrected_calendar_moves_back_into_the_future_is_not_held)
{
    log_letter_before_the_notice(&desk);
    import_at(&desk, preset->calendar, "2018-12-30T10:00:00");
    cr_expect(desk_window(&desk, 1)->is_held);
    import_at(&desk, before, "2018-12-30T11:00:00");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-12-31");
    cr_expect_not(desk_window(&desk, 1)->is_held, "its due time lies ahead");
}

Test(docket_cases, what_is_extended_into_the_future_is_not_held)
{
    struct item_facts facts = disclosure_of("2018-12-10T09:00:00");
    log_letter_before_the_notice(&desk);
    desk_log(&desk, preset, &facts, NULL);
    import_at(&desk, preset->calendar, "2018-12-30T10:00:00");
    cr_expect(desk_window(&desk, 1)->is_held);
    desk_do(&desk, "2018-12-30T11:00:00",
            &(struct act){DOCKET_EXTEND, .n = 1, .at_us = moment("2018-12-29T10:00:00"),
                          .has_reviewer = true, .has_proof = true});
    cr_expect_gt(desk_window(&desk, 1)->times.due_at_us, desk.docket.now_us);
    cr_expect_not(desk_window(&desk, 1)->is_held, "its due time lies ahead");
}

Test(docket_cases, the_answer_of_a_third_party_is_not_the_answer_to_the_applicant)
{
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party"});
    desk_do(&desk, "2019-09-18T10:00:00", &(struct act){DOCKET_FULFIL, .n = 3});
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-09-25");
}

Test(docket_cases, a_lower_grade_does_not_end_the_bulletins_before_the_event_is_closed)
{
    log_event(ITEM_SEVERITY_MAJOR);
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){DOCKET_REGRADE, .word = "large"});
    int bulletin = desk_stage(&desk, "bulletin")->n;
    desk_do(&desk, "2018-10-02T20:00:00", &(struct act){DOCKET_FULFIL, .n = bulletin});
    cr_expect_neq(desk_stage(&desk, "bulletin")->n, bulletin, "the release starts the next");
}

Test(docket_cases, an_event_that_inherits_the_first_information_owes_its_bulletins)
{
    struct item_facts major = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00");
    struct item_facts large = opinion_of(ITEM_SEVERITY_LARGE, "2018-10-02T03:20:00");
    desk_log(&desk, preset, &major, NULL);
    desk_log(&parent, preset, &large, NULL);
    parent.docket.item_id++;
    desk_do(&desk, "2018-10-02T04:00:00", &(struct act){DOCKET_MERGE, .into = &parent});
    size_t count = parent.docket.window_count;
    desk_do(&parent, "2018-10-02T05:00:00",
            &(struct act){DOCKET_FULFIL, .n = desk_stage(&parent, "authoritative_info")->n});
    cr_expect_eq(parent.docket.window_count, count + 1, "the release starts a bulletin");
}

Test(docket_cases, a_bulletin_that_was_none_starts_no_other)
{
    log_event(ITEM_SEVERITY_MAJOR);
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    desk_do(&desk, "2018-10-02T20:00:00", &(struct act){DOCKET_FULFIL, .n = 3});
    expect_window(&desk, 4, WINDOW_STATE_OPEN, "2018-10-03T20:00:00");
    desk_do(&desk, "2018-10-02T21:00:00", &(struct act){DOCKET_REOPEN, .n = 3, .word = "mistaken"});
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T05:00:00");
    expect_window(&desk, 4, WINDOW_STATE_VOID, "2018-10-03T20:00:00");
}

Test(docket_cases, a_bulletin_given_as_it_began_is_owed_again_and_not_void)
{
    log_event(ITEM_SEVERITY_MAJOR);
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 3});
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){DOCKET_REOPEN, .n = 3, .word = "mistaken"});
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T05:00:00");
    expect_window(&desk, 4, WINDOW_STATE_VOID, "2018-10-03T05:00:00");
}

Test(docket_cases, a_mistaken_abandonment_resumes_the_reply_and_not_the_notice)
{
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "supplement"});
    desk_do(&desk, "2019-10-15T10:00:00", &(struct act){.action = DOCKET_ABANDON});
    desk_do(&desk, "2019-10-16T10:00:00", &(struct act){DOCKET_REOPEN, .word = "mistaken"});
    expect_window(&desk, 1, WINDOW_STATE_MET, "2019-09-25");
    expect_window(&desk, 2, WINDOW_STATE_PAUSED, "2019-10-17");
}

Test(docket_cases, an_event_that_was_closed_by_mistake_goes_on_with_its_bulletin)
{
    log_event(ITEM_SEVERITY_MAJOR);
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){DOCKET_FULFIL, .n = 2});
    desk_do(&desk, "2018-10-02T07:00:00", &(struct act){.action = DOCKET_CLOSE});
    desk_do(&desk, "2018-10-02T08:00:00", &(struct act){DOCKET_REOPEN, .word = "mistaken"});
    expect_window(&desk, 2, WINDOW_STATE_MET, "2018-10-03T03:18:00");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2018-10-03T05:00:00");
}

Test(docket_cases, without_a_number_only_an_answer_is_reopened)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_REASSIGN, .amount = 4});
    desk_do(&desk, "2018-09-29T10:00:00", &(struct act){DOCKET_REASSIGN, .amount = 5});
    expect_window(&desk, 2, WINDOW_STATE_VOID, "2018-10-08");
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_REOPEN, .word = "mistaken"});
}

Test(docket_cases, what_is_inherited_from_a_held_window_waits_for_the_supervisor_too)
{
    struct item_facts facts = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-12-29T10:00:00");
    log_letter_before_the_notice(&desk);
    import_at(&desk, preset->calendar, "2018-12-30T10:00:00");
    desk_log(&parent, preset, &facts, "2018-12-30T10:00:00");
    parent.docket.item_id++;
    desk_do(&desk, "2018-12-30T11:00:00", &(struct act){DOCKET_MERGE, .into = &parent});
    cr_expect(desk_stage(&parent, "written_opinion")->is_held);
}

Test(docket_cases, what_a_held_window_tightens_waits_for_the_supervisor_too)
{
    struct item_facts facts = letter_of("2018-12-26T10:00:00");
    log_letter_before_the_notice(&desk);
    import_at(&desk, preset->calendar, "2018-12-30T10:00:00");
    desk_log(&parent, preset, &facts, "2018-12-30T10:00:00");
    parent.docket.item_id++;
    desk_do(&desk, "2018-12-30T11:00:00", &(struct act){DOCKET_MERGE, .into = &parent});
    expect_due(desk_window(&parent, 1), "2018-12-29");
    cr_expect(desk_window(&parent, 1)->is_held);
}

Test(docket_cases, what_is_reopened_goes_to_who_leads_now)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    facts.type = ITEM_TYPE_REPORT;
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    desk_do(&desk, "2018-09-29T10:00:00", &(struct act){DOCKET_REASSIGN, .amount = 4});
    desk_do(&desk, "2018-09-30T10:00:00", &(struct act){DOCKET_REOPEN, .n = 1, .word = "returned"});
    cr_expect_eq(desk_window(&desk, 1)->department_id, 4);
}

Test(docket_cases, every_window_of_the_department_before_is_void)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_REASSIGN, .amount = 4});
    desk_do(&desk, "2018-09-28T11:00:00", &(struct act){DOCKET_FULFIL, .n = 2});
    desk_do(&desk, "2018-09-29T10:00:00", &(struct act){DOCKET_REASSIGN, .amount = 5});
    desk_move(&desk, "2018-09-29T11:00:00");
    desk_act(&desk, &(struct act){DOCKET_REOPEN, .n = 2, .word = "mistaken"}); /* done or refused */
    desk_do(&desk, "2018-09-29T12:00:00", &(struct act){DOCKET_REASSIGN, .amount = 6});
    size_t owed = 0;
    for (size_t i = 0; i < desk.docket.window_count; i++)
        owed += window_is_owed(&desk.windows[i].window) &&
                rule_is_of_stage(desk.windows[i].window.rule, "department_opinion");
    cr_expect_eq(owed, 1u, "%zu owed", owed);
}

Test(docket_cases, what_a_higher_grade_adds_is_due_by_the_senders_time_too)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_LARGE, "2018-10-02T03:18:00");
    facts.sender_due_us = moment("2018-10-02T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){DOCKET_REGRADE, .word = "major"});
    expect_due(desk_stage(&desk, "authoritative_info"), "2018-10-02T10:00:00");
}

Test(docket_cases, confirming_the_grade_does_not_bring_back_what_was_voided)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_LARGE, "2018-10-02T03:18:00");
    facts.accident = true;
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-10-02T04:00:00", &(struct act){DOCKET_VOID, .n = 2});
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){DOCKET_REGRADE, .word = "large"});
    cr_expect_eq(desk.docket.window_count, 2);
}

static void expect_restart_listed_only_if_possible(int n)
{
    static const char *const words[] = {"supplemented", "confirmed", "accepted"};
    static struct desk copy;
    bool is_listed = docket_allowed(&desk.docket, n) >> DOCKET_RESTART & 1, is_possible = false;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        desk_copy(&desk, &copy);
        is_possible |=
            desk_act(&copy, &(struct act){DOCKET_RESTART, .n = n, .word = words[i]}) == DOCKET_DONE;
    }
    cr_expect_eq(is_listed, is_possible, "window %d of a request of %s", n,
                 moment_text(desk.docket.facts.received_at_us));
}

Test(docket_cases, a_new_start_is_listed_only_where_something_starts_anew)
{
    log_disclosure("2019-05-14T10:00:00");
    expect_restart_listed_only_if_possible(1); /* by the law of 2007 nothing but a supplement */
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party"});
    expect_restart_listed_only_if_possible(2);
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_RESTART, .n = 2, .word = "confirmed"});
    expect_restart_listed_only_if_possible(2);
}

Test(docket_cases, a_supplement_is_asked_for_once_whatever_starts_anew)
{
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "supplement"});
    desk_do(&desk, "2019-09-18T10:00:00", &(struct act){DOCKET_RESUME, .n = 2});
    desk_do(&desk, "2019-09-19T10:00:00",
            &(struct act){DOCKET_RESTART, .n = 2, .word = "confirmed"});
    expect_refused(&desk, DOCKET_NOT_NOW,
                   &(struct act){DOCKET_PAUSE, .n = 2, .word = "supplement"});
}

Test(docket_cases, the_notice_that_a_mistaken_reply_voided_is_owed_again)
{
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00", &(struct act){DOCKET_FULFIL, .n = 2});
    expect_window(&desk, 1, WINDOW_STATE_VOID, "2019-09-25");
    desk_do(&desk, "2019-09-17T11:00:00", &(struct act){DOCKET_REOPEN, .n = 2, .word = "mistaken"});
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-09-25");
}

Test(docket_cases, counting_anew_does_not_change_what_was_inherited)
{
    struct item_facts consult = inquiry_of(ITEM_TYPE_CONSULT, "2023-03-06T09:00:00");
    struct item_facts complaint = inquiry_of(ITEM_TYPE_COMPLAINT, "2023-03-06T10:00:00");
    complaint.urgent = true;
    desk_log(&desk, preset, &consult, NULL);
    desk_log(&parent, preset, &complaint, NULL);
    parent.docket.item_id++;
    int own = desk_stage(&parent, "reply")->n;
    desk_do(&parent, "2023-03-06T10:05:00", &(struct act){DOCKET_VOID, .n = own});
    desk_do(&desk, "2023-03-06T10:10:00", &(struct act){DOCKET_MERGE, .into = &parent});
    desk_move(&parent, "2023-03-06T10:20:00");
    cr_expect_not(docket_recount(&parent.docket, "the same calendar"));
    cr_expect_eq(desk_stage(&parent, "reply")->times.rule_due_at_us, moment("2023-03-09T00:00:00"));
}

Test(docket_cases, nothing_is_abandoned_before_it_was_asked_for)
{
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-20T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "supplement"});
    desk_move(&desk, "2019-09-20T10:05:00");
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY,
                 &(struct act){.action = DOCKET_ABANDON, .at_us = moment("2019-09-20T09:59:59")});
}

Test(docket_cases, an_extension_at_the_due_moment_is_not_before_it)
{
    log_disclosure("2019-09-16T10:00:00");
    desk_move(&desk, "2019-10-18T00:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_EXTEND, .n = 2});
}

Test(docket_cases, what_is_due_at_this_moment_is_not_past_and_not_held)
{
    log_letter_before_the_notice(&desk);
    import_at(&desk, preset->calendar, "2018-12-30T00:00:00");
    cr_expect_not(desk_window(&desk, 1)->is_held);
}

Test(docket_cases, pauses_never_overlap_even_within_a_second)
{
    log_disclosure("2019-09-16T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party"});
    desk_read(&desk, moment("2019-09-18T10:00:00") + 500000);
    desk_act(&desk, &(struct act){DOCKET_RESUME, .n = 2});
    desk_read(&desk, moment("2019-09-18T10:05:00"));
    desk_act(&desk, &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party",
                                  .at_us = moment("2019-09-18T10:00:00")});
    const struct clock *clock = &desk_window(&desk, 2)->clock;
    cr_assert_eq(clock->pause_count, 2);
    cr_expect_geq(clock->pauses[1].from_us, clock->pauses[0].to_us);
}

Test(docket_cases, an_unknown_reason_reopens_nothing)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_REOPEN, .n = 1, .word = "bored"});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_REOPEN, .n = 1});
}

/* The chief hears of it an hour after, and all every six hours. */
Test(docket_cases, an_overdue_bulletin_rises_as_all_of_a_major_event_does)
{
    log_event(ITEM_SEVERITY_MAJOR);
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    const struct plan *plan = &docket_find(&desk.docket, 3)->plan;
    const int64_t due_us = moment("2018-10-03T06:00:00");
    cr_assert_eq(plan->step_count - (size_t)plan->first_level_step + 1, 3);
    cr_expect_eq(plan->at_us[plan->first_level_step - 1], due_us);
    cr_expect_eq(plan->at_us[plan->first_level_step], due_us + HOUR_US);
    cr_expect_eq(plan->at_us[plan->first_level_step + 1], due_us + 3 * HOUR_US);
    cr_expect_eq(plan->repeat_us, 6 * HOUR_US);
}
