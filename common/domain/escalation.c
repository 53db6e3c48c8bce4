#include "domain/escalation.h"

#include <assert.h>
#include <string.h>

#include "base/macros.h"

#define X(NAME, code) code,
static const char *const anchors[] = {RUNG_ANCHORS(X)};
static const char *const kinds[] = {STEP_KINDS(X)};
#undef X

static void add_warning(struct plan *plan, int rung, int64_t at_us);
static void add_level(struct plan *plan, int rung, int64_t at_us);
static int64_t rung_moment(const struct rung *rung, const struct calendar *calendar,
                           const struct window_times *times, int64_t logged_at_us);
static int64_t workday_moment(const struct rung *rung, const struct calendar *calendar,
                              int32_t last_day, int count);
static int64_t part_of_window(const struct window_times *times, int percent);
static int64_t later(int64_t one, int64_t other);

int rung_anchor_find(const char *code)
{
    for (size_t i = 0; i < ARRAY_LEN(anchors); i++)
        if (strcmp(anchors[i], code) == 0)
            return (int)i;
    return -1;
}

const char *step_kind_code(enum step_kind kind)
{
    assert(kind < STEP_KIND_COUNT);
    return kinds[kind];
}

enum step_kind step_kind_of(int step, int first_level_step, int step_count)
{
    if (step < first_level_step)
        return STEP_KIND_WARNING;
    return step <= step_count ? STEP_KIND_LEVEL : STEP_KIND_REPEAT;
}

struct plan escalation_plan(const struct chain *chain, const struct calendar *calendar,
                            const struct window_times *times, int64_t logged_at_us)
{
    assert(chain->rung_count <= CHAIN_RUNGS_MAX);
    struct plan plan = {.repeat_us = chain->repeat_us};
    for (size_t i = 0; i < chain->rung_count; i++) {
        if (chain->rungs[i].level > 0)
            continue;
        int64_t at_us = rung_moment(&chain->rungs[i], calendar, times, logged_at_us);
        if (at_us >= logged_at_us && at_us < times->due_at_us)
            add_warning(&plan, (int)i + 1, at_us);
    }
    plan.first_level_step = (int)plan.step_count + 1;
    for (size_t i = 0; i < chain->rung_count; i++)
        if (chain->rungs[i].level > 0)
            add_level(&plan, (int)i + 1,
                      rung_moment(&chain->rungs[i], calendar, times, logged_at_us));
    return plan;
}

/* Puts it behind those of the same moment or an earlier one. */
static void add_warning(struct plan *plan, int rung, int64_t at_us)
{
    size_t place = plan->step_count++;
    for (; place > 0 && plan->at_us[place - 1] > at_us; place--) {
        plan->at_us[place] = plan->at_us[place - 1];
        plan->rungs[place] = plan->rungs[place - 1];
    }
    plan->at_us[place] = at_us;
    plan->rungs[place] = rung;
}

/* No step comes before the one below it. */
static void add_level(struct plan *plan, int rung, int64_t at_us)
{
    size_t place = plan->step_count++;
    plan->at_us[place] = place > 0 ? later(at_us, plan->at_us[place - 1]) : at_us;
    plan->rungs[place] = rung;
}

static int64_t rung_moment(const struct rung *rung, const struct calendar *calendar,
                           const struct window_times *times, int64_t logged_at_us)
{
    assert(rung->anchor < RUNG_ANCHOR_COUNT);
    switch (rung->anchor) {
    case RUNG_ANCHOR_REGISTERED:
        return logged_at_us;
    case RUNG_ANCHOR_PERCENT:
        return times->starts_at_us + part_of_window(times, rung->amount);
    case RUNG_ANCHOR_AFTER_DUE_MINUTES:
        return times->due_at_us + rung->amount * MINUTE_US;
    case RUNG_ANCHOR_AFTER_DUE_PERCENT:
        return times->due_at_us +
               later(part_of_window(times, rung->amount), rung->floor_minutes * MINUTE_US);
    case RUNG_ANCHOR_WORKDAYS_BEFORE:
        return workday_moment(rung, calendar, times->last_day, -rung->amount);
    case RUNG_ANCHOR_WORKDAYS_AFTER:
        return workday_moment(rung, calendar, times->last_day, rung->amount);
    case RUNG_ANCHOR_DUE:
    case RUNG_ANCHOR_COUNT:
        break;
    }
    return times->due_at_us;
}

static int64_t workday_moment(const struct rung *rung, const struct calendar *calendar,
                              int32_t last_day, int count)
{
    int32_t day = calendar_add_working_days(calendar, last_day, count);
    return zone_day_start(calendar_zone(calendar), day) + rung->time_of_day_minutes * MINUTE_US;
}

/* Negative where the sender's due lies before the start. */
static int64_t part_of_window(const struct window_times *times, int percent)
{
    return (times->due_at_us - times->starts_at_us) * percent / 100;
}

static int64_t later(int64_t one, int64_t other)
{
    return one > other ? one : other;
}
