#include "store/clock.h"

#include "base/clock.h"
#include "base/memory.h"
#include "sql.h"
#include "store/offset.h"
#include "store/timer.h"

#include <stdlib.h>

/* Asked again soon while so much is in doubt, as after a first answer that waited for a connection.
 */
enum { MEASURE_SECONDS = 5, MEASURE_SOON_US = 100000, DOUBT_US_MAX = 5000 };

struct database_clock {
    struct db_pool *pool;
    struct event *timer;
    struct offset offset;
    int64_t asked_us; /* by the monotonic clock */
};

static void measure(struct database_clock *clock);
static void on_measured(const struct db_rows *rows, const struct error *error, void *context);
static void on_timer(evutil_socket_t socket, short what, void *context);

struct database_clock *database_clock_new(struct event_base *base, struct db_pool *pool)
{
    struct database_clock *clock = memory_new(1, sizeof(*clock));
    clock->pool = pool;
    clock->timer = evtimer_new(base, on_timer, clock);
    measure(clock);
    return clock;
}

void database_clock_free(struct database_clock *clock)
{
    if (!clock)
        return;
    event_free(clock->timer);
    free(clock);
}

bool database_clock_is_known(const struct database_clock *clock)
{
    return clock->offset.is_known;
}

int64_t database_clock_now_us(const struct database_clock *clock)
{
    return clock->offset.is_known ? clock_mono_us() + clock->offset.low_us : clock_wall_us();
}

int64_t database_clock_skew_us(const struct database_clock *clock)
{
    return clock->offset.is_known ? clock_wall_us() - database_clock_now_us(clock) : 0;
}

static void measure(struct database_clock *clock)
{
    clock->asked_us = clock_mono_us();
    database_clock_query(clock->pool, on_measured, clock);
}

static void on_measured(const struct db_rows *rows, const struct error *error, void *context)
{
    struct database_clock *clock = context;
    if (!error)
        offset_learn(&clock->offset, clock->asked_us, clock_mono_us(),
                     db_rows_instant(rows, 0, CLOCK_READ_NOW));
    bool is_sure =
        !error && clock->offset.is_known && offset_doubt_us(&clock->offset) <= DOUBT_US_MAX;
    struct timeval wait = {.tv_sec = is_sure ? MEASURE_SECONDS : 0,
                           .tv_usec = is_sure ? 0 : MEASURE_SOON_US};
    event_add(clock->timer, &wait);
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    (void)socket;
    (void)what;
    measure(context);
}
