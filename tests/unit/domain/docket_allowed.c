/* What is said to be possible now, and what is: they are the same. */
#include "domain/docket.h"

#include <criterion/criterion.h>

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

static const uint32_t running = 1u << DOCKET_FULFIL | 1u << DOCKET_ACKNOWLEDGE | 1u << DOCKET_VOID;
static const uint32_t assignable = 1u << DOCKET_REASSIGN | 1u << DOCKET_RETURN;

static void log_item(struct item_facts facts)
{
    desk_log(&desk, preset, &facts, NULL);
}

static void log_disclosure(void)
{
    log_item(disclosure_of("2019-09-16T10:00:00"));
}

static void expect_allowed(int n, uint32_t expected)
{
    uint32_t allowed = docket_allowed(&desk.docket, n);
    for (int action = 0; action < DOCKET_ACTION_COUNT; action++)
        cr_expect_eq(allowed >> action & 1, expected >> action & 1, "%s of %d is %sallowed",
                     docket_actions[action].code, n, allowed >> action & 1 ? "" : "not ");
}

/* True if it is done on a copy. What needs another item merges with one that is like this one. */
static bool is_done(struct act act)
{
    static struct desk copy, like_it;
    desk_copy(&desk, &copy);
    desk_copy(&desk, &like_it);
    like_it.docket.item_id++;
    act.into = act.action == DOCKET_MERGE ? &like_it : NULL;
    act.has_reviewer = act.has_proof = true;
    desk_act(&copy, &act);
    return copy.verdict == DOCKET_DONE;
}

static bool is_done_with_some_word(struct act act)
{
    static const char *const words[] = {NULL,           "third_party", "other_organ", "supplement",
                                        "supplemented", "confirmed",   "accepted",    "mistaken",
                                        "dissatisfied", "major",       "large"};
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        act.word = words[i];
        if (is_done(act))
            return true;
    }
    return false;
}

/* With any word, number and moment that may matter. */
static bool is_possible(enum docket_action action, int n)
{
    int64_t now_us = desk.docket.now_us;
    int last = action == DOCKET_REOPEN ? (int)desk.docket.window_count : n;
    struct act act = {action, .amount = action == DOCKET_EXTEND ? 1 : DESK_OFFICE};
    for (act.n = n; act.n <= last; act.n++) {
        const struct docket_window *window = docket_find(&desk.docket, act.n);
        int64_t due_us = window ? window->window.times.due_at_us : now_us;
        const int64_t moments[] = {now_us, due_us - 1, due_us - DAY_US};
        for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
            act.at_us = moments[i];
            if (is_done_with_some_word(act))
                return true;
        }
    }
    return false;
}

static void expect_agreement_on(enum docket_action action, int n)
{
    bool is_listed = docket_allowed(&desk.docket, n) >> action & 1;
    bool is_signed_for = action == DOCKET_ACKNOWLEDGE && desk_window(&desk, n)->is_acknowledged;
    bool can_be = is_possible(action, n);
    cr_expect(is_listed || !can_be, "%s of %d is possible and not listed",
              docket_actions[action].code, n);
    if (is_signed_for)
        return;
    cr_expect(can_be || !is_listed, "%s of %d is listed and not possible",
              docket_actions[action].code, n);
}

/* Of each action on each window, and on the item. */
static void expect_agreement(const char *now)
{
    desk_move(&desk, now);
    for (int action = 0; action < DOCKET_ACTION_COUNT; action++) {
        if (action >= DOCKET_REOPEN)
            expect_agreement_on((enum docket_action)action, 0);
        else
            for (int n = 1; n <= (int)desk.docket.window_count; n++)
                expect_agreement_on((enum docket_action)action, n);
    }
}

TestSuite(docket_allowed, .init = setup, .fini = teardown);

Test(docket_allowed, a_letter_that_runs_is_answered_voided_signed_for_or_given_on)
{
    log_item(letter_of("2018-09-27T09:30:00"));
    expect_allowed(1, running);
    expect_allowed(0, assignable | 1u << DOCKET_MERGE);
    expect_allowed(2, 0);
    expect_agreement("2018-09-28T10:00:00");
    expect_agreement("2018-10-20T10:00:00");
}

