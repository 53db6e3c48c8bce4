#include "db/connection.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "db/dial.h"
#include "db/result.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RETRY_MS_MIN = 50, RETRY_MS_MAX = 2000 };

struct db_connection {
    enum db_connection_state state;
    const struct db_settings *settings;
    struct event_base *base;
    db_connection_changed *changed;
    db_connection_silent *silent;
    void *context;
    struct dial *dial;
    PGconn *pg;             /* NULL unless IDLE or BUSY */
    struct event *readable; /* of pg's socket */
    struct event *writable;
    struct event *timer; /* retry while CLOSED, deadline while BUSY */
    int retry_ms;        /* how long the next wait may be */
    struct db_job *job;  /* while BUSY */
    int64_t sent_us;     /* when the job was */
    int64_t heard_us;    /* when anything was heard of the server */
    PGresult *outcome;   /* what the job has got so far: its rows or its first error */
    bool is_preparing;   /* the job's first result is that of preparing its statement */
    bool is_ending;      /* the server said goodbye; close after the job */
    bool is_broken;      /* nothing can be sent; to be closed from the loop */
    bool prepared[DB_STATEMENTS_MAX];
    char last_error[160];
};

static void on_socket(evutil_socket_t socket, short what, void *context);
static void on_timer(evutil_socket_t socket, short what, void *context);
static void on_dialled(PGconn *pg, const char *why, void *context);
static void watch(struct db_connection *connection);
static void unwatch(struct db_connection *connection);
static void set_timer(struct db_connection *connection, int64_t wait_us);
static bool send_job(struct db_connection *connection);
static void flush(struct db_connection *connection);
static void close_later(struct db_connection *connection);
static void receive(struct db_connection *connection);
static void keep_outcome(struct db_connection *connection, PGresult *result);
static void finish_job(struct db_connection *connection);
static void close_connection(struct db_connection *connection, const char *why);

struct db_connection *db_connection_new(struct event_base *base, const struct db_settings *settings,
                                        db_connection_changed *changed,
                                        db_connection_silent *silent, void *context)
{
    struct db_connection *connection = memory_new(1, sizeof(*connection));
    connection->base = base;
    connection->settings = settings;
    connection->changed = changed;
    connection->silent = silent;
    connection->context = context;
    connection->retry_ms = RETRY_MS_MIN;
    connection->dial = dial_new(base, settings, on_dialled, connection);
    connection->timer = evtimer_new(base, on_timer, connection);
    set_timer(connection, 0);
    return connection;
}

void db_connection_free(struct db_connection *connection)
{
    if (!connection)
        return;
    connection->changed = NULL;
    close_connection(connection, "shutting down");
    dial_free(connection->dial);
    event_free(connection->timer);
    free(connection);
}

enum db_connection_state db_connection_state(const struct db_connection *connection)
{
    return connection->state;
}

const char *db_connection_last_error(const struct db_connection *connection)
{
    return connection->last_error;
}

void db_connection_doubt(struct db_connection *connection, int64_t since_us)
{
    if (connection->state != DB_CONNECTION_IDLE || connection->heard_us >= since_us)
        return;
    dial_turn(connection->dial);
    close_connection(connection, "PostgreSQL may be silent here, too");
}

void db_connection_run(struct db_connection *connection, struct db_job *job)
{
    assert(connection->state == DB_CONNECTION_IDLE);
    connection->state = DB_CONNECTION_BUSY;
    connection->job = job;
    connection->sent_us = clock_mono_us();
    set_timer(connection, (int64_t)connection->settings->query_timeout_ms * 1000);
    if (send_job(connection))
        flush(connection);
    else
        close_later(connection);
}

static void on_socket(evutil_socket_t socket, short what, void *context)
{
    struct db_connection *connection = context;
    (void)socket;
    if (what & EV_READ) {
        if (!PQconsumeInput(connection->pg)) {
            close_connection(connection, PQerrorMessage(connection->pg));
            return;
        }
        connection->heard_us = clock_mono_us();
        receive(connection);
    }
    if (connection->state == DB_CONNECTION_BUSY)
        flush(connection);
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    struct db_connection *connection = context;
    (void)socket;
    (void)what;
    if (connection->state == DB_CONNECTION_CLOSED) {
        connection->state = DB_CONNECTION_CONNECTING;
        dial_begin(connection->dial);
        return;
    }
    if (connection->is_broken) {
        close_connection(connection, PQerrorMessage(connection->pg));
        return;
    }
    if (connection->state == DB_CONNECTION_BUSY)
        connection->silent(connection->sent_us, connection->context);
    dial_turn(connection->dial); /* the next round asks another first */
    close_connection(connection, "PostgreSQL did not answer within the deadline");
}

static void on_dialled(PGconn *pg, const char *why, void *context)
{
    struct db_connection *connection = context;
    connection->pg = pg;
    if (!pg || PQsetnonblocking(pg, 1) != 0 || !PQenterPipelineMode(pg)) {
        close_connection(connection, pg ? PQerrorMessage(pg) : why);
        return;
    }
    PQsetNoticeReceiver(pg, db_notice_ignore, NULL);
    memset(connection->prepared, 0, sizeof(connection->prepared));
    connection->state = DB_CONNECTION_IDLE;
    connection->heard_us = clock_mono_us();
    connection->retry_ms = RETRY_MS_MIN;
    connection->last_error[0] = '\0';
    watch(connection);
    connection->changed(connection, connection->context);
}

