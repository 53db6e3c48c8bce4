#include "domain/docket_own.h"

#include <assert.h>
#include <string.h>

const struct word docket_actions[] = {DOCKET_ACTIONS(WORD) WORD_END};
const struct word reopen_reasons[] = {REOPEN_REASONS(WORD) WORD_END};

const struct word docket_events[] = {DOCKET_EVENTS(WORD_OF_CODE) WORD_END};

/* A clock that tells the time of a deed may run a little ahead of the database's. */
static const int64_t clock_tolerance_us = 5 * SECOND_US;

static uint32_t stated_restarts(const struct item_facts *facts);

struct docket_window *docket_find(const struct docket *docket, int n)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        if (docket->windows[i].window.n == n)
            return &docket->windows[i];
    }
    return NULL;
}

int64_t docket_due_us(const struct docket *docket)
{
    int64_t due_us = INSTANT_NONE;
    for (size_t i = 0; i < docket->window_count; i++) {
        const struct window *window = &docket->windows[i].window;
        bool is_sooner = due_us == INSTANT_NONE || window->times.due_at_us < due_us;
        if (window->state == WINDOW_STATE_OPEN && is_sooner)
            due_us = window->times.due_at_us;
    }
    return due_us;
}

bool docket_moment(const struct docket *docket, const struct deed *deed, const char *field,
                   int64_t earliest_us, const char *earliest, struct field_problems *problems,
                   int64_t *ret_at_us)
{
    size_t before = problems->count;
    int64_t at_us = deed->at_us == INSTANT_NONE ? docket->now_us : deed->at_us;
    if (at_us > docket->now_us + clock_tolerance_us)
        field_problem_add(problems, field, PROBLEM_IN_FUTURE, NULL);
    if (at_us < earliest_us - earliest_us % SECOND_US) /* who tells whole seconds is believed */
        field_problem_add(problems, field, PROBLEM_TOO_EARLY, earliest);
    bool is_late = docket->now_us - at_us > LATE_ENTRY_MINUTES * MINUTE_US;
    if (is_late && !deed->reviewer)
        field_problem_add(problems, "reviewer", PROBLEM_LATE_ENTRY, NULL);
    if (is_late && !deed->proof)
        field_problem_add(problems, "proof", PROBLEM_LATE_ENTRY, NULL);
    *ret_at_us = at_us < docket->now_us ? at_us : docket->now_us;
    return problems->count == before;
}

bool docket_may(const struct docket *docket, int n, enum docket_action action)
{
    return docket_allowed(docket, n) >> action & 1;
}

struct docket_event *docket_note(struct docket *docket, enum docket_event_type type, int n,
                                 int64_t at_us, const struct deed *deed)
{
    assert(docket->event_count < docket->event_room);
    struct docket_event *event = &docket->events[docket->event_count++];
    *event = (struct docket_event){
        .type = type,
        .n = n,
        .at_us = at_us,
        .old_due_us = INSTANT_NONE,
        .new_due_us = INSTANT_NONE,
        .deed = *deed,
    };
    return event;
}

void docket_replan(struct docket *docket, struct docket_window *window, struct docket_event *event)
{
    int64_t old_due_us = window->window.times.due_at_us;
    window->window.times = window_count(&window->window);
    window->window.generation++;
    window->plan = window_plan(&window->window, docket_plans_from(docket, window));
    window->is_changed = true;
    window->is_planned = true;
    if (window->window.times.due_at_us > docket->now_us)
        window->window.is_held = false; /* there is nothing in the past to confirm */
    if (window->window.times.due_at_us == old_due_us || !event)
        return;
    event->old_due_us = old_due_us;
    event->new_due_us = window->window.times.due_at_us;
    event->is_told_at_once |= event->new_due_us < old_due_us;
}

int64_t docket_plans_from(const struct docket *docket, const struct docket_window *window)
{
    bool is_behind = window->waits_for_us != INSTANT_NONE && window->waits_for_us < docket->now_us;
    return is_behind ? window->waits_for_us : docket->now_us;
}

void docket_log(struct docket *docket)
{
    const struct rule *matches[RULE_MATCHES_MAX];
    size_t count = rules_match(docket->rules, docket->rule_count, &docket->facts, matches);
    int64_t cap_us = item_cap_us(&docket->facts);
    for (size_t i = 0; i < count; i++) {
        struct clock clock = clock_start(rule_start_of(matches[i], &docket->facts), cap_us);
        clock.stated = matches[i]->restarts & stated_restarts(&docket->facts);
        docket_open(docket, matches[i], clock);
    }
    docket_settle(docket);
}

static uint32_t stated_restarts(const struct item_facts *facts)
{
    uint32_t is_confirmed = facts->confirmed_at_us != INSTANT_NONE;
    uint32_t is_accepted = facts->accepted_at_us != INSTANT_NONE;
    return is_confirmed << RESTART_CONFIRMED | is_accepted << RESTART_ACCEPTED;
}

struct docket_window *docket_open(struct docket *docket, const struct rule *rule,
                                  struct clock clock)
{
    if (docket->window_count == docket->window_room)
        return NULL;
    size_t count = docket->window_count;
    int n = count ? docket->windows[count - 1].window.n + 1 : 1;
    struct docket_window *opened = &docket->windows[docket->window_count++];
    memset(opened, 0, sizeof(*opened));
    opened->window = window_open(rule, n, clock, docket->now_us, &opened->plan);
    opened->window.department_id = docket->lead_department_id;
    opened->waits_for_us = INSTANT_NONE;
    opened->is_changed = true;
    opened->is_planned = true;
    return opened;
}

void docket_end(struct docket_window *window, enum window_state state, int64_t answered_at_us)
{
    window->window.state = state;
    window->window.answered_at_us = answered_at_us;
    window->window.is_held = false;
    window->is_changed = true;
}

const struct rule *docket_next_rule(const struct docket *docket, const struct rule *answered)
{
    const struct rule *next = rules_find(docket->rules, docket->rule_count, &docket->facts,
                                         RULE_START_FULFILLED, answered->stage);
    for (size_t i = 0; i < docket->rule_count && !next; i++) {
        const struct rule *each = &docket->rules[i];
        if (strcmp(each->code, answered->code) == 0 && rule_follows(each, answered->stage))
            next = each;
    }
    return next;
}

struct docket_window *docket_owed_stage(const struct docket *docket, const char *stage)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (window_is_owed(&each->window) && rule_is_of_stage(each->window.rule, stage))
            return each;
    }
    return NULL;
}

struct docket_window *docket_owed_start(const struct docket *docket, enum rule_start start)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (window_is_owed(&each->window) && each->window.rule->start == start)
            return each;
    }
    return NULL;
}

struct docket_window *docket_owed_asked(const struct docket *docket, enum pause_reason reason)
{
    switch (reason) {
    case PAUSE_THIRD_PARTY:
        return docket_owed_start(docket, RULE_START_THIRD_PARTY);
    case PAUSE_OTHER_ORGAN:
        return docket_owed_start(docket, RULE_START_OTHER_ORGAN);
    case PAUSE_SUPPLEMENT: /* the applicant has no time set */
    case PAUSE_REASON_COUNT:
        break;
    }
    return NULL;
}

void docket_settle(struct docket *docket)
{
    bool is_owed = false;
    for (size_t i = 0; i < docket->window_count; i++)
        is_owed |= window_is_owed(&docket->windows[i].window);
    docket->status = is_owed ? ITEM_STATUS_REGISTERED : ITEM_STATUS_CONCLUDED;
}
