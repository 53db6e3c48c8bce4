#include "store/lanes.h"

#include "base/clock.h"
#include "base/memory.h"

#include <assert.h>
#include <stdlib.h>

struct lane {
    size_t count;    /* of requests under way; 0: it is free */
    int64_t sent_us; /* by the monotonic clock */
};

struct lanes {
    int max;
    int slow_us;
    int busy;
    void (*wake)(void *context);
    void *context;
    struct event *timer;
    struct lane all[LANES_MAX];
};

static int64_t newest_us(const struct lanes *lanes);
static void on_timer(evutil_socket_t socket, short what, void *context);

struct lanes *lanes_new(struct event_base *base, int max, int slow_us, void (*wake)(void *context),
                        void *context)
{
    assert(max >= 1 && max <= LANES_MAX);
    struct lanes *lanes = memory_new(1, sizeof(*lanes));
    lanes->max = max;
    lanes->slow_us = slow_us;
    lanes->wake = wake;
    lanes->context = context;
    lanes->timer = evtimer_new(base, on_timer, lanes);
    return lanes;
}

void lanes_free(struct lanes *lanes)
{
    if (!lanes)
        return;
    event_free(lanes->timer);
    free(lanes);
}

bool lanes_have_one(struct lanes *lanes)
{
    if (lanes->busy == lanes->max)
        return false;
    int64_t left_us = newest_us(lanes) + lanes->slow_us - clock_mono_us();
    if (left_us <= 0)
        return true;
    struct timeval wait = {.tv_sec = left_us / 1000000, .tv_usec = left_us % 1000000};
    event_add(lanes->timer, &wait);
    return false;
}

int lanes_take(struct lanes *lanes, size_t count)
{
    int lane = 0;
    while (lanes->all[lane].count > 0)
        lane++;
    assert(lane < lanes->max && count > 0);
    lanes->all[lane] = (struct lane){count, clock_mono_us()};
    lanes->busy++;
    return lane;
}

void lanes_give(struct lanes *lanes, int lane)
{
    lanes->all[lane].count = 0;
    lanes->busy--;
}

/* When the newest statement left of those that several requests share; long ago if none does. */
static int64_t newest_us(const struct lanes *lanes)
{
    int64_t newest_us = INT64_MIN / 2;
    for (int i = 0; i < lanes->max; i++) {
        const struct lane *lane = &lanes->all[i];
        if (lane->count > 1 && lane->sent_us > newest_us)
            newest_us = lane->sent_us;
    }
    return newest_us;
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    struct lanes *lanes = context;
    (void)socket;
    (void)what;
    lanes->wake(lanes->context);
}
