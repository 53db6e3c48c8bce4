/*
 * One fault test: an office of one API and two workers under load, something that befalls it, and
 * the proof afterwards.
 *
 *     struct trial *trial = trial_begin("worker_killed", trial_load());
 *     … kill, pause, stop …
 *     trial_end(trial);
 */
#ifndef HUIYING_FAULTS_TRIAL_H
#define HUIYING_FAULTS_TRIAL_H

#include "support/chance.h"
#include "support/invariants.h"
#include "support/load.h"
#include "support/office.h"

enum { TRIAL_OUTAGES_MAX = 8, TRIAL_WORKERS = 2 };

struct trial {
    struct office *office;
    struct load *load;
    int worker_ports[TRIAL_WORKERS]; /* admin ports, in the order of the office's children */
    int workers_started;
    struct db_session *holder; /* of statements that were caught; NULL: none */
    struct chance chance;
    struct outage outages[TRIAL_OUTAGES_MAX];
    size_t outage_count;
};

/* The usual load, for trial_begin; what differs may be changed in it. */
struct load_settings trial_load(void);

/* Mends the servers, opens the office, starts the load and lets it run warm. */
struct trial *trial_begin(const char *name, struct load_settings load);

/* Ends the load, waits until all that is due has fired, holds the invariants against the
 * database, and ends the office, which must go in peace. */
void trial_end(struct trial *trial);

/* Lets the load run on for a time between these two, by chance. */
void trial_go_on(struct trial *trial, int ms_min, int ms_max);

/* Demands that intake still grants items, so many at least. */
void trial_expect_intake(struct trial *trial, long items);

/* kill -9, and a new one at once. */
void trial_kill_api(struct trial *trial);
void trial_kill_worker(struct trial *trial, int worker);

/*
 * Returns at a moment when statements are under way: PostgreSQL has done nearly all of them
 * and waits for us before it can commit. trial_release lets them go on.
 */
void trial_catch_intake(struct trial *trial);
void trial_catch_firing(struct trial *trial); /* of both workers */
void trial_release(struct trial *trial);

/* SIGSTOP and SIGCONT of a worker. */
void trial_pause_worker(struct trial *trial, int worker);
void trial_resume_worker(struct trial *trial, int worker);

/* PostgreSQL goes away and comes back: stop or kill, then start. What falls due meanwhile is
 * excused until it is back. */
void trial_postgres_away(struct trial *trial, const char *action, int ms);

/* Everything that PostgreSQL does for the programs stands still for a while, and then goes on. */
void trial_postgres_hang(struct trial *trial, int ms);

#endif
