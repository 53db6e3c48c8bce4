#include "unit/redis/bench.h"

#include "base/clock.h"
#include "base/memory.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { TIMERS_IN_ALL = 100000, BATCH = 200 };

struct drain;

struct drainer {
    struct drain *drain;
    struct client *client;
    struct timers *timers;
    bool is_done;
};

struct drain {
    struct bench bench;
    struct drainer drainers[2];
    unsigned char *seen; /* how often each window was claimed */
    size_t claimed;
    size_t acked;
};

static void drainer_claim(struct drainer *drainer);

static void drainer_on_acked(void *ctx, const struct timers_armed *armed, const struct error *error)
{
    struct drainer *drainer = ctx;
    cr_assert_null(error);
    drainer->drain->acked += armed->acked;
    drainer_claim(drainer);
}

static void drainer_on_claimed(void *ctx, const struct timers_claimed *claimed,
                               const struct error *error)
{
    struct drainer *drainer = ctx;
    cr_assert_null(error);
    drainer->drain->claimed += claimed->count;
    for (size_t i = 0; i < claimed->count; i++)
        drainer->drain->seen[claimed->all[i].window_id]++;
    if (claimed->count)
        timers_ack(drainer->timers, claimed->claim, claimed->all, claimed->count, NULL, 0,
                   drainer_on_acked, drainer);
    else
        drainer->is_done = true;
}

static void drainer_claim(struct drainer *drainer)
{
    timers_claim(drainer->timers, TIMERS_IN_ALL, TIMERS_IN_ALL + 1, BATCH, drainer_on_claimed,
                 drainer);
}

static void drain_arm(struct drain *drain)
{
    struct timer *all = memory_new(TIMERS_IN_ALL, sizeof(*all));
    struct answer answer;
    for (size_t i = 0; i < TIMERS_IN_ALL; i++)
        all[i] = (struct timer){.window_id = (int64_t)i, .at_us = (int64_t)i};
    bench_arm(&drain->bench, all, TIMERS_IN_ALL, &answer);
    cr_assert_eq(answer.armed.armed, TIMERS_IN_ALL);
    free(all);
}

Test(timers_drain, a_hundred_thousand_are_claimed_once_each_by_two_clients, .timeout = 120)
{
    struct drain drain = {.bench = bench_new(NULL, NULL)};
    const char *path = redis_server_path(drain.bench.server);
    drain.seen = memory_new(TIMERS_IN_ALL, 1);
    drain_arm(&drain);
    for (size_t i = 0; i < 2; i++) {
        struct drainer *drainer = &drain.drainers[i];
        drainer->drain = &drain;
        drainer->client = bench_client(drain.bench.loop, &path, 1, 20000);
        drainer->timers = timers_new(drainer->client, "test");
        bench_wait_connected(drain.bench.loop, drainer->client);
    }
    int64_t start_us = clock_mono_us();
    drainer_claim(&drain.drainers[0]);
    drainer_claim(&drain.drainers[1]);
    while (!drain.drainers[0].is_done || !drain.drainers[1].is_done)
        event_base_loop(drain.bench.loop, EVLOOP_ONCE);
    int64_t took_us = clock_mono_us() - start_us;
    cr_log_info("%" PRId64 " timers claimed and acknowledged a second",
                (int64_t)TIMERS_IN_ALL * 1000000 / took_us);
    cr_assert_eq(drain.claimed, TIMERS_IN_ALL);
    cr_assert_eq(drain.acked, TIMERS_IN_ALL);
    for (size_t i = 0; i < TIMERS_IN_ALL; i++)
        cr_assert_eq(drain.seen[i], 1);
    for (size_t i = 0; i < 2; i++) {
        client_free(drain.drainers[i].client);
        timers_free(drain.drainers[i].timers);
    }
    free(drain.seen);
    bench_free(&drain.bench);
}
