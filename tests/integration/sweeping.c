/* The sweep: what should have fired a while ago is fired straight from the database. */
#include "base/clock.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS_MAX = 20000, BATCH = 2, HELD = 2 * BATCH, WINDOWS = HELD + 3 };

static const char *const without_redis[] = {
    "--redis", "127.0.0.1:1", "--fire-batch", "2", "--log-level", "info", NULL};

static const char *const often_without_redis[] = {
    "--redis", "127.0.0.1:1", "--sweep-interval-ms", "100", "--log-level", "info", NULL};

/* Windows that have not fired become overdue, and are due for nothing more once they have fired. */
static const char become_overdue[] =
    "UPDATE response_window SET next_at = now() - interval '1 hour' + n_th.n * interval '1 s', "
    "steps = ARRAY[now() - interval '1 hour'], first_level = 1, rungs = rungs[1:2], "
    "repeat_every = NULL "
    "FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM response_window) AS n_th "
    "WHERE n_th.id = response_window.id AND response_window.next_step = 1";

static int64_t skipped(const struct office *office, int admin_port);
static void await_scans(const struct office *office);

static struct office *open_with_overdue_windows(void)
{
    struct office *office = office_open();
    for (int i = 0; i < WINDOWS; i++)
        log_inquiry(office, "");
    office_sql(office, become_overdue);
    return office;
}

Test(sweeping, what_others_hold_hides_nothing_behind_it_and_is_not_asked_for_without_end)
{
    struct office *office = open_with_overdue_windows();
    struct db_session *other = office_session(office);
    int port;
    session_sql(other, arena_format(office->arena,
                                    "BEGIN; SELECT FROM (SELECT * FROM response_window ORDER BY "
                                    "next_at LIMIT %d FOR UPDATE) AS w",
                                    HELD));
    office_start_worker(office, without_redis, &port);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS - HELD, WAIT_MS_MAX);
    struct patience left = patience_of(WAIT_MS_MAX);
    int64_t from_us = clock_mono_us(), before = skipped(office, port);
    while (skipped(office, port) < before + 2 * HELD)
        patience_wait(&left, "two more sweeps");
    cr_assert_geq(clock_mono_us() - from_us, 500000, "there is a pause between two sweeps");
    session_sql(other, "ROLLBACK");
    db_session_close(other);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS, WAIT_MS_MAX);
    office_close(office);
}

/* Somebody mended the books by hand, and the first steps of the oldest windows break a constraint.
 */
static void spoil_oldest(const struct office *office, int count)
{
    office_sql(
        office,
        arena_format(office->arena,
                     "INSERT INTO escalation (window_id, generation, step, kind, level, rung, "
                     "item_id, department_id, stage, drill, due_at, planned_at) SELECT id, "
                     "generation, next_step, 'level', 1, 1, item_id, department_id, stage, drill, "
                     "due_at, next_at FROM response_window ORDER BY next_at LIMIT %d",
                     count));
}

static void await_each_fired(const struct office *office)
{
    office_await_number(office, "SELECT count(DISTINCT window_id) FROM escalation", WINDOWS,
                        WAIT_MS_MAX);
}

Test(sweeping, what_cannot_fire_keeps_nothing_else_from_firing)
{
    struct office *office = open_with_overdue_windows();
    int port;
    spoil_oldest(office, 1);
    office_start_worker(office, without_redis, &port);
    await_each_fired(office);
    web_await_metric(office->arena, port, "huiying_steps_refused_total", 1, WAIT_MS_MAX);
    office_close(office);
}

/* Each attempt takes as long as a sweep's interval, so that it would be time to begin anew. */
Test(sweeping, much_that_cannot_fire_and_takes_long_keeps_nothing_else_from_firing)
{
    static const char *const often[] = {
        "--redis", "127.0.0.1:1", "--fire-batch", "2", "--sweep-interval-ms", "100", NULL};
    struct office *office = open_with_overdue_windows();
    spoil_oldest(office, WINDOWS - 1);
    office_sql(office, "CREATE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS "
                       "'BEGIN PERFORM pg_sleep(0.1); RETURN new; END'; "
                       "CREATE TRIGGER take_long BEFORE INSERT ON escalation "
                       "FOR EACH ROW EXECUTE FUNCTION take_long()");
    office_start_worker(office, often, NULL);
    await_each_fired(office);
    office_close(office);
}