static void watch(struct db_connection *connection)
{
    evutil_socket_t socket = PQsocket(connection->pg);
    connection->readable =
        event_new(connection->base, socket, EV_READ | EV_PERSIST, on_socket, connection);
    connection->writable =
        event_new(connection->base, socket, EV_WRITE | EV_PERSIST, on_socket, connection);
    event_add(connection->readable, NULL);
}

static void unwatch(struct db_connection *connection)
{
    if (connection->readable)
        event_free(connection->readable);
    if (connection->writable)
        event_free(connection->writable);
    connection->readable = NULL;
    connection->writable = NULL;
}

static void set_timer(struct db_connection *connection, int64_t wait_us)
{
    struct timeval wait = {.tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000};
    event_add(connection->timer, &wait);
}

/* Parse (the first time), bind, execute and sync leave together, in one write. */
static bool send_job(struct db_connection *connection)
{
    const struct db_job *job = connection->job;
    const struct embedded_text *statement = &connection->settings->statements[job->statement];
    assert(job->statement < DB_STATEMENTS_MAX);
    connection->is_preparing = !connection->prepared[job->statement];
    if (connection->is_preparing &&
        !PQsendPrepare(connection->pg, statement->name, statement->text, 0, NULL))
        return false;
    return PQsendQueryPrepared(connection->pg, statement->name, job->param_count, job->params, NULL,
                               NULL, 1) &&
           PQpipelineSync(connection->pg);
}

static void flush(struct db_connection *connection)
{
    int left = PQflush(connection->pg);
    if (left < 0)
        close_later(connection);
    else if (left > 0)
        event_add(connection->writable, NULL);
    else
        event_del(connection->writable);
}

/* Whoever has just handed in a statement is not called back before the loop. */
static void close_later(struct db_connection *connection)
{
    connection->is_broken = true;
    event_active(connection->timer, EV_TIMEOUT, 0);
}

/* Reads what has arrived; the sync that closes a job tells that its connection is free again. */
static void receive(struct db_connection *connection)
{
    while (!PQisBusy(connection->pg)) {
        PGresult *result = PQgetResult(connection->pg);
        if (!result) {
            if (connection->state != DB_CONNECTION_BUSY || PQisBusy(connection->pg))
                break;
            result = PQgetResult(connection->pg);
            if (!result)
                break;
        }
        if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            finish_job(connection);
            return;
        }
        keep_outcome(connection, result);
    }
    if (PQstatus(connection->pg) == CONNECTION_BAD)
        close_connection(connection, PQerrorMessage(connection->pg));
}

/* The first failure stays; else the newest result does, which is the statement's own. A statement
 * that was prepared stays so, whatever becomes of running it. */
static void keep_outcome(struct db_connection *connection, PGresult *result)
{
    struct error ignored;
    connection->is_ending |= db_result_is_end(result);
    if (!connection->job) {
        PQclear(result);
        return;
    }
    if (connection->is_preparing) {
        connection->is_preparing = false;
        connection->prepared[connection->job->statement] = db_result_check(result, &ignored);
    }
    if (connection->outcome && !db_result_check(connection->outcome, &ignored)) {
        PQclear(result);
        return;
    }
    PQclear(connection->outcome);
    connection->outcome = result;
}

static void finish_job(struct db_connection *connection)
{
    struct db_job *job = connection->job;
    struct db_rows rows = {connection->outcome, 0, PQntuples(connection->outcome)};
    struct error error;
    bool is_good = connection->outcome && db_result_check(connection->outcome, &error);
    if (!connection->outcome)
        error_set(&error, ERROR_UNAVAILABLE, NULL, "PostgreSQL gave no answer");
    connection->outcome = NULL;
    connection->job = NULL;
    connection->state = connection->is_ending ? DB_CONNECTION_BUSY : DB_CONNECTION_IDLE;
    event_del(connection->timer);
    job->callback(is_good ? &rows : NULL, is_good ? NULL : &error, job->context);
    PQclear(rows.result);
    free(job);
    if (connection->is_ending)
        close_connection(connection, "PostgreSQL is shutting down or read-only");
    else if (connection->state == DB_CONNECTION_IDLE)
        connection->changed(connection, connection->context);
}

/* The waits before connecting again grow and are drawn at random, so that a crowd of processes
 * does not come back at one moment. */
static void close_connection(struct db_connection *connection, const char *why)
{
    struct db_job *job = connection->job;
    snprintf(connection->last_error, sizeof(connection->last_error), "%.*s",
             (int)strcspn(why, "\n"), why);
    log_event(LOG_DEBUG, "db_connection_closed", LOG_S("why", connection->last_error));
    unwatch(connection);
    PQclear(connection->outcome);
    PQfinish(connection->pg);
    connection->outcome = NULL;
    connection->pg = NULL;
    connection->job = NULL;
    connection->is_ending = connection->is_broken = false;
    connection->state = DB_CONNECTION_CLOSED;
    event_del(connection->timer);
    unsigned chance;
    evutil_secure_rng_get_bytes(&chance, sizeof(chance));
    set_timer(connection, (1 + chance % (unsigned)connection->retry_ms) * (int64_t)1000);
    connection->retry_ms =
        connection->retry_ms * 2 < RETRY_MS_MAX ? connection->retry_ms * 2 : RETRY_MS_MAX;
    if (job) {
        struct error error;
        error_set(&error, ERROR_UNAVAILABLE, NULL, "%s", connection->last_error);
        job->callback(NULL, &error, job->context);
        free(job);
    }
    if (connection->changed)
        connection->changed(connection, connection->context);
}
