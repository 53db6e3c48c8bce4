/* What many do at once: everything falls due in one moment; clients that hold the door. */
#include "base/clock.h"
#include "base/macros.h"
#include "faults/full/fault.h"
#include "support/crowd.h"
#include "support/office_database.h"
#include "support/patience.h"

#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    BURST = 100000,
    MANY = 10000,
    BURST_AHEAD_S = 12,
    WINDOW_MS = 3000,
    WINDOWS = 5,
    BURST_LOOK_MS = 250,
    CROWD_MS_MAX = 5000,
    SLOW = 1000
};

/* More than what is promised to be in time: these, and others with them, may come until all are
 * done, which must not take for ever. */
static const int64_t burst_us_max = INT64_C(60000000);

static void all_falls_due(struct world *world);
static void many_fall_due(struct world *world);
static void many_fall_due_without_redis(struct world *world);
static void redis_comes_back(struct world *world);
static int64_t fill(struct world *world, long count);
static void slow_ones_come(struct world *world);
static void idle_ones_come(struct world *world);
static void come(struct world *world, const struct crowd_settings *settings);
static void they_go(struct world *world);
static void await_connections(struct world *world, int64_t min, int64_t max);
static struct load_times measure(struct world *world);
static int compare(const void *one, const void *other);

static const struct fault all[] = {
    {"100,000 due in a second", all_falls_due, NULL, 1000, 1000, EXCUSE_NONE, false},
    {"10,000 due in a second", many_fall_due, NULL, 6000, 6000, EXCUSE_NONE, false},
    {"10,000 due in a second, Redis killed", many_fall_due_without_redis, redis_comes_back, 6000,
     6000, EXCUSE_NONE, false},
    {"3,000 slow clients", slow_ones_come, they_go, 14000, 20000, EXCUSE_NONE, false},
    {"5,000 idle clients", idle_ones_come, they_go, 1000, 1000, EXCUSE_NONE, false},
};

struct faults faults_of_load(void)
{
    return (struct faults){all, ARRAY_LEN(all)};
}

/* Items of our own, whose one window has its level 1 at a moment within the same second. */
static const char burst[] =
    "WITH due AS (SELECT date_trunc('second', clock_timestamp()) + %d * interval '1 s' AS at),"
    " made AS (INSERT INTO item (id, ref, kind, status, channel, urgent, accident, personal_data,"
    "     anonymous, confidential, drill, title, content, external_ref, received_at,"
    "     lead_department_id, created_by, due_at)"
    " SELECT 1000000000000 + i, (1000000000000 + i) || '0', 'opinion_event', 'registered', 'weibo',"
    "     false, false, false, false, false, false, '网传示例化工厂爆燃', '现场火光视频', 'B-' || "
    "i,"
    "     d.at - interval '5 hours', 1 + i %% 8, 1, d.at + i %% 1000 * interval '1 ms'"
    " FROM generate_series(%ld, %ld) AS i, due AS d RETURNING id, due_at, lead_department_id),"
    " noted AS (INSERT INTO item_event (item_id, type, actor) SELECT id, 'registered', 'test'"
    "     FROM made)"
    "INSERT INTO response_window (item_id, n, stage, rule_id, department_id, kind, drill,"
    "     opened_at, starts_at, rule_due_at, due_at, last_day, provisional, data_version, state,"
    "     steps, rungs, first_level, levels_before, repeat_every, next_step, next_at)"
    " SELECT id, 1, 'authoritative_info', 1, lead_department_id, 'opinion_event', false,"
    "     due_at - interval '5 hours', due_at - interval '5 hours', due_at, due_at, current_date,"
    "     false, 1, 'open', ARRAY[due_at, due_at + interval '30 hours'], ARRAY[7, 8]::smallint[],"
    "     1, 0, interval '60 hours', 1, due_at"
    " FROM made";
static const char burst_left[] =
    "SELECT count(*) FROM (SELECT FROM response_window WHERE state = 'open'"
    " AND next_at < statement_timestamp() - interval '1 s' LIMIT 1000) AS late";
static const char burst_moment[] = "SELECT instant_us(max(steps[1])) FROM response_window"
                                   " WHERE item_id > 1000000000000";

/* Gives back the moment at which the last of them falls due. */
static int64_t fill(struct world *world, long count)
{
    struct office *office = world->office;
    long first = world->evidence.own_max + 1;
    world->evidence.own_max += count;
    office_sql(office,
               arena_format(office->arena, burst, BURST_AHEAD_S, first, world->evidence.own_max));
    return office_number(office, burst_moment);
}

