#include "faults/trial.h"

#include "base/clock.h"
#include "base/memory.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/servers.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { END_MS_MAX = 10000, CATCH_MS_MAX = 10000, WARM_ITEMS = 50, KILLED = 128 + SIGKILL };

static void check_alive(const struct trial *trial);

struct load_settings trial_load(void)
{
    return (struct load_settings){
        .connections = 24,
        .items_per_s = 120,
        .due_ms_min = 300,
        .due_ms_max = 4000,
        .answered_percent = 25,
        .answer_spread_ms = 50,
    };
}

/* Test servers run without the flush at COMMIT, for speed; here a COMMIT must outlive PostgreSQL's
 * processes, as it does where people rely on it. */
struct trial *trial_begin(const char *name, struct load_settings load)
{
    struct trial *trial = memory_new(1, sizeof(*trial));
    servers_mend();
    trial->office = office_furnish(false);
    office_sql(trial->office,
               arena_format(trial->office->arena, "ALTER DATABASE %s SET synchronous_commit = on",
                            trial->office->database));
    office_start_api(trial->office, NULL);
    for (int i = 0; i < TRIAL_WORKERS; i++)
        office_start_worker(trial->office, NULL, NULL);
    load.seed = chance_seed(name);
    load.url = arena_format(trial->office->arena, "http://127.0.0.1:%d", trial->office->port);
    load.token = office_token(trial->office, "operator");
    trial->chance.state = ~load.seed;
    trial->load = load_start(&load);
    trial_expect_intake(trial, WARM_ITEMS);
    return trial;
}

void trial_end(struct trial *trial)
{
    load_stop(trial->load);
    invariants_settle(trial->office);
    check_alive(trial);
    invariants_check(trial->office, trial->load, trial->outages, trial->outage_count);
    struct load_counts counts = load_counts(trial->load);
    fprintf(stderr, "  %ld granted, %ld answers; %ld times 503, %ld lost, %ld busy, %ld replayed\n",
            counts.acknowledged, counts.answered, counts.unavailable, counts.lost, counts.busy,
            counts.replayed);
    load_free(trial->load);
    office_close(trial->office);
    free(trial);
}

void trial_go_on(struct trial *trial, int ms_min, int ms_max)
{
    poll(NULL, 0, (int)chance_between(&trial->chance, ms_min, ms_max));
}

void trial_expect_intake(struct trial *trial, long items)
{
    cr_assert(load_await_more(trial->load, items), "intake does not go on");
}

void trial_kill_api(struct trial *trial)
{
    struct office *office = trial->office;
    cr_assert_eq(child_end(office->api, SIGKILL, END_MS_MAX), KILLED, "it had ended by itself");
    office_start_api_unready(office, NULL);
}

/* A worker has two batches under way at most, so three are of both. */
void trial_catch_firing(struct trial *trial)
{
    static const char waiting[] = "SELECT count(*) FROM pg_stat_activity"
                                  " WHERE datname = current_database()"
                                  " AND application_name = 'huiying-worker'"
                                  " AND wait_event_type = 'Lock'";
    struct patience left = patience_of(CATCH_MS_MAX);
    office_sql(trial->office, "BEGIN; LOCK TABLE escalation IN SHARE ROW EXCLUSIVE MODE");
    while (office_number(trial->office, waiting) < 3)
        patience_wait(&left, "both workers fire");
}

void trial_release(struct trial *trial)
{
    office_sql(trial->office, "COMMIT");
}

void trial_kill_worker(struct trial *trial, int worker)
{
    struct office *office = trial->office;
    cr_assert_eq(child_end(office->children[worker], SIGKILL, END_MS_MAX), KILLED,
                 "it had ended by itself");
    office->children[worker] = office->children[--office->child_count];
    office_start_worker(office, NULL, NULL);
}

void trial_pause_worker(struct trial *trial, int worker)
{
    int status;
    kill(trial->office->children[worker], SIGSTOP);
    waitpid(trial->office->children[worker], &status, WUNTRACED);
    cr_assert(WIFSTOPPED(status), "it had ended by itself");
}

void trial_resume_worker(struct trial *trial, int worker)
{
    kill(trial->office->children[worker], SIGCONT);
}

/* The session that asks is lost, too. */
void trial_postgres_away(struct trial *trial, const char *action, int ms)
{
    cr_assert_lt(trial->outage_count, TRIAL_OUTAGES_MAX);
    struct outage *outage = &trial->outages[trial->outage_count++];
    outage->from_us = clock_wall_us();
    servers_do(action, "postgres");
    poll(NULL, 0, ms);
    servers_do("start", "postgres");
    outage->to_us = clock_wall_us();
    db_session_close(trial->office->session);
    trial->office->session = office_session(trial->office);
}

static void check_alive(const struct trial *trial)
{
    cr_expect(child_is_alive(trial->office->api), "the API has ended by itself");
    for (size_t i = 0; i < trial->office->child_count; i++)
        cr_expect(child_is_alive(trial->office->children[i]), "a worker has ended by itself");
}
