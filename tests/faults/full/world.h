/*
 * A whole installation under steady load, for the full run of faults: two PostgreSQL of which one
 * follows the other synchronously, two Redis, three API processes on one port, three workers. The
 * programs reach the servers through relays, which can be cut.
 */
#ifndef HUIYING_FAULTS_WORLD_H
#define HUIYING_FAULTS_WORLD_H

#include "support/chance.h"
#include "support/invariants.h"
#include "support/load.h"
#include "support/office.h"
#include "support/pair.h"
#include "support/redis_pair.h"
#include "support/relay.h"

enum {
    WORLD_APIS = 3,
    WORLD_WORKERS = 3,
    WORLD_PROCESSES = WORLD_APIS + WORLD_WORKERS,
    WORLD_OUTAGES_MAX = 1024
};

/* One of the programs; APIs come first. */
struct process {
    pid_t pid;
    int admin_port;
    int64_t started_us;  /* by the monotonic clock */
    int64_t level_bytes; /* its memory once it was warm; 0: not yet */
};

struct world {
    struct office *office;
    struct pair postgres;
    struct redis_pair redis;
    struct relay *to_postgres[PAIR_NODES];
    struct relay *to_redis[WORLD_WORKERS][REDIS_PAIR_NODES];
    struct process processes[WORLD_PROCESSES];
    const char *logins[WORLD_PROCESSES]; /* roles, by which the database knows them apart */
    struct load *load;
    struct chance chance;
    struct outage outages[WORLD_OUTAGES_MAX];
    struct evidence evidence;

    /* What a fault needs from inflict to mend. */
    struct db_session *gate;
    struct crowd *crowd;
    struct load_times usual;
    pid_t stopped;
    int chosen;
    bool is_slow; /* well-behaved clients had to wait for others */

    /* A transaction that is left open while other faults come and go. */
    struct db_session *idler;
    int64_t idler_from_us; /* by the monotonic clock, as the next */
    int64_t idler_until_us;
};

/* Makes everything and starts the load; all of it ends with the test. */
struct world *world_open(uint64_t seed, struct load_settings load);

/* Ends the load and everything else; the programs must go in peace. */
void world_close(struct world *world);

/* A number by chance, both included. */
int world_chance(struct world *world, int min, int max);

/* Starts one of the programs at its place; with a clock ("+1h") it sees that instead of the real
 * one. */
void world_start(struct world *world, int place, const char *clock);

/* kill -9. */
void world_kill(struct world *world, int place);

/* Ends it politely. */
void world_end(struct world *world, int place);

/* A figure that one of the programs tells, and its sum over all; 0 where one does not answer. */
int64_t world_metric(struct world *world, int place, const char *name);
int64_t world_metric_sum(struct world *world, const char *name);

/* Notes that no database can commit from now on; and that one can again. */
void world_outage_begin(struct world *world);
void world_outage_end(struct world *world);

/* The office's own session was lost with its server: another one. */
void world_reconnect(struct world *world);

#endif
