/* Statements of the product, stopped just before their COMMIT: PostgreSQL has done nearly all of
 * them and waits for us. Tests may use it. */
#ifndef HUIYING_SUPPORT_GATE_H
#define HUIYING_SUPPORT_GATE_H

#include "support/office.h"

#define GATE_OF_INTAKE "application_name = 'huiying-api' AND query LIKE '%json_to_recordset%'"
#define GATE_OF_FIRING "application_name = 'huiying-worker'"

/* Gives the office's database a gate; once. */
void gate_install(struct office *office);

/* Closes it and returns once so many statements of those (a condition on pg_stat_activity) stand
 * before it. They go on when the session that is returned is closed, or after their lock_timeout.
 */
struct db_session *gate_close(struct office *office, const char *whose, int64_t count);

#endif
