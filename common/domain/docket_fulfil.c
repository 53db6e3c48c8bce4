/* Answering: a window ends, and what follows from it begins. */
#include "domain/docket_own.h"

#include <string.h>

static bool has_room(const struct docket *docket, const char *answer);
static void open_what_follows(struct docket *docket, const struct window *answered,
                              const struct deed *deed);
static void void_supplement_notice(struct docket *docket, const struct window *answered,
                                   const struct deed *deed);

enum docket_verdict docket_fulfil(struct docket *docket, int n, const struct deed *deed,
                                  const char *answer, struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int64_t at_us;
    if (!window)
        return DOCKET_NO_WINDOW;
    if (window->window.state == WINDOW_STATE_MET || window->window.state == WINDOW_STATE_LATE)
        return DOCKET_AS_IT_WAS;
    if (!docket_may(docket, n, DOCKET_FULFIL))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "answered_at", window->window.clock.starts_at_us, "starts_at",
                       problems, &at_us))
        return DOCKET_WRONG_FIELDS;
    if (!has_room(docket, answer)) {
        field_problem_add(problems, "text", PROBLEM_TOO_LONG, "100");
        return DOCKET_WRONG_FIELDS;
    }
    docket_end(window, window_state_of_answer(window->window.times.due_at_us, at_us), at_us);
    window->answer = answer;
    struct window answered = window->window;
    docket_note(docket, DOCKET_EVENT_FULFILLED, n, at_us, deed);
    void_supplement_notice(docket, &answered, deed);
    docket_go_on_after(docket, &answered, at_us, deed);
    open_what_follows(docket, &answered, deed);
    docket_settle(docket);
    return DOCKET_DONE;
}

static bool has_room(const struct docket *docket, const char *answer)
{
    size_t bytes = strlen(answer);
    if (bytes <= DOCKET_SHORT_ANSWER_BYTES_MAX)
        return true;
    for (size_t i = 0; i < docket->window_count; i++) {
        const char *other = docket->windows[i].answer;
        bytes += other ? strlen(other) : 0;
    }
    return bytes <= DOCKET_ANSWERS_BYTES_MAX;
}

/* The result told after the conclusion, the next bulletin after the last (持续发布). */
static void open_what_follows(struct docket *docket, const struct window *answered,
                              const struct deed *deed)
{
    const struct rule *next = docket_next_rule(docket, answered->rule);
    if (!next || docket_owed_stage(docket, next->stage))
        return;
    struct docket_window *opened =
        docket_open(docket, next, clock_start(answered->answered_at_us, INSTANT_NONE));
    if (opened)
        docket_note(docket, DOCKET_EVENT_OPENED, opened->window.n, answered->answered_at_us, deed);
}

/* A request that was answered needed no supplement (条例 art. 30). */
static void void_supplement_notice(struct docket *docket, const struct window *answered,
                                   const struct deed *deed)
{
    struct docket_window *notice = docket_owed_stage(docket, RULE_STAGE_SUPPLEMENT_NOTICE);
    if (!notice || !rule_starts_at_logging(answered->rule->start) ||
        strcmp(notice->window.rule->code, answered->rule->code) != 0)
        return;
    docket_end(notice, WINDOW_STATE_VOID, INSTANT_NONE);
    docket_note(docket, DOCKET_EVENT_VOIDED, notice->window.n, answered->answered_at_us, deed);
}
