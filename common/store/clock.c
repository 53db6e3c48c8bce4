#include "store/clock.h"

#include "base/clock.h"
#include "base/memory.h"
#include "sql.h"
#include "store/timer.h"

#include <stdlib.h>

enum { MEASURE_SECONDS = 5 };

struct database_clock {
    struct db_pool *pool;
    struct event *timer;
    int64_t asked_us;  /* by the monotonic clock */
    int64_t offset_us; /* database minus monotonic */
    bool is_known;
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
    return clock->is_known;
}

int64_t database_clock_now_us(const struct database_clock *clock)
{
    return clock->is_known ? clock_mono_us() + clock->offset_us : clock_wall_us();
}

int64_t database_clock_skew_us(const struct database_clock *clock)
{
    return clock->is_known ? clock_wall_us() - database_clock_now_us(clock) : 0;
}

static void measure(struct database_clock *clock)
{
    clock->asked_us = clock_mono_us();
    database_clock_query(clock->pool, on_measured, clock);
}

/* The answer is taken to be from midway between asking and hearing, off by half of that at most.
 * While nothing is known it asks again soon. */
static void on_measured(const struct db_rows *rows, const struct error *error, void *context)
{
    struct database_clock *clock = context;
    int64_t heard_us = clock_mono_us();
    if (!error) {
        clock->offset_us =
            db_rows_instant(rows, 0, CLOCK_READ_NOW) - (clock->asked_us + heard_us) / 2;
        clock->is_known = true;
    }
    struct timeval wait = {.tv_sec = clock->is_known ? MEASURE_SECONDS : 0,
                           .tv_usec = clock->is_known ? 0 : 100000};
    event_add(clock->timer, &wait);
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    (void)socket;
    (void)what;
    measure(context);
}
