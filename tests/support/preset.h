/* The calendar, the chains and the rules of migrations/data, as the service would have them from
 * the database. Tests may use it. */
#ifndef HUIYING_SUPPORT_PRESET_H
#define HUIYING_SUPPORT_PRESET_H

#include "domain/escalation.h"
#include "domain/rule.h"

struct csv;

enum { PRESET_RULES_MAX = 64, PRESET_CHAINS_MAX = 8 };

struct preset {
    struct calendar *calendar;
    size_t chain_count;
    struct chain chains[PRESET_CHAINS_MAX];
    size_t rule_count;
    struct rule rules[PRESET_RULES_MAX];
    struct csv *csv; /* of the rules, which borrow their texts from it */
};

/* The caller frees. */
struct preset *preset_load(void);
void preset_free(struct preset *preset);

/* The chain or the first rule of this code; a code that is not there ends the test. */
const struct chain *preset_chain(const struct preset *preset, const char *code);
const struct rule *preset_rule(const struct preset *preset, const char *code, const char *stage);

/* China's calendar, not sealed yet, as it was before a notice: without the days that it set. With
 * NULL, as it is. The caller frees. */
struct calendar *preset_calendar_before(const char *notice);

#endif
