/* common/store/sql/windows_due.sql reads all that falls due; windows_fire.sql: what comes again,
 * too early or too late is a no-op. */
#include "domain/instant.h"
#include "sql.h"
#include "store/params.h"
#include "store/timer.h"
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *fire(const struct office *office, struct db_session *session, int generation,
                        int step);
static const char *fire_twice(const struct office *office, int step, int other);
static int64_t fired(const struct office *office);
static const char *replan(const struct office *office, int step_read);
static struct db_rows *read_due(const struct office *office, struct frontier frontier, int limit);

/* A database with one window, overdue, whose next step is 1. */
static struct office *open_with_overdue_window(void)
{
    struct office *office = office_open();
    log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\"");
    cr_assert_eq(office_number(office, "SELECT next_step FROM response_window"), 1);
    return office;
}

Test(firing, a_step_delivered_again_is_stale)
{
    struct office *office = open_with_overdue_window();
    cr_assert_str_eq(fire(office, office->session, 1, 1), "fired");
    int64_t first = fired(office);
    cr_assert_str_eq(fire(office, office->session, 1, 1), "stale");
    cr_assert_str_eq(fire(office, office->session, 1, 1000), "stale");
    cr_assert_eq(fired(office), first);
    office_close(office);
}

/* Of what was logged late: nobody waits for one level after another. What is repeated comes after
 * all of them, and what has not passed waits for its moment. */
Test(firing, all_levels_whose_moments_have_passed_fire_at_once_and_in_order)
{
    static const char levels[] =
        "SELECT string_agg(kind || level, ' ' ORDER BY id) FROM escalation";
    struct office *office = open_with_overdue_window();
    office_sql(office, "UPDATE response_window SET first_level = 2, rungs = '{1,1,1,1,1,1}', "
                       "repeat_every = interval '1 week', steps = ARRAY[now() - interval '4 h', "
                       "now() - interval '3 h', now() - interval '2 h', now() - interval '1 h', "
                       "now() + interval '1 h']");
    cr_assert_str_eq(fire(office, office->session, 1, 1), "fired");
    cr_expect_str_eq(office_value(office, levels), "level1 level2 level3");
    cr_expect_eq(office_number(office, "SELECT level FROM response_window"), 3);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM outbox"), 3);
    cr_assert_str_eq(fire(office, office->session, 1, 5), "early");
    office_sql(office, "UPDATE response_window SET steps[5] = now() - interval '8 days', "
                       "due_at = now() - interval '8 days', next_at = now()");
    cr_assert_str_eq(fire(office, office->session, 1, 5), "fired");
    cr_assert_str_eq(fire(office, office->session, 1, 6), "fired");
    cr_assert_str_eq(fire(office, office->session, 1, 7), "early");
    cr_expect_str_eq(office_value(office, levels), "level1 level2 level3 level4 repeat0");
    office_close(office);
}

/* They go to different people; only one that comes late gives way. */
Test(firing, warnings_of_the_same_moment_or_nearly_fire_both)
{
    static const char warnings[] =
        "SELECT string_agg(kind || step, ' ' ORDER BY id) FROM escalation";
    struct office *office = open_with_overdue_window();
    office_sql(office,
               "UPDATE response_window SET first_level = 5, rungs = '{1,1,1,1,1}', steps = "
               "ARRAY[now() - interval '1 h', now() - interval '1 s', now() - interval '1 s', "
               "now() - interval '0.8 s', now() + interval '1 h']");
    cr_assert_str_eq(fire(office, office->session, 1, 1), "fired");
    cr_expect_str_eq(office_value(office, warnings), "warning2 warning3 warning4");
    cr_assert_str_eq(fire(office, office->session, 1, 5), "early");
    office_close(office);
}

/* Redis may still hold what a sweep has fired. */
Test(firing, of_two_steps_of_a_window_in_one_batch_the_one_that_stands_fires)
{
    struct office *office = open_with_overdue_window();
    cr_assert_str_eq(fire_twice(office, 2, 1), "1 stale, 2 fired");
    int next = (int)office_number(office, "SELECT next_step FROM response_window");
    cr_assert_str_eq(fire_twice(office, 1, next), "1 stale, 2 fired");
    office_close(office);
}

Test(firing, a_timer_of_an_older_generation_is_stale)
{
    struct office *office = open_with_overdue_window();
    office_sql(office, "UPDATE response_window SET generation = 2");
    cr_assert_str_eq(fire(office, office->session, 1, 1), "stale");
    cr_assert_eq(fired(office), 0);
    cr_assert_str_eq(fire(office, office->session, 2, 1), "fired");
    office_close(office);
}

Test(firing, one_that_is_not_due_by_the_databases_clock_is_early)
{
    struct office *office = office_open();
    log_inquiry(office, "");
    cr_assert_str_eq(fire(office, office->session, 1, 1), "early");
    cr_assert_eq(fired(office), 0);
    office_close(office);
}

Test(firing, a_window_that_another_holds_is_skipped)
{
    struct office *office = open_with_overdue_window();
    struct db_session *other = office_session(office);
    session_sql(other, "BEGIN; SELECT FROM response_window FOR UPDATE");
    cr_assert_str_eq(fire(office, office->session, 1, 1), "skipped");
    session_sql(other, "ROLLBACK");
    db_session_close(other);
    cr_assert_str_eq(fire(office, office->session, 1, 1), "fired");
    office_close(office);
}

Test(firing, an_answered_window_is_stale)
{
    struct office *office = open_with_overdue_window();
    office_sql(office, "UPDATE response_window SET state = 'late', next_at = NULL");
    cr_assert_str_eq(fire(office, office->session, 1, 1), "stale");
    cr_assert_eq(fired(office), 0);
    office_close(office);
}

