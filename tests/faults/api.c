/* The API dies under load: what it granted is there, once. */
#include "faults/trial.h"

#include <criterion/criterion.h>

enum { KILLS = 5 };

Test(faults_api, killed_at_any_moment_it_loses_nothing_and_doubles_nothing)
{
    struct trial *trial = trial_begin("API killed", trial_load());
    for (int i = 0; i < KILLS; i++) {
        trial_go_on(trial, 200, 800);
        trial_kill_api(trial);
        trial_expect_intake(trial, 20);
    }
    cr_expect(load_counts(trial->load).lost > 0, "no request was under way");
    trial_end(trial);
}

/* PostgreSQL commits what a dead API sent; whoever asked for it asks again. */
Test(faults_api, killed_as_it_stores_it_is_repeated_and_not_doubled)
{
    struct trial *trial = trial_begin("API killed as it stores", trial_load());
    for (int i = 0; i < KILLS; i++) {
        trial_go_on(trial, 100, 500);
        trial_catch_intake(trial);
        trial_kill_api(trial);
        trial_release(trial);
        trial_expect_intake(trial, 20);
    }
    cr_expect(load_counts(trial->load).replayed > 0, "nothing was repeated");
    trial_end(trial);
}
