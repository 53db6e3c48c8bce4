/* What the files of common/domain/docket share. For them only. */
#ifndef HUIYING_DOMAIN_DOCKET_OWN_H
#define HUIYING_DOMAIN_DOCKET_OWN_H

#include "domain/docket.h"

/* The moment of a deed: as stated, or now. False, with what is wrong of the field (or of reviewer
 * and proof) added to problems, if it lies ahead, before the earliest (named for people), or more
 * than LATE_ENTRY_MINUTES back without proof. */
enum { LATE_ENTRY_MINUTES = 10 };
bool docket_moment(const struct docket *docket, const struct deed *deed, const char *field,
                   int64_t earliest_us, const char *earliest, struct field_problems *problems,
                   int64_t *ret_at_us);

/* True if the action is among those allowed; n 0: of the item. */
bool docket_may(const struct docket *docket, int n, enum docket_action action);

/* True if the window starts anew for this reason now: a supplement can only come where one was
 * asked for, and no reason counts twice. */
bool docket_may_restart_for(const struct window *window, int reason);

/* Notes what happened; the deed's texts are borrowed. */
struct docket_event *docket_note(struct docket *docket, enum docket_event_type type, int n,
                                 int64_t at_us, const struct deed *deed);

/* Counts the window anew and plans it: a new generation, and the event tells both due times. */
void docket_replan(struct docket *docket, struct docket_window *window, struct docket_event *event);

/* From when on the steps of a new plan are wanted: now, or before it where one that is overdue has
 * not fired yet, which must not be forgotten with the old plan. */
int64_t docket_plans_from(const struct docket *docket, const struct docket_window *window);

/* What an answer to a window of this rule opens: by the item's facts, else by the rule's own code,
 * which goes on where the item was graded down or inherited the window; or NULL. */
const struct rule *docket_next_rule(const struct docket *docket, const struct rule *answered);

/* Ends a window in this state, with the answer's moment if it has one. */
void docket_end(struct docket_window *window, enum window_state state, int64_t answered_at_us);

/* The first owed window of a stage, or of a rule that opens with this; or NULL. */
struct docket_window *docket_owed_stage(const struct docket *docket, const char *stage);
struct docket_window *docket_owed_start(const struct docket *docket, enum rule_start start);

/* The owed window of whoever was asked when a clock stood still for this reason; or NULL. */
struct docket_window *docket_owed_asked(const struct docket *docket, enum pause_reason reason);

/* Lets the clock go on that stood still for whoever was asked, who answers no more. */
void docket_go_on_after(struct docket *docket, const struct window *asked, int64_t at_us,
                        const struct deed *deed);

#endif
