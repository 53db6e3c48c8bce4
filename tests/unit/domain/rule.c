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
    struct item_facts facts =
        item_facts_of(item_kind_of_type((enum item_type)type), zone_day_start(china, day(date)));
    facts.channel = channel;
    facts.type = type;
    return facts;
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
                                 matches[i]->code, matches[i]->stage, matches[i]->term.amount);
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
                        .term.calendar = preset->calendar};
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
        rules[i].term.calendar = preset->calendar;
    }
    cr_expect_eq(rules_match(rules, ARRAY_LEN(rules), &facts, matches), RULE_MATCHES_MAX);
    cr_expect_eq(matches[0], &rules[0]);
    cr_expect_eq(rules_match(rules, 1, &facts, matches), 1);
}

Test(rule, codes_are_found_and_others_are_not)
{
    cr_expect_eq(word_find(term_units, "working_days"), TERM_UNIT_WORKING_DAYS);
    cr_expect_eq(word_find(rule_starts, "transferred"), RULE_START_TRANSFERRED);
    cr_expect_eq(word_find(rule_conditions, "no_personal_data"), RULE_CONDITION_NO_PERSONAL_DATA);
    cr_expect_str_eq(term_units[TERM_UNIT_MONTHS].code, "months");
    cr_expect_eq(word_find(term_units, "weeks"), -1);
    cr_expect_eq(word_find(rule_starts, ""), -1);
    cr_expect_eq(word_find(rule_conditions, "sometimes"), -1);
}

Test(rule, each_states_its_legal_basis_in_both_languages)
{
    for (size_t i = 0; i < preset->rule_count; i++) {
        cr_expect_gt(strlen(preset->rules[i].legal_zh), 0);
        cr_expect_gt(strlen(preset->rules[i].legal_en), 0);
        cr_expect_eq(preset->rules[i].id, (int)i + 1);
    }
}

Test(rule, a_start_that_the_item_lacks_is_its_receipt)
{
    struct item_facts facts = item_facts_of(ITEM_KIND_INQUIRY, 1);
    for (int start = 0; start < RULE_START_COUNT; start++) {
        struct rule rule = {.start = (enum rule_start)start};
        cr_expect_eq(rule_start_of(&rule, &facts), 1, "%s", rule_starts[rule.start].code);
    }
    facts.transferred_at_us = 2;
    facts.occurred_at_us = 3;
    facts.confirmed_at_us = 4;
    facts.accepted_at_us = 5;
    facts.approved_at_us = 6;
    static const enum rule_start starts[] = {RULE_START_TRANSFERRED, RULE_START_OCCURRED,
                                             RULE_START_CONFIRMED, RULE_START_ACCEPTED,
                                             RULE_START_APPROVED};
    for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
        cr_expect(rule_starts_at_logging(starts[i]));
        cr_expect_eq(rule_start_of(&(struct rule){.start = starts[i]}, &facts), (int64_t)i + 2);
    }
}

Test(rule, what_begins_later_is_not_owed_at_logging)
{
    static const struct {
        const char *code;
        const char *stage;
        enum rule_start start;
    } later[] = {
        {"OPINION_MAJOR", "bulletin", RULE_START_FULFILLED},
        {"REPORT_60", "result_notice", RULE_START_FULFILLED},
        {"FOI_2019", "third_party_answer", RULE_START_THIRD_PARTY},
        {"FOI_2019", "organ_answer", RULE_START_OTHER_ORGAN},
        {"DEPARTMENT_LOCAL", "department_opinion", RULE_START_ASSIGNED},
        {"SECOND_REPLY_LOCAL", "second_reply", RULE_START_DISSATISFIED},
    };
    for (size_t i = 0; i < ARRAY_LEN(later); i++) {
        const struct rule *rule = preset_rule(preset, later[i].code, later[i].stage);
        cr_expect_eq(rule->start, later[i].start, "%s", later[i].stage);
        cr_expect_not(rule_starts_at_logging(rule->start));
    }
}

Test(rule, bulletins_follow_the_first_information_and_one_another)
{
    struct item_facts facts = event_of(ITEM_CHANNEL_WEIBO, ITEM_SEVERITY_MAJOR, "2018-10-02");
    const struct rule *bulletin = preset_rule(preset, "OPINION_MAJOR", "bulletin");
    static const char *const before[] = {"authoritative_info", "bulletin"};
    for (size_t i = 0; i < ARRAY_LEN(before); i++)
        cr_expect_eq(
            rules_find(preset->rules, preset->rule_count, &facts, RULE_START_FULFILLED, before[i]),
            bulletin);
    cr_expect_null(rules_find(preset->rules, preset->rule_count, &facts, RULE_START_FULFILLED,
                              "press_conference"));
    cr_expect(rule_recurs(bulletin));
    cr_expect_not(rule_recurs(preset_rule(preset, "REPORT_60", "result_notice")));
}