/* As on a disk that is too slow for a whole batch. */
Test(sweeping, what_takes_too_long_at_once_fires_in_parts)
{
    static const char *const impatient[] = {
        "--redis", "127.0.0.1:1", "--fire-batch", "2", "--database-timeout-ms", "500", NULL};
    struct office *office = open_with_overdue_windows();
    office_sql(office, "CREATE FUNCTION take_long() RETURNS trigger LANGUAGE plpgsql AS "
                       "'BEGIN IF (SELECT count(*) > 1 FROM fired) THEN PERFORM pg_sleep(60); "
                       "END IF; RETURN NULL; END'; "
                       "CREATE TRIGGER take_long AFTER INSERT ON escalation "
                       "REFERENCING NEW TABLE AS fired "
                       "FOR EACH STATEMENT EXECUTE FUNCTION take_long()");
    office_start_worker(office, impatient, NULL);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS, WAIT_MS_MAX);
    office_close(office);
}

Test(sweeping, what_cannot_fire_keeps_nothing_else_in_redis_either)
{
    static const char *const never_sweeping[] = {"--sweep-after-ms", "60000", NULL};
    struct office *office = open_with_overdue_windows();
    office_sql(office, "UPDATE response_window SET next_at = now()");
    spoil_oldest(office, 1);
    office_start_worker(office, never_sweeping, NULL);
    await_each_fired(office);
    office_close(office);
}

/* As where a grant was taken away: else all looks well, and nothing fires. */
Test(sweeping, what_the_database_refuses_to_read_is_told)
{
    struct office *office = open_with_overdue_windows();
    int port;
    office_sql(office, "ALTER TABLE response_window RENAME next_at TO gone");
    office_start_worker(office, without_redis, &port);
    web_await_metric(office->arena, port, "huiying_readings_refused_total", 1, WAIT_MS_MAX);
    office_sql(office, "ALTER TABLE response_window RENAME gone TO next_at");
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS, WAIT_MS_MAX);
    office_close(office);
}

/* As an item whose COMMIT waits for a standby that is away: its moments pass unseen. */
Test(sweeping, what_was_committed_long_after_its_moment_fires_at_once)
{
    static const char *const of_short_statements[] = {"--redis", "127.0.0.1:1",
                                                      "--database-timeout-ms", "300", NULL};
    enum { HELD_MS = 3000, PROMISED_MS = 5000 };
    struct office *office = office_open();
    struct db_session *other = office_session(office);
    struct patience left = patience_of(WAIT_MS_MAX);
    log_inquiry(office, "");
    session_sql(other, "SET application_name = 'huiying-other'; BEGIN; "
                       "UPDATE response_window SET next_at = now(), steps = ARRAY[now()], "
                       "first_level = 1, rungs = rungs[1:2], repeat_every = NULL");
    office_start_worker(office, of_short_statements, NULL);
    int64_t from_us = clock_mono_us();
    while (clock_mono_us() - from_us < HELD_MS * 1000)
        patience_wait(&left, "sweeps that see nothing");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM escalation"), 0);
    session_sql(other, "COMMIT");
    db_session_close(other);
    office_await_number(office, "SELECT count(*) FROM escalation", 1, PROMISED_MS);
    office_close(office);
}

/* As of an event whose moment somebody entered as the first day of 1970. */
Test(sweeping, a_moment_before_1970_is_overdue_and_nothing_else)
{
    struct office *office = open_with_overdue_windows();
    office_sql(office, "UPDATE response_window SET next_at = '1969-12-31T16:00:00Z'");
    office_start_worker(office, NULL, NULL);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS, WAIT_MS_MAX);
    office_close(office);
}

