#include "domain/escalation.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/macros.h"
#include "support/moment.h"
#include "support/preset.h"

static struct preset *preset;

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

struct step {
    int rung;
    const char *at;
};

static struct window_times times_of(enum term_unit unit, int amount, const char *start)
{
    return counted(preset->calendar, unit, amount, moment(start), INSTANT_NONE);
}

static struct plan plan_of(const char *chain, const struct window_times *times, const char *logged)
{
    struct plan_occasion occasion = {.logged_at_us = moment(logged), .now_us = moment(logged)};
    return escalation_plan(preset_chain(preset, chain), preset->calendar, times, &occasion);
}

static void check_plan(const struct plan *plan, int first_level_step, const struct step *steps,
                       size_t count)
{
    cr_assert_eq(plan->step_count, count, "%zu steps, not %zu", plan->step_count, count);
    cr_expect_eq(plan->first_level_step, first_level_step);
    for (size_t i = 0; i < count; i++) {
        cr_expect_eq(plan->at_us[i], moment(steps[i].at), "step %zu at %s, not %s", i + 1,
                     moment_text(plan->at_us[i]), steps[i].at);
        cr_expect_eq(plan->rungs[i], steps[i].rung, "step %zu is rung %d", i + 1, plan->rungs[i]);
    }
}

TestSuite(escalation, .init = setup, .fini = teardown);

Test(escalation, a_major_event_rings_at_registration_and_each_of_its_hours)
{
    static const struct step steps[] = {
        {1, "2018-10-02T03:20:00"}, {2, "2018-10-02T03:35:00"}, {3, "2018-10-02T03:50:00"},
        {4, "2018-10-02T04:05:00"}, {5, "2018-10-02T05:48:00"}, {6, "2018-10-02T07:18:00"},
        {7, "2018-10-02T08:18:00"}, {8, "2018-10-02T09:18:00"}, {9, "2018-10-02T11:18:00"},
    };
    struct window_times times = times_of(TERM_UNIT_HOURS, 5, "2018-10-02T03:18:00");
    struct plan plan = plan_of("opinion_first", &times, "2018-10-02T03:20:00");
    check_plan(&plan, 7, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.repeat_us, 6 * HOUR_US);
}

Test(escalation, the_press_conference_is_not_rung_at_registration_again)
{
    static const struct step steps[] = {
        {1, "2018-10-02T15:18:00"}, {2, "2018-10-02T22:30:00"}, {3, "2018-10-03T03:18:00"},
        {4, "2018-10-03T04:18:00"}, {5, "2018-10-03T06:18:00"},
    };
    struct window_times times = times_of(TERM_UNIT_HOURS, 24, "2018-10-02T03:18:00");
    struct plan plan = plan_of("opinion_major", &times, "2018-10-02T03:20:00");
    check_plan(&plan, 3, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.repeat_us, 6 * HOUR_US);
}

Test(escalation, hour_windows_warn_at_50_and_80_percent_and_rise_at_20_and_50_after)
{
    static const struct step steps[] = {
        {1, "2018-11-09T16:45:00"}, {2, "2018-11-10T07:09:00"}, {3, "2018-11-10T16:45:00"},
        {4, "2018-11-11T02:21:00"}, {5, "2018-11-11T16:45:00"},
    };
    struct window_times times = times_of(TERM_UNIT_HOURS, 48, "2018-11-08T16:45:00");
    struct plan plan = plan_of("hours", &times, "2018-11-08T16:45:00");
    check_plan(&plan, 3, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.repeat_us, DAY_US);
}

Test(escalation, the_second_level_of_a_short_window_waits_30_minutes)
{
    static const struct step steps[] = {
        {1, "2018-08-13T11:17:00"}, {2, "2018-08-13T11:26:00"}, {3, "2018-08-13T11:32:00"},
        {4, "2018-08-13T12:02:00"}, {5, "2018-08-13T12:02:00"},
    };
    struct window_times times = times_of(TERM_UNIT_MINUTES, 30, "2018-08-13T11:02:00");
    struct plan plan = plan_of("hours", &times, "2018-08-13T11:02:00");
    check_plan(&plan, 3, steps, ARRAY_LEN(steps));
}

Test(escalation, working_day_windows_warn_in_the_mornings_and_rise_on_working_days)
{
    static const struct step steps[] = {
        {1, "2018-09-30T09:00:00"}, {2, "2018-10-09T09:00:00"}, {3, "2018-10-09T15:00:00"},
        {4, "2018-10-10T00:00:00"}, {5, "2018-10-12T09:00:00"}, {6, "2018-10-16T09:00:00"},
    };
    struct window_times times = times_of(TERM_UNIT_WORKING_DAYS, 5, "2018-09-27T09:30:00");
    struct plan plan = plan_of("working_days", &times, "2018-09-27T09:35:00");
    check_plan(&plan, 4, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.repeat_us, 7 * DAY_US);
}

