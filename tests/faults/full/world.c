#include "faults/full/world.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "support/gate.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/reserve.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { END_MS_MAX = 30000, RECONNECT_MS_MAX = 60000, KILLED = 128 + SIGKILL };

static void open_servers(struct world *world);
static void open_office(struct world *world);
static const char *database_option(struct world *world, int place);
static const char *redis_option(struct world *world, int worker);
static void start(struct world *world, int place, const char *clock, const char *const *options);

struct world *world_open(uint64_t seed, struct load_settings load)
{
    struct world *world = memory_new(1, sizeof(*world));
    world->chance.state = ~seed;
    open_servers(world);
    open_office(world);
    for (int place = 0; place < WORLD_PROCESSES; place++) {
        world->processes[place].admin_port = reserve_ports(1);
        world->logins[place] = gate_login(world->office, place);
        world_start(world, place, NULL);
    }
    for (int place = 0; place < WORLD_PROCESSES; place++)
        office_await_ready(world->office, world->processes[place].admin_port);
    load.seed = seed;
    load.url = arena_format(world->office->arena, "http://127.0.0.1:%d", world->office->port);
    load.token = office_token(world->office, "operator");
    world->load = load_start(&load);
    world->evidence = (struct evidence){.load = world->load, .outages = world->outages};
    return world;
}

void world_close(struct world *world)
{
    for (int place = 0; place < WORLD_PROCESSES; place++)
        world_end(world, place);
    db_session_close(world->idler);
    world_reconnect(world);
    office_close(world->office);
    for (int node = 0; node < PAIR_NODES; node++) {
        relay_free(world->to_postgres[node]);
        for (int worker = 0; worker < WORLD_WORKERS; worker++)
            relay_free(world->to_redis[worker][node]);
    }
    pair_close(&world->postgres);
    redis_pair_close(&world->redis);
    load_free(world->load);
    free(world);
}

int world_chance(struct world *world, int min, int max)
{
    return (int)chance_between(&world->chance, min, max);
}

void world_start(struct world *world, int place, const char *clock)
{
    struct office *office = world->office;
    const char *port = arena_format(office->arena, "%d", office->port);
    const char *admin = arena_format(office->arena, "%d", world->processes[place].admin_port);
    const char *database = database_option(world, place);
    const char *api[] = {
        "--port",     port,     "--admin-port", admin,  "--key-file", office->key_file,
        "--database", database, "--log-level",  "warn", NULL};
    const char *worker[] = {"--admin-port",
                            admin,
                            "--database",
                            database,
                            "--redis-prefix",
                            office->database,
                            "--log-level",
                            "warn",
                            "--redis",
                            NULL,
                            NULL};
    if (place >= WORLD_APIS)
        worker[9] = redis_option(world, place - WORLD_APIS);
    start(world, place, clock, place < WORLD_APIS ? api : worker);
}

void world_kill(struct world *world, int place)
{
    cr_assert_eq(child_end(world->processes[place].pid, SIGKILL, END_MS_MAX), KILLED,
                 "a process had ended by itself");
}

void world_end(struct world *world, int place)
{
    int status = child_end(world->processes[place].pid, SIGTERM, END_MS_MAX);
    cr_assert_eq(status, 0, "a process ended with %d", status);
}

int64_t world_metric(struct world *world, int place, const char *name)
{
    int64_t value = web_metric(world->office->arena, world->processes[place].admin_port, name);
    return value == WEB_METRIC_NONE ? 0 : value;
}

int64_t world_metric_sum(struct world *world, const char *name)
{
    int64_t sum = 0;
    for (int place = 0; place < WORLD_PROCESSES; place++)
        sum += world_metric(world, place, name);
    return sum;
}

void world_outage_begin(struct world *world)
{
    struct evidence *evidence = &world->evidence;
    cr_assert_lt(evidence->outage_count, WORLD_OUTAGES_MAX);
    world->outages[evidence->outage_count++] =
        (struct outage){.from_us = clock_wall_us(), .to_us = INT64_C(1) << 52};
}

void world_outage_end(struct world *world)
{
    world->outages[world->evidence.outage_count - 1].to_us = clock_wall_us();
}

void world_reconnect(struct world *world)
{
    char conninfo[96];
    struct error error;
    struct patience left = patience_of(RECONNECT_MS_MAX);
    db_session_close(world->office->session);
    snprintf(conninfo, sizeof(conninfo), "dbname=%s", world->office->database);
    while (!(world->office->session = db_session_open(conninfo, "test", &error)))
        patience_wait(&left, "a database can be written to");
}

static void open_servers(struct world *world)
{
    pair_open(&world->postgres);
    redis_pair_open(&world->redis);
    for (int node = 0; node < PAIR_NODES; node++) {
        world->to_postgres[node] = relay_new(world->postgres.ports[node]);
        for (int worker = 0; worker < WORLD_WORKERS; worker++)
            world->to_redis[worker][node] = relay_new(world->redis.ports[node]);
    }
}

static void open_office(struct world *world)
{
    world->office = office_furnish(false);
    world->office->port = reserve_ports(1);
    gate_install(world->office);
    invariants_prepare(world->office);
}

static const char *database_option(struct world *world, int place)
{
    return arena_format(world->office->arena, "host=127.0.0.1,127.0.0.1 port=%d,%d %s",
                        relay_port(world->to_postgres[0]), relay_port(world->to_postgres[1]),
                        world->logins[place]);
}

static const char *redis_option(struct world *world, int worker)
{
    return arena_format(world->office->arena, "127.0.0.1:%d,127.0.0.1:%d",
                        relay_port(world->to_redis[worker][0]),
                        relay_port(world->to_redis[worker][1]));
}

/* env(1) sets a false clock for the program alone; its monotonic clock stays true. */
static void start(struct world *world, int place, const char *clock, const char *const *options)
{
    struct process *process = &world->processes[place];
    const char *arguments[CHILD_ARGUMENTS_MAX + 1] = {
        "/usr/bin/env", arena_format(world->office->arena, "FAKETIME=%s", clock ? clock : ""),
        "FAKETIME_DONT_FAKE_MONOTONIC=1", "LD_PRELOAD=/usr/$LIB/faketime/libfaketime.so.1"};
    const char *program = place < WORLD_APIS ? "huiying-api" : "huiying-worker";
    size_t first = clock ? 0 : 4, count = 4;
    arguments[count++] = child_program(world->office->arena, program);
    while (*options)
        arguments[count++] = *options++;
    process->pid = child_start(office_log_path(world->office, program), arguments + first);
    process->started_us = clock_mono_us();
    process->level_bytes = 0;
}
