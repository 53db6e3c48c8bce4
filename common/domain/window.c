#include "domain/window.h"

const struct word window_states[] = {WINDOW_STATES(WORD) WORD_END};

struct window window_open(const struct rule *rule, int n, struct clock clock, int64_t now_us,
                          struct plan *ret_plan)
{
    struct window window = {
        .n = n,
        .rule = rule,
        .state = WINDOW_STATE_OPEN,
        .clock = clock,
        .opened_at_us = now_us,
        .generation = 1,
        .answered_at_us = INSTANT_NONE,
        .recorded_at_us = INSTANT_NONE,
    };
    window.times = window_count(&window);
    *ret_plan = window_plan(&window, now_us);
    return window;
}

struct window_times window_count(const struct window *window)
{
    return clock_count(&window->clock, &window->rule->term);
}

struct plan window_plan(const struct window *window, int64_t now_us)
{
    struct plan_occasion occasion = {
        .logged_at_us = window->opened_at_us,
        .now_us = now_us,
        .level = window->level,
        .is_acknowledged = window->is_acknowledged,
    };
    return escalation_plan(window->rule->chain, window->rule->term.calendar, &window->times,
                           &occasion);
}

bool window_is_owed(const struct window *window)
{
    return window->state == WINDOW_STATE_OPEN || window->state == WINDOW_STATE_PAUSED;
}

enum window_state window_state_of_answer(int64_t due_at_us, int64_t answered_at_us)
{
    return answered_at_us <= due_at_us ? WINDOW_STATE_MET : WINDOW_STATE_LATE;
}
