/*
 * Escalation chains and the plan that a window gets from one: all its moments, worked out when the
 * window is made, so that firing needs no calendar. Pure. See docs/law.md, "Escalation chains".
 *
 * A plan's steps are numbered from 1. First come the warnings that still lie ahead, in order of
 * time; then the levels, gapless from 1 at due; after the last level the chain may repeat.
 */
#ifndef HUIYING_DOMAIN_ESCALATION_H
#define HUIYING_DOMAIN_ESCALATION_H

#include "domain/window.h"

/*
 * What a rung's moment is reckoned from. X(NAME, code)
 *   registered          the moment the item is logged
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

int rung_anchor_find(const char *code);

/* What a fired step is: a warning before due, a level after it, a repeat of the last level. */
#define STEP_KINDS(X)     \
    X(WARNING, "warning") \
    X(LEVEL, "level")     \
    X(REPEAT, "repeat")

#define X(NAME, code) STEP_KIND_##NAME,
enum step_kind { STEP_KINDS(X) STEP_KIND_COUNT };
#undef X

const char *step_kind_code(enum step_kind kind);

enum { CHAIN_CODE_SIZE = 32, CHAIN_RUNGS_MAX = 12 };

struct rung {
    int level; /* 0 for a warning; levels follow the warnings, from 1 without a gap */
    enum rung_anchor anchor;
    int amount;
    int floor_minutes; /* the least that after_due_percent gives */
    int time_of_day_minutes;
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
    int rungs[CHAIN_RUNGS_MAX];     /* the chain's rung of each step, from 1 */
    int first_level_step;           /* the step of level 1; those before it are warnings */
    int64_t repeat_us;
};

/*
 * The plan of a window logged at logged_at_us. Warnings whose moment lay before the logging, or at
 * or after due, are left out; levels never are, and none comes before the one below it. A window
 * logged after its due moment therefore starts with level 1, at once.
 */
struct plan escalation_plan(const struct chain *chain, const struct calendar *calendar,
                            const struct window_times *times, int64_t logged_at_us);

/* What step number step is, in a plan of step_count steps whose level 1 is first_level_step. */
enum step_kind step_kind_of(int step, int first_level_step, int step_count);

#endif
