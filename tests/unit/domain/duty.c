#include "domain/duty.h"

#include <criterion/criterion.h>
#include <string.h>

#include "support/moment.h"
#include "support/preset.h"

static struct preset *preset;
static struct duty duties[RULE_MATCHES_MAX];

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

TestSuite(duty, .init = setup, .fini = teardown);

static struct item_facts event_of(int severity)
{
    return (struct item_facts){
        .kind = ITEM_KIND_OPINION_EVENT,
        .channel = ITEM_CHANNEL_OPINION_MONITOR,
        .type = -1,
        .severity = severity,
        .received_at_us = moment("2018-10-02T11:18:00"),
        .transferred_at_us = INSTANT_NONE,
        .occurred_at_us = INSTANT_NONE,
        .sender_due_us = INSTANT_NONE,
    };
}

static size_t work_out(const struct item_facts *facts, const char *logged)
{
    return duties_work_out(preset->rules, preset->rule_count, facts, moment(logged), duties);
}

Test(duty, a_major_event_owes_information_in_5_hours_and_a_press_conference_in_24)
{
    struct item_facts facts = event_of(ITEM_SEVERITY_MAJOR);
    cr_assert_eq(work_out(&facts, "2018-10-02T11:20:00"), 2);
    cr_expect_str_eq(duties[0].rule->stage, "authoritative_info");
    cr_expect_str_eq(moment_text(duties[0].times.due_at_us), "2018-10-02T16:18:00+08:00");
    cr_expect_str_eq(duties[1].rule->stage, "press_conference");
    cr_expect_str_eq(moment_text(duties[1].times.due_at_us), "2018-10-03T11:18:00+08:00");
}

Test(duty, each_has_the_plan_of_its_rules_chain)
{
    struct item_facts facts = event_of(ITEM_SEVERITY_MAJOR);
    work_out(&facts, "2018-10-02T11:20:00");
    for (size_t i = 0; i < 2; i++) {
        const struct plan *plan = &duties[i].plan;
        cr_expect_eq(plan->at_us[plan->first_level_step - 1], duties[i].times.due_at_us);
        cr_expect_eq(plan->repeat_us, duties[i].rule->chain->repeat_us);
        cr_expect_eq(plan->step_count, duties[i].rule->chain->rung_count);
    }
}

Test(duty, one_logged_after_its_due_time_begins_with_level_one)
{
    struct item_facts facts = event_of(ITEM_SEVERITY_MAJOR);
    work_out(&facts, "2018-10-02T16:18:00");
    cr_expect_eq(duties[0].plan.first_level_step, 1);
    cr_expect_gt(duties[1].plan.first_level_step, 1);
}

Test(duty, the_senders_due_makes_a_window_shorter_and_never_longer)
{
    struct item_facts facts = event_of(ITEM_SEVERITY_MAJOR);
    facts.sender_due_us = moment("2018-10-02T18:00:00");
    work_out(&facts, "2018-10-02T11:20:00");
    cr_expect_str_eq(moment_text(duties[0].times.due_at_us), "2018-10-02T16:18:00+08:00");
    cr_expect_str_eq(moment_text(duties[1].times.due_at_us), "2018-10-02T18:00:00+08:00");
    cr_expect_str_eq(moment_text(duties[1].times.rule_due_at_us), "2018-10-03T11:18:00+08:00");
}

Test(duty, a_letter_runs_from_its_transfer)
{
    struct item_facts facts = event_of(ITEM_SEVERITY_MAJOR);
    facts.kind = ITEM_KIND_INQUIRY;
    facts.severity = -1;
    facts.type = ITEM_TYPE_COMPLAINT;
    facts.channel = ITEM_CHANNEL_MAYOR_MAILBOX;
    facts.received_at_us = moment("2018-07-23T09:12:00");
    facts.transferred_at_us = moment("2018-07-24T10:05:00");
    cr_assert_eq(work_out(&facts, "2018-07-24T10:06:00"), 1);
    cr_expect_str_eq(moment_text(duties[0].times.starts_at_us), "2018-07-24T10:05:00+08:00");
    cr_expect_str_eq(day_text(duties[0].times.last_day), "2018-07-31");
}

Test(duty, without_rules_nothing_is_owed)
{
    struct item_facts facts = event_of(ITEM_SEVERITY_MAJOR);
    cr_expect_eq(duties_work_out(NULL, 0, &facts, facts.received_at_us, duties), 0);
}
