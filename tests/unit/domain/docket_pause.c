/* Pausing and going on: what is asked of others is not counted (不计入办理时限). */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;

static const struct act resume = {DOCKET_RESUME, .n = 2};
static const struct act ask_third_party = {DOCKET_PAUSE, .n = 2, .word = "third_party"};
static const struct act ask_organ = {DOCKET_PAUSE, .n = 2, .word = "other_organ"};
static const struct act ask_supplement = {DOCKET_PAUSE, .n = 2, .word = "supplement"};

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

/* By the law of 2007: reply (1) by 2019-06-04. */
static void log_old_disclosure(void)
{
    struct item_facts facts = disclosure_of("2019-05-14T16:00:00");
    desk_log(&desk, preset, &facts, NULL);
}

static void pause_from_to(const struct act *pause, const char *from, const char *to)
{
    desk_do(&desk, from, pause);
    desk_do(&desk, to, &resume);
}

TestSuite(docket_pause, .init = setup, .fini = teardown);

Test(docket_pause, a_third_party_that_is_asked_has_fifteen_working_days_of_its_own)
{
    log_disclosure();
    desk_do(&desk, "2019-09-24T10:00:00", &ask_third_party);
    expect_window(&desk, 2, WINDOW_STATE_PAUSED, "2019-10-17");
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2019-10-18");
    cr_expect_str_eq(desk_window(&desk, 3)->rule->stage, "third_party_answer");
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-09-25");
    cr_expect_eq(desk_window(&desk, 2)->generation, 2);
    cr_expect(docket_find(&desk.docket, 2)->is_planned);
    cr_expect_eq(desk.docket.event_count, 2);
    expect_moved(desk_event(&desk, DOCKET_EVENT_PAUSED, 2), NULL, NULL);
    cr_expect_eq(desk_event(&desk, DOCKET_EVENT_PAUSED, 2)->at_us, moment("2019-09-24T10:00:00"));
    cr_expect_str_eq(desk_event(&desk, DOCKET_EVENT_PAUSED, 2)->deed.word, "third_party");
    expect_moved(desk_event(&desk, DOCKET_EVENT_OPENED, 3), NULL, NULL);
    cr_expect_eq(docket_due_us(&desk.docket), moment("2019-09-26T00:00:00"),
                 "what stands still is due never");
}

Test(docket_pause, the_days_from_asking_to_the_day_before_the_answer_are_not_counted)
{
    log_disclosure();
    pause_from_to(&ask_third_party, "2019-09-24T10:00:00", "2019-10-15T10:00:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-04");
    expect_window(&desk, 3, WINDOW_STATE_MET, "2019-10-18");
    cr_expect_eq(desk_window(&desk, 3)->answered_at_us, moment("2019-10-15T10:00:00"));
    cr_expect_eq(desk_window(&desk, 2)->generation, 3);
    cr_expect_eq(desk_window(&desk, 3)->generation, 1);
    cr_expect_eq(desk.docket.event_count, 2);
    expect_moved(desk_event(&desk, DOCKET_EVENT_RESUMED, 2), "2019-10-17", "2019-11-04");
    expect_moved(desk_event(&desk, DOCKET_EVENT_FULFILLED, 3), NULL, NULL);
}

Test(docket_pause, only_working_days_that_were_lost_are_given_back)
{
    static const struct {
        const char *from;
        const char *to;
        const char *due;
    } cases[] = {
        {"2019-09-24T09:00:00", "2019-09-24T18:00:00", "2019-10-17"}, /* on one day */
        {"2019-09-24T23:59:59", "2019-09-25T00:00:00", "2019-10-18"}, /* a second, a day */
        {"2019-09-24T00:00:00", "2019-09-24T23:59:59", "2019-10-17"}, /* a day, not one */
        {"2019-09-30T10:00:00", "2019-10-08T10:00:00", "2019-10-18"}, /* over National Day */
        {"2019-10-01T10:00:00", "2019-10-07T23:59:59", "2019-10-17"}, /* within it */
        {"2019-09-29T10:00:00", "2019-09-30T10:00:00", "2019-10-18"}, /* a make-up Sunday */
        {"2019-09-28T10:00:00", "2019-09-29T10:00:00", "2019-10-17"}, /* a Saturday of rest */
        {"2019-09-16T11:00:00", "2019-09-18T10:00:00", "2019-10-18"}, /* 17th; 16th never counts */
        {"2019-10-17T23:59:59", "2019-10-21T10:00:00", "2019-10-21"}, /* from the last day on */
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        log_disclosure();
        pause_from_to(&ask_third_party, cases[i].from, cases[i].to);
        expect_window(&desk, 2, WINDOW_STATE_OPEN, cases[i].due);
    }
}