Test(docket_allowed, a_letter_that_was_answered_is_only_reopened)
{
    log_item(letter_of("2018-09-27T09:30:00"));
    desk_do(&desk, "2018-09-28T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_allowed(1, 0);
    expect_allowed(0, 1u << DOCKET_REOPEN);
    expect_agreement("2018-09-29T10:00:00");
    desk_do(&desk, "2018-09-29T10:00:00", &(struct act){DOCKET_REOPEN, .word = "dissatisfied"});
    expect_allowed(0, assignable | 1u << DOCKET_MERGE | 1u << DOCKET_REOPEN);
    expect_agreement("2018-09-30T10:00:00");
}

Test(docket_allowed, a_disclosure_request_is_paused_extended_and_started_anew_and_never_merged)
{
    log_disclosure();
    expect_allowed(2, running | 1u << DOCKET_PAUSE | 1u << DOCKET_EXTEND | 1u << DOCKET_RESTART);
    expect_allowed(1, running | 1u << DOCKET_RESTART);
    expect_allowed(0, assignable);
    expect_agreement("2019-09-17T10:00:00");
    expect_agreement("2019-12-17T10:00:00");
    desk_do(&desk, "2019-09-17T10:00:00", &(struct act){DOCKET_EXTEND, .n = 2});
    expect_allowed(2, running | 1u << DOCKET_PAUSE | 1u << DOCKET_RESTART);
    expect_agreement("2019-09-17T10:00:00");
}

Test(docket_allowed, a_request_that_waits_for_its_supplement_goes_on_starts_anew_or_is_abandoned)
{
    log_disclosure();
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "supplement"});
    expect_allowed(2, 1u << DOCKET_RESUME | 1u << DOCKET_EXTEND | 1u << DOCKET_RESTART |
                          1u << DOCKET_VOID);
    expect_allowed(1, 0);
    expect_allowed(0, assignable | 1u << DOCKET_REOPEN | 1u << DOCKET_ABANDON);
    expect_agreement("2019-09-18T10:00:00");
    desk_do(&desk, "2019-10-15T10:00:00", &(struct act){.action = DOCKET_ABANDON});
    expect_allowed(2, 0);
    expect_allowed(0, 1u << DOCKET_REOPEN);
    expect_agreement("2019-10-16T10:00:00");
}

Test(docket_allowed, a_request_that_waits_for_others_agrees)
{
    log_disclosure();
    desk_do(&desk, "2019-09-17T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 2, .word = "third_party"});
    expect_allowed(0, assignable);
    expect_allowed(3, running);
    expect_agreement("2019-09-18T10:00:00");
    desk_do(&desk, "2019-09-19T10:00:00", &(struct act){DOCKET_RESUME, .n = 2});
    expect_agreement("2019-09-19T10:00:00");
}

Test(docket_allowed, an_event_is_graded_and_is_closed_when_only_bulletins_are_owed)
{
    const uint32_t of_event = assignable | 1u << DOCKET_MERGE | 1u << DOCKET_REGRADE;
    log_item(opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00"));
    expect_allowed(0, of_event);
    expect_agreement("2018-10-02T04:00:00");
    desk_do(&desk, "2018-10-02T04:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_allowed(0, of_event | 1u << DOCKET_REOPEN);
    expect_agreement("2018-10-02T04:00:00");
    desk_do(&desk, "2018-10-02T05:00:00", &(struct act){DOCKET_FULFIL, .n = 2});
    expect_allowed(0, of_event | 1u << DOCKET_REOPEN | 1u << DOCKET_CLOSE);
    expect_agreement("2018-10-02T06:00:00");
    desk_do(&desk, "2018-10-02T06:00:00", &(struct act){.action = DOCKET_CLOSE});
    expect_allowed(0, 1u << DOCKET_REOPEN | 1u << DOCKET_REGRADE);
    expect_agreement("2018-10-02T07:00:00");
}

Test(docket_allowed, what_is_held_is_confirmed_too)
{
    log_item(letter_of("2018-09-27T09:30:00"));
    desk_window(&desk, 1)->is_held = true;
    expect_allowed(1, running | 1u << DOCKET_CONFIRM);
    expect_agreement("2018-10-11T10:00:00");
}

Test(docket_allowed, petitions_and_reports_agree_at_each_of_their_stations)
{
    log_item(petition_of("2018-11-12T09:00:00"));
    expect_allowed(2, running | 1u << DOCKET_EXTEND | 1u << DOCKET_RESTART);
    expect_allowed(1, running);
    expect_allowed(0, assignable);
    expect_agreement("2018-11-20T10:00:00");
    log_item(inquiry_of(ITEM_TYPE_REPORT, "2018-08-13T11:02:00"));
    desk.docket.is_confidential = true;
    expect_allowed(0, assignable);
    expect_agreement("2018-08-20T10:00:00");
    desk.docket.is_confidential = false;
    expect_allowed(0, assignable | 1u << DOCKET_MERGE);
    desk_do(&desk, "2018-08-20T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_agreement("2018-08-21T10:00:00");
}

Test(docket_allowed, nothing_is_done_to_what_owes_nothing)
{
    log_item(item_of(ITEM_KIND_PLAN_TASK, -1, -1, "2018-07-20T09:00:00"));
    cr_expect_eq(desk.docket.window_count, 0);
    cr_expect_eq(desk.docket.status, ITEM_STATUS_CONCLUDED);
    expect_allowed(0, 0);
    expect_allowed(1, 0);
    expect_agreement("2018-07-21T09:00:00");
}
