/* Extending a clock and starting it anew. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;

static const struct act extend = {DOCKET_EXTEND, .n = 2};
static const struct act ask_supplement = {DOCKET_PAUSE, .n = 2, .word = "supplement"};
static const struct act ask_third_party = {DOCKET_PAUSE, .n = 2, .word = "third_party"};
static const struct act supplemented = {DOCKET_RESTART, .n = 2, .word = "supplemented"};
static const struct act confirmed = {DOCKET_RESTART, .n = 2, .word = "confirmed"};

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

static void log_letter(void)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
}

TestSuite(docket_clock, .init = setup, .fini = teardown);

Test(docket_clock, an_extension_gives_twenty_more_working_days)
{
    log_disclosure();
    desk_do(&desk, "2019-10-16T10:00:00", &extend);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-14");
    cr_expect_eq(desk_window(&desk, 2)->generation, 2);
    cr_expect_eq(desk_window(&desk, 2)->times.rule_due_at_us, moment("2019-11-15T00:00:00"));
    cr_expect_eq(desk.docket.event_count, 1);
    expect_moved(desk_event(&desk, DOCKET_EVENT_EXTENDED, 2), "2019-10-17", "2019-11-14");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-09-25");
}

Test(docket_clock, an_extension_is_as_long_as_was_decided)
{
    static const struct {
        int amount;
        const char *due;
    } cases[] = {{1, "2019-10-18"}, {5, "2019-10-24"}, {20, "2019-11-14"}, {0, "2019-11-14"}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct act act = extend;
        act.amount = cases[i].amount;
        log_disclosure();
        desk_do(&desk, "2019-10-16T10:00:00", &act);
        expect_window(&desk, 2, WINDOW_STATE_OPEN, cases[i].due);
    }
}

Test(docket_clock, no_extension_is_longer_than_the_law_allows)
{
    struct act act = extend;
    act.amount = 21;
    log_disclosure();
    desk_move(&desk, "2019-10-16T10:00:00");
    expect_wrong(&desk, "amount", PROBLEM_TOO_BIG, &act);
    cr_expect_str_eq(desk.problems.all[0].detail, "20");
    act.at_us = moment("2019-10-16T09:00:00");
    expect_wrong(&desk, "amount", PROBLEM_TOO_BIG, &act);
    cr_expect_eq(desk.problems.count, 3, "and all else that is wrong is named with it");
}

Test(docket_clock, each_law_has_its_own_extension)
{
    struct item_facts proposal = item_of(ITEM_KIND_INQUIRY, ITEM_CHANNEL_PROPOSAL,
                                         ITEM_TYPE_PROPOSAL, "2018-07-26T14:00:00");
    const struct {
        struct item_facts facts;
        int n;
        const char *now;
        const char *due;
        const char *extended;
    } cases[] = {
        {disclosure_of("2019-05-14T16:00:00"), 1, "2019-06-04T10:00:00", "2019-06-04",
         "2019-06-26"},
        {inquiry_of(ITEM_TYPE_REPORT, "2018-08-14T11:02:00"), 1, "2018-10-12T10:00:00",
         "2018-10-15", "2018-11-12"},
        {petition_of("2018-11-12T09:00:00"), 2, "2019-01-10T10:00:00", "2019-01-11", "2019-02-11"},
        {petition_of("2022-05-05T09:00:00"), 2, "2022-07-04T10:00:00", "2022-07-04", "2022-08-03"},
        {proposal, 1, "2018-10-25T10:00:00", "2018-10-26", "2019-01-28"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        desk_log(&desk, preset, &cases[i].facts, NULL);
        expect_window(&desk, cases[i].n, WINDOW_STATE_OPEN, cases[i].due);
        desk_do(&desk, cases[i].now, &(struct act){DOCKET_EXTEND, .n = cases[i].n});
        expect_window(&desk, cases[i].n, WINDOW_STATE_OPEN, cases[i].extended);
    }
}

Test(docket_clock, an_extension_is_given_once)
{
    struct act act = extend;
    act.amount = 5;
    log_disclosure();
    desk_do(&desk, "2019-10-16T10:00:00", &act);
    expect_refused(&desk, DOCKET_NOT_NOW, &act);
    expect_refused(&desk, DOCKET_NOT_NOW, &extend);
}

Test(docket_clock, an_extension_is_given_before_the_time_is_over)
{
    log_disclosure();
    desk_read(&desk, moment("2019-10-18T00:00:00") + 1);
    expect_refused(&desk, DOCKET_NOT_NOW, &extend);
    desk_read(&desk, moment("2019-10-18T00:00:00") - 1);
    cr_expect_eq(desk_act(&desk, &extend), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-14");
}

Test(docket_clock, an_extension_that_was_decided_in_time_may_be_entered_late)
{
    struct act act = extend;
    log_disclosure();
    act.at_us = moment("2019-10-17T17:00:00");
    desk_move(&desk, "2019-10-18T09:00:00");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-14");
    log_disclosure();
    desk_move(&desk, "2019-09-16T10:05:00");
    act.at_us = moment("2019-09-16T10:00:00") - 1;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &act);
}

Test(docket_clock, what_stands_still_may_be_extended)
{
    log_disclosure();
    desk_do(&desk, "2019-09-24T10:00:00", &ask_third_party);
    desk_do(&desk, "2019-10-14T10:00:00", &extend);
    expect_window(&desk, 2, WINDOW_STATE_PAUSED, "2019-11-14");
    desk_do(&desk, "2019-10-15T10:00:00", &(struct act){DOCKET_RESUME, .n = 2});
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-12-02");
}

Test(docket_clock, the_senders_time_is_not_extended)
{
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    facts.sender_due_us = moment("2019-10-22T12:00:00");
    desk_log(&desk, preset, &facts, NULL);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-17");
    desk_do(&desk, "2019-10-16T10:00:00", &extend);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-22T12:00:00");
    expect_moved(desk_event(&desk, DOCKET_EVENT_EXTENDED, 2), "2019-10-17", "2019-10-22T12:00:00");
}

Test(docket_clock, what_no_law_extends_is_not_extended)
{
    log_letter();
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_EXTEND, .n = 1});
    expect_refused(&desk, DOCKET_NO_WINDOW, &(struct act){DOCKET_EXTEND, .n = 2});
    log_disclosure();
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_EXTEND, .n = 1});
    desk_do(&desk, "2019-10-16T10:00:00", &(struct act){DOCKET_FULFIL, .n = 2});
    expect_refused(&desk, DOCKET_NOT_NOW, &extend);
}

Test(docket_clock, the_whole_time_begins_again_when_the_supplement_comes)
{
    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-10-12T10:00:00", &supplemented);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-08");
    const struct window *window = desk_window(&desk, 2);
    cr_expect_eq(window->clock.starts_at_us, moment("2019-10-12T10:00:00"));
    cr_expect_eq(window->times.starts_at_us, moment("2019-10-12T10:00:00"));
    cr_expect_eq(window->clock.pause_count, 0);
    cr_expect_eq(window->generation, 3);
    cr_expect_eq(desk.docket.event_count, 1);
    expect_moved(desk_event(&desk, DOCKET_EVENT_RESTARTED, 2), "2019-10-17", "2019-11-08");
    cr_expect_str_eq(desk.docket.events[0].deed.word, "supplemented");
    expect_window(&desk, 1, WINDOW_STATE_MET, "2019-09-25");
}

Test(docket_clock, a_supplement_comes_only_where_one_was_asked_for_and_once)
{
    log_disclosure();
    desk_move(&desk, "2019-09-20T10:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &supplemented);
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    expect_refused(&desk, DOCKET_NOT_NOW, &confirmed);
    desk_do(&desk, "2019-10-12T10:00:00", &supplemented);
    expect_refused(&desk, DOCKET_NOT_NOW, &supplemented);

    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_third_party);
    expect_refused(&desk, DOCKET_NOT_NOW, &supplemented);
    expect_refused(&desk, DOCKET_NOT_NOW, &confirmed);
}

Test(docket_clock, a_supplement_comes_after_it_was_asked_for)
{
    struct act early = supplemented;
    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_move(&desk, "2019-09-20T10:05:00");
    early.at_us = moment("2019-09-20T10:00:00") - 1;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &early);
    early.at_us++;
    cr_expect_eq(desk_act(&desk, &early), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-23");
}

Test(docket_clock, an_extension_is_not_given_again_after_a_new_start)
{
    log_disclosure();
    desk_do(&desk, "2019-09-19T10:00:00", &extend);
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-10-12T10:00:00", &supplemented);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-08");
    expect_moved(desk_event(&desk, DOCKET_EVENT_RESTARTED, 2), "2019-11-14", "2019-11-08");
    expect_refused(&desk, DOCKET_NOT_NOW, &extend);

    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-10-12T10:00:00", &supplemented);
    desk_do(&desk, "2019-11-07T10:00:00", &extend);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-12-06");
}

/* Else the later of the two would take what the earlier gave. */
Test(docket_clock, an_extension_stays_whenever_acceptance_is_entered)
{
    static const struct act extend_it = {DOCKET_EXTEND, .n = 2};
    struct act accepted = {DOCKET_RESTART, .n = 2, .word = "accepted", .has_reviewer = true,
                           .has_proof = true};
    struct item_facts petition = petition_of("2018-11-12T09:00:00");
    accepted.at_us = moment("2018-11-20T09:00:00");
    for (int i = 0; i < 2; i++) {
        desk_log(&desk, preset, &petition, NULL);
        desk_do(&desk, "2019-01-10T10:00:00", i ? &accepted : &extend_it);
        desk_do(&desk, "2019-01-10T11:00:00", i ? &extend_it : &accepted);
        expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-02-18");
    }
}

