/* Ends that are no answer: an event that is over, a request that its applicant gave up. */
#include "domain/docket_own.h"

static int64_t asked_at_us(const struct docket *docket);
static void void_all(struct docket *docket, int64_t at_us, const struct deed *deed);

enum docket_verdict docket_close(struct docket *docket, const struct deed *deed,
                                 struct field_problems *problems)
{
    int64_t at_us;
    if (!docket_may(docket, 0, DOCKET_CLOSE))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", docket->facts.received_at_us, "detected_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    docket_note(docket, DOCKET_EVENT_CLOSED, 0, at_us, deed);
    void_all(docket, at_us, deed);
    docket_settle(docket);
    return DOCKET_DONE;
}

/* 逾期不补正且无正当理由的，视为放弃申请 (条例 art. 30). */
enum docket_verdict docket_abandon(struct docket *docket, const struct deed *deed,
                                   struct field_problems *problems)
{
    int64_t at_us;
    if (!docket_may(docket, 0, DOCKET_ABANDON))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", asked_at_us(docket), "pauses", problems, &at_us))
        return DOCKET_WRONG_FIELDS;
    docket_note(docket, DOCKET_EVENT_ABANDONED, 0, at_us, deed);
    void_all(docket, at_us, deed);
    docket->status = ITEM_STATUS_ABANDONED;
    return DOCKET_DONE;
}

/* When the applicant was asked for the supplement. */
static int64_t asked_at_us(const struct docket *docket)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        const struct pause *pause = clock_pause_at_hand(&docket->windows[i].window.clock);
        if (pause && pause->reason == PAUSE_SUPPLEMENT)
            return pause->from_us;
    }
    return docket->facts.received_at_us;
}

static void void_all(struct docket *docket, int64_t at_us, const struct deed *deed)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (!window_is_owed(&each->window))
            continue;
        docket_end(each, WINDOW_STATE_VOID, INSTANT_NONE);
        docket_note(docket, DOCKET_EVENT_VOIDED, each->window.n, at_us, deed);
    }
}
