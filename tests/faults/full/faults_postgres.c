/* What may befall PostgreSQL: it goes, is replaced, is cut off, waits for its standby, fills its
 * disk. */
#include "base/clock.h"
#include "base/macros.h"
#include "faults/full/fault.h"
#include "faults/full/idler.h"
#include "support/office_database.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <signal.h>

enum { WAITING_MS_MAX = 10000, GONE_MS_MAX = 20000 };

/* The programs' database_timeout_ms. */
static const int64_t silence_us = 5000000;

static void restarts(struct world *world);
static void dies(struct world *world);
static void comes_back(struct world *world);
static void is_promoted(struct world *world);
static void is_promoted_unreachable(struct world *world);
static void is_followed(struct world *world);
static void is_followed_unreachable(struct world *world);
static void is_cut(struct world *world);
static void is_silent(struct world *world);
static void is_cut_committing(struct world *world);
static void is_reached(struct world *world);
static void answers(struct world *world);
static void standby_restarts(struct world *world);
static void standby_hangs(struct world *world);
static void standby_goes_on(struct world *world);
static void disk_fills(struct world *world);
static void disk_has_room(struct world *world);
static void await_waiting_commits(struct world *world);

static const struct fault all[] = {
    {"PostgreSQL restarted", restarts, NULL, 0, 0, EXCUSE_AWAY, true},
    {"PostgreSQL killed", dies, comes_back, 0, 3000, EXCUSE_AWAY, true},
    {"standby promoted, primary killed", is_promoted, is_followed, 500, 2000, EXCUSE_REFUSAL, true},
    {"standby promoted, primary silent", is_promoted_unreachable, is_followed_unreachable, 9000,
     12000, EXCUSE_REFUSAL, true},
    {"PostgreSQL cut off", is_cut, is_reached, 0, 3000, EXCUSE_AWAY, false},
    {"PostgreSQL silent", is_silent, answers, 1000, 8000, EXCUSE_AWAY, false},
    {"cut off in mid-COMMIT", is_cut_committing, is_reached, 0, 1000, EXCUSE_AWAY, false},
    {"standby restarted", standby_restarts, NULL, 0, 0, EXCUSE_AWAY, true},
    {"standby hangs", standby_hangs, standby_goes_on, 1000, 7000, EXCUSE_AWAY, false},
    {"standby away for minutes", standby_hangs, standby_goes_on, 125000, 145000, EXCUSE_AWAY,
     false},
    {"WAL's disk full", disk_fills, disk_has_room, 0, 1000, EXCUSE_AWAY, true},
    {"transaction left open", idler_begin, NULL, 500, 1500, EXCUSE_NONE, true},
};

struct faults faults_of_postgres(void)
{
    return (struct faults){all, ARRAY_LEN(all)};
}

static void restarts(struct world *world)
{
    pair_do(&world->postgres, "restart", world->postgres.primary);
    pair_await_sync(&world->postgres);
}

static void dies(struct world *world)
{
    pair_do(&world->postgres, "kill", world->postgres.primary);
}

static void comes_back(struct world *world)
{
    pair_do(&world->postgres, "start", world->postgres.primary);
    pair_await_sync(&world->postgres);
}

/* The database is there again once the standby is promoted and waits for nobody. */
static void is_promoted(struct world *world)
{
    world_outage_begin(world);
    dies(world);
    pair_promote(&world->postgres);
    world_outage_end(world);
}

/* Nobody is told that the primary is dead: what was sent to it waits until its deadline. */
static void is_promoted_unreachable(struct world *world)
{
    relay_pause(world->to_postgres[world->postgres.primary]);
    is_promoted(world);
    world->outages[world->evidence.outage_count - 1].to_us += silence_us;
}

static void is_followed(struct world *world)
{
    pair_follow(&world->postgres);
}

/* All of it must go on by the other while the one is silent still. */
static void is_followed_unreachable(struct world *world)
{
    cr_assert(load_await_more(world->load, 20), "nobody finds the promoted standby");
    relay_resume(world->to_postgres[pair_standby(&world->postgres)]);
    is_followed(world);
}

static void is_cut(struct world *world)
{
    relay_cut(world->to_postgres[world->postgres.primary]);
}

static void is_reached(struct world *world)
{
    relay_mend(world->to_postgres[world->postgres.primary]);
}

static void is_silent(struct world *world)
{
    relay_pause(world->to_postgres[world->postgres.primary]);
}

static void answers(struct world *world)
{
    relay_resume(world->to_postgres[world->postgres.primary]);
}

/* Commits wait for the standby, which has stopped receiving; then whoever waits for them is cut
 * off, and they are done after all. */
static void is_cut_committing(struct world *world)
{
    pid_t receiver = pair_receiver(&world->postgres);
    kill(receiver, SIGSTOP);
    await_waiting_commits(world);
    is_cut(world);
    kill(receiver, SIGCONT);
}

static void standby_restarts(struct world *world)
{
    pair_do(&world->postgres, "restart", pair_standby(&world->postgres));
    pair_await_sync(&world->postgres);
}

static void standby_hangs(struct world *world)
{
    world->stopped = pair_receiver(&world->postgres);
    kill(world->stopped, SIGSTOP);
}

static void standby_goes_on(struct world *world)
{
    kill(world->stopped, SIGCONT);
    pair_await_sync(&world->postgres);
}

/* PostgreSQL panics, and cannot recover either. */
static void disk_fills(struct world *world)
{
    struct error error;
    struct patience left = patience_of(GONE_MS_MAX);
    pair_do(&world->postgres, "fill", world->postgres.primary);
    for (struct db_session *session = NULL;; patience_wait(&left, "PostgreSQL ends")) {
        session = db_session_open("connect_timeout=2", "test", &error);
        if (!session)
            break;
        db_session_close(session);
    }
}

static void disk_has_room(struct world *world)
{
    pair_do(&world->postgres, "empty", world->postgres.primary);
    pair_do(&world->postgres, "kill", world->postgres.primary);
    comes_back(world);
}

static void await_waiting_commits(struct world *world)
{
    struct patience left = patience_of(WAITING_MS_MAX);
    while (office_number(world->office, "SELECT count(*) FROM pg_stat_activity"
                                        " WHERE wait_event = 'SyncRep'"
                                        " AND application_name LIKE 'huiying-%'") < 2)
        patience_wait(&left, "commits wait for the standby");
}
