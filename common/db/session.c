#include "db/session.h"

#include "base/memory.h"
#include "db/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct db_session {
    PGconn *pg;
};

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

bool db_session_run(struct db_session *session, const char *script, struct error *error)
{
    return check_and_clear(session, PQexec(session->pg, script), error);
}

struct db_rows *db_session_query(struct db_session *session, const char *statement,
                                 const char *const *params, int param_count, struct error *error)
{
    PGresult *result =
        PQexecParams(session->pg, statement, param_count, NULL, params, NULL, NULL, 1);
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
    PGresult *result = PQexec(session->pg, statement);
    bool is_ready = PQresultStatus(result) == PGRES_COPY_IN;
    if (!is_ready)
        return check_and_clear(session, result, error);
    PQclear(result);
    for (size_t sent = 0; sent < size; sent += PIECE) {
        size_t piece = size - sent < PIECE ? size - sent : PIECE;
        if (PQputCopyData(session->pg, bytes + sent, (int)piece) != 1)
            break;
    }
    PQputCopyEnd(session->pg, NULL);
    bool is_good = check_and_clear(session, PQgetResult(session->pg), error);
    while ((result = PQgetResult(session->pg)))
        PQclear(result);
    return is_good;
}

bool db_session_describe(struct db_session *session, const char *name, const char *statement,
                         struct db_description *ret, struct error *error)
{
    if (!check_and_clear(session, PQprepare(session->pg, name, statement, 0, NULL), error))
        return false;
    PGresult *result = PQdescribePrepared(session->pg, name);
    if (result && db_result_check(result, error)) {
        ret->param_count = PQnparams(result);
        ret->column_count = PQnfields(result);
        for (int i = 0; i < ret->column_count && i < 32; i++)
            snprintf(ret->columns[i], sizeof(ret->columns[i]), "%s", PQfname(result, i));
    }
    return check_and_clear(session, result, error);
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
    const char *why = PQerrorMessage(session->pg);
    error_set(error, ERROR_UNAVAILABLE, NULL, "%.*s", (int)strcspn(why, "\n"), why);
}
