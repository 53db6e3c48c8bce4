/*
 * Windows: one owed stage of one item, with its own clock and its own plan of escalation. Pure.
 *
 *            pause             answer
 *     open <-------> paused   open -----> met (in time) | late
 *       |  resume               ^--reopen---+
 *       +--> void    no longer owed: the event is closed, the request abandoned, the stage voided
 *       +--> merged  carried by the item that this one was merged into
 */
#ifndef HUIYING_DOMAIN_WINDOW_H
#define HUIYING_DOMAIN_WINDOW_H

#include "domain/escalation.h"
#include "domain/rule.h"

/* X(NAME, code, Chinese, English) */
#define WINDOW_STATES(X)                                    \
    X(OPEN, "open", "计时中", "running")                    \
    X(PAUSED, "paused", "不计入办理时限", "standing still") \
    X(MET, "met", "按时办结", "answered in time")           \
    X(LATE, "late", "超期办结", "answered late")            \
    X(VOID, "void", "不再要求", "no longer owed")           \
    X(MERGED, "merged", "随主件办理", "carried by the item it was merged into")

#define X(NAME, code, zh, en) WINDOW_STATE_##NAME,
enum window_state { WINDOW_STATES(X) WINDOW_STATE_COUNT };
#undef X

/* State words in order, ending with a NULL code. */
extern const struct word window_states[];

struct window {
    int64_t id;              /* 0: not stored yet */
    int n;                   /* within the item, from 1 */
    const struct rule *rule; /* borrowed */
    int department_id;
    enum window_state state;
    struct clock clock;
    struct window_times times;
    int64_t opened_at_us; /* when it was logged */
    int generation;
    int level;            /* of escalation reached */
    bool is_held;         /* moved into the past: nothing fires until a supervisor confirms */
    bool is_acknowledged; /* somebody signed for it (签收) */
    int64_t answered_at_us;
    int64_t recorded_at_us; /* when the answer was entered */
};

/* A window of a rule, numbered n, opened now: counted, and planned. */
struct window window_open(const struct rule *rule, int n, struct clock clock, int64_t now_us,
                          struct plan *ret_plan);

/* What its rule and its clock make of it: times and plan, as of now. */
struct window_times window_count(const struct window *window);
struct plan window_plan(const struct window *window, int64_t now_us);

/* True while it is owed: running or standing still. */
bool window_is_owed(const struct window *window);

/* In time iff answered at or before the due moment. */
enum window_state window_state_of_answer(int64_t due_at_us, int64_t answered_at_us);

#endif
