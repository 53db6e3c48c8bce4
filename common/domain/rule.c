#include "domain/rule.h"

#include <assert.h>
#include <string.h>

#include "base/macros.h"

#define X(NAME, code) code,
static const char *const units[] = {RULE_UNITS(X)};
static const char *const starts[] = {RULE_STARTS(X)};
static const char *const conditions[] = {RULE_CONDITIONS(X)};
#undef X

static const int unit_max[RULE_UNIT_COUNT] = {
    [RULE_UNIT_MINUTES] = 366 * 24 * 60,
    [RULE_UNIT_HOURS] = 366 * 24,
    [RULE_UNIT_WORKING_DAYS] = 2500,
    [RULE_UNIT_NATURAL_DAYS] = 3660,
    [RULE_UNIT_MONTHS] = 120,
};

static int find(const char *const *codes, size_t count, const char *code);
static bool in_set(uint32_t set, int value);
static bool is_valid_on(const struct rule *rule, int32_t day);
static bool condition_holds(enum rule_condition condition, const struct item_facts *facts);

int rule_unit_find(const char *code)
{
    return find(units, ARRAY_LEN(units), code);
}

int rule_start_find(const char *code)
{
    return find(starts, ARRAY_LEN(starts), code);
}

int rule_condition_find(const char *code)
{
    return find(conditions, ARRAY_LEN(conditions), code);
}

const char *rule_unit_code(enum rule_unit unit)
{
    assert(unit < RULE_UNIT_COUNT);
    return units[unit];
}

int rule_unit_max(enum rule_unit unit)
{
    assert(unit < RULE_UNIT_COUNT);
    return unit_max[unit];
}

bool rule_applies(const struct rule *rule, const struct item_facts *facts)
{
    return in_set(rule->kinds, (int)facts->kind) && in_set(rule->channels, facts->channel) &&
           in_set(rule->types, facts->type) && in_set(rule->severities, facts->severity) &&
           condition_holds(rule->condition, facts) &&
           is_valid_on(rule, zone_day(calendar_zone(rule->calendar), facts->received_at_us));
}

size_t rules_match(const struct rule *rules, size_t count, const struct item_facts *facts,
                   const struct rule *ret_matches[RULE_MATCHES_MAX])
{
    size_t matched = 0;
    for (size_t i = 0; i < count && matched < RULE_MATCHES_MAX; i++)
        if (rule_applies(&rules[i], facts))
            ret_matches[matched++] = &rules[i];
    return matched;
}

static int find(const char *const *codes, size_t count, const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(codes[i], code) == 0)
            return (int)i;
    return -1;
}

/* An empty set takes anything, even a value that the item does not have. */
static bool in_set(uint32_t set, int value)
{
    return set == 0 || (value >= 0 && (set >> value & 1) != 0);
}

static bool is_valid_on(const struct rule *rule, int32_t day)
{
    return (rule->valid_from_day == CIVIL_DAY_NONE || day >= rule->valid_from_day) &&
           (rule->valid_to_day == CIVIL_DAY_NONE || day <= rule->valid_to_day);
}

static bool condition_holds(enum rule_condition condition, const struct item_facts *facts)
{
    assert(condition < RULE_CONDITION_COUNT);
    switch (condition) {
    case RULE_CONDITION_ALWAYS:
        return true;
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