/* Many windows are due at the same end of a working day: more than one reading may hold. */
Test(firing, windows_that_share_a_moment_are_read_once_each_however_few_at_a_time)
{
    enum { FAR = 2, WINDOWS = 5 };
    struct office *office = office_open();
    struct frontier frontier = {.at_us = INSTANT_NONE};
    bool is_cut = true;
    int64_t seen[WINDOWS];
    size_t count = 0, readings = 0;
    for (int i = 0; i < WINDOWS; i++)
        log_inquiry(office, "");
    office_sql(office, "UPDATE response_window SET next_at = now() + interval '20 seconds'");
    for (; is_cut; readings++) {
        struct db_rows *rows = read_due(office, frontier, FAR);
        size_t read = steps_due_count(rows, FAR, &frontier, &is_cut);
        for (size_t i = 0; i < read; i++) {
            cr_assert_lt(count, WINDOWS);
            seen[count] = steps_due_at(rows, i).window_id;
            cr_expect(count == 0 || seen[count] > seen[count - 1]);
            count++;
        }
        db_session_rows_free(rows);
    }
    cr_expect_eq(count, WINDOWS);
    cr_expect_eq(readings, 3);
    office_close(office);
}

/* The plan would hold the warning that has fired meanwhile. */
Test(firing, a_plan_that_was_made_before_a_step_fired_is_not_stored)
{
    struct office *office = open_with_overdue_window();
    cr_assert_str_eq(fire(office, office->session, 1, 1), "fired");
    cr_assert_str_eq(replan(office, 1), "moved_on");
    int next = (int)office_number(office, "SELECT next_step FROM response_window");
    cr_assert_str_eq(replan(office, next), "changed");
    office_close(office);
}

/* Stores a plan of the window that was read when its next step was this; tells the outcome. */
static const char *replan(const struct office *office, int step_read)
{
    struct error error = {.code = ERROR_OK};
    const char *of_item = office_value(
        office,
        "SELECT json_build_array(json_build_object('id', id, 'team', 1, 'version', version, "
        "'status', status, 'due_at', due_at, 'department', lead_department_id)) FROM item");
    const char *of_window = office_value(
        office,
        arena_format(office->arena,
                     "SELECT json_build_array(to_jsonb(w) || jsonb_build_object('generation_read', "
                     "generation, 'level_read', level, 'state_read', state, 'step_read', %d, "
                     "'rule', rule_id, 'department', department_id, 'repeat_us', 0)) "
                     "FROM response_window AS w",
                     step_read));
    const char *params[] = {office_value(office, "SELECT version FROM data_version"),
                            office_value(office, "SELECT clock_timestamp()"),
                            "test",
                            of_item,
                            of_window,
                            "[]",
                            "[]"};
    struct db_rows *rows =
        db_session_query(office->session, sql[SQL_DOCKET_CHANGE].text, params, 7, &error);
    cr_assert(rows && db_rows_count(rows) == 1, "%s", error.message);
    const char *outcome = db_rows_text(rows, 0, 1);
    outcome = arena_copy(office->arena, outcome, strlen(outcome));
    db_session_rows_free(rows);
    return outcome;
}

static struct db_rows *read_due(const struct office *office, struct frontier frontier, int limit)
{
    struct error error = {.code = ERROR_OK};
    const char *params[] = {param_instant(office->arena, frontier.at_us),
                            param_integer(office->arena, frontier.window_id),
                            "3000",
                            "60000",
                            "1000",
                            param_integer(office->arena, limit)};
    struct db_rows *rows =
        db_session_query(office->session, sql[SQL_WINDOWS_DUE].text, params, 6, &error);
    cr_assert(rows, "%s", error.message);
    return rows;
}

static const char *fire(const struct office *office, struct db_session *session, int generation,
                        int step)
{
    struct error error = {.code = ERROR_OK};
    const char *params[] = {
        arena_format(office->arena, "{%s}", office_value(office, "SELECT id FROM response_window")),
        arena_format(office->arena, "{%d}", generation), arena_format(office->arena, "{%d}", step)};
    struct db_rows *rows = db_session_query(session, sql[SQL_WINDOWS_FIRE].text, params, 3, &error);
    cr_assert(rows && db_rows_count(rows) == 1, "%s", error.message);
    const char *outcome = db_rows_text(rows, 0, WINDOWS_FIRE_OUTCOME);
    outcome = arena_copy(office->arena, outcome, strlen(outcome));
    db_session_rows_free(rows);
    return outcome;
}

/* What became of a step of the window and of another in the same batch, by their positions. */
static const char *fire_twice(const struct office *office, int step, int other)
{
    struct error error = {.code = ERROR_OK};
    const char *id = office_value(office, "SELECT id FROM response_window");
    const char *params[] = {arena_format(office->arena, "{%s,%s}", id, id), "{1,1}",
                            arena_format(office->arena, "{%d,%d}", step, other)};
    struct db_rows *rows =
        db_session_query(office->session, sql[SQL_WINDOWS_FIRE].text, params, 3, &error);
    cr_assert(rows && db_rows_count(rows) == 2, "%s", error.message);
    const char *became[2] = {"", ""};
    for (size_t i = 0; i < 2; i++)
        became[db_rows_integer(rows, i, WINDOWS_FIRE_POSITION) - 1] =
            db_rows_text(rows, i, WINDOWS_FIRE_OUTCOME);
    const char *both = arena_format(office->arena, "1 %s, 2 %s", became[0], became[1]);
    db_session_rows_free(rows);
    return both;
}

static int64_t fired(const struct office *office)
{
    return office_number(office, "SELECT count(*) FROM escalation");
}
