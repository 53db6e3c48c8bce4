/* What the files of common/redis/timers share. For them only. */
#ifndef HUIYING_REDIS_TIMERS_OWN_H
#define HUIYING_REDIS_TIMERS_OWN_H

#include "base/error.h"
#include "redis/timers.h"

#include <stdbool.h>

struct client;
struct embedded_text;
struct redisReply;
struct script_run;

enum { TIMERS_KEY_COUNT = 4, TIMERS_ID_SIZE = 56 };

struct timers {
    struct client *client;
    char keys[TIMERS_KEY_COUNT][TIMERS_PREFIX_BYTES_MAX + 16];
    char instance[33]; /* random, so that tokens and epochs of two workers differ */
    uint64_t runs;     /* scripts run so far; a claim is known by its number */
    uint64_t epoch;
    char epoch_id[TIMERS_ID_SIZE]; /* as Redis answered last */
};

/* A run of the script with the keys and a fresh epoch's id as its first arguments. */
struct script_run *timers_run_new(struct timers *timers, const struct embedded_text *script);

/* Adds the token of a claim. */
void timers_add_token(struct script_run *run, const struct timers *timers, uint64_t claim);

/* True if the reply is a list of count values, the first being the epoch, which is noted. False
 * and *error set (INTERNAL) otherwise. */
bool timers_take_epoch(struct timers *timers, const struct redisReply *reply, size_t count,
                       struct error *error);

/* The integer at a place of the list, 0 if it is none. */
size_t timers_reply_count(const struct redisReply *reply, size_t place);

#endif
