/* The blocking session of huiyingctl. */
#include "base/clock.h"
#include "support/office_database.h"

#include <criterion/criterion.h>

enum { LIMIT_MS = 300 };

Test(session, a_server_that_does_not_answer_in_time_is_given_up)
{
    struct office *office = office_furnish(false);
    struct db_session *session = office_session(office);
    struct error error;
    db_session_limit(session, LIMIT_MS);
    int64_t start_us = clock_mono_us();
    cr_expect_not(db_session_run(session, "SELECT pg_sleep(30)", &error));
    int64_t took_ms = (clock_mono_us() - start_us) / 1000;
    cr_expect(took_ms >= LIMIT_MS && took_ms < 10 * LIMIT_MS, "%lld ms", (long long)took_ms);
    cr_expect_eq(error.code, ERROR_UNAVAILABLE);
    cr_expect_str_eq(error.message, "PostgreSQL did not answer in time");
    cr_expect_not(db_session_run(session, "SELECT 1", &error), "it is of no use any more");
    db_session_close(session);
    office_sql(office, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                       " WHERE datname = current_database() AND query LIKE 'SELECT pg_sleep%'");
    office_close(office);
}
