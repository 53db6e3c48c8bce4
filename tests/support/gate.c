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

struct db_session *gate_close(struct office *office, const char *whose, int64_t count)
{
    struct patience left = patience_of(CATCH_MS_MAX);
    struct db_session *holder = office_session(office);
    const char *caught = arena_format(office->arena,
                                      "SELECT count(*) FROM pg_stat_activity"
                                      " WHERE datname = current_database()"
                                      " AND wait_event_type = 'Lock' AND %s",
                                      whose);
    session_sql(holder, close_it);
    while (office_number(office, caught) < count)
        patience_wait(&left, "statements are under way");
    return holder;
}
