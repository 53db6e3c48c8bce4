/*
 * One PostgreSQL connection on an event loop: connects, prepares what it is asked to run, runs one
 * statement at a time, and connects again by itself when it is lost. For db/pool alone.
 *
 *     CLOSED --retry--> CONNECTING --ok--> IDLE <--> BUSY
 *        ^------------------+--------------+---------+   lost, refused, deadline
 */
#ifndef HUIYING_DB_CONNECTION_H
#define HUIYING_DB_CONNECTION_H

#include "db/pool.h"

enum db_connection_state {
    DB_CONNECTION_CLOSED,
    DB_CONNECTION_CONNECTING,
    DB_CONNECTION_IDLE,
    DB_CONNECTION_BUSY,
};

struct db_connection;

struct db_job {
    int statement;
    const char *params[DB_PARAMS_MAX];
    int param_count;
    db_callback *callback;
    void *context;
    struct db_job *next;
    int64_t deadline_us; /* by the monotonic clock */
    struct error error;  /* why it failed before it was sent */
};

/* Called whenever the connection may take a job, and after each loss. */
typedef void db_connection_changed(struct db_connection *connection, void *context);

/* Called when a statement that was sent at since_us (by the monotonic clock) has had no answer by
 * its deadline, before the connection is closed for it. */
typedef void db_connection_silent(int64_t since_us, void *context);

struct db_connection *db_connection_new(struct event_base *base, const struct db_settings *settings,
                                        db_connection_changed *changed,
                                        db_connection_silent *silent, void *context);
void db_connection_free(struct db_connection *connection);

enum db_connection_state db_connection_state(const struct db_connection *connection);
const char *db_connection_last_error(const struct db_connection *connection);

/* Closes it, to connect again, if it is idle and nothing was heard on it since then: its server may
 * be as silent as another connection's. */
void db_connection_doubt(struct db_connection *connection, int64_t since_us);

/* Takes the job, which must be on the heap: calls its callback once and frees it. Only while
 * IDLE. */
void db_connection_run(struct db_connection *connection, struct db_job *job);

#endif