Test(docket_pause, another_organ_has_fifteen_working_days_since_2019)
{
    log_disclosure();
    desk_do(&desk, "2019-09-29T10:00:00", &ask_organ);
    expect_window(&desk, 3, WINDOW_STATE_OPEN, "2019-10-24");
    cr_expect_str_eq(desk_window(&desk, 3)->rule->stage, "organ_answer");
    desk_do(&desk, "2019-10-12T10:00:00", &resume);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-25");
    expect_window(&desk, 3, WINDOW_STATE_MET, "2019-10-24");
}

Test(docket_pause, whoever_is_asked_has_a_time_of_its_own_from_the_first_day_of_the_law)
{
    struct item_facts facts = disclosure_of("2019-05-15T10:00:00");
    desk_log(&desk, preset, &facts, NULL);
    pause_from_to(&ask_third_party, "2019-05-20T10:00:00", "2019-05-22T10:00:00");
    desk_do(&desk, "2019-05-23T10:00:00", &ask_organ);
    expect_window(&desk, 3, WINDOW_STATE_MET, "2019-06-11");
    expect_window(&desk, 4, WINDOW_STATE_OPEN, "2019-06-14");
}

Test(docket_pause, by_the_law_of_2007_only_a_third_party_stops_the_clock)
{
    static const struct act ask_organ_first = {DOCKET_PAUSE, .n = 1, .word = "other_organ"};
    static const struct act ask_third_party_first = {DOCKET_PAUSE, .n = 1, .word = "third_party"};
    log_old_disclosure();
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-06-04");
    desk_move(&desk, "2019-05-20T10:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &ask_organ_first);
    desk_do(&desk, "2019-05-20T10:00:00", &ask_third_party_first);
    cr_expect_eq(desk.docket.window_count, 1, "and it has no time of its own");
    desk_do(&desk, "2019-06-11T10:00:00", &(struct act){DOCKET_RESUME, .n = 1});
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-06-26");
}

Test(docket_pause, a_day_is_never_left_out_twice)
{
    log_disclosure();
    pause_from_to(&ask_third_party, "2019-09-18T10:00:00", "2019-09-20T10:00:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-21");
    pause_from_to(&ask_organ, "2019-09-20T10:00:00", "2019-10-08T10:00:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-31");
    expect_window(&desk, 3, WINDOW_STATE_MET, "2019-10-14");
    expect_window(&desk, 4, WINDOW_STATE_MET, "2019-10-16");
}

Test(docket_pause, an_answer_of_others_that_is_late_still_lets_the_clock_go_on)
{
    log_disclosure();
    pause_from_to(&ask_third_party, "2019-09-24T10:00:00", "2019-10-21T10:00:00");
    expect_window(&desk, 3, WINDOW_STATE_LATE, "2019-10-18");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-08");
}

Test(docket_pause, the_clock_goes_on_with_the_answer_of_whoever_was_asked)
{
    static const struct act answers[] = {{DOCKET_FULFIL, .n = 3}, {DOCKET_VOID, .n = 3}};
    for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
        log_disclosure();
        desk_do(&desk, "2019-09-24T10:00:00", &ask_third_party);
        desk_do(&desk, "2019-10-15T10:00:00", &answers[i]);
        expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-04");
        expect_moved(desk_event(&desk, DOCKET_EVENT_RESUMED, 2), "2019-10-17", "2019-11-04");
        expect_refused(&desk, DOCKET_NOT_NOW, &resume);
    }
}

/* Whoever was asked had until 18 October. */
Test(docket_pause, silence_holds_the_clock_no_longer_than_the_time_for_an_answer)
{
    static const struct act answer = {DOCKET_FULFIL, .n = 3};
    const struct act *const ends[] = {&resume, &answer};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        log_disclosure();
        desk_do(&desk, "2019-09-24T10:00:00", &ask_third_party);
        desk_do(&desk, "2019-11-01T10:00:00", ends[i]);
        expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-08");
        cr_expect_eq(desk_window(&desk, 2)->clock.pauses[0].to_us, moment("2019-10-19T00:00:00"));
        cr_expect_eq(desk_window(&desk, 3)->state, WINDOW_STATE_LATE);
    }
}

