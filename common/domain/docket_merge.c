/* Merging duplicates (并单): one item is handled, every caller is answered. */
#include "domain/docket_own.h"
#include "domain/ref.h"

#include <stdio.h>

static bool can_merge(const struct docket *child, const struct docket *parent);
static size_t owed_count(const struct docket *docket);
static bool is_carried(const struct docket *docket);
static void hand_over(struct docket_window *carried, struct docket *parent, int64_t at_us,
                      const struct deed *deed);
static void answer_by(const struct docket *parent, int n, struct docket_window *carried);
static struct docket_window *of_stage(const struct docket *docket, const char *stage);
static void tighten(struct docket *parent, struct docket_window *window, int64_t due_at_us,
                    int64_t at_us, const struct deed *deed);
static void inherit(struct docket *parent, const struct window *from, int64_t at_us,
                    const struct deed *deed);

enum docket_verdict docket_merge(struct docket *child, struct docket *parent,
                                 const struct deed *deed, struct field_problems *problems)
{
    int64_t at_us;
    if (!docket_moment(child, deed, "at", child->facts.received_at_us, "received_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    if (!can_merge(child, parent))
        return DOCKET_NOT_NOW;
    for (size_t i = 0; i < child->window_count; i++) {
        if (window_is_owed(&child->windows[i].window))
            hand_over(&child->windows[i], parent, at_us, deed);
    }
    child->status = is_carried(child) ? ITEM_STATUS_MERGED : ITEM_STATUS_CONCLUDED;
    child->merged_into = parent->item_id;
    docket_note(child, DOCKET_EVENT_MERGED, 0, at_us, deed)->other_id = parent->item_id;
    docket_note(parent, DOCKET_EVENT_INHERITED, 0, at_us, deed)->other_id = child->item_id;
    docket_settle(parent);
    return DOCKET_DONE;
}

static bool can_merge(const struct docket *child, const struct docket *parent)
{
    return child->item_id != parent->item_id && child->facts.kind == parent->facts.kind &&
           child->is_drill == parent->is_drill && docket_may(child, 0, DOCKET_MERGE) &&
           docket_may(parent, 0, DOCKET_MERGE) &&
           parent->window_room - parent->window_count >= owed_count(child);
}

static size_t owed_count(const struct docket *docket)
{
    size_t count = 0;
    for (size_t i = 0; i < docket->window_count; i++)
        count += window_is_owed(&docket->windows[i].window);
    return count;
}

/* Of what it owed the parent may have answered all already. */
static bool is_carried(const struct docket *docket)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        if (docket->windows[i].window.state == WINDOW_STATE_MERGED)
            return true;
    }
    return false;
}

/* Where the parent has answered the stage already, that is this caller's answer too. */
static void hand_over(struct docket_window *carried, struct docket *parent, int64_t at_us,
                      const struct deed *deed)
{
    struct docket_window *own = of_stage(parent, carried->window.rule->stage);
    int64_t due_at_us = carried->window.times.due_at_us;
    if (!own) {
        inherit(parent, &carried->window, at_us, deed);
    } else if (!window_is_owed(&own->window)) {
        if (at_us < own->window.answered_at_us)
            at_us = own->window.answered_at_us;
        docket_end(carried, window_state_of_answer(due_at_us, at_us), at_us);
        answer_by(parent, own->window.n, carried);
        return;
    } else if (due_at_us < own->window.times.due_at_us) {
        tighten(parent, own, due_at_us, at_us, deed);
        own->window.is_held |= carried->window.is_held;
    }
    docket_end(carried, WINDOW_STATE_MERGED, INSTANT_NONE);
}

static void answer_by(const struct docket *parent, int n, struct docket_window *carried)
{
    char ref[REF_SIZE];
    ref_format(parent->item_id, ref);
    snprintf(carried->carried, sizeof(carried->carried), "{\"carried_by\":\"%s\",\"n\":%d}", ref,
             n);
    carried->answer = carried->carried;
}

/* An owed window of the stage, else one that was answered; a voided one is none. */
static struct docket_window *of_stage(const struct docket *docket, const char *stage)
{
    struct docket_window *found = docket_owed_stage(docket, stage);
    for (size_t i = 0; i < docket->window_count && !found; i++) {
        struct docket_window *each = &docket->windows[i];
        if (each->window.state != WINDOW_STATE_VOID && rule_is_of_stage(each->window.rule, stage))
            found = each;
    }
    return found;
}

static void tighten(struct docket *parent, struct docket_window *window, int64_t due_at_us,
                    int64_t at_us, const struct deed *deed)
{
    window->window.clock.cap_us = due_at_us;
    docket_replan(parent, window,
                  docket_note(parent, DOCKET_EVENT_TIGHTENED, window->window.n, at_us, deed));
}

/* The same stage by the same clock: what moves it later would have moved the child's. */
static void inherit(struct docket *parent, const struct window *from, int64_t at_us,
                    const struct deed *deed)
{
    struct docket_window *opened = docket_open(parent, from->rule, from->clock);
    if (!opened) /* can_merge has seen to it that there is room */
        return;
    opened->window.is_held = from->is_held;
    docket_note(parent, DOCKET_EVENT_INHERITED, opened->window.n, at_us, deed)->new_due_us =
        opened->window.times.due_at_us;
}
