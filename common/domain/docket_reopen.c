/* Reopening: a mistaken closing resumes the old window; dissatisfaction opens a new one. */
#include "domain/docket_own.h"

#include <string.h>

static struct docket_window *last_ended(const struct docket *docket);
static bool is_answered(const struct window *window);
static enum docket_verdict resume_old(struct docket *docket, struct docket_window *window,
                                      int64_t at_us, const struct deed *deed);
static bool is_owed_beside(const struct docket *docket, const struct window *window);
static void void_what_followed(struct docket *docket, const struct window *answered,
                               const struct deed *deed);
static void revive_notice(struct docket *docket, const struct window *answered, int64_t at_us,
                          const struct deed *deed);
static enum docket_verdict open_second(struct docket *docket, const struct window *first,
                                       int64_t at_us, const struct deed *deed);

enum docket_verdict docket_reopen(struct docket *docket, int n, const struct deed *deed,
                                  struct field_problems *problems)
{
    struct docket_window *window = n ? docket_find(docket, n) : last_ended(docket);
    int reason = word_find(reopen_reasons, deed->word);
    int64_t at_us;
    if (n && !window)
        return DOCKET_NO_WINDOW;
    if (!window || !docket_may(docket, 0, DOCKET_REOPEN) || !is_answered(&window->window) ||
        reason < 0)
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", window->window.answered_at_us, "answered_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    enum docket_verdict verdict = reason == REOPEN_DISSATISFIED
                                      ? open_second(docket, &window->window, at_us, deed)
                                      : resume_old(docket, window, at_us, deed);
    if (verdict == DOCKET_DONE)
        docket->merged_into = 0; /* what had carried it does so no more: it is owed by itself */
    return verdict;
}

/* The last answer, unless the item ended by something else after it: by closing or abandoning. */
static struct docket_window *last_ended(const struct docket *docket)
{
    struct docket_window *last = NULL, *ended = NULL;
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        bool is_later = !last || each->window.answered_at_us >= last->window.answered_at_us;
        if (each->window.state == WINDOW_STATE_VOID &&
            (clock_pause_at_hand(&each->window.clock) ||
             (docket->status == ITEM_STATUS_CONCLUDED && rule_recurs(each->window.rule))))
            ended = each;
        if (each->window.answered_at_us != INSTANT_NONE && is_answered(&each->window) && is_later)
            last = each;
    }
    return ended ? ended : last;
}

static bool is_answered(const struct window *window)
{
    return window->state == WINDOW_STATE_MET || window->state == WINDOW_STATE_LATE ||
           window->state == WINDOW_STATE_VOID;
}

/* Its start and its due time are what they were: no new time (退回不重新起算). */
static enum docket_verdict resume_old(struct docket *docket, struct docket_window *window,
                                      int64_t at_us, const struct deed *deed)
{
    struct window answered = window->window;
    bool is_paused = clock_pause_at_hand(&answered.clock) != NULL;
    if (is_owed_beside(docket, &answered))
        return DOCKET_NOT_NOW;
    window->window.state = is_paused ? WINDOW_STATE_PAUSED : WINDOW_STATE_OPEN;
    window->window.answered_at_us = INSTANT_NONE;
    window->window.department_id = docket->lead_department_id;
    window->answer = NULL;
    docket_replan(docket, window,
                  docket_note(docket, DOCKET_EVENT_REOPENED, window->window.n, at_us, deed));
    if (answered.answered_at_us != INSTANT_NONE) {
        void_what_followed(docket, &answered, deed);
        revive_notice(docket, &answered, at_us, deed);
    }
    docket_settle(docket);
    return DOCKET_DONE;
}

/* A stage that is owed again already, other than by following from the answer, is owed once. */
static bool is_owed_beside(const struct docket *docket, const struct window *window)
{
    const struct docket_window *other = docket_owed_stage(docket, window->rule->stage);
    return other && !rule_recurs(window->rule);
}

/* What an answer opened is not owed if it was none. */
static void void_what_followed(struct docket *docket, const struct window *answered,
                               const struct deed *deed)
{
    const struct rule *next = docket_next_rule(docket, answered->rule);
    for (size_t i = 0; i < docket->window_count && next; i++) {
        struct docket_window *each = &docket->windows[i];
        if (each->window.n <= answered->n || !window_is_owed(&each->window) ||
            !rule_is_of_stage(each->window.rule, next->stage) ||
            each->window.clock.starts_at_us != answered->answered_at_us)
            continue;
        docket_end(each, WINDOW_STATE_VOID, INSTANT_NONE);
        docket_note(docket, DOCKET_EVENT_VOIDED, each->window.n, answered->answered_at_us, deed);
    }
}

/* The answer had made the notice of supplement needless; while there is time for it, it is owed. */
static void revive_notice(struct docket *docket, const struct window *answered, int64_t at_us,
                          const struct deed *deed)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (each->window.state != WINDOW_STATE_VOID ||
            !rule_starts_at_logging(answered->rule->start) ||
            !rule_is_of_stage(each->window.rule, RULE_STAGE_SUPPLEMENT_NOTICE) ||
            strcmp(each->window.rule->code, answered->rule->code) != 0 ||
            each->window.times.due_at_us <= docket->now_us)
            continue;
        each->window.state = WINDOW_STATE_OPEN;
        each->window.department_id = docket->lead_department_id;
        docket_replan(docket, each,
                      docket_note(docket, DOCKET_EVENT_REOPENED, each->window.n, at_us, deed));
    }
}

/* 二次办理. The first verdict stays. */
static enum docket_verdict open_second(struct docket *docket, const struct window *first,
                                       int64_t at_us, const struct deed *deed)
{
    const struct rule *rule = rules_find(docket->rules, docket->rule_count, &docket->facts,
                                         RULE_START_DISSATISFIED, NULL);
    if (!rule || first->state == WINDOW_STATE_VOID || docket_owed_stage(docket, rule->stage))
        return DOCKET_NOT_NOW;
    struct docket_window *opened = docket_open(docket, rule, clock_start(at_us, INSTANT_NONE));
    if (!opened)
        return DOCKET_NOT_NOW;
    docket_note(docket, DOCKET_EVENT_REOPENED, opened->window.n, at_us, deed);
    docket_settle(docket);
    return DOCKET_DONE;
}