/* The rule of that code that governs what is received on that day. */
static const struct rule *chosen(const char *code, const char *date)
{
    const struct rule *found = NULL;
    for (size_t i = 0; i < preset->rule_count; i++)
        if (strcmp(preset->rules[i].code, code) == 0 &&
            rule_governs_day(&preset->rules[i], day(date))) {
            cr_expect_null(found, "%s twice on %s", code, date);
            found = &preset->rules[i];
        }
    cr_assert_not_null(found, "%s on %s", code, date);
    return found;
}

Test(rule, the_dates_of_the_plan_are_chosen_and_never_owed_by_themselves)
{
    struct item_facts facts = item_facts_of(ITEM_KIND_PLAN_TASK, moment("2018-07-20T09:00:00"));
    cr_expect_str_eq(owed(&facts), "");
    static const struct {
        const char *code;
        const char *start;
        const char *last_day;
    } dates[] = {
        {"PLAN_DATE", "2018-07-20", "2018-12-20"},
        {"PLAN_DATE_MEETINGS", "2018-07-20", "2018-07-31"},
        {"PLAN_DATE_HOTLINES", "2018-07-20", "2018-12-29"},
        {"PLAN_DATE_ANNUAL", "2018-07-20", "2019-03-31"},
        {"PLAN_DATE_ANNUAL", "2019-03-30", "2019-03-31"},
        {"PLAN_DATE_ANNUAL", "2019-03-31", "2020-01-31"},
        {"PLAN_DATE_ANNUAL", "2019-12-31", "2020-01-31"},
        {"PLAN_DATE_ANNUAL", "2026-02-01", "2027-01-31"},
    };
    for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
        const struct term *term = &chosen(dates[i].code, dates[i].start)->term;
        struct window_times times =
            counted(term->calendar, term->unit, term->amount,
                    zone_day_start(china, day(dates[i].start)), INSTANT_NONE);
        cr_expect_eq(times.last_day, day(dates[i].last_day), "%s", dates[i].code);
    }
}

/* Each of these facts has a moment of its own. */
Test(rule, what_begins_with_another_event_than_receipt_begins_there)
{
    struct item_facts facts = item_facts_of(ITEM_KIND_INQUIRY, moment("2022-05-10T09:00:00"));
    facts.accepted_at_us = moment("2022-05-11T09:00:00");
    facts.transferred_at_us = moment("2022-05-12T09:00:00");
    facts.approved_at_us = moment("2022-05-13T09:00:00");
    facts.confirmed_at_us = moment("2022-05-16T09:00:00");
    const struct {
        const char *code;
        const char *stage;
        int64_t start_us;
    } starts[] = {
        {"LETTER_5WD", "written_opinion", facts.transferred_at_us},
        {"REPORT_60", "conclusion", facts.accepted_at_us},
        {"PETITION_2005", "conclusion", facts.accepted_at_us},
        {"PETITION_2022", "conclusion", facts.accepted_at_us},
        {"PROPOSAL", "reply", facts.transferred_at_us},
        {"GUIDE_1WD", "publication", facts.approved_at_us},
        {"FOI_2019", "supplement_notice", facts.confirmed_at_us},
        {"FOI_2019", "reply", facts.confirmed_at_us},
        {"FOI_2007", "reply", facts.received_at_us},
        {"PETITION_2022", "acceptance_notice", facts.received_at_us},
    };
    for (size_t i = 0; i < ARRAY_LEN(starts); i++)
        cr_expect_eq(rule_start_of(preset_rule(preset, starts[i].code, starts[i].stage), &facts),
                     starts[i].start_us, "%s %s", starts[i].code, starts[i].stage);
}

Test(rule, a_changed_guide_is_published_in_one_working_day)
{
    struct item_facts facts = item_facts_of(ITEM_KIND_GUIDE_CHANGE, moment("2018-09-30T10:00:00"));
    facts.approved_at_us = moment("2018-09-30T09:00:00");
    cr_expect_str_eq(owed(&facts), "GUIDE_1WD publication 1");
}
