/*
 * The clock of a window: when it started, when it stood still, by how much it was extended, and
 * which time of others caps it. Facts only; the due time is always counted anew from them. Pure.
 */
#ifndef HUIYING_DOMAIN_CLOCK_H
#define HUIYING_DOMAIN_CLOCK_H

#include "domain/term.h"

/* Why a clock stands still (不计入办理时限). X(NAME, code, Chinese, English) */
#define PAUSE_REASONS(X)                                                        \
    X(THIRD_PARTY, "third_party", "征求第三方意见", "a third party is asked")   \
    X(OTHER_ORGAN, "other_organ", "征求其他机关意见", "another organ is asked") \
    X(SUPPLEMENT, "supplement", "等待申请人补正", "the applicant is asked to supplement")

#define X(NAME, code, zh, en) PAUSE_##NAME,
enum pause_reason { PAUSE_REASONS(X) PAUSE_REASON_COUNT };
#undef X

enum { CLOCK_PAUSES_MAX = 8 };

/* From the moment of asking to the moment of the answer. */
struct pause {
    int64_t from_us;
    int64_t to_us; /* INSTANT_NONE while it lasts */
    enum pause_reason reason;
};

struct clock {
    int64_t starts_at_us;
    int extension;     /* in units of the term; 0: none */
    bool was_extended; /* ever: an extension is given once, whatever starts anew */
    uint32_t restarts; /* bit set of the reasons for which it started anew (domain/rule.h) */
    uint32_t stated;   /* those whose moment was stated at logging, which are over with that */
    size_t pause_count;
    struct pause pauses[CLOCK_PAUSES_MAX]; /* in order, not overlapping; only the last may last */
    int64_t cap_us;                        /* no later than this; INSTANT_NONE: no such time */
};

/* A clock that starts and knows nothing more. */
struct clock clock_start(int64_t starts_at_us, int64_t cap_us);

/* The pause that lasts, or NULL. */
const struct pause *clock_pause_at_hand(const struct clock *clock);

/* True if it ever stood still for this reason since it started. */
bool clock_paused_for(const struct clock *clock, enum pause_reason reason);

struct window_times {
    int64_t starts_at_us;
    int64_t rule_due_at_us; /* as the rule alone has it */
    int64_t due_at_us;      /* the earlier of that and the cap */
    int32_t last_day;       /* the day that people are told, on which due_at falls; a midnight is
                               the end of the day before it */
    bool provisional;       /* a year that the count touches has no published calendar yet */
};

/*
 * The count: term->amount and the extension from the start, excluding the start day where days are
 * counted (民法典 art. 201). Of days, those from the day of asking up to the day before the answer
 * are left out; on the wall, the very time. A pause that lasts is counted as if it had no length,
 * so that the time is the earliest that can be. The amount must be good for its unit.
 */
struct window_times clock_count(const struct clock *clock, const struct term *term);

#endif
