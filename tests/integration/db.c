/* The pool of connections against a real PostgreSQL. */
#include "db/pool.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/metric.h"
#include "db/session.h"
#include "support/pump.h"

enum statement { ONE, SLEEP, FAIL, DIVIDE, PID, UNBOUND, LOCK, SUM, DOUBLED, STATEMENT_COUNT };

enum { CONNECTIONS = 2, QUEUE_MAX = 4, QUERY_TIMEOUT_MS = 1000, LOCK_TIMEOUT_MS = 200 };

static struct embedded_text statements[STATEMENT_COUNT] = {
    [ONE] = {"one", "SELECT $1::bigint", 0, ""},
    [SLEEP] = {"sleep", "SELECT 1::bigint FROM pg_sleep($1::float8)", 0, ""},
    [FAIL] = {"fail", "SELECT no_such_column", 0, ""},
    [DIVIDE] = {"divide", "SELECT 1::bigint / $1::bigint", 0, ""},
    [PID] = {"pid", "SELECT pg_backend_pid()::bigint", 0, ""},
    [UNBOUND] = {"unbound", "SELECT length(set_config('statement_timeout', '0', false))::bigint", 0,
                 ""},
};

static char conninfo[300], application[40], table[40];
static char lock_text[120], sum_text[120], doubled_text[120];
static struct event_base *base;
static struct db_pool *pool;
static struct db_session *admin;

/* What one statement came to. */
struct outcome {
    int calls;
    int64_t value;
    struct error error;
    int order; /* of the answers, from 1 */
};

static int answered;

static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct outcome *outcome = context;
    outcome->calls++;
    outcome->order = ++answered;
    cr_expect((rows == NULL) == (error != NULL));
    if (error)
        outcome->error = *error;
    if (rows && db_rows_count(rows) > 0)
        outcome->value = db_rows_integer(rows, 0, 0);
}

static bool is_answered(void *context)
{
    return ((struct outcome *)context)->calls > 0;
}

static bool is_open(void *context)
{
    return db_pool_state(pool).open == *(int *)context;
}

static void wait_open(int connections)
{
    cr_assert(pump_until(base, is_open, &connections, 10000), "%d are open, not %d: %s",
              db_pool_state(pool).open, connections, db_pool_state(pool).last_error);
}

static void ask(enum statement statement, const char *param, struct outcome *ret)
{
    static const char *params[16]; /* borrowed until the answer */
    static size_t used;
    const char **place = &params[used++ % 16];
    *place = param;
    *ret = (struct outcome){.calls = 0};
    db_query(pool, (int)statement, place, param ? 1 : 0, on_rows, ret);
    cr_expect_eq(ret->calls, 0, "before the call returned");
}

static struct outcome answer(enum statement statement, const char *param)
{
    static struct outcome outcome;
    ask(statement, param, &outcome);
    cr_assert(pump_until(base, is_answered, &outcome, 10000));
    return outcome;
}

