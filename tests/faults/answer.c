/* Answers and escalations at the same moment: exactly one of them wins. */
#include "faults/trial.h"

#include <criterion/criterion.h>

Test(faults_answer, at_the_due_moment_either_it_or_the_level_wins)
{
    struct load_settings load = trial_load();
    load.items_per_s = 150;
    load.items_max = 600;
    load.answered_percent = 100;
    load.due_ms_min = 3000;
    load.due_ms_max = 4500;
    struct trial *trial = trial_begin("answers at the due moment", load);
    trial_expect_intake(trial, load.items_max - load_counts(trial->load).acknowledged);
    trial_end(trial);
}
