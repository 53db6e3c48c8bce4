/* The event loop that a process runs on. */
#ifndef HUIYING_NET_LOOP_H
#define HUIYING_NET_LOOP_H

#include <event2/event.h>

/*
 * A loop that tells the kernel once a turn which descriptors it waits for, and not at each change
 * of mind: a request changes its mind six times. libevent forbids it to descriptors that are copies
 * of one another (dup); there are none here. Owned by the caller, who frees it by event_base_free.
 */
struct event_base *loop_new(void);

#endif
