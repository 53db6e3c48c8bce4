#include "db/result.h"

#include <stdio.h>
#include <string.h>

static enum error_code code_of_sqlstate(const char *sqlstate);

bool db_result_check(const PGresult *result, struct error *error)
{
    ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY)
        return true;
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const char *constraint = PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);
    error_set(error, code_of_sqlstate(sqlstate ? sqlstate : ""), constraint, "%s",
              primary ? primary : "the connection to PostgreSQL was lost");
    if (sqlstate)
        snprintf(error->sqlstate, sizeof(error->sqlstate), "%s", sqlstate);
    return false;
}

bool db_result_is_end(const PGresult *result)
{
    const char *sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    static const char *const ends[] = {"57P0", "25006", "0A000", "26000"};
    for (size_t i = 0; sqlstate && i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (strncmp(sqlstate, ends[i], strlen(ends[i])) == 0)
            return true;
    }
    return false;
}

void db_notice_ignore(void *context, const PGresult *result)
{
    (void)context;
    (void)result;
}

static enum error_code code_of_sqlstate(const char *sqlstate)
{
    static const char *const unavailable[] = {"08", "53", "57", "40", "25006", "58"};
    if (strcmp(sqlstate, "55P03") == 0)
        return ERROR_BUSY;
    if (!*sqlstate)
        return ERROR_UNAVAILABLE;
    for (size_t i = 0; i < sizeof(unavailable) / sizeof(unavailable[0]); i++) {
        if (strncmp(sqlstate, unavailable[i], strlen(unavailable[i])) == 0)
            return ERROR_UNAVAILABLE;
    }
    return ERROR_INTERNAL;
}
