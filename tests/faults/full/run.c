/* The full run: so many faults, one after another, in an order and at moments that the seed fixes.
 * ./dev faults starts it and says by its environment what is wanted. */
#include "faults/full/befall.h"
#include "faults/full/idler.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COUNT = 200, WARM_ITEMS = 200 };

static struct table table;
static long violations = -1; /* not known before the table is printed */

static void print(void);
static size_t choose(const struct fault *all[TABLE_ROWS_MAX], const char *only);
static size_t often(const struct fault **all, size_t count);
static void shuffle(struct world *world, const struct fault **all, size_t count);
static void bring_forward(const struct world *world, const struct fault **all, size_t count);

static const struct load_settings usual = {
    .connections = 32,
    .items_per_s = 100,
    .due_ms_min = 300,
    .due_ms_max = 4000,
    .answered_percent = 25,
    .answer_spread_ms = 50,
};

/* Each kind comes once before any comes again, and what takes minutes does not. */
Test(faults_full, whatever_befalls_it_nothing_is_lost_doubled_early_or_late, .timeout = 36000,
     .fini = print)
{
    const struct fault *all[TABLE_ROWS_MAX];
    const char *wanted = getenv("HUIYING_FAULTS_COUNT"), *only = getenv("HUIYING_FAULTS_ONLY");
    long left = wanted && *wanted ? strtol(wanted, NULL, 10) : COUNT;
    size_t kinds = choose(all, only ? only : "");
    cr_assert(kinds > 0, "no fault is named %s", only);
    uint64_t seed = chance_seed("faults");
    struct world *world = world_open(seed, usual);
    cr_assert(load_await_more(world->load, WARM_ITEMS));
    size_t next = 0;
    shuffle(world, all, kinds);
    for (; left > 0; left--) {
        if (next == kinds) {
            kinds = often(all, kinds);
            shuffle(world, all, kinds);
            next = 0;
        }
        bring_forward(world, all + next, kinds - next);
        cr_assert(befall(world, all[next++], &table), "the run ends here");
    }
    befall_at_last(world, &table);
    print();
    cr_expect_eq(violations, 0, "violations are named above");
    world_close(world);
}

/* Once, however the run ends. */
static void print(void)
{
    if (violations < 0)
        violations = table_print(&table);
}

/* Those whose names hold the text. */
static size_t choose(const struct fault *all[TABLE_ROWS_MAX], const char *only)
{
    size_t count = befall_list(all), kept = 0;
    for (size_t i = 0; i < count; i++)
        if (strstr(all[i]->name, only))
            all[kept++] = all[i];
    return kept;
}

/* Those that may come again; all if none is among them. */
static size_t often(const struct fault **all, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (all[i]->ms_max <= FAULT_OFTEN_MS_MAX)
            all[kept++] = all[i];
    return kept > 0 ? kept : count;
}

static void shuffle(struct world *world, const struct fault **all, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t other = (size_t)world_chance(world, 0, (int)i - 1);
        const struct fault *kept = all[i - 1];
        all[i - 1] = all[other];
        all[other] = kept;
    }
}

/* Puts the first that may come now before those that would end a transaction that is left open. */
static void bring_forward(const struct world *world, const struct fault **all, size_t count)
{
    size_t first = 0;
    while (first < count && idler_is_there(world) && all[first]->ends_sessions)
        first++;
    for (; first > 0 && first < count; first--) {
        const struct fault *kept = all[first];
        all[first] = all[first - 1];
        all[first - 1] = kept;
    }
}
