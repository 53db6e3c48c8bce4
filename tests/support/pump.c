#include "support/pump.h"

#include <event2/event.h>

static void pump_on_bound(evutil_socket_t fd, short what, void *arg);

bool pump_until(struct event_base *loop, bool (*done)(void *ctx), void *ctx, int wait_ms_max)
{
    bool is_over = false;
    struct event *bound = evtimer_new(loop, pump_on_bound, &is_over);
    event_add(bound, &(struct timeval){wait_ms_max / 1000, wait_ms_max % 1000 * 1000L});
    while (!done(ctx) && !is_over)
        event_base_loop(loop, EVLOOP_ONCE);
    event_free(bound);
    return done(ctx);
}

static void pump_on_bound(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    *(bool *)arg = true;
}
