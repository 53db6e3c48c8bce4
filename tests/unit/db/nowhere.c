/* The pool and what stands on it, with no PostgreSQL to be reached: see tests/integration/db.c. */
#include "db/pool.h"

#include <criterion/criterion.h>
#include <string.h>

#include "store/numbers.h"
#include "support/pump.h"

static const struct embedded_text statements[] = {{"one", "SELECT 1", 8, ""}};

static struct event_base *base;
static struct db_pool *pool;
static int calls;
static enum error_code code;

static void setup(void)
{
    static const struct db_settings settings = {
        .statements = statements,
        .conninfo = "host=/nonexistent dbname=nowhere",
        .application = "huiying-test",
        .connections = 2,
        .queue_max = 4,
        .connect_timeout_ms = 500,
        .query_timeout_ms = 500,
        .lock_timeout_ms = 100,
    };
    base = event_base_new();
    pool = db_pool_new(base, &settings);
}

static void teardown(void)
{
    db_pool_free(pool);
    event_base_free(base);
}

TestSuite(db_nowhere, .init = setup, .fini = teardown, .timeout = 10);

static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    (void)context;
    cr_expect_null(rows);
    cr_assert_not_null(error);
    code = error->code;
    calls++;
}

static bool is_called(void *context)
{
    return calls >= *(int *)context;
}

Test(db_nowhere, a_statement_fails_at_once_and_never_before_the_call_returns)
{
    int wanted = 1;
    db_query(pool, 0, NULL, 0, on_rows, NULL);
    cr_expect_eq(calls, 0);
    cr_assert(pump_until(base, is_called, &wanted, 200));
    cr_expect_eq(code, ERROR_UNAVAILABLE);
}

Test(db_nowhere, each_callback_fires_once)
{
    int wanted = 10, never = 11;
    for (int i = 0; i < 10; i++)
        db_query(pool, 0, NULL, 0, on_rows, NULL);
    cr_assert(pump_until(base, is_called, &wanted, 1000));
    cr_expect_not(pump_until(base, is_called, &never, 100));
}

Test(db_nowhere, freeing_the_pool_answers_what_still_waits)
{
    db_query(pool, 0, NULL, 0, on_rows, NULL);
    db_query(pool, 0, NULL, 0, on_rows, NULL);
    db_pool_free(pool);
    pool = NULL;
    cr_expect_eq(calls, 2);
}

static bool has_failed(void *context)
{
    (void)context;
    return db_pool_state(pool).last_error[0] != '\0';
}

Test(db_nowhere, the_state_says_that_nothing_is_open_and_why)
{
    cr_assert(pump_until(base, has_failed, NULL, 1000));
    struct db_pool_state state = db_pool_state(pool);
    cr_expect(state.open == 0 && state.busy == 0 && state.waiting == 0);
    cr_expect(strstr(state.last_error, "/nonexistent"), "%s", state.last_error);
}

Test(db_nowhere, no_number_is_given_out)
{
    int never = 1;
    struct numbers *numbers = numbers_new(base, pool);
    cr_expect_eq(numbers_take(numbers), 0);
    pump_until(base, is_called, &never, 50);
    cr_expect_eq(numbers_take(numbers), 0);
    db_pool_free(pool);
    pool = NULL;
    numbers_free(numbers);
}
