/* Reopening: a mistaken closing resumes the old window; dissatisfaction opens a new one. */
#include "domain/docket_own.h"

static struct docket_window *last_answered(const struct docket *docket);
static bool is_answered(const struct window *window);
static enum docket_verdict resume_old(struct docket *docket, struct docket_window *window,
                                      int64_t at_us, const struct deed *deed);
static void void_what_followed(struct docket *docket, int64_t answered_at_us, const char *stage,
                               const struct deed *deed);
static enum docket_verdict open_second(struct docket *docket, const struct window *first,
                                       int64_t at_us, const struct deed *deed);

enum docket_verdict docket_reopen(struct docket *docket, int n, const struct deed *deed,
                                  struct field_problems *problems)
{
    struct docket_window *window = n ? docket_find(docket, n) : last_answered(docket);
    int64_t at_us;
    if (n && !window)
        return DOCKET_NO_WINDOW;
    if (!window || !docket_may(docket, 0, DOCKET_REOPEN) || !is_answered(&window->window))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", window->window.answered_at_us, "answered_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    if (word_find(reopen_reasons, deed->word) == REOPEN_DISSATISFIED)
        return open_second(docket, &window->window, at_us, deed);
    return resume_old(docket, window, at_us, deed);
}

static struct docket_window *last_answered(const struct docket *docket)
{
    struct docket_window *last = NULL;
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        bool is_later = !last || each->window.answered_at_us >= last->window.answered_at_us;
        if (is_answered(&each->window) && is_later)
            last = each;
    }
    return last;
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
    int64_t answered_at_us = window->window.answered_at_us;
    bool is_paused = clock_pause_at_hand(&window->window.clock) != NULL;
    window->window.state = is_paused ? WINDOW_STATE_PAUSED : WINDOW_STATE_OPEN;
    window->window.answered_at_us = INSTANT_NONE;
    window->answer = NULL;
    docket_replan(docket, window,
                  docket_note(docket, DOCKET_EVENT_REOPENED, window->window.n, at_us, deed));
    if (answered_at_us != INSTANT_NONE)
        void_what_followed(docket, answered_at_us, window->window.rule->stage, deed);
    docket_settle(docket);
    return DOCKET_DONE;
}

/* What an answer opened is not owed if it was none. */
static void void_what_followed(struct docket *docket, int64_t answered_at_us, const char *stage,
                               const struct deed *deed)
{
    const struct rule *next =
        rules_find(docket->rules, docket->rule_count, &docket->facts, RULE_START_FULFILLED, stage);
    struct docket_window *opened = next ? docket_owed_stage(docket, next->stage) : NULL;
    if (!opened || opened->window.clock.starts_at_us != answered_at_us)
        return;
    docket_end(opened, WINDOW_STATE_VOID, INSTANT_NONE);
    docket_note(docket, DOCKET_EVENT_VOIDED, opened->window.n, answered_at_us, deed);
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
