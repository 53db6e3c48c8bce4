#include "support/pair.h"

#include "support/office_database.h"
#include "support/patience.h"
#include "support/servers.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

enum { SYNC_MS_MAX = 30000, PROMOTE_MS_MAX = 30000 };

static void wait_for_standby(const struct pair *pair, bool is_to);
static int64_t ask(const struct pair *pair, int node, const char *query);

void pair_open(struct pair *pair)
{
    char ports[32];
    *pair = (struct pair){.nodes = {"postgres-a", "postgres-b"}};
    pair_close(pair);
    servers_do("create", pair->nodes[0]);
    servers_follow(pair->nodes[1], pair->nodes[0]);
    for (int i = 0; i < PAIR_NODES; i++)
        pair->ports[i] = servers_port(pair->nodes[i]);
    wait_for_standby(pair, true);
    pair_await_sync(pair);
    snprintf(ports, sizeof(ports), "%d,%d", pair->ports[0], pair->ports[1]);
    setenv("HUIYING_TEST_PGHOST", "127.0.0.1,127.0.0.1", 1);
    setenv("HUIYING_TEST_PGPORT", ports, 1);
}

void pair_close(const struct pair *pair)
{
    for (int i = 0; i < PAIR_NODES; i++)
        pair_do(pair, "remove", i);
}

int pair_standby(const struct pair *pair)
{
    return 1 - pair->primary;
}

struct db_session *pair_session(const struct pair *pair, int node)
{
    char conninfo[96];
    struct error error = {.code = ERROR_OK};
    snprintf(conninfo, sizeof(conninfo),
             "host=127.0.0.1 port=%d dbname=postgres target_session_attrs=any", pair->ports[node]);
    struct db_session *session = db_session_open(conninfo, "test", &error);
    cr_assert(session, "%s: %s", pair->nodes[node], error.message);
    return session;
}

void pair_do(const struct pair *pair, const char *action, int node)
{
    servers_do(action, pair->nodes[node]);
}

/* What docs/operations.md tells an operator to do. */
void pair_promote(struct pair *pair)
{
    struct patience left = patience_of(PROMOTE_MS_MAX);
    pair->primary = pair_standby(pair);
    ask(pair, pair->primary, "SELECT pg_promote(true, 30)::integer::bigint");
    wait_for_standby(pair, false);
    while (ask(pair, pair->primary, "SELECT pg_is_in_recovery()::integer::bigint") != 0)
        patience_wait(&left, "the standby is promoted");
}

void pair_follow(struct pair *pair)
{
    int standby = pair_standby(pair);
    servers_follow(pair->nodes[standby], pair->nodes[pair->primary]);
    wait_for_standby(pair, true);
    pair_await_sync(pair);
}

void pair_await_sync(const struct pair *pair)
{
    struct patience left = patience_of(SYNC_MS_MAX);
    while (ask(pair, pair->primary,
               "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 0)
        patience_wait(&left, "the standby keeps up");
}

pid_t pair_receiver(const struct pair *pair)
{
    return (pid_t)ask(pair, pair_standby(pair), "SELECT pid::bigint FROM pg_stat_wal_receiver");
}

/* Every commit waits for it, by its name, or none does. */
static void wait_for_standby(const struct pair *pair, bool is_to)
{
    char statement[96] = "ALTER SYSTEM SET synchronous_standby_names = ''";
    struct db_session *session = pair_session(pair, pair->primary);
    if (is_to)
        snprintf(statement, sizeof(statement),
                 "ALTER SYSTEM SET synchronous_standby_names = '\"%s\"'",
                 pair->nodes[pair_standby(pair)]);
    session_sql(session, statement);
    session_sql(session, "SELECT pg_reload_conf()");
    db_session_close(session);
}

static int64_t ask(const struct pair *pair, int node, const char *query)
{
    struct error error = {.code = ERROR_OK};
    struct db_session *session = pair_session(pair, node);
    struct db_rows *rows = db_session_query(session, query, NULL, 0, &error);
    cr_assert(rows, "%s: %s", query, error.message);
    int64_t number = db_rows_count(rows) > 0 ? db_rows_integer(rows, 0, 0) : 0;
    db_session_rows_free(rows);
    db_session_close(session);
    return number;
}
