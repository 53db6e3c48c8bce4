/* The reference data moves on under load: nothing is stored by what is no longer so. */
#include "faults/trial.h"
#include "support/office_database.h"

#include <criterion/criterion.h>

enum { RAISES = 15, TRIES = 5 };

static const char watch[] = "CREATE TABLE raised (version bigint, amount integer, at timestamptz);"
                            "INSERT INTO raised SELECT data_version.version, amount, '-infinity' "
                            "FROM data_version, window_rule"
                            " WHERE stage = 'press_conference'";

/* As an import does it: the rule and its version in one transaction, whose moment is told once no
 * item of the version before can commit any more. */
static const char raise[] =
    "BEGIN;"
    "UPDATE data_version SET version = version + 1, changed_at = clock_timestamp();"
    "UPDATE window_rule SET amount = CASE amount WHEN 24 THEN 23 ELSE 24 END"
    " WHERE stage = 'press_conference';"
    "INSERT INTO raised SELECT data_version.version, amount, clock_timestamp() FROM data_version, "
    "window_rule"
    " WHERE stage = 'press_conference';"
    "COMMIT";

static const char stale[] =
    "SELECT count(*) FROM response_window AS w JOIN item AS i ON i.id = w.item_id"
    " LEFT JOIN raised AS r ON r.version = w.data_version"
    " LEFT JOIN raised AS next ON next.version = r.version + 1"
    " WHERE (r.version IS NULL OR i.recorded_at < r.at OR i.recorded_at > next.at)"
    " AND w.stage <> 'bulletin'"; /* which opens later, by the data of then */

static const char wrong[] =
    "SELECT count(*) FROM response_window AS w JOIN raised AS r ON r.version = w.data_version"
    " WHERE w.stage = 'press_conference' AND w.due_at <> w.starts_at + r.amount * interval '1 "
    "hour'";

static const char used[] = "SELECT count(DISTINCT data_version) FROM response_window";

Test(faults_version, raised_under_load_no_item_is_stored_by_an_old_one)
{
    struct trial *trial = trial_begin("version raised", trial_load());
    office_sql(trial->office, watch);
    for (int i = 0; i < RAISES; i++) {
        trial_go_on(trial, 50, 250);
        office_sql(trial->office, raise);
        trial_expect_intake(trial, 5);
    }
    cr_expect_eq(office_number(trial->office, stale), 0, "by a version that was not in force");
    cr_expect_eq(office_number(trial->office, wrong), 0, "due by another version's rule");
    cr_expect(office_number(trial->office, used) > RAISES / 2, "hardly any version was used");
    trial_end(trial);
}

/* Otherwise items could commit by a version that an import has replaced, unseen by whoever then
 * looks for what is to be recomputed. */
Test(faults_version, waits_for_items_that_are_being_stored_by_it)
{
    struct trial *trial = trial_begin("version raised while items are stored", trial_load());
    struct db_session *importer = office_session(trial->office);
    session_sql(importer, "SET lock_timeout = 100");
    office_sql(trial->office, watch);
    for (int i = 0; i < TRIES; i++) {
        struct error error = {.code = ERROR_OK};
        trial_catch_intake(trial);
        cr_expect(!db_session_run(importer, raise, &error), "it did not wait");
        cr_expect_str_eq(error.sqlstate, "55P03");
        trial_release(trial);
        session_sql(importer, "ROLLBACK");
        trial_go_on(trial, 100, 400);
    }
    db_session_close(importer);
    trial_end(trial);
}