/* As many as are promised to be in time. */
static void many_fall_due(struct world *world)
{
    int64_t left_us = fill(world, MANY) - clock_wall_us();
    poll(NULL, 0, left_us > 0 ? (int)(left_us / 1000) : 0);
}

/* It goes before they are armed, so that all of them are left to the sweep. */
static void many_fall_due_without_redis(struct world *world)
{
    redis_pair_do(&world->redis, "kill", world->redis.master);
    many_fall_due(world);
}

static void redis_comes_back(struct world *world)
{
    redis_pair_do(&world->redis, "start", world->redis.master);
}

static void all_falls_due(struct world *world)
{
    struct office *office = world->office;
    int64_t moment_us = fill(world, BURST);
    while (clock_wall_us() < moment_us + INT64_C(1500000) ||
           (office_number(office, burst_left) > 100 && clock_wall_us() < moment_us + burst_us_max))
        poll(NULL, 0, BURST_LOOK_MS);
    int64_t drained_us = clock_wall_us();
    fprintf(stderr, "  all but %ld fired within %.1f s\n", (long)office_number(office, burst_left),
            (double)(drained_us - moment_us) / 1e6);
    world_outage_begin(world);
    world->outages[world->evidence.outage_count - 1] =
        (struct outage){moment_us - 1000000, drained_us};
}

/* They stay for longer than a client may take for its reply. */
static void slow_ones_come(struct world *world)
{
    come(world, &(struct crowd_settings){.slow_headers = SLOW,
                                         .slow_bodies = SLOW,
                                         .slow_readers = SLOW,
                                         .token = office_token(world->office, "operator")});
    struct patience left = patience_of(CROWD_MS_MAX);
    while (crowd_unheard(world->crowd) * 10 < SLOW * 9)
        patience_wait(&left, "nearly all slow readers have a reply that cannot be sent");
}

static void idle_ones_come(struct world *world)
{
    come(world, &(struct crowd_settings){.idle = 5000});
}

static void come(struct world *world, const struct crowd_settings *settings)
{
    struct crowd_settings of = *settings;
    of.port = world->office->port;
    world->usual = measure(world);
    world->crowd = crowd_gather(&of);
}

/* What is usual is seen before they come and after they have gone: the machine has its own moods.
 * Who is not answered at all waits, too. */
static void they_go(struct world *world)
{
    struct load_times times = measure(world);
    int size = crowd_size(world->crowd);
    await_connections(world, size * 9 / 10, INT_MAX);
    crowd_free(world->crowd);
    world->crowd = NULL;
    await_connections(world, 0, size / 10);
    struct load_times after = measure(world);
    int64_t usual_us = world->usual.p99_us > after.p99_us ? world->usual.p99_us : after.p99_us;
    world->is_slow = times.p99_us >= 2 * usual_us || times.count * 4 < world->usual.count * 3;
    fprintf(
        stderr,
        "  well-behaved clients: p99 %.1f ms, %ld granted; before %.1f ms, %ld; after %.1f ms\n",
        (double)times.p99_us / 1e3, times.count, (double)world->usual.p99_us / 1e3,
        world->usual.count, (double)after.p99_us / 1e3);
}

/* Slow ones are thrown out together, and are soon back. */
static void await_connections(struct world *world, int64_t min, int64_t max)
{
    struct patience left = patience_of(CROWD_MS_MAX);
    int64_t count;
    while ((count = world_metric_sum(world, "huiying_http_connections")) < min || count > max)
        patience_wait(&left, "nearly all of the crowd are there, and later gone");
}

/* The times of the middle one of a few spans, since the machine may hiccup in one of them, and the
 * count of all. */
static struct load_times measure(struct world *world)
{
    struct load_times spans[WINDOWS];
    long count = 0;
    for (int i = 0; i < WINDOWS; i++) {
        load_times(world->load);
        poll(NULL, 0, WINDOW_MS);
        spans[i] = load_times(world->load);
        count += spans[i].count;
    }
    qsort(spans, WINDOWS, sizeof(spans[0]), compare);
    spans[WINDOWS / 2].count = count;
    return spans[WINDOWS / 2];
}

static int compare(const void *one, const void *other)
{
    const struct load_times *a = one, *b = other;
    return (a->p99_us > b->p99_us) - (a->p99_us < b->p99_us);
}
