/* The standby or the replica takes over: nothing granted is lost, and all goes on by itself. */
#include "base/clock.h"
#include "faults/trial.h"
#include "support/office_database.h"
#include "support/pair.h"
#include "support/redis_pair.h"

#include <criterion/criterion.h>

static void promote(struct trial *trial, struct pair *pair);

Test(faults_failover, the_standby_of_postgres_is_promoted)
{
    struct pair pair;
    pair_open(&pair);
    struct trial *trial = trial_begin("standby promoted", trial_load());
    trial_go_on(trial, 200, 800);
    promote(trial, &pair);
    trial_expect_intake(trial, 20);
    pair_follow(&pair);
    trial_expect_intake(trial, 20);
    trial_end(trial);
    pair_close(&pair);
}

Test(faults_failover, the_replica_of_redis_is_promoted)
{
    struct redis_pair pair;
    redis_pair_open(&pair);
    struct trial *trial = trial_begin("replica promoted", trial_load());
    trial_go_on(trial, 500, 1500);
    redis_pair_do(&pair, "kill", pair.master);
    redis_pair_promote(&pair);
    trial_go_on(trial, 500, 1500);
    redis_pair_do(&pair, "start", redis_pair_replica(&pair));
    redis_pair_follow(&pair);
    cr_expect_eq(load_counts(trial->load).unavailable, 0, "intake noticed");
    trial_end(trial);
    redis_pair_close(&pair);
}

static void promote(struct trial *trial, struct pair *pair)
{
    struct outage *outage = &trial->outages[trial->outage_count++];
    outage->from_us = clock_wall_us();
    pair_do(pair, "kill", pair->primary);
    pair_promote(pair);
    outage->to_us = clock_wall_us();
    db_session_close(trial->office->session);
    trial->office->session = office_session(trial->office);
}
