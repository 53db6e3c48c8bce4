/* A long time at half of full speed, with faults: nothing may grow that does not have to. ./dev
 * soak starts it. */
#include "base/clock.h"
#include "base/macros.h"
#include "faults/full/befall.h"
#include "faults/full/gauge.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WARM_S = 5, MEASURE_S = 15, LOOK_MS = 20000, READINGS_MAX = 4096, MINUTES = 30 };

/* What may be there at any reading, and how much the last third may be above the first. */
static const struct {
    double max;
    double factor;
    double allowance;
} bounds[GAUGE_COUNT] = {
    [GAUGE_API_BYTES] = {256, 1.25, 8}, [GAUGE_WORKER_BYTES] = {256, 1.25, 8},
    [GAUGE_QUEUE] = {4096, 2, 200},     [GAUGE_TIMERS] = {20000, 2, 1000},
    [GAUGE_OVERDUE] = {20000, 2, 2000}, [GAUGE_DEAD_PERCENT] = {30, 2, 10},
};

struct soak {
    struct world *world;
    struct table table;
    struct gauges readings[READINGS_MAX];
    size_t count;
    int64_t began_us;
};

static int full_speed(struct world *world);
static void read_gauges(struct soak *soak);
static bool is_of_soak(const struct fault *fault);
static bool go_through(struct soak *soak, int64_t end_us);
static long judge(const struct soak *soak);
static double most(const struct soak *soak, enum gauge gauge, size_t first, size_t end);

static const struct load_settings eager = {
    .connections = 64,
    .items_per_s = 0,
    .due_ms_min = 300,
    .due_ms_max = 4000,
    .answered_percent = 25,
    .answer_spread_ms = 50,
};

Test(soak, at_half_speed_nothing_grows, .timeout = 86400)
{
    static struct soak soak;
    const char *wanted = getenv("HUIYING_SOAK_MINUTES");
    long minutes = wanted && *wanted ? strtol(wanted, NULL, 10) : MINUTES;
    soak.world = world_open(chance_seed("soak"), eager);
    gauges_prepare(soak.world);
    int rate = full_speed(soak.world);
    load_set_rate(soak.world->load, rate / 2);
    fprintf(stderr, "  full speed: %d items/s with all that follows from them; now half of it\n",
            rate);
    soak.began_us = clock_mono_us();
    bool is_whole = go_through(&soak, soak.began_us + minutes * INT64_C(60000000));
    if (is_whole)
        befall_at_last(soak.world, &soak.table);
    cr_expect_eq(table_print(&soak.table), 0, "violations are named above");
    cr_expect_eq(judge(&soak), 0, "something has grown");
    cr_assert(is_whole, "the run could not go on");
    world_close(soak.world);
}

/* Nothing is promised while more is asked than can be done. */
static int full_speed(struct world *world)
{
    world_outage_begin(world);
    poll(NULL, 0, WARM_S * 1000);
    long before = load_counts(world->load).acknowledged;
    poll(NULL, 0, MEASURE_S * 1000);
    int rate = (int)((load_counts(world->load).acknowledged - before) / MEASURE_S);
    load_set_rate(world->load, rate / 2);
    poll(NULL, 0, WARM_S * 1000);
    world_outage_end(world);
    return rate;
}

static bool go_through(struct soak *soak, int64_t end_us)
{
    const struct fault *all[TABLE_ROWS_MAX], *kept[TABLE_ROWS_MAX];
    size_t count = befall_list(all), kinds = 0;
    for (size_t i = 0; i < count; i++)
        if (is_of_soak(all[i]))
            kept[kinds++] = all[i];
    while (clock_mono_us() < end_us) {
        if (!befall(soak->world, kept[world_chance(soak->world, 0, (int)kinds - 1)], &soak->table))
            return false;
        read_gauges(soak);
        poll(NULL, 0, world_chance(soak->world, 0, LOOK_MS));
        read_gauges(soak);
    }
    return true;
}

/* What makes a crowd of its own, keeps dead rows on purpose or all waiting for minutes, or begins
 * with new workers, would hide what grows by itself. */
static bool is_of_soak(const struct fault *fault)
{
    static const char *const others[] = {"due in a second", "clients", "transaction left open",
                                         "workers killed", "clocks"};
    for (size_t i = 0; i < ARRAY_LEN(others); i++)
        if (strstr(fault->name, others[i]))
            return false;
    return fault->ms_max <= FAULT_OFTEN_MS_MAX;
}

static void read_gauges(struct soak *soak)
{
    cr_assert_lt(soak->count, READINGS_MAX);
    struct gauges *gauges = &soak->readings[soak->count++];
    *gauges = gauges_read(soak->world);
    fprintf(stderr, "  after %4.1f minutes:", (double)(clock_mono_us() - soak->began_us) / 6e7);
    for (int gauge = 0; gauge < GAUGE_COUNT; gauge++)
        fprintf(stderr, " %s %.0f%s", gauge_name((enum gauge)gauge), gauges->values[gauge],
                gauge + 1 < GAUGE_COUNT ? ";" : "\n");
}

static long judge(const struct soak *soak)
{
    size_t third = soak->count / 3;
    long grown = 0;
    printf("\n| what | first third, most | last third, most | most | may be "
           "|\n|---|---|---|---|---|\n");
    for (int i = 0; i < GAUGE_COUNT; i++) {
        double first = most(soak, (enum gauge)i, 0, third);
        double last = most(soak, (enum gauge)i, soak->count - third, soak->count);
        double all = most(soak, (enum gauge)i, 0, soak->count);
        bool is_grown =
            last > bounds[i].factor * first + bounds[i].allowance || all > bounds[i].max;
        printf("| %s | %.0f | %.0f | %.0f | %.0f%s |\n", gauge_name((enum gauge)i), first, last,
               all, bounds[i].max, is_grown ? ", has grown" : "");
        grown += is_grown;
    }
    fflush(stdout);
    return grown;
}

static double most(const struct soak *soak, enum gauge gauge, size_t first, size_t end)
{
    double result = 0;
    for (size_t i = first; i < end; i++)
        if (soak->readings[i].values[gauge] > result)
            result = soak->readings[i].values[gauge];
    return result;
}
