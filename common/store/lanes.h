/*
 * When the next statement of a kind may leave, where several requests share one. They gather while
 * one is under way, since PostgreSQL serves many at once for half of what each would cost alone;
 * but none waits for a request that is alone in its statement, nor for a statement that takes its
 * time, as it does if it waits for a lock, for the disk or for a standby. For store/intake and
 * store/item_reads. Pure but for the clock.
 */
#ifndef HUIYING_STORE_LANES_H
#define HUIYING_STORE_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lanes {
    int max;         /* statements at work at once */
    int busy;        /* statements at work */
    size_t carried;  /* requests, in all of them */
    int64_t sent_us; /* when the newest left, by the monotonic clock */
};

bool lanes_have_one(const struct lanes *lanes);

/* A statement leaves with so many requests; it came back, or will not. */
void lanes_take(struct lanes *lanes, size_t count);
void lanes_give(struct lanes *lanes, size_t count);

#endif
