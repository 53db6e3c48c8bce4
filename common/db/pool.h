/*
 * A pool of PostgreSQL connections on one event loop. Statements wait in a bounded queue for an
 * idle connection; each has a deadline of its own, kept by closing the socket, since nothing else
 * bounds a COMMIT. Store and services may use it.
 *
 * A statement whose outcome is unknown (connection lost, deadline passed) is reported as
 * ERROR_UNAVAILABLE and never sent again by the pool.
 */
#ifndef HUIYING_DB_POOL_H
#define HUIYING_DB_POOL_H

#include "base/embedded.h"
#include "base/error.h"
#include "db/rows.h"

#include <event2/event.h>
#include <stdbool.h>

enum { DB_STATEMENTS_MAX = 128, DB_PARAMS_MAX = 16 };

/* When PostgreSQL plans a statement of a connection, and from what. */
enum db_planning {
    DB_PLANS_ONCE,    /* by index: tables grow faster than what is known of them */
    DB_PLANS_PAGES,   /* so, too, and in the order of an index, where a limit ends the reading */
    DB_PLANS_EACH_RUN /* for statements with filters that are often not set */
};

/* The settings of a session that plans so, for libpq's "options". */
const char *db_planning_options(enum db_planning planning);

struct db_settings {
    const struct embedded_text *statements; /* at most DB_STATEMENTS_MAX */
    const char *conninfo; /* libpq's connection string, "" for the PG* environment */
    const char *application;
    int connections;
    int queue_max;
    int connect_timeout_ms;
    int query_timeout_ms;
    int lock_timeout_ms;
    enum db_planning planning;
};

struct db_pool;

/* Whether any server could be asked by this connection string: ERROR_BAD_PARAMETER of "database" if
 * libpq cannot read it, or if it names more hosts than are tried. It is not repeated: it may hold a
 * password. */
bool db_conninfo_check(const char *conninfo, struct error *error);

/* Starts connecting at once. The strings are borrowed for the pool's life; the pool is owned by
 * the caller. */
struct db_pool *db_pool_new(struct event_base *base, const struct db_settings *settings);

/* Closes everything; callbacks that still wait fire with ERROR_UNAVAILABLE. NULL is accepted. */
void db_pool_free(struct db_pool *pool);

struct db_pool_state {
    int open;               /* connections that can serve */
    int busy;               /* of them, working on a statement */
    int waiting;            /* statements in the queue */
    const char *last_error; /* why the last connection failed, "" if none did; borrowed */
};

struct db_pool_state db_pool_state(const struct db_pool *pool);

/*
 * Runs one of the settings' statements with text parameters (NULL for null). The callback fires
 * exactly once and never before this returns. The strings are borrowed until then. With no
 * connection open it fails at once.
 *
 * Errors: ERROR_UNAVAILABLE (no connection, deadline, unknown outcome, class 40 after a rollback),
 * ERROR_BUSY (lock_timeout), ERROR_INTERNAL (everything else); sqlstate as PostgreSQL gave it.
 */
void db_query(struct db_pool *pool, int statement, const char *const *params, int param_count,
              db_callback *callback, void *context);

/* True if PostgreSQL cancelled the statement, as it does with one that takes too long (57014): it
 * is there, and did nothing. */
bool db_error_is_cancel(const struct error *error);

/* True if the server refused the statement, and would do so again. */
bool db_error_is_refusal(const struct error *error);

/* True if it refused what it was given, which may be one row of many: it has room, and its files.
 */
bool db_error_is_of_rows(const struct error *error);

#endif
