#include "domain/escalation.h"

#include <assert.h>
#include <string.h>

const struct word rung_anchors[] = {RUNG_ANCHORS(WORD_OF_CODE) WORD_END};
const struct word step_kinds[] = {STEP_KINDS(WORD_OF_CODE) WORD_END};

static int64_t first_moment(const struct plan *plan, const struct window_times *times,
                            int64_t now_us);
static void add_warning(struct plan *plan, int rung, int64_t at_us);
static void add_level(struct plan *plan, int rung, int64_t at_us);
static int64_t rung_moment(const struct rung *rung, const struct calendar *calendar,
                           const struct window_times *times, int64_t logged_at_us);
static int64_t workday_moment(const struct rung *rung, const struct calendar *calendar,
                              int32_t last_day, int count);
static int64_t part_of_window(const struct window_times *times, int percent);
static int64_t later(int64_t one, int64_t other);

struct plan escalation_plan(const struct chain *chain, const struct calendar *calendar,
                            const struct window_times *times, const struct plan_occasion *occasion)
{
    assert(chain->rung_count > 0 && chain->rung_count <= CHAIN_RUNGS_MAX);
    struct plan plan = {.levels_before = occasion->level};
    for (size_t i = 0; i < chain->rung_count; i++) {
        const struct rung *rung = &chain->rungs[i];
        if (rung->level > 0 || (rung->unless_acknowledged && occasion->is_acknowledged))
            continue;
        int64_t at_us = rung_moment(rung, calendar, times, occasion->logged_at_us);
        if (at_us >= occasion->now_us && at_us < times->due_at_us)
            add_warning(&plan, (int)i + 1, at_us);
    }
    plan.first_level_step = (int)plan.step_count + 1;
    for (size_t i = 0; i < chain->rung_count; i++) {
        const struct rung *rung = &chain->rungs[i];
        if (rung->level > occasion->level)
            add_level(&plan, (int)i + 1,
                      rung_moment(rung, calendar, times, occasion->logged_at_us));
    }
    plan.rungs[plan.step_count] = (int)chain->rung_count;
    plan.repeat_us = occasion->is_acknowledged ? 0 : chain->repeat_us;
    plan.next_at_us = first_moment(&plan, times, occasion->now_us);
    return plan;
}

/* Where every level has fired there is only the repeat, reckoned from the due moment or from now.
 */
static int64_t first_moment(const struct plan *plan, const struct window_times *times,
                            int64_t now_us)
{
    if (plan->step_count > 0)
        return plan->at_us[0];
    if (plan->repeat_us == 0)
        return INSTANT_NONE;
    return later(times->due_at_us, now_us) + plan->repeat_us;
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
        return logged_at_us + rung->amount * MINUTE_US;
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
    return zone_instant(calendar_zone(calendar), day, rung->time_of_day_minutes * MINUTE_US);
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
