/* Extending and starting anew. */
#include "domain/docket_own.h"

#include <stdio.h>

static struct clock restarted(const struct clock *old, int64_t at_us, int reason);
static int64_t earliest_start_us(const struct window *window);

/* Before the rule's due time, once, with approver, reason and notice (条例 art. 33). */
enum docket_verdict docket_extend(struct docket *docket, int n, int amount, const struct deed *deed,
                                  struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int64_t at_us;
    char most[16];
    if (!window)
        return DOCKET_NO_WINDOW;
    if (!docket_may(docket, n, DOCKET_EXTEND))
        return DOCKET_NOT_NOW;
    int amount_max = window->window.rule->extension_max;
    snprintf(most, sizeof(most), "%d", amount_max);
    if (amount > amount_max)
        field_problem_add(problems, "amount", PROBLEM_TOO_BIG, most);
    if (!docket_moment(docket, deed, "at", window->window.clock.starts_at_us, "starts_at", problems,
                       &at_us) ||
        problems->count > 0)
        return DOCKET_WRONG_FIELDS;
    if (window->window.state == WINDOW_STATE_OPEN && at_us >= window->window.times.rule_due_at_us)
        return DOCKET_NOT_NOW;
    window->window.clock.extension = amount ? amount : amount_max;
    window->window.clock.was_extended = true;
    docket_replan(docket, window, docket_note(docket, DOCKET_EVENT_EXTENDED, n, at_us, deed));
    return DOCKET_DONE;
}

enum docket_verdict docket_restart(struct docket *docket, int n, const struct deed *deed,
                                   struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int reason = word_find(restart_reasons, deed->word);
    int64_t at_us;
    if (!window)
        return DOCKET_NO_WINDOW;
    if (!docket_may(docket, n, DOCKET_RESTART) || !docket_may_restart_for(&window->window, reason))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", earliest_start_us(&window->window), "starts_at",
                       problems, &at_us))
        return DOCKET_WRONG_FIELDS;
    window->window.clock = restarted(&window->window.clock, at_us, reason);
    window->window.state = WINDOW_STATE_OPEN;
    window->window.is_held = false;
    docket_replan(docket, window, docket_note(docket, DOCKET_EVENT_RESTARTED, n, at_us, deed));
    return DOCKET_DONE;
}

/* What it waited for others after its new start is left out as before. With what the applicant has
 * supplemented it is another request, and an extension of the old is none of its own. */
static struct clock restarted(const struct clock *old, int64_t at_us, int reason)
{
    bool was_asked = clock_paused_for(old, PAUSE_SUPPLEMENT);
    struct clock clock = {
        .starts_at_us = at_us,
        .extension = reason == RESTART_SUPPLEMENTED ? 0 : old->extension,
        .was_extended = old->was_extended,
        .stated = old->stated,
        .restarts =
            old->restarts | (uint32_t)1 << reason | (uint32_t)was_asked << RESTART_SUPPLEMENTED,
        .cap_us = old->cap_us,
    };
    for (size_t i = 0; i < old->pause_count; i++) {
        struct pause pause = old->pauses[i];
        if (pause.to_us == INSTANT_NONE || pause.to_us <= at_us)
            continue;
        if (pause.from_us < at_us)
            pause.from_us = at_us;
        clock.pauses[clock.pause_count++] = pause;
    }
    return clock;
}

bool docket_may_restart_for(const struct window *window, int reason)
{
    const struct pause *pause = clock_pause_at_hand(&window->clock);
    bool awaits_supplement = pause && pause->reason == PAUSE_SUPPLEMENT;
    if (reason < 0 || !(window->rule->restarts >> reason & 1) ||
        ((window->clock.restarts | window->clock.stated) >> reason & 1) ||
        (pause && !awaits_supplement))
        return false;
    return (reason == RESTART_SUPPLEMENTED) == awaits_supplement;
}

static int64_t earliest_start_us(const struct window *window)
{
    const struct pause *pause = clock_pause_at_hand(&window->clock);
    return pause ? pause->from_us : window->clock.starts_at_us;
}
