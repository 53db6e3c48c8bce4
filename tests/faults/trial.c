#include "faults/trial.h"

#include "base/clock.h"
#include "base/memory.h"
#include "support/gate.h"
#include "support/mistakes.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/servers.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { END_MS_MAX = 10000, WARM_ITEMS = 50, KILLED = 128 + SIGKILL, LOG_END_BYTES = 1500 };

static const char *end_of(const char *log);
static void signal_backends(const char *pids, int number);
static void check_alive(const struct trial *trial);
static void start_worker(struct trial *trial, int place);

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
    gate_install(trial->office);
    office_start_api(trial->office, NULL);
    for (int i = 0; i < TRIAL_WORKERS; i++)
        start_worker(trial, i);
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
    cr_expect_eq(mistakes_count(trial->office, "huiying-api"), 0, "the API's SQL is wrong");
    cr_expect_eq(mistakes_count(trial->office, "huiying-worker"), 0, "the worker's SQL is wrong");
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
    if (load_await_more(trial->load, items))
        return;
    struct load_counts counts = load_counts(trial->load);
    cr_assert_fail("intake does not go on: %ld made, %ld granted, %ld times 503, %ld lost, %ld"
                   " busy, %ld unexpected %s; the API %s:\n%s",
                   counts.made, counts.acknowledged, counts.unavailable, counts.lost, counts.busy,
                   counts.unexpected, counts.first_unexpected,
                   child_is_alive(trial->office->api) ? "runs" : "has ended by itself",
                   end_of(office_log(trial->office, "huiying-api")));
}

static const char *end_of(const char *log)
{
    size_t length = strlen(log);
    return log + (length > LOG_END_BYTES ? length - LOG_END_BYTES : 0);
}

void trial_kill_api(struct trial *trial)
{
    struct office *office = trial->office;
    cr_assert_eq(child_end(office->api, SIGKILL, END_MS_MAX), KILLED, "it had ended by itself");
    office_start_api_unready(office, NULL);
}

void trial_catch_intake(struct trial *trial)
{
    trial->holder = gate_close(trial->office, GATE_OF_INTAKE, 1);
}

void trial_catch_firing(struct trial *trial)
{
    trial->holder = gate_close(trial->office, GATE_OF_FIRING, TRIAL_WORKERS);
}

void trial_release(struct trial *trial)
{
    db_session_close(trial->holder);
    trial->holder = NULL;
}

void trial_kill_worker(struct trial *trial, int worker)
{
    struct office *office = trial->office;
    cr_assert_eq(child_end(office->children[worker], SIGKILL, END_MS_MAX), KILLED,
                 "it had ended by itself");
    office->children[worker] = office->children[--office->child_count];
    trial->worker_ports[worker] = trial->worker_ports[TRIAL_WORKERS - 1];
    start_worker(trial, TRIAL_WORKERS - 1);
}

/* Each as a role of its own, so that what it has under way is known as its own. */
static void start_worker(struct trial *trial, int place)
{
    const char *login = gate_login(trial->office, trial->workers_started++);
    const char *const options[] = {"--database", login, NULL};
    office_start_worker(trial->office, options, &trial->worker_ports[place]);
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

/* What was sent before is done or refused later, when nobody waits for it any more. */
void trial_postgres_hang(struct trial *trial, int ms)
{
    static const char backends[] = "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity"
                                   " WHERE datname = current_database()"
                                   " AND application_name LIKE 'huiying-%'";
    cr_assert_lt(trial->outage_count, TRIAL_OUTAGES_MAX);
    struct outage *outage = &trial->outages[trial->outage_count++];
    const char *pids = office_value(trial->office, backends);
    outage->from_us = clock_wall_us();
    signal_backends(pids, SIGSTOP);
    poll(NULL, 0, ms);
    signal_backends(pids, SIGCONT);
    outage->to_us = clock_wall_us();
}

static void signal_backends(const char *pids, int number)
{
    for (char *end; *pids; pids = end + strspn(end, " ")) {
        long pid = strtol(pids, &end, 10);
        cr_assert(pid > 1 && kill((pid_t)pid, number) == 0, "no such backend");
    }
}

static void check_alive(const struct trial *trial)
{
    cr_expect(child_is_alive(trial->office->api), "the API has ended by itself");
    for (size_t i = 0; i < trial->office->child_count; i++)
        cr_expect(child_is_alive(trial->office->children[i]), "a worker has ended by itself");
}
