/*
 * Windows: one owed stage of one item, from its start to the moment it is due. Pure: the same code
 * serves intake, preview, explanation and recalculation. How time counts: docs/law.md.
 */
#ifndef HUIYING_DOMAIN_WINDOW_H
#define HUIYING_DOMAIN_WINDOW_H

#include "domain/rule.h"

/* open: runs. met: answered in time. late: answered, but after it was due. */
#define WINDOW_STATES(X) \
    X(OPEN, "open")      \
    X(MET, "met")        \
    X(LATE, "late")

#define X(NAME, code) WINDOW_STATE_##NAME,
enum window_state { WINDOW_STATES(X) WINDOW_STATE_COUNT };
#undef X

const char *window_state_code(enum window_state state);

struct window_times {
    int64_t starts_at_us;
    int64_t rule_due_at_us; /* as the rule alone has it */
    int64_t due_at_us;      /* the earlier of that and the sender's due; for days the midnight that
                               ends the last day */
    int32_t last_day;       /* the day that people are told, on which due_at falls; a midnight is
                               the end of the day before it */
    bool provisional;       /* a year that the count touches has no published calendar yet */
};

/* When a window of this rule starts for an item with these facts. */
int64_t window_start(const struct rule *rule, const struct item_facts *facts);

/*
 * The count: amount units from start, excluding the start day where days are counted; working days
 * skip rest days (民法典 art. 201), natural days and months roll forward off one (art. 203), hours
 * run on the wall. sender_due_us may be INSTANT_NONE; it only ever makes due_at earlier. amount is
 * from 1 to rule_unit_max(unit).
 */
struct window_times window_count(const struct calendar *calendar, enum rule_unit unit, int amount,
                                 int64_t start_us, int64_t sender_due_us);

/* In time iff answered at or before the due moment. */
enum window_state window_state_of_answer(int64_t due_at_us, int64_t answered_at_us);

#endif
