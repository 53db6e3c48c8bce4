#include "domain/rule.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "support/moment.h"
#include "support/preset.h"

static struct preset *preset;

/* Days of receipt on both sides of every edge in the rules. */
static const char *const days[] = {"2018-07-01", "2019-05-14", "2019-05-15", "2022-04-30",
                                   "2022-05-01", "2022-08-31", "2022-09-01", "2026-12-31"};

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

static struct item_facts facts_of(int channel, int type, const char *date)
{
    return (struct item_facts){
        .kind = item_kind_of_type((enum item_type)type),
        .channel = channel,
        .type = type,
        .severity = -1,
        .received_at_us = zone_day_start(china, day(date)),
        .transferred_at_us = INSTANT_NONE,
        .occurred_at_us = INSTANT_NONE,
        .sender_due_us = INSTANT_NONE,
    };
}

static struct item_facts event_of(int channel, int severity, const char *date)
{
    struct item_facts facts = facts_of(channel, ITEM_TYPE_CONSULT, date);
    facts.kind = ITEM_KIND_OPINION_EVENT;
    facts.type = -1;
    facts.severity = severity;
    return facts;
}

/* "CODE stage amount, CODE stage amount" of the rules that apply. */
static const char *owed(const struct item_facts *facts)
{
    static char text[512];
    const struct rule *matches[RULE_MATCHES_MAX];
    size_t count = rules_match(preset->rules, preset->rule_count, facts, matches);
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s %s %d", i ? ", " : "",
                                 matches[i]->code, matches[i]->stage, matches[i]->amount);
    return text;
}

static const char *owed_by(int channel, int type, const char *date)
{
    struct item_facts facts = facts_of(channel, type, date);
    return owed(&facts);
}

static void check_owes_something_once(struct item_facts facts)
{
    for (int bits = 0; bits < 8; bits++) {
        const struct rule *matches[RULE_MATCHES_MAX];
        facts.urgent = bits & 1;
        facts.accident = bits & 2;
        facts.personal_data = bits & 4;
        size_t count = rules_match(preset->rules, preset->rule_count, &facts, matches), own = 0;
        cr_assert_lt(count, RULE_MATCHES_MAX);
        for (size_t i = 0; i < count; i++) {
            own += matches[i]->condition != RULE_CONDITION_URGENT &&
                   matches[i]->condition != RULE_CONDITION_ACCIDENT;
            for (size_t j = 0; j < i; j++)
                cr_assert_str_neq(matches[i]->stage, matches[j]->stage, "owed twice: %s",
                                  owed(&facts));
        }
        cr_assert_geq(own, 1, "kind %d channel %d type %d severity %d owes only: %s",
                      (int)facts.kind, facts.channel, facts.type, facts.severity, owed(&facts));
    }
}

TestSuite(rule, .init = setup, .fini = teardown);

Test(rule, every_item_of_any_channel_and_type_owes_something_and_no_stage_twice)
{
    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        for (int channel = 0; channel < ITEM_CHANNEL_COUNT; channel++)
            for (int type = 0; type < ITEM_TYPE_COUNT; type++)
                check_owes_something_once(facts_of(channel, type, days[i]));
}

Test(rule, every_opinion_event_owes_something_and_no_stage_twice)
{
    for (size_t i = 0; i < ARRAY_LEN(days); i++)
        for (int channel = 0; channel < ITEM_CHANNEL_COUNT; channel++)
            for (int severity = 0; severity < ITEM_SEVERITY_COUNT; severity++)
                check_owes_something_once(event_of(channel, severity, days[i]));
}

Test(rule, major_events_owe_information_in_5_hours_and_a_conference_in_24)
{
    static const char major[] =
        "OPINION_MAJOR authoritative_info 5, OPINION_MAJOR press_conference 24";
    static const char other[] = "OPINION_OTHER response 48";
    static const char *const expected[] = {major, major, other, other};
    for (int severity = 0; severity < ITEM_SEVERITY_COUNT; severity++) {
        struct item_facts facts = event_of(ITEM_CHANNEL_WEIBO, severity, "2018-10-02");
        cr_expect_str_eq(owed(&facts), expected[severity]);
    }
}

Test(rule, an_accident_is_also_reported_in_2_hours)
{
    struct item_facts facts = event_of(ITEM_CHANNEL_WECHAT, ITEM_SEVERITY_LARGE, "2018-11-08");
    facts.accident = true;
    cr_expect_str_eq(owed(&facts), "OPINION_OTHER response 48, ACCIDENT_REPORT accident_report 2");
}

Test(rule, letters_owe_an_opinion_whatever_their_type)
{
    static const char letter[] = "LETTER_5WD written_opinion 5";
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_MAYOR_MAILBOX, ITEM_TYPE_COMPLAINT, "2018-07-23"),
                     letter);
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_GOVERNOR_MESSAGE, ITEM_TYPE_CONSULT, "2026-09-17"),
                     letter);
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_MAYOR_MAILBOX, ITEM_TYPE_REPORT, "2018-07-23"),
                     "LETTER_5WD written_opinion 5, REPORT_60 conclusion 60");
}

Test(rule, inquiries_have_their_types_time_from_september_2022)
{
    static const struct {
        enum item_type type;
        const char *since;
    } cases[] = {
        {ITEM_TYPE_CONSULT, "INQUIRY_LOCAL reply 2"},
        {ITEM_TYPE_HELP, "INQUIRY_LOCAL reply 10"},
        {ITEM_TYPE_SUGGESTION, "INQUIRY_LOCAL reply 10"},
        {ITEM_TYPE_COMPLAINT, "INQUIRY_LOCAL reply 15"},
        {ITEM_TYPE_CORRECTION, "INQUIRY_LOCAL reply 5"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int type = (int)cases[i].type;
        cr_expect_str_eq(owed_by(ITEM_CHANNEL_HOTLINE, type, "2022-08-31"),
                         "INQUIRY_LOCAL reply 5");
        cr_expect_str_eq(owed_by(ITEM_CHANNEL_HOTLINE, type, "2022-09-01"), cases[i].since);
    }
}

Test(rule, a_report_is_concluded_in_60_days)
{
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_HOTLINE_12350, ITEM_TYPE_REPORT, "2018-08-13"),
                     "REPORT_60 conclusion 60");
}

