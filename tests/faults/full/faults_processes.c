/* What may befall the programs: they die, stop, and are misled about the time. */
#include "base/macros.h"
#include "faults/full/fault.h"
#include "support/gate.h"
#include "support/office_database.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { COMMIT_MS_MAX = 5000, SKEW_MS_MAX = 15000 };
static const int64_t hour_us = INT64_C(3600000000), near_us = INT64_C(60000000);

static void api_dies(struct world *world);
static void api_dies_storing(struct world *world);
static void api_stops(struct world *world);
static void worker_dies(struct world *world);
static void workers_die_committing(struct world *world);
static void workers_die_before_commit(struct world *world);
static void workers_die_before_ack(struct world *world);
static void worker_stops(struct world *world);
static void worker_stops_firing(struct world *world);
static void goes_on(struct world *world);
static void clocks_go_wrong(struct world *world);
static void clocks_are_set(struct world *world);
static void catch_intake(struct world *world);
static void catch_firing(struct world *world);
static void replace(struct world *world, int place);
static void kill_workers(struct world *world);
static void start_workers(struct world *world);
static void stop(struct world *world, int place);
static void cut_off_redis(struct world *world, bool is_cut);
static int any_api(struct world *world);
static int any_worker(struct world *world);
static void await_skew(struct world *world, int place, const char *clock);

static const struct fault all[] = {
    {"API killed", api_dies, NULL, 0, 0, EXCUSE_REFUSAL, false},
    {"API killed as it stores", api_dies_storing, NULL, 0, 0, EXCUSE_REFUSAL, false},
    {"API stopped", api_stops, goes_on, 1000, 4000, EXCUSE_REFUSAL, false},
    {"worker killed", worker_dies, NULL, 0, 0, EXCUSE_NONE, false},
    {"workers killed, COMMIT follows", workers_die_committing, NULL, 0, 0, EXCUSE_NONE, false},
    {"workers killed before COMMIT", workers_die_before_commit, NULL, 0, 0, EXCUSE_NONE, false},
    {"workers killed between COMMIT and ack", workers_die_before_ack, NULL, 0, 0, EXCUSE_NONE,
     false},
    {"worker stopped past its lease", worker_stops, goes_on, 3500, 6000, EXCUSE_NONE, false},
    {"worker stopped past its lease as it fires", worker_stops_firing, goes_on, 3500, 6000,
     EXCUSE_NONE, false},
    {"clocks an hour off", clocks_go_wrong, clocks_are_set, 3000, 6000, EXCUSE_REFUSAL, false},
};

static const char caught[] = "SELECT count(*) FROM pg_stat_activity WHERE " GATE_OF_FIRING;
static const char end_firing[] =
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE " GATE_OF_FIRING;

struct faults faults_of_processes(void)
{
    return (struct faults){all, ARRAY_LEN(all)};
}

static void api_dies(struct world *world)
{
    replace(world, any_api(world));
}

static void api_dies_storing(struct world *world)
{
    catch_intake(world);
    replace(world, any_api(world));
    db_session_close(world->gate);
}

static void api_stops(struct world *world)
{
    stop(world, any_api(world));
}

static void worker_dies(struct world *world)
{
    replace(world, any_worker(world));
}

/* PostgreSQL commits what the dead have sent. */
static void workers_die_committing(struct world *world)
{
    catch_firing(world);
    kill_workers(world);
    db_session_close(world->gate);
    start_workers(world);
}

/* The statements end with their senders, as when a machine goes with both. */
static void workers_die_before_commit(struct world *world)
{
    catch_firing(world);
    kill_workers(world);
    cr_assert_geq(office_number(world->office, end_firing), WORLD_WORKERS, "they had gone on");
    db_session_close(world->gate);
    start_workers(world);
}

/* Redis cannot be reached while the statements commit, so that no acknowledgement arrives. */
static void workers_die_before_ack(struct world *world)
{
    struct patience left = patience_of(COMMIT_MS_MAX);
    catch_firing(world);
    for (int worker = 0; worker < WORLD_WORKERS; worker++)
        relay_pause(world->to_redis[worker][world->redis.master]);
    db_session_close(world->gate);
    while (office_number(world->office, caught) > 0)
        patience_wait(&left, "what was caught commits");
    kill_workers(world);
    cut_off_redis(world, true);
    cut_off_redis(world, false);
    start_workers(world);
}

static void worker_stops(struct world *world)
{
    stop(world, any_worker(world));
}

/* Its lease runs out while its statement is done; what it says when it wakes is old. */
static void worker_stops_firing(struct world *world)
{
    catch_firing(world);
    stop(world, any_worker(world));
    db_session_close(world->gate);
}

static void goes_on(struct world *world)
{
    kill(world->stopped, SIGCONT);
}

/* All workers and an API, each an hour ahead or behind; the alarm must be raised. */
static void clocks_go_wrong(struct world *world)
{
    const char *clocks[WORLD_PROCESSES] = {NULL};
    for (int place = WORLD_APIS - 1; place < WORLD_PROCESSES; place++) {
        clocks[place] = world_chance(world, 0, 1) ? "+1h" : "-1h";
        world_kill(world, place);
        world_start(world, place, clocks[place]);
    }
    for (int place = WORLD_APIS - 1; place < WORLD_PROCESSES; place++)
        await_skew(world, place, clocks[place]);
}

static void clocks_are_set(struct world *world)
{
    for (int place = WORLD_APIS - 1; place < WORLD_PROCESSES; place++)
        replace(world, place);
}

/* Each API stores something, and each worker fires something, that cannot be committed yet: the
 * fault hits a process at work, whichever it is. All commits wait meanwhile, and what waits is late
 * by it: not for long. */
static void catch_intake(struct world *world)
{
    world->gate = gate_close(world->office, GATE_OF_INTAKE, WORLD_APIS);
}

static void catch_firing(struct world *world)
{
    world->gate = gate_close(world->office, GATE_OF_FIRING, WORLD_WORKERS);
}

static void replace(struct world *world, int place)
{
    world_kill(world, place);
    world_start(world, place, NULL);
}

static void kill_workers(struct world *world)
{
    for (int place = WORLD_APIS; place < WORLD_PROCESSES; place++)
        world_kill(world, place);
}

static void start_workers(struct world *world)
{
    for (int place = WORLD_APIS; place < WORLD_PROCESSES; place++)
        world_start(world, place, NULL);
}

static void stop(struct world *world, int place)
{
    int status;
    world->stopped = world->processes[place].pid;
    kill(world->stopped, SIGSTOP);
    waitpid(world->stopped, &status, WUNTRACED);
    cr_assert(WIFSTOPPED(status), "it had ended by itself");
}

static void cut_off_redis(struct world *world, bool is_cut)
{
    for (int worker = 0; worker < WORLD_WORKERS; worker++) {
        struct relay *relay = world->to_redis[worker][world->redis.master];
        if (is_cut)
            relay_cut(relay);
        else
            relay_mend(relay);
    }
}

static int any_api(struct world *world)
{
    return world_chance(world, 0, WORLD_APIS - 1);
}

static int any_worker(struct world *world)
{
    return world_chance(world, WORLD_APIS, WORLD_PROCESSES - 1);
}

static void await_skew(struct world *world, int place, const char *clock)
{
    struct patience left = patience_of(SKEW_MS_MAX);
    int64_t wanted_us = *clock == '+' ? hour_us : -hour_us;
    while (llabs(world_metric(world, place, "huiying_clock_skew_microseconds") - wanted_us) >
           near_us)
        patience_wait(&left, "the wrong clock is told of");
}
