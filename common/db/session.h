/*
 * A plain blocking session for programs that run once and end (huiyingctl, tests): scripts,
 * queries, COPY. Never for the event loop.
 */
#ifndef HUIYING_DB_SESSION_H
#define HUIYING_DB_SESSION_H

#include "base/error.h"
#include "db/rows.h"

struct db_session;

/* Connects to the first server of the string that can be written to, if the string does not ask for
 * another kind (target_session_attrs), within 5 s a server (connect_timeout). NULL and *error if it
 * cannot. Owned by the caller. */
struct db_session *db_session_open(const char *conninfo, const char *application,
                                   struct error *error);
void db_session_close(struct db_session *session);

/* How long a statement may take, the rows of one included; an hour if nobody says. What takes
 * longer fails, as does all that is asked of the session afterwards. What the server was about to
 * do may be done yet. */
void db_session_limit(struct db_session *session, int64_t limit_ms);

/* Runs a script of any number of statements; rows are thrown away. */
bool db_session_run(struct db_session *session, const char *script, struct error *error);

/* Runs one statement with text parameters; the rows are the caller's, freed by
 * db_session_rows_free. NULL on failure. */
struct db_rows *db_session_query(struct db_session *session, const char *statement,
                                 const char *const *params, int param_count, struct error *error);
void db_session_rows_free(struct db_rows *rows);

/* Sends bytes to a COPY … FROM STDIN statement. */
bool db_session_copy_in(struct db_session *session, const char *statement, const char *bytes,
                        size_t size, struct error *error);

/* Prepares a statement under a name, and tells its parameters' number and its columns' names. */
struct db_description {
    int param_count;
    int column_count;
    char columns[32][64];
};
bool db_session_describe(struct db_session *session, const char *name, const char *statement,
                         struct db_description *ret, struct error *error);

#endif