static void run(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void run(const char *format, ...)
{
    char script[300];
    struct error error;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(script, sizeof(script), format, arguments);
    va_end(arguments);
    cr_assert(db_session_run(admin, script, &error), "%s: %s", script, error.message);
}

static const char *of_server(const char *name)
{
    const char *value = getenv(name);
    cr_assert(value, "%s is not set; ./dev test integration sets it", name);
    return value;
}

static void pool_begin(int connections)
{
    const struct db_settings settings = {
        .statements = statements,
        .conninfo = conninfo,
        .application = application,
        .connections = connections,
        .queue_max = QUEUE_MAX,
        .connect_timeout_ms = 5000,
        .query_timeout_ms = QUERY_TIMEOUT_MS,
        .lock_timeout_ms = LOCK_TIMEOUT_MS,
    };
    db_pool_free(pool);
    pool = db_pool_new(base, &settings);
    wait_open(connections);
}

static void setup(void)
{
    struct error error;
    snprintf(conninfo, sizeof(conninfo), "host=%s port=%s user=%s password=%s dbname=postgres",
             of_server("HUIYING_TEST_PGHOST"), of_server("HUIYING_TEST_PGPORT"),
             of_server("HUIYING_TEST_PGUSER"), of_server("HUIYING_TEST_PGPASSWORD"));
    snprintf(application, sizeof(application), "db-test-%d", (int)getpid());
    snprintf(table, sizeof(table), "db_test_%d", (int)getpid());
    snprintf(lock_text, sizeof(lock_text), "SELECT a::bigint FROM %s FOR UPDATE", table);
    snprintf(sum_text, sizeof(sum_text), "SELECT sum(a)::bigint FROM %s", table);
    snprintf(doubled_text, sizeof(doubled_text), "SELECT b FROM %s", table);
    statements[LOCK] = (struct embedded_text){"lock", lock_text, 0, ""};
    statements[SUM] = (struct embedded_text){"sum", sum_text, 0, ""};
    statements[DOUBLED] = (struct embedded_text){"doubled", doubled_text, 0, ""};
    admin = db_session_open(conninfo, "db-test-admin", &error);
    cr_assert(admin, "%s", error.message);
    run("CREATE TABLE %s AS SELECT 7 AS a, 14::bigint AS b", table);
    base = event_base_new();
    pool_begin(CONNECTIONS);
}

static void teardown(void)
{
    db_pool_free(pool);
    if (base)
        event_base_free(base);
    if (admin)
        run("DROP TABLE IF EXISTS %s", table);
    db_session_close(admin);
}

TestSuite(db, .init = setup, .fini = teardown, .timeout = 60);

Test(db, a_statement_is_answered_after_the_call_and_once)
{
    struct outcome outcome = answer(ONE, "42");
    cr_expect_eq(outcome.value, 42);
    cr_expect_eq(outcome.error.code, ERROR_OK);
    int never = 99;
    pump_until(base, is_open, &never, 100);
    cr_expect_eq(outcome.calls, 1);
}

Test(db, statements_wait_for_a_connection_and_are_answered_in_their_order)
{
    struct outcome outcomes[1 + QUEUE_MAX];
    pool_begin(1);
    answered = 0;
    int64_t waited = metric_value(METRIC_DB_WAITED);
    ask(SLEEP, "0.1", &outcomes[0]);
    for (size_t i = 1; i <= QUEUE_MAX; i++)
        ask(ONE, "5", &outcomes[i]);
    cr_expect_eq(db_pool_state(pool).waiting, QUEUE_MAX);
    cr_expect_eq(metric_value(METRIC_DB_WAITED) - waited, QUEUE_MAX);
    cr_expect_eq(db_pool_state(pool).busy, 1);
    cr_assert(pump_until(base, is_answered, &outcomes[QUEUE_MAX], 5000));
    for (int i = 0; i <= QUEUE_MAX; i++) {
        cr_expect_eq(outcomes[i].error.code, ERROR_OK);
        cr_expect_eq(outcomes[i].order, i + 1);
    }
}

Test(db, the_queue_is_bounded)
{
    struct outcome outcomes[1 + QUEUE_MAX], refused;
    pool_begin(1);
    ask(SLEEP, "0.3", &outcomes[0]);
    for (size_t i = 1; i <= QUEUE_MAX; i++)
        ask(ONE, "5", &outcomes[i]);
    ask(ONE, "6", &refused);
    cr_assert(pump_until(base, is_answered, &refused, 200));
    cr_expect_eq(refused.error.code, ERROR_UNAVAILABLE);
    cr_expect_eq(outcomes[0].calls, 0);
    cr_assert(pump_until(base, is_answered, &outcomes[QUEUE_MAX], 5000));
    cr_expect_eq(outcomes[QUEUE_MAX].value, 5);
}

Test(db, a_wrong_statement_fails_alone)
{
    struct outcome wrong = answer(FAIL, NULL);
    cr_expect_eq(wrong.error.code, ERROR_INTERNAL);
    cr_expect_str_eq(wrong.error.sqlstate, "42703");
    wrong = answer(DIVIDE, "0");
    cr_expect_str_eq(wrong.error.sqlstate, "22012");
    cr_expect_eq(answer(DIVIDE, "1").value, 1);
    cr_expect_eq(answer(FAIL, NULL).error.code, ERROR_INTERNAL);
    cr_expect_eq(answer(ONE, "3").value, 3);
    cr_expect_eq(db_pool_state(pool).open, CONNECTIONS);
}

Test(db, a_statement_that_takes_too_long_is_ended_by_the_server_first)
{
    int64_t start_us = clock_mono_us();
    struct outcome outcome = answer(SLEEP, "30");
    int64_t took_ms = (clock_mono_us() - start_us) / 1000;
    cr_expect_eq(outcome.error.code, ERROR_UNAVAILABLE);
    cr_expect_str_eq(outcome.error.sqlstate, "57014");
    cr_expect(took_ms >= 700 && took_ms < 3000, "%lld ms", (long long)took_ms);
    cr_expect_eq(answer(ONE, "1").value, 1);
}

Test(db, a_server_that_does_not_end_it_is_left_at_the_deadline)
{
    pool_begin(1);
    cr_assert_eq(answer(UNBOUND, NULL).error.code, ERROR_OK);
    int64_t start_us = clock_mono_us();
    struct outcome outcome = answer(SLEEP, "30");
    int64_t took_ms = (clock_mono_us() - start_us) / 1000;
    cr_expect_eq(outcome.error.code, ERROR_UNAVAILABLE);
    cr_expect_str_empty(outcome.error.sqlstate);
    cr_expect(took_ms >= 950 && took_ms < 3000, "%lld ms", (long long)took_ms);
    wait_open(1);
    cr_expect_eq(answer(ONE, "1").value, 1);
}

Test(db, what_waits_behind_a_hanging_statement_has_a_deadline_too)
{
    struct outcome hanging, waiting;
    pool_begin(1);
    cr_assert_eq(answer(UNBOUND, NULL).error.code, ERROR_OK);
    int64_t start_us = clock_mono_us();
    ask(SLEEP, "30", &hanging);
    ask(ONE, "1", &waiting);
    cr_assert(pump_until(base, is_answered, &waiting, 5000));
    cr_expect_lt(clock_mono_us() - start_us, 3000000);
    cr_expect_eq(hanging.error.code, ERROR_UNAVAILABLE);
    cr_expect_eq(hanging.calls, 1);
    cr_expect_eq(waiting.calls, 1);
}

/* Or else, under load, one after another would be given up when it is nearly done. */
Test(db, what_has_waited_is_given_its_whole_time)
{
    struct outcome first, second;
    pool_begin(1);
    ask(SLEEP, "0.6", &first);
    ask(SLEEP, "0.6", &second);
    cr_assert(pump_until(base, is_answered, &second, 5000));
    cr_expect_eq(first.error.code, ERROR_OK);
    cr_expect_eq(second.error.code, ERROR_OK, "%s", second.error.message);
}

static void terminate_backends(void)
{
    run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '%s'",
        application);
}

