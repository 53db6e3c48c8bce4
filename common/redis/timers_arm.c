/* Arming and acknowledging, which are one script. */
#include "redis/timers.h"

#include "base/memory.h"
#include "redis/member.h"
#include "redis/script.h"
#include "redis/timers_own.h"
#include "redis_scripts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One call of timers_arm or timers_ack; what is to be armed goes out chunk by chunk. */
struct arming {
    struct timers *timers;
    struct timer *all;
    size_t count;
    size_t sent;
    struct timers_armed sum;
    void (*on_armed)(void *ctx, const struct timers_armed *armed, const struct error *error);
    void *ctx;
};

static struct arming *arming_new(struct timers *timers, const struct timer *all, size_t count);
static void arming_send(struct arming *arming, uint64_t claim, const struct timer *acked,
                        size_t acked_count);
static void arming_on_reply(void *ctx, const struct redisReply *reply, const struct error *error);
static void arming_end(struct arming *arming, const struct error *error);
static void timers_add_member(struct script_run *run, const struct timer *timer);

void timers_arm(struct timers *timers, const struct timer *all, size_t count,
                void (*on_armed)(void *ctx, const struct timers_armed *armed,
                                 const struct error *error),
                void *ctx)
{
    struct arming *arming = arming_new(timers, all, count);
    arming->on_armed = on_armed;
    arming->ctx = ctx;
    arming_send(arming, 0, NULL, 0);
}

void timers_ack(struct timers *timers, uint64_t claim, const struct timer *acked,
                size_t acked_count, const struct timer *next, size_t next_count,
                void (*on_acked)(void *ctx, const struct timers_armed *armed,
                                 const struct error *error),
                void *ctx)
{
    assert(acked_count <= TIMERS_CLAIM_MAX && next_count <= TIMERS_CLAIM_MAX);
    struct arming *arming = arming_new(timers, next, next_count);
    arming->on_armed = on_acked;
    arming->ctx = ctx;
    arming_send(arming, claim, acked, acked_count);
}

static struct arming *arming_new(struct timers *timers, const struct timer *all, size_t count)
{
    struct arming *arming = memory_new(1, sizeof(*arming));
    arming->timers = timers;
    arming->count = count;
    arming->all = memory_new(count ? count : 1, sizeof(*all));
    for (size_t i = 0; i < count; i++) {
        assert(all[i].window_id >= 0 && all[i].generation >= 0 && all[i].step >= 0);
        assert(all[i].at_us >= 0 && all[i].at_us <= TIMERS_AT_US_MAX);
        arming->all[i] = all[i];
    }
    return arming;
}

static void arming_send(struct arming *arming, uint64_t claim, const struct timer *acked,
                        size_t acked_count)
{
    struct script_run *run = timers_run_new(arming->timers, &redis_scripts[REDIS_SCRIPTS_ACK]);
    timers_add_token(run, arming->timers, claim);
    script_run_add_number(run, (int64_t)acked_count);
    for (size_t i = 0; i < acked_count; i++)
        timers_add_member(run, &acked[i]);
    for (size_t i = 0; i < TIMERS_CLAIM_MAX && arming->sent < arming->count; i++) {
        const struct timer *timer = &arming->all[arming->sent++];
        script_run_add_number(run, timer->at_us);
        timers_add_member(run, timer);
    }
    script_run_send(run, arming->timers->client, arming_on_reply, arming);
}

static void arming_on_reply(void *ctx, const struct redisReply *reply, const struct error *error)
{
    struct arming *arming = ctx;
    struct error wrong;
    if (!error && !timers_take_epoch(arming->timers, reply, 4, &wrong))
        error = &wrong;
    if (error) {
        arming_end(arming, error);
        return;
    }
    arming->sum.epoch = arming->timers->epoch;
    arming->sum.acked += timers_reply_count(reply, 1);
    arming->sum.armed += timers_reply_count(reply, 2);
    arming->sum.leased += timers_reply_count(reply, 3);
    if (arming->sent < arming->count)
        arming_send(arming, 0, NULL, 0);
    else
        arming_end(arming, NULL);
}

static void arming_end(struct arming *arming, const struct error *error)
{
    arming->on_armed(arming->ctx, error ? NULL : &arming->sum, error);
    free(arming->all);
    free(arming);
}

static void timers_add_member(struct script_run *run, const struct timer *timer)
{
    char member[MEMBER_SIZE];
    member_write(timer, member);
    script_run_add(run, member);
}
