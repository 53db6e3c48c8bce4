/* What a deadline costs, and one with its whole escalation plan: prints lines of what and of
 * nanoseconds, parted by a tab. */
#include <stdio.h>

#include "base/clock.h"
#include "base/macros.h"
#include "support/moment.h"
#include "support/preset.h"

enum { COUNTS = 2000000, PLANS = 500000 };

/* Lets the compiler leave out nothing that leads to this. */
static void keep(int64_t value)
{
    __asm__ volatile("" : : "r"(value));
}

static void count_measure(const struct calendar *calendar, enum term_unit unit, int amount)
{
    int64_t start_us = moment("2018-01-01T00:00:00"), sum = 0, began_us = clock_mono_us();
    for (int i = 0; i < COUNTS; i++) {
        int64_t at_us = start_us + i * 2 * MINUTE_US;
        sum += counted(calendar, unit, amount, at_us, INSTANT_NONE).last_day;
    }
    int64_t took_us = clock_mono_us() - began_us;
    printf("%d %s\t%.1f\n", amount, term_units[unit].code, (double)took_us * 1000 / COUNTS);
    keep(sum);
}

static void plan_measure(const struct preset *preset, const char *code, const char *stage)
{
    const struct rule *rule = preset_rule(preset, code, stage);
    int64_t start_us = moment("2018-01-01T00:00:00"), sum = 0, began_us = clock_mono_us();
    for (int i = 0; i < PLANS; i++) {
        int64_t at_us = start_us + i * 8 * MINUTE_US;
        struct window_times times =
            counted(rule->term.calendar, rule->term.unit, rule->term.amount, at_us, INSTANT_NONE);
        struct plan_occasion occasion = {.logged_at_us = at_us, .now_us = at_us};
        sum +=
            escalation_plan(rule->chain, rule->term.calendar, &times, &occasion).first_level_step;
    }
    int64_t took_us = clock_mono_us() - began_us;
    printf("%s with its plan\t%.1f\n", code, (double)took_us * 1000 / PLANS);
    keep(sum);
}

int main(void)
{
    struct preset *preset = preset_load();
    static const int amounts[] = {1, 5, 20, 60, 1000};
    for (size_t i = 0; i < ARRAY_LEN(amounts); i++)
        count_measure(preset->calendar, TERM_UNIT_WORKING_DAYS, amounts[i]);
    count_measure(preset->calendar, TERM_UNIT_NATURAL_DAYS, 60);
    count_measure(preset->calendar, TERM_UNIT_MONTHS, 3);
    count_measure(preset->calendar, TERM_UNIT_HOURS, 48);
    plan_measure(preset, "OPINION_MAJOR", "authoritative_info");
    plan_measure(preset, "LETTER_5WD", "written_opinion");
    plan_measure(preset, "REPORT_60", "conclusion");
    preset_free(preset);
    return 0;
}