Test(escalation, long_windows_warn_half_way_and_in_the_last_week)
{
    static const struct step steps[] = {
        {1, "2018-09-12T17:31:00"}, {2, "2018-09-30T09:00:00"}, {3, "2018-10-10T09:00:00"},
        {4, "2018-10-12T09:00:00"}, {5, "2018-10-13T00:00:00"}, {6, "2018-10-15T09:00:00"},
        {7, "2018-10-17T09:00:00"},
    };
    struct window_times times = times_of(TERM_UNIT_NATURAL_DAYS, 60, "2018-08-13T11:02:00");
    struct plan plan = plan_of("long", &times, "2018-08-13T11:02:00");
    check_plan(&plan, 5, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.repeat_us, 7 * DAY_US);
}

Test(escalation, warnings_are_put_in_order_of_time)
{
    static const struct step steps[] = {
        {2, "2019-06-05T09:00:00"}, {1, "2019-06-08T17:00:00"}, {3, "2019-06-11T09:00:00"},
        {4, "2019-06-13T09:00:00"}, {5, "2019-06-14T00:00:00"}, {6, "2019-06-14T09:00:00"},
        {7, "2019-06-18T09:00:00"},
    };
    struct window_times times = times_of(TERM_UNIT_WORKING_DAYS, 7, "2019-06-03T10:00:00");
    struct plan plan = plan_of("long", &times, "2019-06-03T10:00:00");
    check_plan(&plan, 5, steps, ARRAY_LEN(steps));
}

Test(escalation, a_warning_of_the_moment_of_logging_stays_and_an_earlier_one_goes)
{
    struct window_times times = times_of(TERM_UNIT_HOURS, 48, "2018-11-08T16:45:00");
    cr_expect_eq(plan_of("hours", &times, "2018-11-09T16:45:00").first_level_step, 3);
    cr_expect_eq(plan_of("hours", &times, "2018-11-09T16:45:01").first_level_step, 2);
    cr_expect_eq(plan_of("hours", &times, "2018-11-10T07:09:01").first_level_step, 1);
}

Test(escalation, a_window_logged_after_its_due_moment_starts_with_level_1)
{
    static const struct step steps[] = {
        {7, "2018-10-02T08:18:00"}, {8, "2018-10-02T09:18:00"}, {9, "2018-10-02T11:18:00"}};
    struct window_times times = times_of(TERM_UNIT_HOURS, 5, "2018-10-02T03:18:00");
    struct plan plan = plan_of("opinion_first", &times, "2018-10-02T08:18:00");
    check_plan(&plan, 1, steps, ARRAY_LEN(steps));
    plan = plan_of("opinion_first", &times, "2018-10-02T08:17:59");
    cr_expect_eq(plan.first_level_step, 2, "registered a second before due, it is rung");
}

Test(escalation, a_warning_at_or_after_due_is_left_out)
{
    static const struct step steps[] = {
        {1, "2018-07-25T09:00:00"}, {2, "2018-07-27T09:00:00"}, {4, "2018-07-27T15:00:00"},
        {5, "2018-08-01T09:00:00"}, {6, "2018-08-03T09:00:00"},
    };
    struct window_times times =
        counted(preset->calendar, TERM_UNIT_WORKING_DAYS, 5, moment("2018-07-24T10:05:00"),
                moment("2018-07-27T15:00:00"));
    struct plan plan = plan_of("working_days", &times, "2018-07-24T10:05:00");
    check_plan(&plan, 3, steps, ARRAY_LEN(steps));
    times.due_at_us++;
    cr_expect_eq(plan_of("working_days", &times, "2018-07-24T10:05:00").first_level_step, 4);
}

Test(escalation, a_due_moment_before_the_start_leaves_only_levels)
{
    static const struct step steps[] = {
        {3, "2018-07-24T08:00:00"}, {4, "2018-07-24T08:30:00"}, {5, "2018-07-24T08:30:00"}};
    struct window_times times =
        counted(preset->calendar, TERM_UNIT_HOURS, 48, moment("2018-07-24T10:00:00"),
                moment("2018-07-24T08:00:00"));
    struct plan plan = plan_of("hours", &times, "2018-07-24T10:00:00");
    check_plan(&plan, 1, steps, ARRAY_LEN(steps));
}

Test(escalation, no_step_of_any_rule_comes_before_the_one_below_it)
{
    for (size_t i = 0; i < preset->rule_count; i++) {
        const struct rule *rule = &preset->rules[i];
        int64_t start_us = moment("2018-01-01T00:00:00");
        for (int hours = 0; hours < 9000; hours += 7) {
            int64_t at_us = start_us + hours * HOUR_US;
            struct window_times times =
                counted(preset->calendar, rule->term.unit, rule->term.amount, at_us, INSTANT_NONE);
            struct plan_occasion occasion = {.logged_at_us = at_us, .now_us = at_us};
            struct plan plan = escalation_plan(rule->chain, preset->calendar, &times, &occasion);
            for (size_t step = 1; step < plan.step_count; step++)
                cr_assert_leq(plan.at_us[step - 1], plan.at_us[step], "%s", rule->code);
            cr_assert_geq(plan.at_us[plan.first_level_step - 1], times.due_at_us);
            cr_assert_eq(plan.next_at_us, plan.at_us[0]);
        }
    }
}

