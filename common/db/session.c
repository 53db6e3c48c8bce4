#include "db/session.h"

#include "base/clock.h"
#include "base/memory.h"
#include "db/result.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Long enough to build an index of ten million rows. */
static const int64_t hour_ms = INT64_C(3600000);

struct db_session {
    PGconn *pg;
    int64_t limit_ms;
    int64_t until_us; /* of the statement under way, by the monotonic clock */
    bool is_silent;   /* a statement took too long: the session is of no use any more */
};

static PGresult *await_last(struct db_session *session, int is_sent);
static PGresult *await_next(struct db_session *session);
static bool await_input(struct db_session *session);
static bool check_and_clear(struct db_session *session, PGresult *result, struct error *error);
static void error_of_connection(const struct db_session *session, struct error *error);

struct db_session *db_session_open(const char *conninfo, const char *application,
                                   struct error *error)
{
    /* What stands before dbname gives way to the connection string, what stands after it does not.
     */
    const char *keys[] = {"target_session_attrs", "connect_timeout", "tcp_user_timeout", "dbname",
                          "application_name",     "client_encoding", "options",          NULL};
    const char *values[] = {"read-write",      "5", "5000", conninfo, application, "UTF8",
                            "-c timezone=UTC", NULL};
    struct db_session *session = memory_new(1, sizeof(*session));
    session->limit_ms = hour_ms;
    session->pg = PQconnectdbParams(keys, values, 1);
    if (PQstatus(session->pg) != CONNECTION_OK) {
        error_of_connection(session, error);
        db_session_close(session);
        return NULL;
    }
    PQsetNoticeReceiver(session->pg, db_notice_ignore, NULL);
    return session;
}

void db_session_close(struct db_session *session)
{
    if (!session)
        return;
    PQfinish(session->pg);
    free(session);
}

void db_session_limit(struct db_session *session, int64_t limit_ms)
{
    session->limit_ms = limit_ms;
}

bool db_session_run(struct db_session *session, const char *script, struct error *error)
{
    return check_and_clear(session, await_last(session, PQsendQuery(session->pg, script)), error);
}

struct db_rows *db_session_query(struct db_session *session, const char *statement,
                                 const char *const *params, int param_count, struct error *error)
{
    PGresult *result = await_last(session, PQsendQueryParams(session->pg, statement, param_count,
                                                             NULL, params, NULL, NULL, 1));
    if (!result || !db_result_check(result, error)) {
        if (!result)
            error_of_connection(session, error);
        PQclear(result);
        return NULL;
    }
    struct db_rows *rows = memory_new(1, sizeof(*rows));
    *rows = (struct db_rows){result, 0, PQntuples(result)};
    return rows;
}

void db_session_rows_free(struct db_rows *rows)
{
    if (!rows)
        return;
    PQclear(rows->result);
    free(rows);
}

bool db_session_copy_in(struct db_session *session, const char *statement, const char *bytes,
                        size_t size, struct error *error)
{
    enum { PIECE = 1 << 16 };
    PGresult *result = await_last(session, PQsendQuery(session->pg, statement));
    bool is_ready = PQresultStatus(result) == PGRES_COPY_IN;
    if (!is_ready)
        return check_and_clear(session, result, error);
    PQclear(result);
    for (size_t sent = 0; sent < size; sent += PIECE) {
        size_t piece = size - sent < PIECE ? size - sent : PIECE;
        if (PQputCopyData(session->pg, bytes + sent, (int)piece) != 1)
            break;
    }
    return check_and_clear(session, await_last(session, PQputCopyEnd(session->pg, NULL)), error);
}

bool db_session_describe(struct db_session *session, const char *name, const char *statement,
                         struct db_description *ret, struct error *error)
{
    int is_sent = PQsendPrepare(session->pg, name, statement, 0, NULL);
    if (!check_and_clear(session, await_last(session, is_sent), error))
        return false;
    PGresult *result = await_last(session, PQsendDescribePrepared(session->pg, name));
    if (result && db_result_check(result, error)) {
        ret->param_count = PQnparams(result);
        ret->column_count = PQnfields(result);
        for (int i = 0; i < ret->column_count && i < 32; i++)
            snprintf(ret->columns[i], sizeof(ret->columns[i]), "%s", PQfname(result, i));
    }
    return check_and_clear(session, result, error);
}

/* The last result of what was sent, which is the error if there was one; or that it is ready for
 * COPY. NULL if none came. */
static PGresult *await_last(struct db_session *session, int is_sent)
{
    PGresult *last = NULL, *next;
    session->until_us = clock_mono_us() + session->limit_ms * 1000;
    while (is_sent && (next = await_next(session))) {
        PQclear(last);
        last = next;
        if (PQresultStatus(last) == PGRES_COPY_IN)
            break;
    }
    if (session->is_silent) {
        PQclear(last);
        last = NULL;
    }
    return last;
}

static PGresult *await_next(struct db_session *session)
{
    while (!session->is_silent && PQisBusy(session->pg)) {
        session->is_silent = !await_input(session);
        if (!session->is_silent && !PQconsumeInput(session->pg))
            break;
    }
    return session->is_silent ? NULL : PQgetResult(session->pg);
}

static bool await_input(struct db_session *session)
{
    struct pollfd socket = {.fd = PQsocket(session->pg), .events = POLLIN};
    int64_t left_us = session->until_us - clock_mono_us();
    int ready = left_us > 0 ? poll(&socket, 1, (int)(left_us / 1000 + 1)) : 0;
    return ready > 0 || (ready < 0 && errno == EINTR);
}

static bool check_and_clear(struct db_session *session, PGresult *result, struct error *error)
{
    bool is_good = result && db_result_check(result, error);
    if (!result)
        error_of_connection(session, error);
    PQclear(result);
    return is_good;
}

static void error_of_connection(const struct db_session *session, struct error *error)
{
    const char *why =
        session->is_silent ? "PostgreSQL did not answer in time" : PQerrorMessage(session->pg);
    error_set(error, ERROR_UNAVAILABLE, NULL, "%.*s", (int)strcspn(why, "\n"), why);
}
