/* The pool and a PostgreSQL that falls silent: nothing is refused, nothing is closed, and nothing
 * comes. */
#include "base/clock.h"
#include "db/pool.h"
#include "support/pump.h"
#include "support/relay.h"

#include <criterion/criterion.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECTIONS = 3, QUERY_TIMEOUT_MS = 700, CONNECT_TIMEOUT_MS = 700 };

static const struct embedded_text statements[] = {{"one", "SELECT 1", 8, ""}};

static struct event_base *base;
static struct relay *relay;
static struct db_pool *pool;
static int calls;
static enum error_code code;

static int server_port(void)
{
    const char *port = getenv("HUIYING_TEST_PGPORT");
    cr_assert(port, "HUIYING_TEST_PGPORT is not set; ./dev test integration sets it");
    return (int)strtol(port, NULL, 10);
}

static bool is_open(void *context)
{
    return db_pool_state(pool).open == *(int *)context;
}

static void pool_begin(const char *ports)
{
    static char conninfo[300];
    int connections = CONNECTIONS;
    snprintf(conninfo, sizeof(conninfo),
             "host=127.0.0.1,127.0.0.1 port=%s user=%s password=%s dbname=postgres", ports,
             getenv("HUIYING_TEST_PGUSER"), getenv("HUIYING_TEST_PGPASSWORD"));
    const struct db_settings settings = {
        .statements = statements,
        .conninfo = conninfo,
        .application = "db-silence",
        .connections = CONNECTIONS,
        .queue_max = 4,
        .connect_timeout_ms = CONNECT_TIMEOUT_MS,
        .query_timeout_ms = QUERY_TIMEOUT_MS,
        .lock_timeout_ms = 100,
    };
    pool = db_pool_new(base, &settings);
    cr_assert(pump_until(base, is_open, &connections, 10000), "%s", db_pool_state(pool).last_error);
}

static void setup(void)
{
    base = event_base_new();
    relay = relay_new(server_port());
}

static void teardown(void)
{
    db_pool_free(pool);
    relay_free(relay);
    event_base_free(base);
}

TestSuite(db_silence, .init = setup, .fini = teardown, .timeout = 60);

static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    (void)rows, (void)context;
    code = error ? error->code : ERROR_OK;
    calls++;
}

static bool is_called(void *context)
{
    return calls >= *(int *)context;
}

/* Asks, and tells how long it took to be answered, whatever the answer. */
static int ask_ms(void)
{
    int64_t began_us = clock_mono_us();
    int wanted = calls + 1;
    db_query(pool, 0, NULL, 0, on_rows, NULL);
    cr_assert(pump_until(base, is_called, &wanted, 10000));
    return (int)((clock_mono_us() - began_us) / 1000);
}

Test(db_silence, one_connection_that_was_not_answered_makes_the_idle_ones_doubtful)
{
    char ports[32];
    snprintf(ports, sizeof(ports), "%d,%d", relay_port(relay), relay_port(relay));
    pool_begin(ports);
    relay_pause(relay);
    cr_expect_geq(ask_ms(), QUERY_TIMEOUT_MS - 100);
    cr_expect_eq(code, ERROR_UNAVAILABLE);
    cr_expect_lt(ask_ms(), QUERY_TIMEOUT_MS / 2, "the next one waited as long");
    cr_expect_eq(code, ERROR_UNAVAILABLE);
    relay_resume(relay);
}

Test(db_silence, the_other_server_is_found_though_the_first_says_nothing)
{
    char ports[32];
    relay_pause(relay);
    snprintf(ports, sizeof(ports), "%d,%d", relay_port(relay), server_port());
    pool_begin(ports);
    ask_ms();
    cr_expect_eq(code, ERROR_OK);
    relay_resume(relay);
}
