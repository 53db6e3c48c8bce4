/* What may befall Redis: it forgets, fills up, goes, is replaced, cannot be reached. */
#include "base/macros.h"
#include "faults/full/fault.h"
#include "support/old_timers.h"

/* Longer than a step may be late. */
enum { AWAY_MS_MIN = 5500, AWAY_MS_MAX = 8000 };

static void forgets(struct world *world);
static void is_restored(struct world *world);
static void restarts(struct world *world);
static void dies(struct world *world);
static void comes_back(struct world *world);
static void hangs(struct world *world);
static void answers(struct world *world);
static void is_full(struct world *world);
static void has_room(struct world *world);
static void fails_over(struct world *world);
static void is_followed(struct world *world);
static void is_cut_off(struct world *world);
static void is_reached(struct world *world);
static void is_two(struct world *world);
static void is_one(struct world *world);

static const struct fault all[] = {
    {"Redis emptied", forgets, NULL, 0, 0, EXCUSE_NONE, false},
    {"Redis restored from an old copy", is_restored, NULL, 4000, 5000, EXCUSE_NONE, false},
    {"Redis restarted", restarts, NULL, 0, 0, EXCUSE_NONE, false},
    {"Redis killed", dies, comes_back, AWAY_MS_MIN, AWAY_MS_MAX, EXCUSE_NONE, false},
    {"Redis hangs", hangs, answers, 1500, 4000, EXCUSE_NONE, false},
    {"Redis out of memory", is_full, has_room, AWAY_MS_MIN, AWAY_MS_MAX, EXCUSE_NONE, false},
    {"Redis fails over", fails_over, is_followed, 500, 2000, EXCUSE_NONE, false},
    {"Redis cut off", is_cut_off, is_reached, 2000, AWAY_MS_MAX, EXCUSE_NONE, false},
    {"two Redis masters", is_two, is_one, 2000, 5000, EXCUSE_NONE, false},
};

struct faults faults_of_redis(void)
{
    return (struct faults){all, ARRAY_LEN(all)};
}

static void forgets(struct world *world)
{
    redis_pair_tell(&world->redis, "FLUSHALL");
}

static void is_restored(struct world *world)
{
    old_timers_put(world->office, world->redis.ports[world->redis.master]);
}

static void restarts(struct world *world)
{
    redis_pair_do(&world->redis, "restart", world->redis.master);
}

static void dies(struct world *world)
{
    redis_pair_do(&world->redis, "kill", world->redis.master);
}

static void comes_back(struct world *world)
{
    redis_pair_do(&world->redis, "start", world->redis.master);
}

static void hangs(struct world *world)
{
    redis_pair_do(&world->redis, "pause", world->redis.master);
}

static void answers(struct world *world)
{
    redis_pair_do(&world->redis, "resume", world->redis.master);
}

static void is_full(struct world *world)
{
    redis_pair_tell(&world->redis, "CONFIG SET maxmemory 1");
}

static void has_room(struct world *world)
{
    redis_pair_tell(&world->redis, "CONFIG SET maxmemory 256mb");
}

static void fails_over(struct world *world)
{
    dies(world);
    redis_pair_promote(&world->redis);
}

static void is_followed(struct world *world)
{
    redis_pair_do(&world->redis, "start", redis_pair_replica(&world->redis));
    redis_pair_follow(&world->redis);
}

/* From one worker, or from all. */
static void is_cut_off(struct world *world)
{
    world->chosen = world_chance(world, 0, WORLD_WORKERS);
    for (int worker = 0; worker < WORLD_WORKERS; worker++)
        if (worker == world->chosen || world->chosen == WORLD_WORKERS)
            relay_pause(world->to_redis[worker][world->redis.master]);
}

static void is_reached(struct world *world)
{
    for (int worker = 0; worker < WORLD_WORKERS; worker++)
        if (worker == world->chosen || world->chosen == WORLD_WORKERS)
            relay_resume(world->to_redis[worker][world->redis.master]);
}

/* The replica is promoted while the master lives: a worker that cannot reach the old one works with
 * the new one, and the others go on as before. */
static void is_two(struct world *world)
{
    world->chosen = world_chance(world, 0, WORLD_WORKERS - 1);
    relay_cut(world->to_redis[world->chosen][world->redis.master]);
    redis_pair_promote(&world->redis);
}

static void is_one(struct world *world)
{
    redis_pair_follow(&world->redis);
    relay_mend(world->to_redis[world->chosen][redis_pair_replica(&world->redis)]);
}
