#include "faults/full/idler.h"

#include "base/clock.h"
#include "support/office_database.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>

enum { OPEN_S_MIN = 120, OPEN_S_MAX = 150 };

void idler_begin(struct world *world)
{
    cr_assert(!world->idler);
    world->idler = office_session(world->office);
    session_sql(world->idler, "SET idle_in_transaction_session_timeout = 0;"
                              "BEGIN ISOLATION LEVEL REPEATABLE READ;"
                              "SELECT pg_current_xact_id(), count(*) FROM response_window");
    world->idler_from_us = clock_mono_us();
    world->idler_until_us =
        world->idler_from_us + world_chance(world, OPEN_S_MIN, OPEN_S_MAX) * INT64_C(1000000);
}

bool idler_is_there(const struct world *world)
{
    return world->idler != NULL;
}

void idler_end_in_time(struct world *world)
{
    if (!world->idler || clock_mono_us() < world->idler_until_us)
        return;
    session_sql(world->idler, "SELECT count(*) FROM response_window; COMMIT");
    fprintf(stderr, "  a transaction was left open for %.0f s\n",
            (double)(clock_mono_us() - world->idler_from_us) / 1e6);
    db_session_close(world->idler);
    world->idler = NULL;
}

void idler_await_end(struct world *world)
{
    while (world->idler) {
        int64_t left_us = world->idler_until_us - clock_mono_us();
        poll(NULL, 0, left_us > 0 ? (int)(left_us / 1000) + 1 : 0);
        idler_end_in_time(world);
    }
}