/* Somebody who wants an answer within the hour does not take the law's ways from the bureau. */
Test(docket_pause, what_the_law_allows_it_allows_until_the_time_of_its_own)
{
    static const struct act extend = {DOCKET_EXTEND, .n = 2};
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    facts.wanted_by_us = moment("2019-09-16T11:00:00");
    desk_log(&desk, preset, &facts, NULL);
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-09-23T10:00:00", &resume);
    desk_do(&desk, "2019-10-16T10:00:00", &extend);
    const struct window *reply = desk_window(&desk, 2);
    cr_expect_eq(reply->times.rule_due_at_us, moment("2019-11-16T00:00:00"));
    cr_expect_eq(reply->times.due_at_us, facts.wanted_by_us);
    desk_log(&desk, preset, &facts, NULL);
    desk_move(&desk, "2019-10-18T00:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &extend);
    expect_refused(&desk, DOCKET_NOT_NOW, &ask_organ);
}

Test(docket_pause, asking_for_a_supplement_answers_the_duty_of_notice)
{
    static const struct {
        const char *asked;
        enum window_state notice;
    } cases[] = {
        {"2019-09-25T23:59:59", WINDOW_STATE_MET},
        {"2019-09-26T00:00:00", WINDOW_STATE_MET},
        {"2019-09-26T00:00:01", WINDOW_STATE_LATE},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        log_disclosure();
        desk_do(&desk, cases[i].asked, &ask_supplement);
        expect_window(&desk, 1, cases[i].notice, "2019-09-25");
        expect_window(&desk, 2, WINDOW_STATE_PAUSED, "2019-10-17");
        cr_expect_eq(desk_event(&desk, DOCKET_EVENT_FULFILLED, 0)->n, 1);
        cr_expect_eq(desk.docket.window_count, 2);
        cr_expect_eq(desk.docket.status, ITEM_STATUS_REGISTERED);
    }
}

Test(docket_pause, a_supplement_is_asked_for_once)
{
    log_disclosure();
    pause_from_to(&ask_supplement, "2019-09-20T10:00:00", "2019-09-24T10:00:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-21");
    desk_move(&desk, "2019-09-25T10:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &ask_supplement);
    desk_do(&desk, "2019-09-25T10:00:00", &ask_third_party);

    log_disclosure();
    desk_do(&desk, "2019-09-20T10:00:00", &ask_supplement);
    desk_do(&desk, "2019-10-12T10:00:00",
            &(struct act){DOCKET_RESTART, .n = 2, .word = "supplemented"});
    desk_move(&desk, "2019-10-14T10:00:00");
    expect_refused(&desk, DOCKET_NOT_NOW, &ask_supplement);
}

Test(docket_pause, nothing_is_asked_once_the_time_is_over)
{
    static const int64_t around_us[] = {-1, 0, 1};
    for (size_t i = 0; i < ARRAY_LEN(around_us); i++) {
        log_disclosure();
        desk_read(&desk, moment("2019-10-18T00:00:00") + around_us[i]);
        if (around_us[i] >= 0)
            expect_refused(&desk, DOCKET_NOT_NOW, &ask_third_party);
        else
            cr_expect_eq(desk_act(&desk, &ask_third_party), DOCKET_DONE);
    }
}

Test(docket_pause, a_pause_begins_after_the_start_and_after_the_one_before)
{
    struct act early = ask_third_party;
    log_disclosure();
    desk_move(&desk, "2019-09-16T10:05:00");
    early.at_us = moment("2019-09-16T09:59:59") + 999999;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &early);
    early.at_us++;
    cr_expect_eq(desk_act(&desk, &early), DOCKET_DONE);
    desk_do(&desk, "2019-09-18T10:00:00", &resume);
    desk_move(&desk, "2019-09-18T10:05:00");
    early.at_us = moment("2019-09-18T09:59:59") + 999999;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &early);
    early.at_us++;
    cr_expect_eq(desk_act(&desk, &early), DOCKET_DONE);
}