Test(docket_clock, a_moment_that_was_stated_at_logging_is_not_stated_again)
{
    static const struct act accepted = {DOCKET_RESTART, .n = 2, .word = "accepted"};
    static const struct act confirmed_notice = {DOCKET_RESTART, .n = 1, .word = "confirmed"};
    struct item_facts request = disclosure_of("2019-09-16T10:00:00");
    request.confirmed_at_us = moment("2019-09-17T10:00:00");
    desk_log(&desk, preset, &request, "2019-09-17T11:00:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-18");
    desk_move(&desk, "2019-09-23T10:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &confirmed);
    expect_refused(&desk, DOCKET_NOT_NOW, &confirmed_notice);
    desk_do(&desk, "2019-09-24T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-09-25T10:00:00", &supplemented);
    struct item_facts petition = petition_of("2018-11-12T09:00:00");
    petition.accepted_at_us = petition.received_at_us;
    desk_log(&desk, preset, &petition, NULL);
    desk_move(&desk, "2018-11-20T09:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &accepted);
}

Test(docket_clock, the_time_of_a_request_by_mail_runs_from_its_confirmation)
{
    static const struct act confirmed_notice = {DOCKET_RESTART, .n = 1, .word = "confirmed"};
    log_disclosure();
    desk_do(&desk, "2019-09-23T10:00:00", &confirmed);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-24");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-09-25");
    desk_do(&desk, "2019-09-23T10:00:00", &confirmed_notice);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-10-08");
    expect_refused(&desk, DOCKET_NOT_NOW, &confirmed);
    expect_refused(&desk, DOCKET_NOT_NOW, &confirmed_notice);
}

/* Of 23 to 26 September the days up to the new start count no more, and the rest not yet. */
Test(docket_clock, what_it_waited_for_after_its_new_start_is_left_out_as_before)
{
    static const struct act ask_others = {DOCKET_PAUSE, .n = 2, .word = "third_party"};
    struct act confirmed_before = confirmed;
    log_disclosure();
    desk_do(&desk, "2019-09-23T10:00:00", &ask_others);
    desk_do(&desk, "2019-09-26T10:00:00", &(struct act){DOCKET_RESUME, .n = 2});
    confirmed_before.at_us = moment("2019-09-18T10:00:00");
    confirmed_before.has_reviewer = confirmed_before.has_proof = true;
    desk_do(&desk, "2019-09-27T10:00:00", &confirmed_before);
    int64_t with_pause_us = desk_window(&desk, 2)->times.due_at_us;
    cr_expect_eq(desk_window(&desk, 2)->clock.pause_count, 1);
    log_disclosure();
    desk_do(&desk, "2019-09-18T10:00:00", &confirmed);
    desk_do(&desk, "2019-09-23T10:00:00", &ask_others);
    desk_do(&desk, "2019-09-26T10:00:00", &(struct act){DOCKET_RESUME, .n = 2});
    cr_expect_eq(with_pause_us, desk_window(&desk, 2)->times.due_at_us,
                 "whichever was entered first");
}

Test(docket_clock, reports_and_petitions_run_from_their_acceptance)
{
    struct item_facts report = inquiry_of(ITEM_TYPE_REPORT, "2018-08-13T11:02:00");
    desk_log(&desk, preset, &report, NULL);
    desk_do(&desk, "2018-08-20T09:00:00",
            &(struct act){DOCKET_RESTART, .n = 1, .word = "accepted"});
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-19");
    struct item_facts petition = petition_of("2018-11-12T09:00:00");
    desk_log(&desk, preset, &petition, NULL);
    desk_do(&desk, "2018-11-20T09:00:00",
            &(struct act){DOCKET_RESTART, .n = 2, .word = "accepted"});
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-01-21");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-11-27");
    desk_do(&desk, "2019-01-20T10:00:00", &(struct act){DOCKET_EXTEND, .n = 2});
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-02-18");
    struct item_facts later = petition_of("2022-05-05T09:00:00");
    desk_log(&desk, preset, &later, NULL);
    desk_do(&desk, "2022-05-12T09:00:00",
            &(struct act){DOCKET_RESTART, .n = 2, .word = "accepted"});
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2022-07-11");
}

