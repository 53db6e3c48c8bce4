/* The API dies under load: what it granted is there, once. */
#include "faults/trial.h"

#include <criterion/criterion.h>

enum { KILLS = 6 };

Test(faults_api, killed_under_load_it_loses_nothing_and_doubles_nothing)
{
    struct trial *trial = trial_begin("api killed", trial_load());
    for (int i = 0; i < KILLS; i++) {
        trial_go_on(trial, 200, 800);
        trial_kill_api(trial);
        trial_expect_intake(trial, 20);
    }
    cr_expect(load_counts(trial->load).lost > 0, "no request was under way");
    trial_end(trial);
}
