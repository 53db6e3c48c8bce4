/* Signing for an escalation, confirming a time that a new calendar has set, voiding a stage. */
#include "domain/docket_own.h"

static void void_asked(struct docket *docket, enum pause_reason reason, int64_t at_us,
                       const struct deed *deed);

enum docket_verdict docket_acknowledge(struct docket *docket, int n, const struct deed *deed,
                                       struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int64_t at_us;
    if (!window)
        return DOCKET_NO_WINDOW;
    if (window_is_owed(&window->window) && window->window.is_acknowledged)
        return DOCKET_AS_IT_WAS;
    if (!docket_may(docket, n, DOCKET_ACKNOWLEDGE))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", window->window.clock.starts_at_us, "starts_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    window->window.is_acknowledged = true;
    docket_replan(docket, window, docket_note(docket, DOCKET_EVENT_ACKNOWLEDGED, n, at_us, deed));
    return DOCKET_DONE;
}

enum docket_verdict docket_confirm(struct docket *docket, int n, const struct deed *deed,
                                   struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int64_t at_us;
    if (!window)
        return DOCKET_NO_WINDOW;
    if (!docket_may(docket, n, DOCKET_CONFIRM))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", INSTANT_NONE, NULL, problems, &at_us))
        return DOCKET_WRONG_FIELDS;
    window->window.is_held = false;
    docket_replan(docket, window, docket_note(docket, DOCKET_EVENT_CONFIRMED, n, at_us, deed));
    return DOCKET_DONE;
}

enum docket_verdict docket_void(struct docket *docket, int n, const struct deed *deed,
                                struct field_problems *problems)
{
    struct docket_window *window = docket_find(docket, n);
    int64_t at_us;
    if (!window)
        return DOCKET_NO_WINDOW;
    if (window->window.state == WINDOW_STATE_VOID)
        return DOCKET_AS_IT_WAS;
    if (!docket_may(docket, n, DOCKET_VOID))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", INSTANT_NONE, NULL, problems, &at_us))
        return DOCKET_WRONG_FIELDS;
    const struct pause *pause = clock_pause_at_hand(&window->window.clock);
    docket_end(window, WINDOW_STATE_VOID, INSTANT_NONE);
    docket_note(docket, DOCKET_EVENT_VOIDED, n, at_us, deed);
    if (pause)
        void_asked(docket, pause->reason, at_us, deed);
    docket_go_on_after(docket, &window->window, at_us, deed);
    docket_settle(docket);
    return DOCKET_DONE;
}

/* Whoever was asked for the sake of a stage that is not owed need not answer. */
static void void_asked(struct docket *docket, enum pause_reason reason, int64_t at_us,
                       const struct deed *deed)
{
    struct docket_window *asked = docket_owed_asked(docket, reason);
    if (!asked)
        return;
    docket_end(asked, WINDOW_STATE_VOID, INSTANT_NONE);
    docket_note(docket, DOCKET_EVENT_VOIDED, asked->window.n, at_us, deed);
}
