/* Who handles it: neither reassigning (改派) nor returning (退单) touches the citizen's clock. */
#include "domain/docket_own.h"

static void hand_to(struct docket *docket, int department_id);
static void void_own_windows(struct docket *docket, int64_t at_us, const struct deed *deed);

enum docket_verdict docket_reassign(struct docket *docket, const struct assignment *assignment,
                                    const struct deed *deed, struct field_problems *problems)
{
    int64_t at_us;
    if (!docket_may(docket, 0, DOCKET_REASSIGN))
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", docket->facts.received_at_us, "received_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    struct docket_event *event = docket_note(docket, DOCKET_EVENT_REASSIGNED, 0, at_us, deed);
    event->from = assignment->from;
    event->to = assignment->to;
    void_own_windows(docket, at_us, deed);
    hand_to(docket, assignment->department_id);
    const struct rule *rule =
        rules_find(docket->rules, docket->rule_count, &docket->facts, RULE_START_ASSIGNED, NULL);
    struct docket_window *opened =
        rule ? docket_open(docket, rule, clock_start(at_us, INSTANT_NONE)) : NULL;
    if (opened)
        docket_note(docket, DOCKET_EVENT_OPENED, opened->window.n, at_us, deed);
    return DOCKET_DONE;
}

enum docket_verdict docket_return(struct docket *docket, const struct assignment *office,
                                  const struct deed *deed, struct field_problems *problems)
{
    int64_t at_us;
    if (!docket_may(docket, 0, DOCKET_RETURN) ||
        docket->lead_department_id == office->department_id)
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", docket->facts.received_at_us, "received_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    struct docket_event *event = docket_note(docket, DOCKET_EVENT_RETURNED, 0, at_us, deed);
    event->from = office->from;
    event->to = office->to;
    void_own_windows(docket, at_us, deed);
    hand_to(docket, office->department_id);
    docket_settle(docket);
    return DOCKET_DONE;
}

/* What is owed to the citizen goes with the item. */
static void hand_to(struct docket *docket, int department_id)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (!window_is_owed(&each->window) || each->window.department_id == department_id)
            continue;
        each->window.department_id = department_id;
        each->is_changed = true;
    }
    docket->lead_department_id = department_id;
}

/* The department's own window was of the one that had it before. */
static void void_own_windows(struct docket *docket, int64_t at_us, const struct deed *deed)
{
    struct docket_window *own;
    while ((own = docket_owed_start(docket, RULE_START_ASSIGNED))) {
        docket_end(own, WINDOW_STATE_VOID, INSTANT_NONE);
        docket_note(docket, DOCKET_EVENT_VOIDED, own->window.n, at_us, deed);
    }
}
