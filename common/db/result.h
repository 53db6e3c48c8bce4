/* From libpq's results to rows and errors. For the files of db/ alone. */
#ifndef HUIYING_DB_RESULT_H
#define HUIYING_DB_RESULT_H

#include "base/error.h"
#include "db/rows.h"

#include <libpq-fe.h>

struct db_rows {
    PGresult *result; /* binary columns */
    int first;        /* row of the result */
    int count;
};

/* True if the result holds rows or says that a command was done; else *error says why not. */
bool db_result_check(const PGresult *result, struct error *error);

/* True if the server said that this connection can no longer serve: it is shutting down (57P0x),
 * has become read-only (25006), or its prepared statements no longer fit the schema (0A000, 26000).
 */
bool db_result_is_end(const PGresult *result);

/* A notice receiver that keeps libpq from writing on standard error. */
void db_notice_ignore(void *context, const PGresult *result);

#endif
