#include "support/docket_laws.h"

#include <criterion/criterion.h>
#include <string.h>

#include "domain/explain.h"
#include "support/naive.h"

/* Days as they are explained. */
struct told {
    int32_t last; /* told so far */
    int counted;
    bool is_in_order;
};

static void check_docket(const struct desk *desk, const char *what);
static void check_events(const struct desk *desk, const char *what);
static int64_t due_before(const struct desk *desk, size_t i);
static int64_t due_after(const struct desk *desk, size_t i);
static void check_time(const struct docket_window *window, const char *what);
static void check_explained(const struct window *window, int32_t last_day, const char *what);
static void tell(const struct explained_day *day, void *context);
static void check_clock(const struct docket_window *window, const char *what);
static void check_plan(const struct docket_window *window, int64_t now_us, const char *what);
static void check_step(const struct docket_window *window, size_t i, int64_t now_us,
                       const char *what);
static void check_change(const struct docket_window *before, const struct docket_window *after,
                         const char *what);
static bool same_plan(const struct plan *one, const struct plan *other);
static int levels_of(const struct chain *chain);

void expect_lawful(const struct desk *desk, const char *what)
{
    check_docket(desk, what);
    check_events(desk, what);
    for (size_t i = 0; i < desk->docket.window_count; i++) {
        const struct docket_window *each = &desk->windows[i];
        if (window_is_owed(&each->window)) {
            check_time(each, what);
            check_clock(each, what);
            check_plan(each, desk->docket.now_us, what);
        }
        cr_assert(each->window.state == WINDOW_STATE_OPEN || !each->window.is_held, "%s", what);
        if (i < desk->before.window_count)
            check_change(&desk->windows_before[i], each, what);
        else
            cr_assert(each->is_changed && each->is_planned && each->window.generation >= 1, "%s",
                      what);
    }
}

void expect_recounted(const struct desk *desk, const char *what)
{
    cr_assert_eq(desk->docket.window_count, desk->before.window_count, "%s", what);
    cr_assert_eq(desk->docket.status, desk->before.status, "%s", what);
    for (size_t i = 0; i < desk->docket.window_count; i++) {
        const struct window *before = &desk->windows_before[i].window;
        const struct window *after = &desk->windows[i].window;
        bool has_moved = before->times.due_at_us != after->times.due_at_us;
        cr_assert_eq(before->state, after->state, "%s", what);
        cr_assert_eq(has_moved,
                     desk_event(desk, DOCKET_EVENT_RECALCULATED, after->n) &&
                         desk_event(desk, DOCKET_EVENT_RECALCULATED, after->n)->new_due_us !=
                             INSTANT_NONE,
                     "%s", what);
        if (after->state != WINDOW_STATE_OPEN || before->is_held ||
            after->times.due_at_us == desk->docket.now_us)
            continue;
        cr_assert_eq(after->is_held, has_moved && after->times.due_at_us < desk->docket.now_us,
                     "%s of %s is held wrongly", what, after->rule->stage);
    }
}

void expect_handed_over(const struct desk *child, const struct desk *parent, const char *what)
{
    for (size_t i = 0; i < child->before.window_count; i++) {
        const struct window *owed = &child->windows_before[i].window;
        bool is_carried = false;
        if (!window_is_owed(owed))
            continue;
        for (size_t j = 0; j < parent->docket.window_count; j++) {
            const struct window *each = &parent->windows[j].window;
            bool is_good = each->state == WINDOW_STATE_MET || each->state == WINDOW_STATE_LATE ||
                           (window_is_owed(each) && each->times.due_at_us <= owed->times.due_at_us);
            is_carried |= is_good && rule_is_of_stage(each->rule, owed->rule->stage);
        }
        cr_assert(is_carried, "%s: %s is lost", what, owed->rule->stage);
        cr_assert_not(window_is_owed(&child->windows[i].window), "%s", what);
    }
}

static void check_docket(const struct desk *desk, const char *what)
{
    const struct docket *docket = &desk->docket;
    int64_t soonest_us = INT64_MAX;
    bool is_owed = false;
    for (size_t i = 0; i < docket->window_count; i++) {
        const struct window *each = &docket->windows[i].window;
        cr_assert_eq(each->n, (int)i + 1, "%s", what);
        is_owed |= window_is_owed(each);
        if (each->state == WINDOW_STATE_OPEN && each->times.due_at_us < soonest_us)
            soonest_us = each->times.due_at_us;
    }
    cr_assert_eq(docket_due_us(docket), soonest_us == INT64_MAX ? INSTANT_NONE : soonest_us, "%s",
                 what);
    cr_assert_eq(docket->status == ITEM_STATUS_REGISTERED, is_owed, "%s: %s", what,
                 item_statuses[docket->status].code);
    cr_assert_eq(docket->status == ITEM_STATUS_MERGED, docket->merged_into != 0, "%s", what);
}

