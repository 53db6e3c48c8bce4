/* The office's database: made from one that was migrated once, asked, and dropped. */
#ifndef HUIYING_SUPPORT_OFFICE_DATABASE_H
#define HUIYING_SUPPORT_OFFICE_DATABASE_H

#include "support/office.h"

/* For support/office.c. */
void office_database_make(struct office *office, bool is_empty);
void office_database_drop(struct office *office);

/* One more session; the caller closes it. */
struct db_session *office_session(const struct office *office);

/* Runs a script; a failure ends the test. */
void office_sql(const struct office *office, const char *script);
void session_sql(struct db_session *session, const char *script);

/* The only value that a query of one column gives, as text in the arena: "" for null or no row. */
const char *office_value(const struct office *office, const char *query);

/* The same as a number. */
int64_t office_number(const struct office *office, const char *query);

/* Waits until a query gives this number. */
void office_await_number(const struct office *office, const char *query, int64_t number,
                         int wait_ms_max);

#endif