Test(escalation, chains_have_their_levels_after_their_warnings_and_without_a_gap)
{
    for (size_t i = 0; i < preset->chain_count; i++) {
        const struct chain *chain = &preset->chains[i];
        int level = 0;
        for (size_t j = 0; j < chain->rung_count; j++) {
            cr_expect(chain->rungs[j].level == 0 ? level == 0 : chain->rungs[j].level == level + 1);
            level = chain->rungs[j].level;
        }
        bool is_of_dates = strcmp(chain->code, "dates") == 0;
        cr_expect_eq(level, is_of_dates ? 2 : 3, "%s", chain->code);
        cr_expect_eq(chain->repeat_us > 0, !is_of_dates);
    }
}

Test(escalation, anchors_are_found_by_code)
{
    cr_expect_eq(word_find(rung_anchors, "registered"), RUNG_ANCHOR_REGISTERED);
    cr_expect_eq(word_find(rung_anchors, "workdays_after"), RUNG_ANCHOR_WORKDAYS_AFTER);
    cr_expect_eq(word_find(rung_anchors, "later"), -1);
}

Test(escalation, dates_are_warned_of_20_5_and_1_working_days_before_and_missed_on_working_days)
{
    static const struct step steps[] = {
        {1, "2018-11-22T09:00:00"}, {2, "2018-12-13T09:00:00"}, {3, "2018-12-19T09:00:00"},
        {4, "2018-12-21T09:00:00"}, {5, "2018-12-27T09:00:00"},
    };
    struct window_times times = times_of(TERM_UNIT_FIXED_DATE, 20181220, "2018-07-20T09:00:00");
    struct plan plan = plan_of("dates", &times, "2018-07-20T09:00:00");
    check_plan(&plan, 4, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.repeat_us, 0);
}

/* 2019-03-31 was a Sunday. */
Test(escalation, a_date_on_a_sunday_is_warned_of_on_the_last_working_day_before_it)
{
    struct window_times times = times_of(TERM_UNIT_YEARLY_DATE, 331, "2018-07-20T09:00:00");
    struct plan plan = plan_of("dates", &times, "2018-07-20T09:00:00");
    cr_expect_eq(plan.at_us[2], moment("2019-03-29T09:00:00"));
}

static struct plan plan_again(const char *chain, const struct window_times *times,
                              struct plan_occasion occasion)
{
    return escalation_plan(preset_chain(preset, chain), preset->calendar, times, &occasion);
}

Test(escalation, a_new_plan_holds_what_lies_ahead_and_levels_that_never_fired)
{
    static const struct step steps[] = {{5, "2018-10-12T09:00:00"}, {6, "2018-10-16T09:00:00"}};
    struct window_times times = times_of(TERM_UNIT_WORKING_DAYS, 5, "2018-09-27T09:30:00");
    struct plan plan =
        plan_again("working_days", &times,
                   (struct plan_occasion){.logged_at_us = moment("2018-09-27T09:35:00"),
                                          .now_us = moment("2018-10-11T09:00:00"),
                                          .level = 1});
    check_plan(&plan, 1, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.levels_before, 1);
}

Test(escalation, once_every_level_has_fired_only_repeats_are_left)
{
    struct window_times times = times_of(TERM_UNIT_WORKING_DAYS, 5, "2018-09-27T09:30:00");
    struct plan_occasion occasion = {
        .logged_at_us = moment("2018-09-27T09:35:00"),
        .now_us = moment("2018-10-20T09:00:00"),
        .level = 3,
    };
    struct plan plan = plan_again("working_days", &times, occasion);
    cr_expect_eq(plan.step_count, 0);
    cr_expect_eq(plan.next_at_us, occasion.now_us + 7 * DAY_US);
    cr_expect_eq(plan.rungs[0], 6, "repeats are of the last rung");
    occasion.is_acknowledged = true;
    cr_expect_eq(plan_again("working_days", &times, occasion).next_at_us, INSTANT_NONE);
}

Test(escalation, what_is_acknowledged_is_not_rung_again_and_rises_all_the_same)
{
    static const struct step steps[] = {
        {1, "2018-10-02T03:20:00"}, {5, "2018-10-02T05:48:00"}, {6, "2018-10-02T07:18:00"},
        {7, "2018-10-02T08:18:00"}, {8, "2018-10-02T09:18:00"}, {9, "2018-10-02T11:18:00"},
    };
    struct window_times times = times_of(TERM_UNIT_HOURS, 5, "2018-10-02T03:18:00");
    struct plan plan =
        plan_again("opinion_first", &times,
                   (struct plan_occasion){.logged_at_us = moment("2018-10-02T03:20:00"),
                                          .now_us = moment("2018-10-02T03:20:00"),
                                          .is_acknowledged = true});
    check_plan(&plan, 4, steps, ARRAY_LEN(steps));
    cr_expect_eq(plan.repeat_us, 0);
}
