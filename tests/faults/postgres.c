/* PostgreSQL goes away under load: 503 meanwhile, nothing granted is lost, and all goes on by
 * itself once it is back. */
#include "faults/trial.h"

#include <criterion/criterion.h>

enum { STATEMENT_MS_MAX = 5000 };

static void go_away_and_come_back(const char *name, const char *action);

Test(faults_postgres, restarted_under_load)
{
    go_away_and_come_back("PostgreSQL restarted", "stop");
}

Test(faults_postgres, killed_under_load)
{
    go_away_and_come_back("PostgreSQL killed", "kill");
}

/* Longer than the programs wait for a statement; what they sent may be done after all. */
Test(faults_postgres, hanging_under_load)
{
    struct trial *trial = trial_begin("PostgreSQL hangs", trial_load());
    trial_go_on(trial, 200, 800);
    trial_postgres_hang(trial, STATEMENT_MS_MAX + 1500);
    trial_expect_intake(trial, 20);
    cr_expect(load_counts(trial->load).unavailable > 0, "nobody was told 503");
    trial_end(trial);
}

/* Once for a moment, once for longer than it takes to notice. */
static void go_away_and_come_back(const char *name, const char *action)
{
    struct trial *trial = trial_begin(name, trial_load());
    trial_go_on(trial, 200, 800);
    trial_postgres_away(trial, action, 0);
    trial_expect_intake(trial, 20);
    trial_postgres_away(trial, action, 2000);
    trial_expect_intake(trial, 20);
    cr_expect(load_counts(trial->load).unavailable > 0, "nobody was told 503");
    trial_end(trial);
}
