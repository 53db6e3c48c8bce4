#include "domain/rule.h"

#include <assert.h>
#include <string.h>

const struct word rule_starts[] = {RULE_STARTS(WORD_OF_CODE) WORD_END};
const struct word rule_conditions[] = {RULE_CONDITIONS(WORD_OF_CODE) WORD_END};
const struct word pause_reasons[] = {PAUSE_REASONS(WORD) WORD_END};
const struct word restart_reasons[] = {RESTART_REASONS(WORD) WORD_END};

static bool in_set(uint32_t set, int value);
static bool condition_holds(enum rule_condition condition, const struct item_facts *facts);
static bool follows(const struct rule *rule, const char *stage);

bool rule_starts_at_logging(enum rule_start start)
{
    return start <= RULE_START_APPROVED; /* the last of the first group */
}

bool rule_applies(const struct rule *rule, const struct item_facts *facts)
{
    return in_set(rule->kinds, (int)facts->kind) && in_set(rule->channels, facts->channel) &&
           in_set(rule->types, facts->type) && in_set(rule->severities, facts->severity) &&
           condition_holds(rule->condition, facts) &&
           rule_governs_day(rule,
                            zone_day(calendar_zone(rule->term.calendar), facts->received_at_us));
}

bool rule_governs_day(const struct rule *rule, int32_t day)
{
    return (rule->valid_from_day == CIVIL_DAY_NONE || day >= rule->valid_from_day) &&
           (rule->valid_to_day == CIVIL_DAY_NONE || day <= rule->valid_to_day);
}

size_t rules_match(const struct rule *rules, size_t count, const struct item_facts *facts,
                   const struct rule *ret_matches[RULE_MATCHES_MAX])
{
    size_t matched = 0;
    for (size_t i = 0; i < count && matched < RULE_MATCHES_MAX; i++)
        if (rule_starts_at_logging(rules[i].start) && rule_applies(&rules[i], facts))
            ret_matches[matched++] = &rules[i];
    return matched;
}

const struct rule *rules_find(const struct rule *rules, size_t count,
                              const struct item_facts *facts, enum rule_start start,
                              const char *after)
{
    for (size_t i = 0; i < count; i++)
        if (rules[i].start == start && (!after || follows(&rules[i], after)) &&
            rule_applies(&rules[i], facts))
            return &rules[i];
    return NULL;
}

bool rule_is_of_stage(const struct rule *rule, const char *stage)
{
    return strcmp(rule->stage, stage) == 0;
}

bool rule_recurs(const struct rule *rule)
{
    return rule->start == RULE_START_FULFILLED && follows(rule, rule->stage);
}

bool rule_follows(const struct rule *rule, const char *stage)
{
    return rule->start == RULE_START_FULFILLED && follows(rule, stage);
}

int64_t rule_start_of(const struct rule *rule, const struct item_facts *facts)
{
    int64_t start_us = INSTANT_NONE;
    if (rule->start == RULE_START_TRANSFERRED)
        start_us = facts->transferred_at_us;
    if (rule->start == RULE_START_OCCURRED)
        start_us = facts->occurred_at_us;
    if (rule->start == RULE_START_CONFIRMED)
        start_us = facts->confirmed_at_us;
    if (rule->start == RULE_START_ACCEPTED)
        start_us = facts->accepted_at_us;
    if (rule->start == RULE_START_APPROVED)
        start_us = facts->approved_at_us;
    return start_us != INSTANT_NONE ? start_us : facts->received_at_us;
}

/* An empty set takes anything, even a value that the item does not have. */
static bool in_set(uint32_t set, int value)
{
    return set == 0 || (value >= 0 && (set >> value & 1) != 0);
}

static bool condition_holds(enum rule_condition condition, const struct item_facts *facts)
{
    assert(condition < RULE_CONDITION_COUNT);
    switch (condition) {
    case RULE_CONDITION_ALWAYS:
        return true;
    case RULE_CONDITION_CHOSEN:
        return false;
    case RULE_CONDITION_URGENT:
        return facts->urgent;
    case RULE_CONDITION_ACCIDENT:
        return facts->accident;
    case RULE_CONDITION_PERSONAL_DATA:
        return facts->personal_data;
    case RULE_CONDITION_NO_PERSONAL_DATA:
        return !facts->personal_data;
    case RULE_CONDITION_COUNT:
        break;
    }
    return false;
}

/* One of the stages in rule->after. */
static bool follows(const struct rule *rule, const char *stage)
{
    size_t length = strlen(stage);
    for (const char *at = rule->after; *at;) {
        size_t part = strcspn(at, "|");
        if (part == length && memcmp(at, stage, length) == 0)
            return true;
        at += part + (at[part] == '|');
    }
    return false;
}
