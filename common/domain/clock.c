#include "domain/clock.h"

#include <assert.h>

static int64_t due_on_the_wall(const struct clock *clock, const struct term *term);
static int32_t last_day(const struct clock *clock, const struct term *term, int32_t start_day);
static int32_t last_working_day(const struct clock *clock, const struct term *term,
                                int32_t start_day);
static int32_t last_rolled_day(const struct clock *clock, const struct term *term,
                               int32_t start_day);

struct clock clock_start(int64_t starts_at_us, int64_t cap_us)
{
    return (struct clock){.starts_at_us = starts_at_us, .cap_us = cap_us};
}

const struct pause *clock_pause_at_hand(const struct clock *clock)
{
    const struct pause *last = clock->pause_count ? &clock->pauses[clock->pause_count - 1] : NULL;
    return last && last->to_us == INSTANT_NONE ? last : NULL;
}

bool clock_paused_for(const struct clock *clock, enum pause_reason reason)
{
    for (size_t i = 0; i < clock->pause_count; i++) {
        if (clock->pauses[i].reason == reason)
            return true;
    }
    return false;
}

struct window_times clock_count(const struct clock *clock, const struct term *term)
{
    assert(term_amount_is_good(term->unit, term->amount));
    struct zone zone = calendar_zone(term->calendar);
    struct window_times times = {.starts_at_us = clock->starts_at_us};
    if (term_is_on_the_wall(term->unit)) {
        times.rule_due_at_us = due_on_the_wall(clock, term);
    } else {
        int32_t first = zone_day(zone, clock->starts_at_us);
        int32_t last = last_day(clock, term, first);
        times.rule_due_at_us = term_end_of_day(term, last);
        times.provisional =
            !term_is_a_date(term->unit) && !calendar_is_published(term->calendar, first, last);
    }
    bool is_capped = clock->cap_us != INSTANT_NONE && clock->cap_us < times.rule_due_at_us;
    times.due_at_us = is_capped ? clock->cap_us : times.rule_due_at_us;
    times.last_day = zone_day(zone, times.due_at_us - 1);
    return times;
}

static int64_t due_on_the_wall(const struct clock *clock, const struct term *term)
{
    int64_t due_us =
        clock->starts_at_us + term_wall_us(term->unit, term->amount + clock->extension);
    for (size_t i = 0; i < clock->pause_count; i++) {
        const struct pause *pause = &clock->pauses[i];
        if (pause->to_us != INSTANT_NONE && pause->from_us < due_us)
            due_us += pause->to_us - pause->from_us;
    }
    return due_us;
}

static int32_t last_day(const struct clock *clock, const struct term *term, int32_t start_day)
{
    if (term_is_a_date(term->unit))
        return term_date(term->unit, term->amount, start_day);
    if (term->unit == TERM_UNIT_WORKING_DAYS)
        return last_working_day(clock, term, start_day);
    return last_rolled_day(clock, term, start_day);
}

/* Each pause that began by the last day moves it by the working days that the pause took. */
static int32_t last_working_day(const struct clock *clock, const struct term *term,
                                int32_t start_day)
{
    const struct calendar *calendar = term->calendar;
    struct zone zone = calendar_zone(calendar);
    int32_t last = calendar_add_working_days(calendar, start_day, term->amount + clock->extension);
    for (size_t i = 0; i < clock->pause_count; i++) {
        const struct pause *pause = &clock->pauses[i];
        int32_t from = zone_day(zone, pause->from_us);
        if (pause->to_us == INSTANT_NONE || from > last)
            break;
        if (from <= start_day)
            from = start_day + 1; /* the start day is not counted anyway */
        last = calendar_add_working_days(
            calendar, last,
            calendar_working_days_between(calendar, from, zone_day(zone, pause->to_us)));
    }
    return last;
}

/* Natural days and months. A pause may begin after the last day, while that is rolling off rest
 * days; the day of the answer is then the first on which the time can end. */
static int32_t last_rolled_day(const struct clock *clock, const struct term *term,
                               int32_t start_day)
{
    struct zone zone = calendar_zone(term->calendar);
    int amount = term->amount + clock->extension;
    int32_t last =
        term->unit == TERM_UNIT_MONTHS ? civil_add_months(start_day, amount) : start_day + amount;
    for (size_t i = 0; i < clock->pause_count; i++) {
        const struct pause *pause = &clock->pauses[i];
        int32_t from = zone_day(zone, pause->from_us);
        if (pause->to_us == INSTANT_NONE || from > calendar_roll_forward(term->calendar, last))
            break;
        int32_t to = zone_day(zone, pause->to_us);
        if (from <= start_day)
            from = start_day + 1;
        if (to > from)
            last += to - from;
        if (last < to)
            last = to;
    }
    return calendar_roll_forward(term->calendar, last);
}
