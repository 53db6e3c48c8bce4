/* The fast count against a walk from day to day, on random starts. The walk reads the data itself
 * and shares no table with the calendar. */
#include "domain/window.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/csv.h"
#include "support/moment.h"
#include "support/preset.h"

enum { STARTS = 100000, WALK_DAYS = 40000 };

static const uint64_t SEED = 20181009;

static bool *worked_load(void)
{
    bool *worked = memory_new(WALK_DAYS, sizeof(*worked));
    for (int32_t each = 0; each < WALK_DAYS; each++)
        worked[each] = (each + 3) % 7 < 5; /* day 0 was a Thursday */
    struct csv *days = csv_read("migrations/data/calendar_days.csv");
    for (size_t row = 0; row < csv_row_count(days); row++)
        worked[day(csv_value(days, row, "date"))] =
            strcmp(csv_value(days, row, "kind"), "workday") == 0;
    csv_free(days);
    return worked;
}

/* SplitMix64. */
static uint64_t random_next(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static int64_t random_between(uint64_t *state, int64_t low, int64_t high)
{
    return low + (int64_t)(random_next(state) % (uint64_t)(high - low + 1));
}

static int32_t walk_working_days(const bool *worked, int32_t from, int amount)
{
    while (amount > 0)
        amount -= worked[++from];
    return from;
}

static int32_t walk_back(const bool *worked, int32_t from, int amount)
{
    while (amount > 0)
        amount -= worked[--from];
    return from;
}

static int32_t walk_to_worked(const bool *worked, int32_t from)
{
    while (!worked[from])
        from++;
    return from;
}

Test(window, the_fast_count_agrees_with_a_walk_over_100000_random_starts)
{
    struct calendar *calendar = preset_calendar_before(NULL);
    calendar_seal(calendar);
    bool *worked = worked_load();
    uint64_t state = SEED;
    for (int i = 0; i < STARTS; i++) {
        int64_t start_us =
            random_between(&state, moment("2017-06-01T00:00:00"), moment("2028-06-01T00:00:00"));
        int amount = (int)random_between(&state, 1, 90);
        int32_t from = (int32_t)((start_us + 8 * HOUR_US) / DAY_US);
        struct window_times times =
            counted(calendar, TERM_UNIT_WORKING_DAYS, amount, start_us, INSTANT_NONE);
        cr_assert_eq(times.last_day, walk_working_days(worked, from, amount),
                     "%s + %d working days", moment_text(start_us), amount);
        cr_assert_eq(times.due_at_us, (times.last_day + 1) * DAY_US - 8 * HOUR_US);
        times = counted(calendar, TERM_UNIT_NATURAL_DAYS, amount, start_us, INSTANT_NONE);
        cr_assert_eq(times.last_day, walk_to_worked(worked, from + amount), "%s + %d natural days",
                     moment_text(start_us), amount);
        cr_assert_eq(calendar_add_working_days(calendar, from, -amount),
                     walk_back(worked, from, amount), "%s - %d working days", moment_text(start_us),
                     amount);
    }
    free(worked);
    calendar_free(calendar);
}
