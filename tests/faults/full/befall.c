#include "faults/full/befall.h"

#include "base/clock.h"
#include "base/macros.h"
#include "faults/full/idler.h"
#include "support/mistakes.h"
#include "support/office_database.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>

enum {
    CALM_MS_MIN = 200,
    CALM_MS_MAX = 1500,
    QUIET_MS = 1000,
    GO_ON_ITEMS = 20,
    SETTLE_MS_MAX = 20000,
    LOOK_MS = 50
};

static void happen(struct world *world, const struct fault *fault);
static void wait(struct world *world, int ms_min, int ms_max);
static void await_quiet(struct world *world);
static long unheard(struct world *world);
static void settle(struct world *world);
static void judge(struct world *world, struct table_row *row, const struct verdict *verdict,
                  const struct load_counts *before);

size_t befall_list(const struct fault *ret[TABLE_ROWS_MAX])
{
    const struct faults parts[] = {faults_of_processes(), faults_of_redis(), faults_of_postgres(),
                                   faults_of_load()};
    size_t count = 0;
    for (size_t part = 0; part < ARRAY_LEN(parts); part++)
        for (size_t i = 0; i < parts[part].count && count < TABLE_ROWS_MAX; i++)
            ret[count++] = &parts[part].all[i];
    return count;
}

bool befall(struct world *world, const struct fault *fault, struct table *table)
{
    if (fault->ends_sessions)
        idler_await_end(world);
    if (fault->excuse == EXCUSE_NONE)
        await_quiet(world);
    struct load_counts before = load_counts(world->load);
    long unheard_before = unheard(world);
    int64_t began_us = clock_mono_us();
    world->is_slow = false;
    wait(world, CALM_MS_MIN, CALM_MS_MAX);
    happen(world, fault);
    world_reconnect(world);
    bool goes_on = load_await_more(world->load, GO_ON_ITEMS);
    cr_expect(goes_on, "after %s intake does not go on", fault->name);
    settle(world);
    idler_end_in_time(world);
    struct verdict verdict = invariants_look(world->office, &world->evidence);
    struct table_row *row = table_row(table, fault->name);
    judge(world, row, &verdict, &before);
    if (fault->excuse == EXCUSE_NONE)
        row->unexpected += unheard(world) - unheard_before;
    struct load_counts after = load_counts(world->load);
    fprintf(stderr, "  %-42s %5.1f s, %ld granted, %ld times 503, %ld lost, latest step %.1f s\n",
            fault->name, (double)(clock_mono_us() - began_us) / 1e6,
            after.acknowledged - before.acknowledged, after.unavailable - before.unavailable,
            after.lost - before.lost, (double)verdict.late_us_max / 1e6);
    return goes_on;
}

void befall_at_last(struct world *world, struct table *table)
{
    struct load_counts before = load_counts(world->load);
    world->is_slow = false;
    idler_await_end(world);
    load_stop(world->load);
    invariants_settle(world->office);
    struct verdict verdict = invariants_judge(world->office, &world->evidence);
    verdict.counts[INVARIANT_WRONG] += mistakes_count(world->office, "huiying-api") +
                                       mistakes_count(world->office, "huiying-worker");
    judge(world, table_row(table, "everything, at the end"), &verdict, &before);
}

static void happen(struct world *world, const struct fault *fault)
{
    if (fault->excuse == EXCUSE_AWAY)
        world_outage_begin(world);
    fault->inflict(world);
    wait(world, fault->ms_min, fault->ms_max);
    if (fault->mend)
        fault->mend(world);
    if (fault->excuse == EXCUSE_AWAY)
        world_outage_end(world);
}

static void wait(struct world *world, int ms_min, int ms_max)
{
    poll(NULL, 0, world_chance(world, ms_min, ms_max));
}

/* What trails behind the fault before is not this one's: until all have been heard for a while. */
static void await_quiet(struct world *world)
{
    int64_t until_us = clock_mono_us() + SETTLE_MS_MAX * INT64_C(1000);
    long before;
    do {
        before = unheard(world);
        poll(NULL, 0, QUIET_MS);
    } while (unheard(world) > before && clock_mono_us() < until_us);
}

/* How many were told to ask again, or got no answer. */
static long unheard(struct world *world)
{
    struct load_counts counts = load_counts(world->load);
    return counts.unavailable + counts.lost;
}

/* Until nothing is overdue any more, or will not cease to be. The moment is that of the statement,
 * by which the index is asked: another would be compared with each open window. */
static void settle(struct world *world)
{
    static const char overdue[] =
        "SELECT count(*) FROM response_window AS w JOIN item AS i ON i.id = w.item_id"
        " WHERE w.state = 'open' AND w.next_at < statement_timestamp() - interval '2.5 s'"
        " AND i.recorded_at < statement_timestamp() - interval '2.5 s'";
    int64_t until_us = clock_mono_us() + SETTLE_MS_MAX * INT64_C(1000);
    while (office_number(world->office, overdue) > 0 && clock_mono_us() < until_us)
        poll(NULL, 0, LOOK_MS);
}

static void judge(struct world *world, struct table_row *row, const struct verdict *verdict,
                  const struct load_counts *before)
{
    struct load_counts after = load_counts(world->load);
    table_add(row, verdict, watch_processes(world));
    row->unexpected += after.unexpected - before->unexpected + after.without_retry_after -
                       before->without_retry_after;
    row->slow += world->is_slow;
    if (after.unexpected > before->unexpected)
        fprintf(stderr, "  %ld unexpected answers; the first ever: %s\n",
                after.unexpected - before->unexpected, after.first_unexpected);
}
