#include "redis/timers.h"

#include "base/memory.h"
#include "redis/member.h"
#include "redis/script.h"
#include "redis/timers_own.h"
#include "redis_scripts.h"

#include <assert.h>
#include <hiredis/hiredis.h>
#include <stdlib.h>

enum { ENDED_LEASES_MAX = 1000 }; /* looked at by one claim */

struct claiming {
    struct timers *timers;
    uint64_t claim;
    void (*on_claimed)(void *ctx, const struct timers_claimed *claimed, const struct error *error);
    void *ctx;
};

static void claiming_on_reply(void *ctx, const struct redisReply *reply, const struct error *error);
static bool claiming_check(struct claiming *claiming, const struct redisReply *reply,
                           struct error *error);
static void claiming_tell(struct claiming *claiming, const struct redisReply *reply);
static void claiming_read(struct claiming *claiming, const struct redisReply *pairs,
                          struct timer *ret, struct timers_claimed *claimed);
static bool claiming_read_one(const struct redisReply *member, const struct redisReply *moment,
                              struct timer *ret);
static void claiming_remove(struct claiming *claiming, const struct redisReply *pairs,
                            size_t garbage);
static void claiming_on_removed(void *ctx, const struct redisReply *reply,
                                const struct error *error);

void timers_claim(struct timers *timers, int64_t now_us, int64_t lease_until_us, size_t limit,
                  void (*on_claimed)(void *ctx, const struct timers_claimed *claimed,
                                     const struct error *error),
                  void *ctx)
{
    assert(limit >= 1 && limit <= TIMERS_CLAIM_MAX);
    assert(now_us >= 0 && now_us <= TIMERS_AT_US_MAX && lease_until_us <= TIMERS_AT_US_MAX);
    struct script_run *run = timers_run_new(timers, &redis_scripts[REDIS_SCRIPTS_CLAIM]);
    struct claiming *claiming = memory_new(1, sizeof(*claiming));
    *claiming = (struct claiming){timers, timers->runs, on_claimed, ctx};
    script_run_add_number(run, now_us);
    script_run_add_number(run, lease_until_us);
    script_run_add_number(run, (int64_t)limit);
    timers_add_token(run, timers, claiming->claim);
    script_run_add_number(run, ENDED_LEASES_MAX);
    script_run_send(run, timers->client, claiming_on_reply, claiming);
}

static void claiming_on_reply(void *ctx, const struct redisReply *reply, const struct error *error)
{
    struct claiming *claiming = ctx;
    struct error wrong;
    if (!error && !claiming_check(claiming, reply, &wrong))
        error = &wrong;
    if (error)
        claiming->on_claimed(claiming->ctx, NULL, error);
    else
        claiming_tell(claiming, reply);
    free(claiming);
}

static bool claiming_check(struct claiming *claiming, const struct redisReply *reply,
                           struct error *error)
{
    if (!timers_take_epoch(claiming->timers, reply, 5, error))
        return false;
    if (reply->element[1]->type == REDIS_REPLY_STRING &&
        reply->element[4]->type == REDIS_REPLY_ARRAY && reply->element[4]->elements % 2 == 0)
        return true;
    error_set(error, ERROR_INTERNAL, NULL, "a claim gave what it never gives");
    return false;
}

static void claiming_tell(struct claiming *claiming, const struct redisReply *reply)
{
    const struct redisReply *next = reply->element[1], *pairs = reply->element[4];
    struct timer *all = memory_new(pairs->elements / 2 + 1, sizeof(*all));
    struct timers_claimed claimed = {
        .all = all,
        .claim = claiming->claim,
        .next_at_us = TIMERS_NEVER,
        .expired = timers_reply_count(reply, 2),
        .backlog = timers_reply_count(reply, 3),
        .epoch = claiming->timers->epoch,
    };
    member_parse_moment(next->str, next->len, &claimed.next_at_us);
    claiming_read(claiming, pairs, all, &claimed);
    claiming->on_claimed(claiming->ctx, &claimed, NULL);
    free(all);
}

static void claiming_read(struct claiming *claiming, const struct redisReply *pairs,
                          struct timer *ret, struct timers_claimed *claimed)
{
    for (size_t i = 0; i + 1 < pairs->elements; i += 2) {
        if (claiming_read_one(pairs->element[i], pairs->element[i + 1], &ret[claimed->count]))
            claimed->count++;
        else
            claimed->garbage++;
    }
    if (claimed->garbage)
        claiming_remove(claiming, pairs, claimed->garbage);
}

static bool claiming_read_one(const struct redisReply *member, const struct redisReply *moment,
                              struct timer *ret)
{
    return member->type == REDIS_REPLY_STRING && moment->type == REDIS_REPLY_STRING &&
           member_parse(member->str, member->len, ret) &&
           member_parse_moment(moment->str, moment->len, &ret->at_us);
}

/* Acknowledges what is no timer, so that it does not come back when the lease ends. */
static void claiming_remove(struct claiming *claiming, const struct redisReply *pairs,
                            size_t garbage)
{
    struct timers *timers = claiming->timers;
    struct script_run *run = timers_run_new(timers, &redis_scripts[REDIS_SCRIPTS_ACK]);
    timers_add_token(run, timers, claiming->claim);
    script_run_add_number(run, (int64_t)garbage);
    struct timer ignored;
    for (size_t i = 0; i + 1 < pairs->elements; i += 2)
        if (!claiming_read_one(pairs->element[i], pairs->element[i + 1], &ignored))
            script_run_add_bytes(run, pairs->element[i]->str, pairs->element[i]->len);
    script_run_send(run, timers->client, claiming_on_removed, timers);
}

/* If that failed, the members come back and are removed then. */
static void claiming_on_removed(void *ctx, const struct redisReply *reply,
                                const struct error *error)
{
    struct error ignored;
    if (!error)
        timers_take_epoch(ctx, reply, 4, &ignored);
}
