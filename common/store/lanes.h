/*
 * When the next statement of a kind may leave, where several requests share one. They gather while
 * one is under way, since PostgreSQL serves many at once for half of what each would cost alone;
 * but nobody waits for a request that is alone in its statement, nor for a statement that takes its
 * time, as it does if it waits for a lock, for the disk or for a standby. For store/intake and
 * store/item_reads.
 */
#ifndef HUIYING_STORE_LANES_H
#define HUIYING_STORE_LANES_H

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>

/* What takes that long, in microseconds, takes its time. */
enum { LANES_SLOW_US = 50000, LANES_MAX = 32 };

struct lanes;

/* At most max statements are at work at once. wake(context) is called when one may leave that was
 * told to wait for a statement which takes its time by now. The base is borrowed. */
struct lanes *lanes_new(struct event_base *base, int max, int slow_us, void (*wake)(void *context),
                        void *context);

/* NULL is accepted. */
void lanes_free(struct lanes *lanes);

/* Whether a statement may leave now. If not, there will be a wake or a lane given back. */
bool lanes_have_one(struct lanes *lanes);

/* A statement leaves with so many requests, on a lane that there is; it came back, or will not.
 * Returns the lane's number. */
int lanes_take(struct lanes *lanes, size_t count);
void lanes_give(struct lanes *lanes, int lane);

#endif