/* A due time that moved is told with what it was, and at once if it is earlier. */
static void check_events(const struct desk *desk, const char *what)
{
    for (size_t i = 0; i < desk->docket.event_count; i++) {
        const struct docket_event *event = &desk->docket.events[i];
        cr_assert_leq(event->at_us, desk->docket.now_us, "%s", what);
        cr_assert(event->n >= 0 && event->n <= (int)desk->docket.window_count, "%s", what);
        bool has_moved = event->old_due_us != INSTANT_NONE;
        cr_assert_eq(event->is_told_at_once, has_moved && event->new_due_us < event->old_due_us,
                     "%s", what);
        if (!has_moved)
            continue;
        cr_assert_eq(event->old_due_us, due_before(desk, i), "%s", what);
        cr_assert_eq(event->new_due_us, due_after(desk, i), "%s", what);
    }
}

/* Of the window of event i: as the last event before it left it, or as it was. */
static int64_t due_before(const struct desk *desk, size_t i)
{
    const struct docket_event *events = desk->docket.events;
    int n = events[i].n;
    while (i-- > 0)
        if (events[i].n == n && events[i].new_due_us != INSTANT_NONE)
            return events[i].new_due_us;
    return desk->windows_before[n - 1].window.times.due_at_us;
}

/* As the next event found it, or as it is. */
static int64_t due_after(const struct desk *desk, size_t i)
{
    const struct docket_event *events = desk->docket.events;
    int n = events[i].n;
    while (++i < desk->docket.event_count)
        if (events[i].n == n && events[i].old_due_us != INSTANT_NONE)
            return events[i].old_due_us;
    return desk->windows[n - 1].window.times.due_at_us;
}

/* The count, the explanation and a walk are one, and nothing that was given makes it earlier. */
static void check_time(const struct docket_window *window, const char *what)
{
    const struct clock *clock = &window->window.clock;
    const struct window_times *times = &window->window.times;
    const struct term *term = &window->window.rule->term;
    struct naive naive = naive_count(clock, term);
    struct clock bare = clock_start(clock->starts_at_us, INSTANT_NONE);
    bool is_capped = clock->cap_us != INSTANT_NONE && clock->cap_us < naive.due_us;
    cr_assert_eq(times->rule_due_at_us, naive.due_us, "%s: %s by rule at %s, not %s", what,
                 window->window.rule->stage, moment_text(times->rule_due_at_us),
                 moment_text(naive.due_us));
    cr_assert_eq(times->due_at_us, is_capped ? clock->cap_us : naive.due_us, "%s", what);
    cr_assert_eq(times->starts_at_us, clock->starts_at_us, "%s", what);
    cr_assert_geq(times->rule_due_at_us, naive_count(&bare, term).due_us, "%s", what);
    if (!is_capped)
        cr_assert_eq(times->last_day, naive.last_day, "%s", what);
    if (!term_is_on_the_wall(term->unit))
        check_explained(&window->window, naive.last_day, what);
}

/* Each day is told once, and as many are counted as the term has. */
static void check_explained(const struct window *window, int32_t last_day, const char *what)
{
    const struct term *term = &window->rule->term;
    struct told told = {.last = CIVIL_DAY_NONE, .is_in_order = true};
    cr_assert_eq(explain_days(&window->clock, term, tell, &told), last_day, "%s", what);
    cr_assert(told.is_in_order || term_is_a_date(term->unit), "%s", what);
    if (term->unit == TERM_UNIT_WORKING_DAYS || term->unit == TERM_UNIT_NATURAL_DAYS)
        cr_assert_eq(told.counted, term->amount + window->clock.extension, "%s", what);
}

static void tell(const struct explained_day *day, void *context)
{
    struct told *told = context;
    bool is_rolled = day->role == EXPLAINED_ROLLED || day->role == EXPLAINED_TARGET;
    told->is_in_order &= day->day > told->last || (is_rolled && day->day == told->last);
    told->last = day->day;
    told->counted += day->role == EXPLAINED_COUNTED;
}

/* Pauses lie one after the other, and the clock stands still while the last of them lasts. */
static void check_clock(const struct docket_window *window, const char *what)
{
    const struct clock *clock = &window->window.clock;
    int64_t after_us = clock->starts_at_us;
    for (size_t i = 0; i < clock->pause_count; i++) {
        const struct pause *pause = &clock->pauses[i];
        cr_assert_geq(pause->from_us, after_us, "%s", what);
        cr_assert(pause->to_us >= pause->from_us ||
                      (pause->to_us == INSTANT_NONE && i + 1 == clock->pause_count),
                  "%s", what);
        after_us = pause->to_us;
    }
    cr_assert_eq(window->window.state == WINDOW_STATE_PAUSED, clock_pause_at_hand(clock) != NULL,
                 "%s", what);
}