Test(docket_clock, by_the_law_of_2007_a_supplement_starts_the_time_anew_too)
{
    struct item_facts facts = disclosure_of("2019-05-14T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2019-05-20T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 1, .word = "supplement"});
    desk_do(&desk, "2019-05-27T10:00:00",
            &(struct act){DOCKET_RESTART, .n = 1, .word = "supplemented"});
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-06-18");
}

Test(docket_clock, the_senders_time_does_not_start_anew)
{
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    facts.wanted_by_us = moment("2019-10-22T12:00:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-10-12T10:00:00", &supplemented);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-22T12:00:00");
    cr_expect_eq(desk_window(&desk, 2)->times.rule_due_at_us, moment("2019-11-09T00:00:00"));
}

Test(docket_clock, nothing_else_starts_a_clock_anew)
{
    log_letter();
    expect_refused(&desk, DOCKET_NOT_NOW,
                   &(struct act){DOCKET_RESTART, .n = 1, .word = "accepted"});
    expect_refused(&desk, DOCKET_NO_WINDOW,
                   &(struct act){DOCKET_RESTART, .n = 2, .word = "accepted"});
    log_disclosure();
    expect_refused(&desk, DOCKET_NOT_NOW,
                   &(struct act){DOCKET_RESTART, .n = 2, .word = "accepted"});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_RESTART, .n = 2, .word = "resent"});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_RESTART, .n = 2});
}

Test(docket_clock, a_new_start_is_entered_late_only_with_proof)
{
    struct act act = confirmed;
    log_disclosure();
    act.at_us = moment("2019-09-23T10:00:00");
    desk_move(&desk, "2019-09-23T10:10:01");
    expect_late_entry_is_vouched_for(&desk, &act);
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&desk, &act), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-24");
}
