/* Turns an event loop until something holds, and gives up after a bound: no test sleeps. */
#ifndef HUIYING_TESTS_PUMP_H
#define HUIYING_TESTS_PUMP_H

#include <stdbool.h>

struct event_base;

/* True once done(ctx) holds; false if it does not within wait_ms_max. */
bool pump_until(struct event_base *loop, bool (*done)(void *ctx), void *ctx, int wait_ms_max);

#endif
