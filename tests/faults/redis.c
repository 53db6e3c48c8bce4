/* Redis forgets, fills up, hangs, goes: intake does not notice, and steps fire in time. */
#include "faults/trial.h"
#include "support/old_timers.h"
#include "support/servers.h"

#include <criterion/criterion.h>

enum { FLUSHES = 8, RESTORES = 4 };

/* Longer than a command may take. */
enum { HANG_MS_MIN = 1500, HANG_MS_MAX = 3000 };

/* Longer than a step may be late. */
enum { AWAY_MS_MIN = 6500, AWAY_MS_MAX = 7500 };

static void end(struct trial *trial);

Test(faults_redis, flushed_under_load)
{
    struct trial *trial = trial_begin("Redis flushed", trial_load());
    for (int i = 0; i < FLUSHES; i++) {
        trial_go_on(trial, 100, 900);
        servers_redis("FLUSHALL");
    }
    end(trial);
}

Test(faults_redis, stopped_and_started)
{
    struct trial *trial = trial_begin("Redis stopped", trial_load());
    servers_do("stop", "redis");
    trial_go_on(trial, AWAY_MS_MIN, AWAY_MS_MAX);
    trial_expect_intake(trial, 20);
    servers_do("start", "redis");
    trial_go_on(trial, 1000, 2000);
    servers_do("kill", "redis");
    servers_do("start", "redis");
    end(trial);
}

Test(faults_redis, paused_for_longer_than_a_command_may_take)
{
    struct trial *trial = trial_begin("Redis paused", trial_load());
    for (int i = 0; i < 2; i++) {
        servers_do("pause", "redis");
        trial_go_on(trial, HANG_MS_MIN, HANG_MS_MAX);
        servers_do("resume", "redis");
        trial_go_on(trial, 300, 900);
    }
    end(trial);
}

Test(faults_redis, out_of_memory)
{
    struct trial *trial = trial_begin("Redis full", trial_load());
    servers_redis("CONFIG SET maxmemory 1");
    trial_go_on(trial, AWAY_MS_MIN, AWAY_MS_MAX);
    servers_redis("CONFIG SET maxmemory 256mb");
    end(trial);
}

/* Timers that come too early, of steps that were done, are not next, or are of another generation:
 * none of them counts, whoever claims it, even together with the one that does. */
Test(faults_redis, restored_from_an_old_copy)
{
    struct trial *trial = trial_begin("Redis restored", trial_load());
    for (int i = 0; i < RESTORES; i++) {
        trial_go_on(trial, 100, 900);
        old_timers_put(trial->office, servers_port("redis"));
    }
    end(trial);
}

/* The API never asks Redis anything. */
static void end(struct trial *trial)
{
    struct load_counts counts = load_counts(trial->load);
    cr_expect(counts.unavailable == 0 && counts.lost == 0, "intake noticed: %ld 503, %ld lost",
              counts.unavailable, counts.lost);
    trial_end(trial);
}
