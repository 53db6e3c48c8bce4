/* Counting anew after a calendar or a rule has changed. */
#include "domain/docket_own.h"

static bool recount(struct docket *docket, struct docket_window *window, const char *why);
static const struct rule *governing(const struct docket *docket, const struct rule *rule);
static bool is_planned_so(const struct docket_window *window, const struct plan *plan,
                          int64_t from_us);

bool docket_recount(struct docket *docket, const char *why)
{
    bool is_changed = false;
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (window_is_owed(&each->window))
            is_changed |= recount(docket, each, why);
    }
    return is_changed;
}

static bool recount(struct docket *docket, struct docket_window *window, const char *why)
{
    struct window as_new = window->window;
    as_new.rule = governing(docket, as_new.rule);
    as_new.times = window_count(&as_new);
    int64_t from_us = docket_plans_from(docket, window);
    struct plan plan = window_plan(&as_new, from_us);
    bool is_moved = as_new.times.due_at_us != window->window.times.due_at_us;
    bool is_restated = as_new.rule != window->window.rule ||
                       as_new.times.rule_due_at_us != window->window.times.rule_due_at_us ||
                       as_new.times.provisional != window->window.times.provisional;
    bool is_replanned = as_new.state == WINDOW_STATE_OPEN && !as_new.is_held &&
                        !is_planned_so(window, &plan, from_us);
    if (!is_moved && !is_restated && !is_replanned)
        return false;
    struct deed deed = {.at_us = docket->now_us, .note = why};
    window->window.rule = as_new.rule;
    docket_replan(
        docket, window,
        docket_note(docket, DOCKET_EVENT_RECALCULATED, window->window.n, docket->now_us, &deed));
    if (is_moved && as_new.state == WINDOW_STATE_OPEN && as_new.times.due_at_us < docket->now_us)
        window->window.is_held = true;
    return true;
}

/* The rule itself while it governs the day of receipt, else the one that does now. */
static const struct rule *governing(const struct docket *docket, const struct rule *rule)
{
    struct zone zone = calendar_zone(rule->term.calendar);
    if (rule_governs_day(rule, zone_day(zone, docket->facts.received_at_us)))
        return rule;
    for (size_t i = 0; i < docket->rule_count; i++) {
        const struct rule *each = &docket->rules[i];
        if (each->start == rule->start && rule_is_of_stage(each, rule->stage) &&
            rule_applies(each, &docket->facts))
            return each;
    }
    return rule;
}

/* True if what is still to come of the stored plan is what the new one holds. */
static bool is_planned_so(const struct docket_window *window, const struct plan *plan,
                          int64_t from_us)
{
    const struct plan *stored = &window->plan;
    size_t past = 0;
    while ((int)past + 1 < stored->first_level_step && stored->at_us[past] < from_us)
        past++;
    if (stored->step_count - past != plan->step_count ||
        stored->first_level_step - (int)past != plan->first_level_step)
        return false;
    for (size_t i = 0; i < plan->step_count; i++) {
        if (stored->at_us[past + i] != plan->at_us[i] || stored->rungs[past + i] != plan->rungs[i])
            return false;
    }
    return stored->repeat_us == plan->repeat_us;
}
