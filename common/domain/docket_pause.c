/* Pausing and going on: time that is not counted (不计入办理时限), 条例 art. 32 and 33. */
#include "domain/docket_own.h"

static bool may_pause_for(const struct window *window, int reason);
static void go_on(struct docket *docket, struct docket_window *window, int64_t at_us,
                  const struct deed *deed);
static bool is_asked(const struct window *window, enum pause_reason reason);
static int64_t earlier(int64_t one_us, int64_t other_us);
static void note_asking(struct docket *docket, enum pause_reason reason, int64_t at_us,
                        const struct deed *deed);
static void open_asked(struct docket *docket, enum rule_start start, int64_t at_us,
                       const struct deed *deed);
static void note_answer(struct docket *docket, enum pause_reason reason, int64_t at_us,
                        const struct deed *deed);
static int64_t latest_us(const struct window *window);

enum docket_verdict docket_pause(struct docket *docket, int n, const struct deed *deed,
                                 struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int reason = word_find(pause_reasons, deed->word);
    int64_t at_us;
    if (!window)
        return DOCKET_NO_WINDOW;
    if (!docket_may(docket, n, DOCKET_PAUSE) || !may_pause_for(&window->window, reason))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", latest_us(&window->window), "starts_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    if (at_us >= window->window.times.rule_due_at_us) /* whatever time others have set */
        return DOCKET_NOT_NOW;
    struct clock *clock = &window->window.clock;
    if (at_us < latest_us(&window->window))
        at_us = latest_us(&window->window);
    clock->pauses[clock->pause_count++] =
        (struct pause){at_us, INSTANT_NONE, (enum pause_reason)reason};
    window->window.state = WINDOW_STATE_PAUSED;
    window->window.is_held = false;
    docket_replan(docket, window, docket_note(docket, DOCKET_EVENT_PAUSED, n, at_us, deed));
    note_asking(docket, (enum pause_reason)reason, at_us, deed);
    return DOCKET_DONE;
}

enum docket_verdict docket_resume(struct docket *docket, int n, const struct deed *deed,
                                  struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int64_t at_us;
    if (!window)
        return DOCKET_NO_WINDOW;
    if (!docket_may(docket, n, DOCKET_RESUME))
        return DOCKET_NOT_NOW;
    struct pause pause = *clock_pause_at_hand(&window->window.clock);
    if (!docket_moment(docket, deed, "at", pause.from_us, "pauses", problems, &at_us))
        return DOCKET_WRONG_FIELDS;
    go_on(docket, window, at_us, deed);
    note_answer(docket, pause.reason, at_us, deed);
    return DOCKET_DONE;
}

void docket_go_on_after(struct docket *docket, const struct window *asked, int64_t at_us,
                        const struct deed *deed)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        const struct pause *pause = clock_pause_at_hand(&each->window.clock);
        if (each->window.state == WINDOW_STATE_PAUSED && pause && is_asked(asked, pause->reason))
            go_on(docket, each, earlier(at_us, asked->times.due_at_us), deed);
    }
}

/* Silence means that the bureau decides, or consent (条例 art. 32, 34): the clock stands still no
 * longer than whoever was asked has time. */
static void go_on(struct docket *docket, struct docket_window *window, int64_t at_us,
                  const struct deed *deed)
{
    struct clock *clock = &window->window.clock;
    struct pause *pause = &clock->pauses[clock->pause_count - 1];
    const struct docket_window *asked = docket_owed_asked(docket, pause->reason);
    if (asked)
        at_us = earlier(at_us, asked->window.times.due_at_us);
    pause->to_us = at_us > pause->from_us ? at_us : pause->from_us;
    window->window.state = WINDOW_STATE_OPEN;
    docket_replan(docket, window,
                  docket_note(docket, DOCKET_EVENT_RESUMED, window->window.n, at_us, deed));
}

/* True if the window is of whoever is asked where a clock stands still for this reason. */
static bool is_asked(const struct window *window, enum pause_reason reason)
{
    enum rule_start start = window->rule->start;
    return (reason == PAUSE_THIRD_PARTY && start == RULE_START_THIRD_PARTY) ||
           (reason == PAUSE_OTHER_ORGAN && start == RULE_START_OTHER_ORGAN);
}

static int64_t earlier(int64_t one_us, int64_t other_us)
{
    return one_us < other_us ? one_us : other_us;
}

/* The applicant is asked to supplement once, with everything (一次性告知). */
static bool may_pause_for(const struct window *window, int reason)
{
    if (reason < 0 || !(window->rule->pauses >> reason & 1))
        return false;
    if (reason != PAUSE_SUPPLEMENT)
        return true;
    for (size_t i = 0; i < window->clock.pause_count; i++) {
        if (window->clock.pauses[i].reason == PAUSE_SUPPLEMENT)
            return false;
    }
    return !(window->clock.restarts >> RESTART_SUPPLEMENTED & 1);
}

/* Whoever is asked has a time of their own; sending the notice of supplement ends its window. */
static void note_asking(struct docket *docket, enum pause_reason reason, int64_t at_us,
                        const struct deed *deed)
{
    if (reason == PAUSE_THIRD_PARTY)
        open_asked(docket, RULE_START_THIRD_PARTY, at_us, deed);
    if (reason == PAUSE_OTHER_ORGAN)
        open_asked(docket, RULE_START_OTHER_ORGAN, at_us, deed);
    struct docket_window *notice = docket_owed_stage(docket, RULE_STAGE_SUPPLEMENT_NOTICE);
    if (reason != PAUSE_SUPPLEMENT || !notice)
        return;
    docket_end(notice, window_state_of_answer(notice->window.times.due_at_us, at_us), at_us);
    docket_note(docket, DOCKET_EVENT_FULFILLED, notice->window.n, at_us, deed);
}

static void open_asked(struct docket *docket, enum rule_start start, int64_t at_us,
                       const struct deed *deed)
{
    const struct rule *rule =
        rules_find(docket->rules, docket->rule_count, &docket->facts, start, NULL);
    struct docket_window *opened =
        rule ? docket_open(docket, rule, clock_start(at_us, INSTANT_NONE)) : NULL;
    if (opened)
        docket_note(docket, DOCKET_EVENT_OPENED, opened->window.n, at_us, deed);
}

static void note_answer(struct docket *docket, enum pause_reason reason, int64_t at_us,
                        const struct deed *deed)
{
    struct docket_window *asked = docket_owed_asked(docket, reason);
    if (!asked)
        return;
    docket_end(asked, window_state_of_answer(asked->window.times.due_at_us, at_us), at_us);
    docket_note(docket, DOCKET_EVENT_FULFILLED, asked->window.n, at_us, deed);
}

/* A pause begins after the start, and after the pause before it. */
static int64_t latest_us(const struct window *window)
{
    const struct clock *clock = &window->clock;
    return clock->pause_count ? clock->pauses[clock->pause_count - 1].to_us : clock->starts_at_us;
}
