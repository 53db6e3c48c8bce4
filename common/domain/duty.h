/*
 * Duties: all that one item owes, worked out when it is logged. Pure; where rules, windows and
 * plans come together.
 */
#ifndef HUIYING_DOMAIN_DUTY_H
#define HUIYING_DOMAIN_DUTY_H

#include "domain/escalation.h"

struct duty {
    const struct rule *rule; /* borrowed */
    struct window_times times;
    struct plan plan;
};

/* One duty for each rule that applies, in the order of the rules; returns how many. */
size_t duties_work_out(const struct rule *rules, size_t rule_count, const struct item_facts *facts,
                       int64_t logged_at_us, struct duty ret[RULE_MATCHES_MAX]);

#endif
