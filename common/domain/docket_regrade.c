/* Grading an opinion event anew: from the first judgement (初判) to what is confirmed (核定). */
#include "domain/docket_own.h"

#include <string.h>

static void owe(struct docket *docket, const struct rule *rule, bool is_new, int64_t at_us,
                const struct deed *deed);
static struct docket_window *ever_owed(const struct docket *docket, const char *stage);

/* What the new grade adds starts when the grade became known; a lower grade takes nothing away. */
enum docket_verdict docket_regrade(struct docket *docket, const struct deed *deed,
                                   struct field_problems *problems)
{
    const struct rule *matches[RULE_MATCHES_MAX];
    int severity = word_find(item_severities, deed->word);
    int64_t at_us;
    if (!docket_may(docket, 0, DOCKET_REGRADE) || severity < 0)
        return DOCKET_NOT_NOW;
    if (!docket_moment(docket, deed, "at", docket->facts.received_at_us, "detected_at", problems,
                       &at_us))
        return DOCKET_WRONG_FIELDS;
    struct docket_event *event = docket_note(docket, DOCKET_EVENT_GRADED, 0, at_us, deed);
    event->from = item_severities[docket->facts.severity].code;
    event->to = item_severities[severity].code;
    struct item_facts before = docket->facts;
    docket->facts.severity = severity;
    size_t count = rules_match(docket->rules, docket->rule_count, &docket->facts, matches);
    for (size_t i = 0; i < count; i++)
        owe(docket, matches[i], !rule_applies(matches[i], &before), at_us, deed);
    docket_settle(docket);
    return DOCKET_DONE;
}

static void owe(struct docket *docket, const struct rule *rule, bool is_new, int64_t at_us,
                const struct deed *deed)
{
    struct docket_window *own = ever_owed(docket, rule->stage);
    struct clock clock = clock_start(at_us, item_cap_us(&docket->facts));
    int64_t due_at_us = clock_count(&clock, &rule->term).due_at_us;
    if (!own && !is_new)
        return; /* it was voided, and the grade does not bring it back */
    if (!own) {
        struct docket_window *opened = docket_open(docket, rule, clock);
        if (opened)
            docket_note(docket, DOCKET_EVENT_OPENED, opened->window.n, at_us, deed);
        return;
    }
    if (!window_is_owed(&own->window) || own->window.times.due_at_us <= due_at_us)
        return;
    own->window.clock.cap_us = due_at_us;
    docket_replan(docket, own,
                  docket_note(docket, DOCKET_EVENT_TIGHTENED, own->window.n, at_us, deed));
}

static struct docket_window *ever_owed(const struct docket *docket, const char *stage)
{
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (each->window.state != WINDOW_STATE_VOID && rule_is_of_stage(each->window.rule, stage))
            return each;
    }
    return NULL;
}
