/* Workers die or hang under load: each step fires once, and in time. */
#include "faults/trial.h"

#include <criterion/criterion.h>

enum { KILLS = 5, LEASE_MS = 3000 };

static int one_of_two(struct trial *trial);

Test(faults_worker, killed_at_any_moment_each_step_fires_once)
{
    struct trial *trial = trial_begin("worker killed", trial_load());
    for (int i = 0; i < KILLS; i++) {
        trial_go_on(trial, 100, 900);
        trial_kill_worker(trial, one_of_two(trial));
    }
    trial_end(trial);
}

/* PostgreSQL commits what a dead worker sent; nobody acknowledges it. */
Test(faults_worker, killed_as_it_fires_each_step_fires_once)
{
    struct trial *trial = trial_begin("worker killed as it fires", trial_load());
    for (int i = 0; i < KILLS; i++) {
        trial_go_on(trial, 100, 500);
        trial_catch_firing(trial);
        trial_kill_worker(trial, one_of_two(trial));
        trial_release(trial);
    }
    trial_end(trial);
}

/* Its lease has run out, and the other has looked at what it claimed; when it wakes, what it was
 * about to say is old. */
Test(faults_worker, paused_as_it_fires_for_longer_than_its_lease_it_doubles_nothing)
{
    struct trial *trial = trial_begin("worker paused as it fires", trial_load());
    for (int worker = 0; worker < TRIAL_WORKERS; worker++) {
        trial_catch_firing(trial);
        trial_pause_worker(trial, worker);
        trial_release(trial);
        trial_go_on(trial, LEASE_MS + 500, LEASE_MS + 1500);
        trial_resume_worker(trial, worker);
        trial_go_on(trial, 200, 600);
    }
    trial_end(trial);
}

static int one_of_two(struct trial *trial)
{
    return (int)chance_between(&trial->chance, 0, TRIAL_WORKERS - 1);
}
