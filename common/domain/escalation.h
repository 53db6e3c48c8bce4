/*
 * Escalation chains and the plan that a window gets from one: all its moments, worked out whenever
 * its due time is, so that firing needs no calendar. Pure. See docs/law.md, "Escalation chains".
 *
 * A plan's steps are numbered from 1. First come the warnings that still lie ahead, in order of
 * time; then the levels that never fired, gapless; after the last level the chain may repeat.
 */
#ifndef HUIYING_DOMAIN_ESCALATION_H
#define HUIYING_DOMAIN_ESCALATION_H

#include "domain/clock.h"

/*
 * What a rung's moment is reckoned from. X(NAME, code)
 *   registered          amount minutes after the window was logged
 *   percent             amount % of the way from the window's start to its due
 *   due                 the due moment
 *   after_due_minutes   amount minutes after it
 *   after_due_percent   amount % of the window's length after it, at least floor_minutes
 *   workdays_before     at time_of_day on the amount-th working day before the last day; 0 is the
 *                       last day itself
 *   workdays_after      at time_of_day on the amount-th working day after the last day
 */
#define RUNG_ANCHORS(X)                       \
    X(REGISTERED, "registered")               \
    X(PERCENT, "percent")                     \
    X(DUE, "due")                             \
    X(AFTER_DUE_MINUTES, "after_due_minutes") \
    X(AFTER_DUE_PERCENT, "after_due_percent") \
    X(WORKDAYS_BEFORE, "workdays_before")     \
    X(WORKDAYS_AFTER, "workdays_after")

#define X(NAME, code) RUNG_ANCHOR_##NAME,
enum rung_anchor { RUNG_ANCHORS(X) RUNG_ANCHOR_COUNT };
#undef X

extern const struct word rung_anchors[];

/* What a fired step is: a warning before due, a level after it, a repeat of the last level. */
#define STEP_KINDS(X)     \
    X(WARNING, "warning") \
    X(LEVEL, "level")     \
    X(REPEAT, "repeat")

#define X(NAME, code) STEP_KIND_##NAME,
enum step_kind { STEP_KINDS(X) STEP_KIND_COUNT };
#undef X

extern const struct word step_kinds[];

enum { CHAIN_CODE_SIZE = 32, CHAIN_RUNGS_MAX = 12 };

struct rung {
    int level; /* 0 for a warning; levels follow the warnings, from 1 without a gap */
    enum rung_anchor anchor;
    int amount;
    int floor_minutes; /* the least that after_due_percent gives */
    int time_of_day_minutes;
    bool unless_acknowledged; /* left out once somebody has signed for it (签收) */
};

struct chain {
    int32_t id;
    char code[CHAIN_CODE_SIZE];
    size_t rung_count;
    struct rung rungs[CHAIN_RUNGS_MAX];
    int64_t repeat_us; /* after the last level, again and again; 0: never */
};

struct plan {
    size_t step_count;
    int64_t at_us[CHAIN_RUNGS_MAX]; /* step 1 is at_us[0]; never decreasing */
    int rungs[CHAIN_RUNGS_MAX + 1]; /* the chain's rung of each step, from 1, and after the last
                                       step that of repeats */
    int first_level_step;           /* the first that is a level; those before it are warnings */
    int levels_before; /* levels that had fired before this plan: its first is the next one */
    int64_t repeat_us;
    int64_t next_at_us; /* of step 1; INSTANT_NONE if nothing will ever fire */
};

/* When and in what state a window gets its plan. */
struct plan_occasion {
    int64_t logged_at_us; /* the window */
    int64_t now_us;
    int level; /* reached so far */
    bool is_acknowledged;
};

/*
 * Warnings whose moment lies before now, or at or after due, are left out; levels never are unless
 * they have fired, and none comes before the one below it. A window logged after its due moment
 * therefore starts with level 1, at once. What is acknowledged repeats no more.
 */
struct plan escalation_plan(const struct chain *chain, const struct calendar *calendar,
                            const struct window_times *times, const struct plan_occasion *occasion);

#endif