Test(rule, a_proposal_is_answered_in_3_months)
{
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_PROPOSAL, ITEM_TYPE_PROPOSAL, "2018-07-26"),
                     "PROPOSAL reply 3");
}

Test(rule, petitions_change_their_law_on_2022_05_01)
{
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_VISIT, ITEM_TYPE_PETITION, "2022-04-30"),
                     "PETITION_2005 acceptance_notice 15, PETITION_2005 conclusion 60");
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_VISIT, ITEM_TYPE_PETITION, "2022-05-01"),
                     "PETITION_2022 acceptance_notice 15, PETITION_2022 conclusion 60");
}

Test(rule, disclosure_requests_change_their_law_on_2019_05_15)
{
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_FOI_MAIL, ITEM_TYPE_FOI, "2019-05-14"),
                     "FOI_2007 reply 15");
    cr_expect_str_eq(owed_by(ITEM_CHANNEL_FOI_MAIL, ITEM_TYPE_FOI, "2019-05-15"),
                     "FOI_2019 supplement_notice 7, FOI_2019 reply 20");
}

Test(rule, the_day_of_receipt_is_the_zones)
{
    struct item_facts facts = facts_of(ITEM_CHANNEL_FOI_MAIL, ITEM_TYPE_FOI, "2019-05-15");
    facts.received_at_us = moment("2019-05-14T23:59:59");
    cr_expect_str_eq(owed(&facts), "FOI_2007 reply 15");
    facts.received_at_us += SECOND_US;
    cr_expect_str_eq(owed(&facts), "FOI_2019 supplement_notice 7, FOI_2019 reply 20");
}

Test(rule, danger_to_life_is_owed_beside_the_items_own_rule)
{
    struct item_facts facts = facts_of(ITEM_CHANNEL_HOTLINE, ITEM_TYPE_HELP, "2018-10-15");
    facts.urgent = true;
    cr_expect_str_eq(owed(&facts), "URGENT_HAZARD acknowledged 30, URGENT_HAZARD first_disposal 2, "
                                   "URGENT_HAZARD disposal_result 24, INQUIRY_LOCAL reply 5");
}

Test(rule, personal_data_is_taken_down_and_needs_no_reply_of_its_own)
{
    struct item_facts facts = facts_of(ITEM_CHANNEL_PORTAL, ITEM_TYPE_CORRECTION, "2018-12-28");
    facts.personal_data = true;
    cr_expect_str_eq(owed(&facts), "TAKEDOWN_LOCAL takedown 2");
}

Test(rule, an_empty_set_takes_anything_and_a_set_nothing_that_is_missing)
{
    struct item_facts facts = facts_of(ITEM_CHANNEL_FAX, ITEM_TYPE_CONSULT, "2018-12-28");
    struct rule rule = {.valid_from_day = CIVIL_DAY_NONE,
                        .valid_to_day = CIVIL_DAY_NONE,
                        .calendar = preset->calendar};
    facts.severity = -1;
    cr_expect(rule_applies(&rule, &facts));
    rule.severities = 1u << ITEM_SEVERITY_MAJOR;
    cr_expect_not(rule_applies(&rule, &facts));
    rule.severities = UINT32_MAX;
    cr_expect_not(rule_applies(&rule, &facts));
    facts.severity = ITEM_SEVERITY_MAJOR;
    cr_expect(rule_applies(&rule, &facts));
}

Test(rule, no_more_matches_are_given_than_there_is_room_for)
{
    struct rule rules[RULE_MATCHES_MAX + 2];
    const struct rule *matches[RULE_MATCHES_MAX];
    struct item_facts facts = facts_of(ITEM_CHANNEL_FAX, ITEM_TYPE_CONSULT, "2018-12-28");
    memset(rules, 0, sizeof(rules));
    for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
        rules[i].valid_to_day = CIVIL_DAY_NONE;
        rules[i].calendar = preset->calendar;
    }
    cr_expect_eq(rules_match(rules, ARRAY_LEN(rules), &facts, matches), RULE_MATCHES_MAX);
    cr_expect_eq(matches[0], &rules[0]);
    cr_expect_eq(rules_match(rules, 1, &facts, matches), 1);
}

Test(rule, codes_are_found_and_others_are_not)
{
    cr_expect_eq(rule_unit_find("working_days"), RULE_UNIT_WORKING_DAYS);
    cr_expect_eq(rule_start_find("transferred"), RULE_START_TRANSFERRED);
    cr_expect_eq(rule_condition_find("no_personal_data"), RULE_CONDITION_NO_PERSONAL_DATA);
    cr_expect_str_eq(rule_unit_code(RULE_UNIT_MONTHS), "months");
    cr_expect_eq(rule_unit_find("weeks"), -1);
    cr_expect_eq(rule_start_find(""), -1);
    cr_expect_eq(rule_condition_find("sometimes"), -1);
}

Test(rule, each_states_its_legal_basis_in_both_languages)
{
    for (size_t i = 0; i < preset->rule_count; i++) {
        cr_expect_gt(strlen(preset->rules[i].legal_zh), 0);
        cr_expect_gt(strlen(preset->rules[i].legal_en), 0);
        cr_expect_eq(preset->rules[i].id, (int)i + 1);
    }
}
