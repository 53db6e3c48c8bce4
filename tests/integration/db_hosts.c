/* A connection string that names several servers, some of which do not serve. */
#include "db/pool.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/pump.h"
#include "support/relay.h"

enum { DEADLINE_MS = 300, NOBODY = 1 };

static const struct embedded_text statements[] = {{"one", "SELECT 1::bigint", 0, ""}};

static struct event_base *base;

static const char *of_server(const char *name)
{
    const char *value = getenv(name);
    cr_assert(value, "%s is not set; ./dev test integration sets it", name);
    return value;
}

static bool is_open(void *pool)
{
    return db_pool_state(pool).open == 2;
}

/* Opens a pool of two on "hosts" and "ports", and says whether it could. */
static bool can_serve(const char *hosts, const char *ports)
{
    char conninfo[400];
    snprintf(conninfo, sizeof(conninfo), "host=%s port=%s user=%s password=%s dbname=postgres",
             hosts, ports, of_server("HUIYING_TEST_PGUSER"), of_server("HUIYING_TEST_PGPASSWORD"));
    const struct db_settings settings = {
        .statements = statements,
        .conninfo = conninfo,
        .application = "db-hosts-test",
        .connections = 2,
        .queue_max = 4,
        .connect_timeout_ms = DEADLINE_MS,
        .query_timeout_ms = 1000,
        .lock_timeout_ms = 200,
    };
    base = event_base_new();
    struct db_pool *pool = db_pool_new(base, &settings);
    bool is_served = pump_until(base, is_open, pool, 10000);
    db_pool_free(pool);
    event_base_free(base);
    return is_served;
}

/* A port of the first server, and the real one's. */
static const char *ports(int port)
{
    static char text[100];
    snprintf(text, sizeof(text), "%d,%s", port, of_server("HUIYING_TEST_PGPORT"));
    return text;
}

TestSuite(db_hosts, .timeout = 60);

Test(db_hosts, a_server_is_found_by_its_name)
{
    cr_assert(can_serve("localhost", of_server("HUIYING_TEST_PGPORT")));
}

Test(db_hosts, one_that_refuses_is_passed_over)
{
    cr_assert(can_serve("127.0.0.1,localhost", ports(NOBODY)));
}

Test(db_hosts, one_whose_name_nobody_knows_is_passed_over)
{
    cr_assert(can_serve("nobody.invalid,127.0.0.1", ports(NOBODY)));
}

Test(db_hosts, one_that_hangs_has_its_own_deadline_and_leaves_the_next_the_whole_of_it)
{
    struct relay *relay = relay_new((int)strtol(of_server("HUIYING_TEST_PGPORT"), NULL, 10));
    relay_pause(relay);
    cr_assert(can_serve("127.0.0.1,127.0.0.1", ports(relay_port(relay))));
    relay_free(relay);
}
