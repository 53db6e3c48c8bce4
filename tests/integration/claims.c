/* What a worker claimed and did not fire: nobody waits for its lease to end. */
#include "support/gate.h"
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>

#define CAUGHT " WHERE datname = current_database() AND " GATE_OF_FIRING

enum { WAIT_MS_MAX = 20000, CLAIMED = 50, WINDOWS = 4000 };

static struct office *open_with_due_windows(int count);

Test(claims, what_could_not_be_fired_for_want_of_a_connection_comes_again_at_once)
{
    static const char *const long_lease[] = {
        "--lease-ms", "600000", "--sweep-interval-ms", "60000", "--sweep-after-ms", "60000", NULL};
    static const char caught[] = "SELECT count(*) FROM pg_stat_activity" CAUGHT;
    static const char cut[] = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity" CAUGHT;
    struct office *office = open_with_due_windows(1);
    gate_install(office);
    struct db_session *gate = gate_close(office, GATE_OF_FIRING, 0);
    int port;
    office_start_worker(office, long_lease, &port);
    office_await_number(office, caught, 1, WAIT_MS_MAX);
    office_sql(office, cut);
    db_session_close(gate);
    office_await_number(office, "SELECT count(*) FROM escalation", 1, WAIT_MS_MAX);
    cr_expect_eq(web_metric(office->arena, port, "huiying_timers_returned_total"), 1);
    office_close(office);
}

/* A statement takes longer than its lease: what it fires is claimed once more. */
Test(claims, a_lease_that_ran_out_is_told_and_what_comes_again_is_stale)
{
    static const char *const short_lease[] = {"--lease-ms", "500", "--sweep-after-ms", "60000",
                                              NULL};
    struct office *office = open_with_due_windows(1);
    int port;
    gate_install(office);
    struct db_session *gate = gate_close(office, GATE_OF_FIRING, 0);
    office_start_worker(office, short_lease, &port);
    web_await_metric(office->arena, port, "huiying_leases_expired_total", 1, WAIT_MS_MAX);
    db_session_close(gate);
    web_await_metric(office->arena, port, "huiying_steps_stale_total", 1, WAIT_MS_MAX);
    cr_expect_eq(web_metric(office->arena, port, "huiying_steps_fired_total"), 1);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM escalation"), 1);
    office_close(office);
}

/* The worker finds the oldest held by another, and its lease goes on, as that of a dead one. */
Test(claims, what_a_dead_worker_claimed_does_not_wait_for_a_backlog)
{
    static const char *const one_by_one[] = {
        "--lease-ms", "600000", "--fire-batch", "1", "--sweep-after-ms", "0", "--sweep-interval-ms",
        "100",        NULL};
    struct office *office = open_with_due_windows(WINDOWS);
    struct db_session *other = office_session(office);
    session_sql(other, "BEGIN; SELECT FROM response_window ORDER BY next_at LIMIT 1 FOR UPDATE");
    int port;
    office_start_worker(office, one_by_one, &port);
    web_await_metric(office->arena, port, "huiying_timers_claimed_total", CLAIMED, WAIT_MS_MAX);
    session_sql(other, "ROLLBACK");
    db_session_close(other);
    office_await_number(office,
                        "SELECT count(*) FROM escalation AS e JOIN response_window AS w"
                        " ON w.id = e.window_id WHERE w.n = 1",
                        1, WAIT_MS_MAX);
    cr_expect_lt(office_number(office, "SELECT count(*) FROM escalation"), WINDOWS);
    office_close(office);
}

/* Of one item, each later than the one before, and none due for anything more once it has fired. */
static struct office *open_with_due_windows(int count)
{
    static const char due[] =
        "UPDATE response_window SET next_at = now() - interval '10 s', first_level = 1, "
        "steps = ARRAY[now() - interval '10 s'], rungs = rungs[1:2], repeat_every = NULL";
    static const char more[] =
        "INSERT INTO response_window SELECT (jsonb_populate_record(w, jsonb_build_object("
        "'id', nextval(pg_get_serial_sequence('response_window', 'id')), 'n', g, "
        "'next_at', w.next_at + g * interval '1 ms'))).* "
        "FROM response_window AS w, generate_series(2, %d) AS g";
    struct office *office = office_open();
    log_inquiry(office, "");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window"), 1);
    office_sql(office, due);
    office_sql(office, arena_format(office->arena, more, count));
    return office;
}
