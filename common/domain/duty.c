#include "domain/duty.h"

size_t duties_work_out(const struct rule *rules, size_t rule_count, const struct item_facts *facts,
                       int64_t logged_at_us, struct duty ret[RULE_MATCHES_MAX])
{
    const struct rule *matches[RULE_MATCHES_MAX];
    size_t count = rules_match(rules, rule_count, facts, matches);
    for (size_t i = 0; i < count; i++) {
        const struct rule *rule = matches[i];
        ret[i].rule = rule;
        ret[i].times = window_count(rule->calendar, rule->unit, rule->amount,
                                    window_start(rule, facts), facts->sender_due_us);
        ret[i].plan = escalation_plan(rule->chain, rule->calendar, &ret[i].times, logged_at_us);
    }
    return count;
}
