#include "faults/full/gauge.h"

#include "base/macros.h"
#include "faults/full/watch.h"
#include "support/office_database.h"
#include "support/servers.h"

static double largest(const struct world *world, int first, int end);

void gauges_prepare(struct world *world)
{
    office_sql(world->office, "CREATE EXTENSION pgstattuple");
}

struct gauges gauges_read(struct world *world)
{
    static const char overdue[] = "SELECT count(*) FROM response_window WHERE state = 'open'"
                                  " AND next_at < statement_timestamp() - interval '1.5 s'";
    static const char near[] = "SELECT count(*) FROM response_window WHERE state = 'open'"
                               " AND next_at < statement_timestamp() + interval '61 s'";
    static const char dead[] =
        "SELECT max(dead_tuple_percent)::integer"
        " FROM (VALUES ('response_window'), ('item'), ('item_department'), ('item_event'),"
        " ('escalation'), ('outbox'), ('idempotency_key')) AS t (name), pgstattuple_approx(name)";
    struct gauges gauges;
    double *values = gauges.values;
    int redis = world->redis.ports[world->redis.master];
    const char *database = world->office->database;
    struct arena *arena = world->office->arena;
    values[GAUGE_API_BYTES] = largest(world, 0, WORLD_APIS);
    values[GAUGE_WORKER_BYTES] = largest(world, WORLD_APIS, WORLD_PROCESSES);
    values[GAUGE_QUEUE] = (double)(world_metric_sum(world, "huiying_intake_waiting") +
                                   world_metric_sum(world, "huiying_db_waiting"));
    int64_t timers =
        servers_redis_number(redis, arena_format(arena, "ZCARD {%s}:due", database)) +
        servers_redis_number(redis, arena_format(arena, "ZCARD {%s}:lease", database)) -
        office_number(world->office, near);
    values[GAUGE_TIMERS] = timers > 0 ? (double)timers : 0;
    values[GAUGE_OVERDUE] = (double)office_number(world->office, overdue);
    values[GAUGE_DEAD_PERCENT] = (double)office_number(world->office, dead);
    return gauges;
}

const char *gauge_name(enum gauge gauge)
{
    static const char *const names[GAUGE_COUNT] = {
        [GAUGE_API_BYTES] = "largest API process, MiB",
        [GAUGE_WORKER_BYTES] = "largest worker, MiB",
        [GAUGE_QUEUE] = "waiting in the programs",
        [GAUGE_TIMERS] = "timers in Redis for nothing",
        [GAUGE_OVERDUE] = "steps overdue by 1.5 s",
        [GAUGE_DEAD_PERCENT] = "dead rows, % of bytes",
    };
    return names[gauge];
}

static double largest(const struct world *world, int first, int end)
{
    int64_t bytes = 0;
    for (int place = first; place < end; place++) {
        int64_t each = watch_memory(world->processes[place].pid);
        bytes = each > bytes ? each : bytes;
    }
    return (double)bytes / (1 << 20);
}
