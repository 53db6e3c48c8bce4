/*
 * Rules: which items owe which stage, in what time, counted how, on what legal basis, from when to
 * when. They are data; these are their shapes and their matching. Pure. See docs/law.md.
 */
#ifndef HUIYING_DOMAIN_RULE_H
#define HUIYING_DOMAIN_RULE_H

#include "domain/calendar.h"
#include "domain/item.h"

/* X(NAME, code) */
#define RULE_UNITS(X)               \
    X(MINUTES, "minutes")           \
    X(HOURS, "hours")               \
    X(WORKING_DAYS, "working_days") \
    X(NATURAL_DAYS, "natural_days") \
    X(MONTHS, "months")

/* From which of the item's moments a window runs. One that an item lacks falls back to receipt. */
#define RULE_STARTS(X)            \
    X(RECEIVED, "received")       \
    X(TRANSFERRED, "transferred") \
    X(OCCURRED, "occurred")

/* What a rule asks of an item beside kind, channel, type and severity. */
#define RULE_CONDITIONS(X)            \
    X(ALWAYS, "always")               \
    X(URGENT, "urgent")               \
    X(ACCIDENT, "accident")           \
    X(PERSONAL_DATA, "personal_data") \
    X(NO_PERSONAL_DATA, "no_personal_data")

#define X(NAME, code) RULE_UNIT_##NAME,
enum rule_unit { RULE_UNITS(X) RULE_UNIT_COUNT };
#undef X
#define X(NAME, code) RULE_START_##NAME,
enum rule_start { RULE_STARTS(X) RULE_START_COUNT };
#undef X
#define X(NAME, code) RULE_CONDITION_##NAME,
enum rule_condition { RULE_CONDITIONS(X) RULE_CONDITION_COUNT };
#undef X

/* The place of a code in its table, or -1. */
int rule_unit_find(const char *code);
int rule_start_find(const char *code);
int rule_condition_find(const char *code);
const char *rule_unit_code(enum rule_unit unit);

/* The greatest amount that a rule may have: a year of hours and minutes, ten of the others. More
 * than any law gives; beyond it an amount is a mistake. */
int rule_unit_max(enum rule_unit unit);

enum { RULE_CODE_SIZE = 32, RULE_STAGE_SIZE = 32, RULE_MATCHES_MAX = 16 };

struct chain; /* domain/escalation.h */

struct rule {
    int32_t id;
    char code[RULE_CODE_SIZE];   /* LETTER_5WD; several rules share one where it owes more stages */
    char stage[RULE_STAGE_SIZE]; /* written_opinion */
    uint32_t kinds;              /* bit set of enum item_kind; 0 means any, here and below */
    uint32_t channels;           /* of enum item_channel */
    uint32_t types;              /* of enum item_type */
    uint32_t severities;         /* of enum item_severity */
    enum rule_condition condition;
    enum rule_start start;
    enum rule_unit unit;
    int amount;
    int32_t valid_from_day; /* first day of receipt that it governs; CIVIL_DAY_NONE: open */
    int32_t valid_to_day;   /* last day of receipt that it governs; CIVIL_DAY_NONE: open */
    const struct calendar *calendar; /* borrowed, as are the next three */
    const struct chain *chain;
    const char *legal_zh;
    const char *legal_en;
};

/* True if the rule governs an item with these facts: by the day of receipt in the rule's zone. */
bool rule_applies(const struct rule *rule, const struct item_facts *facts);

/* All that apply, in the order of rules, at most RULE_MATCHES_MAX; returns how many. */
size_t rules_match(const struct rule *rules, size_t count, const struct item_facts *facts,
                   const struct rule *ret_matches[RULE_MATCHES_MAX]);

#endif
