/* Statements of the product, stopped just before their COMMIT: PostgreSQL has done nearly all of
 * them and waits for us. Tests may use it. */
#ifndef HUIYING_SUPPORT_GATE_H
#define HUIYING_SUPPORT_GATE_H

#include "support/office.h"

#define GATE_OF_INTAKE                                             \
    "wait_event = 'advisory' AND application_name = 'huiying-api'" \
    " AND query LIKE '%json_to_recordset%'"
#define GATE_OF_FIRING "wait_event = 'advisory' AND application_name = 'huiying-worker'"

/* Gives the office's database a gate; once. */
void gate_install(struct office *office);

/* What a connection string must hold so that one of the office's programs is a role of its own; the
 * role is made if need be, and goes with the office's database. */
const char *gate_login(struct office *office, int program);

/* Closes it and returns once statements of those (a condition on pg_stat_activity) stand before it,
 * of so many roles. They go on when the session that is returned is closed, or after their
 * lock_timeout. */
struct db_session *gate_close(struct office *office, const char *whose, int64_t roles);

#endif
