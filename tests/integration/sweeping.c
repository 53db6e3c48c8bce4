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

static int64_t skipped(const struct office *office, int admin_port);

/* Overdue windows that are due for nothing more once they have fired. */
static struct office *open_with_overdue_windows(void)
{
    struct office *office = office_open();
    for (int i = 0; i < WINDOWS; i++)
        log_inquiry(office, "");
    office_sql(
        office,
        "UPDATE response_window SET next_at = now() - interval '1 hour' + n_th.n * "
        "interval '1 s', steps = ARRAY[now() - interval '1 hour'], first_level = 1, "
        "rungs = rungs[1:2], repeat_every = NULL "
        "FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM response_window) AS n_th "
        "WHERE n_th.id = response_window.id");
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

/* As of an event whose moment somebody entered as the first day of 1970. */
Test(sweeping, a_moment_before_1970_is_overdue_and_nothing_else)
{
    struct office *office = open_with_overdue_windows();
    office_sql(office, "UPDATE response_window SET next_at = '1969-12-31T16:00:00Z'");
    office_start_worker(office, NULL, NULL);
    office_await_number(office, "SELECT count(*) FROM escalation", WINDOWS, WAIT_MS_MAX);
    office_close(office);
}

static int64_t skipped(const struct office *office, int admin_port)
{
    static const char name[] = "\nhuiying_steps_skipped_total ";
    const struct ask ask = {.path = "/metrics"};
    const char *found = strstr(web_ask(office->arena, admin_port, &ask)->body, name);
    cr_assert(found);
    return strtoll(found + strlen(name), NULL, 10);
}