/* Or else the last of them would come some sweeps, and more than 5 s, after it was logged. */
Test(sweeping, all_that_is_overdue_of_a_window_fires_in_one_sweep)
{
    enum { INTERVAL_MS = 5000 };
    static const char *const seldom_without_redis[] = {"--redis", "127.0.0.1:1",
                                                       "--sweep-interval-ms", "5000", NULL};
    struct office *office = office_open();
    log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\"");
    office_start_worker(office, seldom_without_redis, NULL);
    office_await_number(office, "SELECT (next_step > cardinality(steps))::int FROM response_window",
                        1, 2 * INTERVAL_MS);
    cr_expect_gt(office_number(office, "SELECT count(*) FROM escalation"), 2);
    office_close(office);
}

/* As after hours of a transaction left open: to read all that has fired since takes longer than a
 * statement may. Here it is one window of long ago that takes so long. */
Test(sweeping, where_the_oldest_is_out_of_reach_what_falls_due_fires)
{
    static const char *const impatient[] = {"--redis", "127.0.0.1:1", "--database-timeout-ms",
                                            "500", NULL};
    struct office *office = open_with_overdue_windows();
    office_sql(office,
               arena_format(office->arena,
                            "UPDATE response_window SET next_at = now() - interval '1 minute';"
                            "UPDATE response_window SET next_at = '2000-01-01'"
                            " WHERE id = (SELECT min(id) FROM response_window);"
                            "CREATE SCHEMA slow;"
                            "CREATE FUNCTION slow.nap(at timestamptz) RETURNS boolean"
                            " LANGUAGE plpgsql AS 'BEGIN IF at < ''2001-01-01'' THEN"
                            " PERFORM pg_sleep(60); END IF; RETURN true; END';"
                            "CREATE VIEW slow.response_window AS"
                            " SELECT * FROM public.response_window WHERE slow.nap(next_at);"
                            "ALTER DATABASE %s SET search_path = slow, public",
                            office->database));
    office_start_worker(office, impatient, NULL);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS - 1, WAIT_MS_MAX);
    office_close(office);
}

/* Nobody can clear away what has fired while a transaction is open that began before. */
Test(sweeping, what_has_fired_is_not_waded_through_each_time)
{
    enum { VERSIONS = 3000 };
    static const char entries[] = "SELECT idx_tup_read FROM pg_stat_user_indexes WHERE "
                                  "indexrelname = 'response_window_next'";
    struct office *office = open_with_overdue_windows();
    struct db_session *other = office_session(office);
    session_sql(other, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM item");
    office_sql(office, arena_format(office->arena,
                                    "DO $$BEGIN FOR i IN 1..%d LOOP UPDATE response_window SET "
                                    "next_at = next_at - interval '1 us' WHERE item_id = "
                                    "(SELECT min(item_id) FROM item_event); END LOOP; END$$",
                                    VERSIONS));
    office_start_worker(office, often_without_redis, NULL);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS, WAIT_MS_MAX);
    int64_t before = office_number(office, entries);
    await_scans(office);
    cr_expect_lt(office_number(office, entries) - before, 5 * VERSIONS);
    db_session_close(other);
    office_close(office);
}

/* As in a database that was restored, or a standby that had not received everything. */
Test(sweeping, what_was_not_there_before_is_found_however_old)
{
    struct office *office = open_with_overdue_windows();
    office_start_worker(office, often_without_redis, NULL);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS, WAIT_MS_MAX);
    await_scans(office);
    log_inquiry(office, "");
    office_sql(office, become_overdue);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS + 1, WAIT_MS_MAX);
    office_close(office);
}

static int64_t skipped(const struct office *office, int admin_port)
{
    return web_metric(office->arena, admin_port, "huiying_steps_skipped_total");
}

/* Until the index of what is due was read a good many times more. */
static void await_scans(const struct office *office)
{
    static const char scans[] =
        "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'response_window_next'";
    struct patience left = patience_of(WAIT_MS_MAX);
    int64_t before = office_number(office, scans);
    while (office_number(office, scans) < before + 30)
        patience_wait(&left, "readings");
}