static void check_plan(const struct docket_window *window, int64_t now_us, const char *what)
{
    const struct plan *plan = &window->plan;
    const struct chain *chain = window->window.rule->chain;
    int levels = (int)plan->step_count - plan->first_level_step + 1;
    cr_assert(plan->first_level_step >= 1 && levels >= 0, "%s", what);
    cr_assert_eq(plan->levels_before, window->window.level, "%s", what);
    cr_assert_eq(levels, levels_of(chain) - window->window.level, "%s: levels are gapless", what);
    for (size_t i = 0; i < plan->step_count; i++)
        check_step(window, i, now_us, what);
    cr_assert_eq(plan->repeat_us, window->window.is_acknowledged ? 0 : chain->repeat_us, "%s",
                 what);
    if (plan->step_count > 0)
        cr_assert_eq(plan->next_at_us, plan->at_us[0], "%s", what);
    else
        cr_assert_eq(plan->next_at_us == INSTANT_NONE, plan->repeat_us == 0, "%s", what);
}

static void check_step(const struct docket_window *window, size_t i, int64_t now_us,
                       const char *what)
{
    const struct plan *plan = &window->plan;
    const struct rung *rung = &window->window.rule->chain->rungs[plan->rungs[i] - 1];
    int step = (int)i + 1;
    cr_assert(i == 0 || plan->at_us[i] >= plan->at_us[i - 1], "%s", what);
    if (step >= plan->first_level_step) {
        cr_assert_eq(rung->level, window->window.level + step - plan->first_level_step + 1, "%s",
                     what);
        return;
    }
    cr_assert_eq(rung->level, 0, "%s", what);
    cr_assert_lt(plan->at_us[i], window->window.times.due_at_us, "%s", what);
    cr_assert(!window->is_planned || plan->at_us[i] >= now_us, "%s", what);
    cr_assert(!window->window.is_acknowledged || !rung->unless_acknowledged, "%s", what);
}

/* Each new plan raises the generation, and nothing moves what is closed. */
static void check_change(const struct docket_window *before, const struct docket_window *after,
                         const char *what)
{
    const struct window *was = &before->window, *is = &after->window;
    bool is_moved = was->times.due_at_us != is->times.due_at_us;
    bool was_owed = window_is_owed(was), is_owed = window_is_owed(is);
    cr_assert(was_owed || is_owed || was->state == is->state, "%s", what);
    cr_assert(is_owed || !is_moved, "%s moves what is closed", what);
    cr_assert(is_owed || was->generation == is->generation, "%s", what);
    cr_assert(after->is_planned ? is->generation > was->generation
                                : is->generation == was->generation,
              "%s", what);
    cr_assert(after->is_planned || (!is_moved && same_plan(&before->plan, &after->plan)), "%s",
              what);
    cr_assert(after->is_changed || memcmp(was, is, sizeof(*is)) == 0, "%s", what);
    cr_assert(after->is_changed || !after->is_planned, "%s", what);
    cr_assert_eq(was->level, is->level, "%s", what);
    cr_assert_eq(was->opened_at_us, is->opened_at_us, "%s", what);
    cr_assert(!was->clock.was_extended || is->clock.was_extended, "%s", what);
    cr_assert(!was->clock.was_extended || is->clock.extension == was->clock.extension ||
                  is->clock.extension == 0,
              "%s extends it twice", what);
    cr_assert_eq(was->clock.restarts & ~is->clock.restarts, 0u, "%s", what);
    cr_assert(was->clock.cap_us == INSTANT_NONE ||
                  (is->clock.cap_us != INSTANT_NONE && is->clock.cap_us <= was->clock.cap_us),
              "%s loosens", what);
}

static bool same_plan(const struct plan *one, const struct plan *other)
{
    return one->step_count == other->step_count &&
           one->first_level_step == other->first_level_step &&
           one->levels_before == other->levels_before && one->repeat_us == other->repeat_us &&
           one->next_at_us == other->next_at_us &&
           memcmp(one->at_us, other->at_us, one->step_count * sizeof(one->at_us[0])) == 0 &&
           memcmp(one->rungs, other->rungs, (one->step_count + 1) * sizeof(one->rungs[0])) == 0;
}

static int levels_of(const struct chain *chain)
{
    return chain->rung_count > 0 ? chain->rungs[chain->rung_count - 1].level : 0;
}