Test(docket_pause, an_answer_comes_after_the_question)
{
    struct act early = resume;
    log_disclosure();
    desk_do(&desk, "2019-09-24T10:00:00", &ask_third_party);
    desk_move(&desk, "2019-09-24T10:05:00");
    early.at_us = moment("2019-09-24T09:59:59") + 999999;
    expect_wrong(&desk, "at", PROBLEM_TOO_EARLY, &early);
    early.at_us++;
    cr_expect_eq(desk_act(&desk, &early), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-17");
}

Test(docket_pause, it_pauses_once_at_a_time_and_goes_on_once)
{
    log_disclosure();
    expect_refused(&desk, DOCKET_NOT_NOW, &resume);
    desk_do(&desk, "2019-09-24T10:00:00", &ask_third_party);
    expect_refused(&desk, DOCKET_NOT_NOW, &ask_third_party);
    expect_refused(&desk, DOCKET_NOT_NOW, &ask_organ);
    desk_do(&desk, "2019-09-25T10:00:00", &resume);
    expect_refused(&desk, DOCKET_NOT_NOW, &resume);
}

Test(docket_pause, a_clock_stands_still_eight_times_and_not_more)
{
    static const char *const days[] = {
        "2019-09-17T10:00:00", "2019-09-18T10:00:00", "2019-09-19T10:00:00",
        "2019-09-20T10:00:00", "2019-09-23T10:00:00", "2019-09-24T10:00:00",
        "2019-09-25T10:00:00", "2019-09-26T10:00:00", "2019-09-27T10:00:00"};
    log_disclosure();
    for (size_t i = 0; i + 1 < ARRAY_LEN(days); i++)
        pause_from_to(&ask_organ, days[i], days[i + 1]);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-29");
    expect_refused(&desk, DOCKET_NOT_NOW, &ask_organ);
    cr_expect_not(docket_allowed(&desk.docket, 2) >> DOCKET_PAUSE & 1);
}

Test(docket_pause, reasons_and_windows_that_the_rule_does_not_know_stop_no_clock)
{
    log_disclosure();
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_PAUSE, .n = 2, .word = "holiday"});
    expect_refused(&desk, DOCKET_NOT_NOW, &(struct act){DOCKET_PAUSE, .n = 2});
    expect_refused(&desk, DOCKET_NOT_NOW,
                   &(struct act){DOCKET_PAUSE, .n = 1, .word = "third_party"});
    expect_refused(&desk, DOCKET_NO_WINDOW,
                   &(struct act){DOCKET_PAUSE, .n = 3, .word = "third_party"});
    expect_refused(&desk, DOCKET_NO_WINDOW, &(struct act){DOCKET_RESUME, .n = 3});
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    desk_log(&desk, preset, &facts, NULL);
    expect_refused(&desk, DOCKET_NOT_NOW,
                   &(struct act){DOCKET_PAUSE, .n = 1, .word = "third_party"});
}

Test(docket_pause, the_senders_time_does_not_stand_still)
{
    struct item_facts facts = disclosure_of("2019-09-16T10:00:00");
    facts.sender_due_us = moment("2019-10-16T12:00:00");
    desk_log(&desk, preset, &facts, NULL);
    pause_from_to(&ask_third_party, "2019-09-24T10:00:00", "2019-10-15T10:00:00");
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-10-16T12:00:00");
    cr_expect_eq(desk_window(&desk, 2)->times.rule_due_at_us, moment("2019-11-05T00:00:00"));
    expect_moved(desk_event(&desk, DOCKET_EVENT_RESUMED, 2), NULL, NULL);
}

Test(docket_pause, asking_and_hearing_are_entered_late_only_with_proof)
{
    struct act ask = ask_third_party, hear = resume;
    log_disclosure();
    ask.at_us = moment("2019-09-24T10:00:00");
    desk_move(&desk, "2019-09-24T10:11:00");
    expect_late_entry_is_vouched_for(&desk, &ask);
    ask.has_reviewer = ask.has_proof = true;
    cr_expect_eq(desk_act(&desk, &ask), DOCKET_DONE);
    expect_due(desk_stage(&desk, "third_party_answer"), "2019-10-18");
    hear.at_us = moment("2019-10-15T10:00:00");
    desk_move(&desk, "2019-10-16T10:00:00");
    expect_late_entry_is_vouched_for(&desk, &hear);
    hear.has_reviewer = hear.has_proof = true;
    cr_expect_eq(desk_act(&desk, &hear), DOCKET_DONE);
    expect_window(&desk, 2, WINDOW_STATE_OPEN, "2019-11-04");
}
