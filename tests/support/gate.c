#include "support/gate.h"

#include "support/office_database.h"
#include "support/patience.h"

enum { CATCH_MS_MAX = 10000 };

/* All statements that change something note an event, last of all. The lock's number is any that
 * the product does not use. */
static const char gate[] =
    "CREATE FUNCTION pass_gate() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN PERFORM pg_advisory_xact_lock_shared(7260916); RETURN NULL; END';"
    "CREATE TRIGGER gate BEFORE INSERT ON item_event EXECUTE FUNCTION pass_gate()";
static const char close_it[] = "SELECT pg_advisory_lock(7260916)";

void gate_install(struct office *office)
{
    office_sql(office, gate);
}

const char *gate_login(struct office *office, int program)
{
    const char *role = arena_format(office->arena, "%s_%d", office->database, program);
    if (office_number(office, arena_format(office->arena,
                                           "SELECT count(*) FROM pg_roles WHERE rolname = '%s'",
                                           role)) == 0)
        office_sql(office, arena_format(office->arena,
                                        "CREATE ROLE %s SUPERUSER LOGIN PASSWORD 'open'", role));
    return arena_format(office->arena, "user=%s password=open", role);
}

struct db_session *gate_close(struct office *office, const char *whose, int64_t roles)
{
    struct patience left = patience_of(CATCH_MS_MAX);
    struct db_session *holder = office_session(office);
    const char *caught = arena_format(office->arena,
                                      "SELECT count(DISTINCT usename) FROM pg_stat_activity"
                                      " WHERE datname = current_database() AND %s",
                                      whose);
    session_sql(holder, close_it);
    while (office_number(office, caught) < roles)
        patience_wait(&left, "statements are under way");
    return holder;
}