Test(db, a_lost_backend_fails_its_statement_and_is_replaced)
{
    struct outcome outcome;
    int none = 0;
    pool_begin(1);
    int64_t pid = answer(PID, NULL).value;
    ask(SLEEP, "30", &outcome);
    pump_until(base, is_open, &none, 100);
    terminate_backends();
    cr_assert(pump_until(base, is_answered, &outcome, 5000));
    cr_expect_eq(outcome.error.code, ERROR_UNAVAILABLE);
    cr_expect_eq(outcome.calls, 1);
    wait_open(1);
    cr_expect_neq(answer(PID, NULL).value, pid);
}

Test(db, an_idle_backend_that_is_lost_is_replaced_before_anyone_asks)
{
    int none = 0;
    terminate_backends();
    cr_assert(pump_until(base, is_open, &none, 5000));
    wait_open(CONNECTIONS);
    cr_expect_eq(answer(ONE, "9").value, 9);
}

Test(db, with_every_connection_lost_a_statement_fails_at_once)
{
    int none = 0;
    struct outcome outcome;
    terminate_backends();
    cr_assert(pump_until(base, is_open, &none, 5000));
    ask(ONE, "1", &outcome);
    int64_t start_us = clock_mono_us();
    cr_assert(pump_until(base, is_answered, &outcome, 1000));
    cr_expect_eq(outcome.error.code, ERROR_UNAVAILABLE);
    cr_expect_lt(clock_mono_us() - start_us, 100000);
}

Test(db, waiting_for_a_lock_ends_with_its_own_error)
{
    run("BEGIN; LOCK TABLE %s", table);
    struct outcome outcome = answer(LOCK, NULL);
    cr_expect_eq(outcome.error.code, ERROR_BUSY);
    cr_expect_str_eq(outcome.error.sqlstate, "55P03");
    run("COMMIT");
    cr_expect_eq(answer(LOCK, NULL).value, 7);
}

Test(db, a_prepared_statement_survives_a_new_column_and_a_new_index)
{
    pool_begin(1);
    cr_expect_eq(answer(SUM, NULL).value, 7);
    run("ALTER TABLE %s ADD COLUMN c integer DEFAULT 1", table);
    cr_expect_eq(answer(SUM, NULL).value, 7);
    run("CREATE INDEX ON %s (a)", table);
    cr_expect_eq(answer(SUM, NULL).value, 7);
}

Test(db, a_prepared_statement_whose_columns_change_fails_once_and_then_serves)
{
    pool_begin(1);
    cr_expect_eq(answer(DOUBLED, NULL).value, 14);
    run("ALTER TABLE %s ALTER COLUMN b TYPE integer", table);
    cr_expect_str_eq(answer(DOUBLED, NULL).error.sqlstate, "0A000");
    wait_open(1);
    cr_expect_eq(answer(DOUBLED, NULL).value, 14);
}

Test(db, a_dropped_table_fails_and_a_new_one_serves)
{
    pool_begin(1);
    cr_expect_eq(answer(SUM, NULL).value, 7);
    run("DROP TABLE %s", table);
    cr_expect_str_eq(answer(SUM, NULL).error.sqlstate, "42P01");
    run("CREATE TABLE %s AS SELECT 8 AS a, 16::bigint AS b", table);
    cr_expect_eq(answer(SUM, NULL).value, 8);
}

Test(db, freeing_the_pool_answers_what_is_at_work_and_what_waits)
{
    struct outcome at_work, waiting;
    pool_begin(1);
    ask(SLEEP, "30", &at_work);
    ask(ONE, "1", &waiting);
    db_pool_free(pool);
    pool = NULL;
    cr_expect(at_work.calls == 1 && at_work.error.code == ERROR_UNAVAILABLE);
    cr_expect(waiting.calls == 1 && waiting.error.code == ERROR_UNAVAILABLE);
}
