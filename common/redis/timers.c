#include "redis/timers.h"

#include "base/memory.h"
#include "redis/client.h"
#include "redis/script.h"
#include "redis/timers_own.h"

#include <assert.h>
#include <event2/util.h>
#include <hiredis/hiredis.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void timers_id(const struct timers *timers, uint64_t run, char ret[TIMERS_ID_SIZE]);

struct timers *timers_new(struct client *client, const char *prefix)
{
    static const char *const names[TIMERS_KEY_COUNT] = {"due", "lease", "token", "epoch"};
    assert(*prefix && strlen(prefix) <= TIMERS_PREFIX_BYTES_MAX && !strpbrk(prefix, "{}"));
    struct timers *timers = memory_new(1, sizeof(*timers));
    timers->client = client;
    for (size_t i = 0; i < TIMERS_KEY_COUNT; i++)
        snprintf(timers->keys[i], sizeof(timers->keys[i]), "{%s}:%s", prefix, names[i]);
    uint64_t random[2];
    evutil_secure_rng_get_bytes(random, sizeof(random));
    snprintf(timers->instance, sizeof(timers->instance), "%016" PRIx64 "%016" PRIx64, random[0],
             random[1]);
    return timers;
}

void timers_free(struct timers *timers)
{
    free(timers);
}

uint64_t timers_epoch(const struct timers *timers)
{
    return timers->epoch;
}

struct script_run *timers_run_new(struct timers *timers, const struct embedded_text *script)
{
    struct script_run *run = script_run_new(script, TIMERS_KEY_COUNT);
    for (size_t i = 0; i < TIMERS_KEY_COUNT; i++)
        script_run_add(run, timers->keys[i]);
    char fresh[TIMERS_ID_SIZE];
    timers_id(timers, ++timers->runs, fresh);
    script_run_add(run, fresh);
    return run;
}

void timers_add_token(struct script_run *run, const struct timers *timers, uint64_t claim)
{
    char token[TIMERS_ID_SIZE];
    timers_id(timers, claim, token);
    script_run_add(run, token);
}

bool timers_take_epoch(struct timers *timers, const struct redisReply *reply, size_t count,
                       struct error *error)
{
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != count ||
        reply->element[0]->type != REDIS_REPLY_STRING) {
        error_set(error, ERROR_INTERNAL, NULL, "a script gave what it never gives");
        return false;
    }
    char id[TIMERS_ID_SIZE];
    snprintf(id, sizeof(id), "%s", reply->element[0]->str);
    if (!timers->epoch || strcmp(id, timers->epoch_id) != 0)
        timers->epoch++;
    memcpy(timers->epoch_id, id, sizeof(id));
    return true;
}

size_t timers_reply_count(const struct redisReply *reply, size_t place)
{
    const struct redisReply *value = reply->element[place];
    return value->type == REDIS_REPLY_INTEGER && value->integer > 0 ? (size_t)value->integer : 0;
}

static void timers_id(const struct timers *timers, uint64_t run, char ret[TIMERS_ID_SIZE])
{
    snprintf(ret, TIMERS_ID_SIZE, "%s:%" PRIu64, timers->instance, run);
}
