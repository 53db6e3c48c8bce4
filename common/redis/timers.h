/*
 * The timers that fall due soon, in Redis, shared by all workers: armed, claimed under a lease,
 * acknowledged. PostgreSQL holds the truth; these may vanish at any moment and are armed again.
 * For the worker.
 *
 *     (absent) --arm--> due --claim--> leased --ack--> (absent)
 *                        ^----lease expired----'
 *
 * Keys, under one hash tag: {prefix}:due (member "window:generation:step", score its moment),
 * {prefix}:lease (member, score the lease's end), {prefix}:token (member, its moment and token),
 * {prefix}:epoch (made by whichever script finds none). All moments come from the caller, in
 * microseconds; the scripts ask no clock. Needs Redis 7.
 *
 * Each callback fires exactly once, from the loop, never before the call returns; exactly one of
 * its result and its error is given, borrowed until it returns. Errors are client_command's; after
 * one, part of the work may have been done, and doing all of it again is harmless.
 */
#ifndef HUIYING_REDIS_TIMERS_H
#define HUIYING_REDIS_TIMERS_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct client;
struct timers;

struct timer {
    int64_t window_id;
    int32_t generation;
    int32_t step;
    int64_t at_us; /* 0 to TIMERS_AT_US_MAX; not looked at by timers_ack for what it acknowledges */
};

enum { TIMERS_CLAIM_MAX = 1000, TIMERS_PREFIX_BYTES_MAX = 64 };
#define TIMERS_AT_US_MAX ((INT64_C(1) << 53) - 1) /* scores are doubles; exact up to here */
#define TIMERS_NEVER INT64_MAX

/* epoch in the results: 1 with the first answer, one more whenever Redis answers from a set of
 * keys not seen before. If it is not what the caller remembers, whatever it armed is gone. */

struct timers_armed {
    uint64_t epoch;
    size_t acked;  /* acknowledged: leased under that claim until now */
    size_t armed;  /* now due at the moment given */
    size_t leased; /* left alone because they are leased */
};

struct timers_claimed {
    const struct timer *all;
    size_t count;
    uint64_t claim;     /* for timers_ack */
    int64_t next_at_us; /* the earliest moment still to claim, or TIMERS_NEVER */
    size_t backlog;     /* due by now and not claimed, since the limit was reached */
    size_t expired;     /* leases that ended, and whose timers are due again */
    size_t garbage;     /* members that are no timers, removed */
    uint64_t epoch;
};

/* The client is borrowed. prefix: 1 to TIMERS_PREFIX_BYTES_MAX bytes without braces, copied. */
struct timers *timers_new(struct client *client, const char *prefix);

/* To be called when no callback is pending, such as after client_free. NULL is accepted. */
void timers_free(struct timers *timers);

/* Makes each due at its moment, unless it is leased; one that is due already takes the moment
 * given. Any number; goes out in chunks, one after another; all is copied. */
void timers_arm(struct timers *timers, const struct timer *all, size_t count,
                void (*on_armed)(void *ctx, const struct timers_armed *armed,
                                 const struct error *error),
                void *ctx);

/* Ends leases that ran out by now_us, then leases up to limit (1 to TIMERS_CLAIM_MAX) timers due
 * by now_us until lease_until_us, earliest first. */
void timers_claim(struct timers *timers, int64_t now_us, int64_t lease_until_us, size_t limit,
                  void (*on_claimed)(void *ctx, const struct timers_claimed *claimed,
                                     const struct error *error),
                  void *ctx);

/* Removes what is still leased under that claim of this very struct timers, and arms next in the
 * same step. acked_count up to TIMERS_CLAIM_MAX, next_count up to the same; either may be 0. */
void timers_ack(struct timers *timers, uint64_t claim, const struct timer *acked,
                size_t acked_count, const struct timer *next, size_t next_count,
                void (*on_acked)(void *ctx, const struct timers_armed *armed,
                                 const struct error *error),
                void *ctx);

/* The newest epoch, 0 before the first answer. */
uint64_t timers_epoch(const struct timers *timers);

#endif
