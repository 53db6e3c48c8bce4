#include "domain/window.h"

#include <assert.h>

#define X(NAME, code) code,
static const char *const states[] = {WINDOW_STATES(X)};
#undef X

static bool is_on_the_wall(enum rule_unit unit);
static int64_t add_on_the_wall(enum rule_unit unit, int amount, int64_t start_us);
static int32_t last_day(const struct calendar *calendar, enum rule_unit unit, int amount,
                        int32_t start_day);

const char *window_state_code(enum window_state state)
{
    assert(state < WINDOW_STATE_COUNT);
    return states[state];
}

int64_t window_start(const struct rule *rule, const struct item_facts *facts)
{
    int64_t start_us = facts->received_at_us;
    if (rule->start == RULE_START_TRANSFERRED)
        start_us = facts->transferred_at_us;
    if (rule->start == RULE_START_OCCURRED)
        start_us = facts->occurred_at_us;
    return start_us != INSTANT_NONE ? start_us : facts->received_at_us;
}

struct window_times window_count(const struct calendar *calendar, enum rule_unit unit, int amount,
                                 int64_t start_us, int64_t sender_due_us)
{
    assert(amount > 0 && amount <= rule_unit_max(unit));
    struct zone zone = calendar_zone(calendar);
    struct window_times times = {.starts_at_us = start_us};
    if (is_on_the_wall(unit)) {
        times.rule_due_at_us = add_on_the_wall(unit, amount, start_us);
    } else {
        int32_t first = zone_day(zone, start_us);
        int32_t last = last_day(calendar, unit, amount, first);
        times.rule_due_at_us = zone_day_start(zone, last + 1);
        times.provisional = !calendar_is_published(calendar, first, last);
    }
    bool sender_first = sender_due_us != INSTANT_NONE && sender_due_us < times.rule_due_at_us;
    times.due_at_us = sender_first ? sender_due_us : times.rule_due_at_us;
    times.last_day = zone_day(zone, times.due_at_us - 1);
    return times;
}

enum window_state window_state_of_answer(int64_t due_at_us, int64_t answered_at_us)
{
    return answered_at_us <= due_at_us ? WINDOW_STATE_MET : WINDOW_STATE_LATE;
}

static bool is_on_the_wall(enum rule_unit unit)
{
    return unit == RULE_UNIT_MINUTES || unit == RULE_UNIT_HOURS;
}

static int64_t add_on_the_wall(enum rule_unit unit, int amount, int64_t start_us)
{
    return start_us + amount * (unit == RULE_UNIT_HOURS ? HOUR_US : MINUTE_US);
}

static int32_t last_day(const struct calendar *calendar, enum rule_unit unit, int amount,
                        int32_t start_day)
{
    if (unit == RULE_UNIT_WORKING_DAYS)
        return calendar_add_working_days(calendar, start_day, amount);
    if (unit == RULE_UNIT_NATURAL_DAYS)
        return calendar_roll_forward(calendar, start_day + amount);
    return calendar_roll_forward(calendar, civil_add_months(start_day, amount));
}
