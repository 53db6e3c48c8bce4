/* What may be done now: the one place that knows the states in which each action is possible. */
#include "domain/docket_own.h"

#include <string.h>

#define BIT(action) ((uint32_t)1 << DOCKET_##action)

static uint32_t of_window(const struct docket *docket, const struct window *window);
static uint32_t of_open(const struct docket *docket, const struct window *window);
static uint32_t of_item(const struct docket *docket);
static bool has_answered(const struct docket *docket);
static bool is_mergeable(const struct docket *docket);
static bool is_closable(const struct docket *docket);
static bool awaits_supplement(const struct docket *docket);

uint32_t docket_allowed(const struct docket *docket, int n)
{
    if (n == 0)
        return of_item(docket);
    const struct docket_window *window = docket_find(docket, n);
    return window ? of_window(docket, &window->window) : 0;
}

static uint32_t of_window(const struct docket *docket, const struct window *window)
{
    uint32_t allowed = 0;
    if (window->state == WINDOW_STATE_OPEN)
        allowed |= of_open(docket, window);
    if (window->state == WINDOW_STATE_PAUSED)
        allowed |= BIT(RESUME);
    if (window_is_owed(window)) {
        allowed |= BIT(VOID);
        if (window->rule->extension_max > 0 && !window->clock.was_extended)
            allowed |= BIT(EXTEND);
        for (int reason = 0; reason < RESTART_REASON_COUNT; reason++)
            allowed |= docket_may_restart_for(window, reason) ? BIT(RESTART) : 0;
    }
    return allowed;
}

static uint32_t of_open(const struct docket *docket, const struct window *window)
{
    uint32_t allowed = BIT(FULFIL) | BIT(ACKNOWLEDGE);
    (void)docket;
    if (window->is_held)
        allowed |= BIT(CONFIRM);
    if (window->rule->pauses && window->clock.pause_count < CLOCK_PAUSES_MAX)
        allowed |= BIT(PAUSE);
    return allowed;
}

static uint32_t of_item(const struct docket *docket)
{
    uint32_t allowed = 0;
    if (docket->status == ITEM_STATUS_MERGED)
        return 0;
    if (has_answered(docket))
        allowed |= BIT(REOPEN);
    if (docket->facts.kind == ITEM_KIND_OPINION_EVENT && docket->status != ITEM_STATUS_ABANDONED)
        allowed |= BIT(REGRADE); /* a death may be told when all is answered */
    if (docket->status != ITEM_STATUS_REGISTERED)
        return allowed;
    allowed |= BIT(REASSIGN) | BIT(RETURN);
    if (is_mergeable(docket))
        allowed |= BIT(MERGE);
    if (docket->facts.kind == ITEM_KIND_OPINION_EVENT && is_closable(docket))
        allowed |= BIT(CLOSE);
    if (awaits_supplement(docket))
        allowed |= BIT(ABANDON);
    return allowed;
}

static bool has_answered(const struct docket *docket)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        enum window_state state = docket->windows[i].window.state;
        if (state == WINDOW_STATE_MET || state == WINDOW_STATE_LATE || state == WINDOW_STATE_VOID)
            return true;
    }
    return false;
}

/* Disclosure requests, petitions and confidential reports never merge, and nothing that stands
 * still. */
static bool is_mergeable(const struct docket *docket)
{
    enum item_kind kind = docket->facts.kind;
    if (kind == ITEM_KIND_DISCLOSURE_REQUEST || kind == ITEM_KIND_PETITION ||
        (docket->is_confidential && docket->facts.type == ITEM_TYPE_REPORT))
        return false;
    for (size_t i = 0; i < docket->window_count; i++) {
        if (docket->windows[i].window.state == WINDOW_STATE_PAUSED)
            return false;
    }
    return true;
}

/* All that is still owed comes again and again until the event is closed. */
static bool is_closable(const struct docket *docket)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        const struct window *window = &docket->windows[i].window;
        if (window_is_owed(window) && !rule_recurs(window->rule))
            return false;
    }
    return true;
}

static bool awaits_supplement(const struct docket *docket)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        const struct pause *pause = clock_pause_at_hand(&docket->windows[i].window.clock);
        if (docket->windows[i].window.state == WINDOW_STATE_PAUSED && pause &&
            pause->reason == PAUSE_SUPPLEMENT)
            return true;
    }
    return false;
}
