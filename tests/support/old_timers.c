#include "support/old_timers.h"

#include "support/office_database.h"
#include "support/servers.h"

static const char members[] =
    "SELECT string_agg(format('%s %s:%s:%s', CASE WHEN (g, s) = (w.generation, w.next_step)"
    "     THEN 0 ELSE instant_us(w.next_at) END, w.id, g, s), ' ')"
    " FROM (SELECT * FROM response_window WHERE state = 'open'"
    "     AND next_at BETWEEN statement_timestamp() + interval '0.2 s'"
    "     AND statement_timestamp() + interval '5 s' ORDER BY next_at LIMIT 100) AS w,"
    " generate_series(w.generation - 1, w.generation + 1) AS g,"
    " generate_series(1, w.next_step + 1) AS s";

void old_timers_put(struct office *office, int redis_port)
{
    const char *all = office_value(office, members);
    if (*all)
        servers_redis_at(redis_port,
                         arena_format(office->arena, "ZADD {%s}:due %s", office->database, all));
}
