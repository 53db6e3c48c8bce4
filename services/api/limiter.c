#include "limiter.h"

#include "base/memory.h"
#include "crypto/crypto.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A name has its place in one set, which nobody can tell beforehand. */
enum { SETS = 512, PLACES = 8, MINUTE_S = 60 };

struct bucket {
    char name[LIMITER_NAME_SIZE];
    int per_minute; /* 0: it is nobody's yet */
    double left;
    int64_t at_us;
};

struct limiter {
    uint32_t seed;
    struct bucket buckets[SETS][PLACES];
};

static struct bucket *find(struct limiter *limiter, const char *name, struct bucket **ret_fullest,
                           int64_t now_us);
static double left_at(const struct bucket *bucket, int64_t now_us);
static double part_left_at(const struct bucket *bucket, int64_t now_us);
static int seconds_for(double requests, int per_minute);

struct limiter *limiter_new(void)
{
    struct limiter *limiter = memory_new(1, sizeof(struct limiter));
    crypto_random(&limiter->seed, sizeof(limiter->seed));
    return limiter;
}

void limiter_free(struct limiter *limiter)
{
    free(limiter);
}

bool limiter_take(struct limiter *limiter, const char *name, int per_minute, int64_t now_us,
                  struct allowance *ret)
{
    struct bucket *fullest, *bucket = find(limiter, name, &fullest, now_us);
    if (bucket) {
        bucket->left = left_at(bucket, now_us);
    } else {
        bucket = fullest;
        bucket->left = per_minute;
        snprintf(bucket->name, sizeof(bucket->name), "%s", name);
    }
    bucket->per_minute = per_minute;
    bucket->at_us = now_us;
    bool is_taken = bucket->left >= 1;
    if (is_taken)
        bucket->left -= 1;
    *ret = (struct allowance){
        .per_minute = per_minute,
        .left = (int)bucket->left,
        .reset_s = seconds_for(per_minute - bucket->left, per_minute),
        .retry_s = seconds_for(1 - bucket->left, per_minute),
    };
    return is_taken;
}

void limiter_give(struct limiter *limiter, const char *name)
{
    struct bucket *fullest, *bucket = find(limiter, name, &fullest, 0);
    if (bucket)
        bucket->left += 1;
}

void limiter_name_network(const char *address, char ret[LIMITER_NAME_SIZE])
{
    struct in6_addr bytes;
    snprintf(ret, LIMITER_NAME_SIZE, "%s", address);
    if (inet_pton(AF_INET6, address, &bytes) != 1)
        return;
    memset(bytes.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &bytes, ret, LIMITER_NAME_SIZE);
}

/* NULL if it has none; then the fullest of its set is there for it, since that forgets least: who
 * has spent all is the last to be forgotten. */
static struct bucket *find(struct limiter *limiter, const char *name, struct bucket **ret_fullest,
                           int64_t now_us)
{
    uint32_t hash = 2166136261U ^ limiter->seed;
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    struct bucket *set = limiter->buckets[(hash ^ hash >> 16) % SETS];
    *ret_fullest = set;
    for (struct bucket *each = set; each < set + PLACES; each++) {
        if (strcmp(each->name, name) == 0)
            return each;
        if (part_left_at(each, now_us) > part_left_at(*ret_fullest, now_us))
            *ret_fullest = each;
    }
    return NULL;
}

static double left_at(const struct bucket *bucket, int64_t now_us)
{
    double left =
        bucket->left + (double)(now_us - bucket->at_us) * bucket->per_minute / (MINUTE_S * 1e6);
    return left < bucket->per_minute ? left : bucket->per_minute;
}

static double part_left_at(const struct bucket *bucket, int64_t now_us)
{
    return bucket->per_minute ? left_at(bucket, now_us) / bucket->per_minute : 1;
}

/* Rounded up. */
static int seconds_for(double requests, int per_minute)
{
    double seconds = requests * MINUTE_S / per_minute;
    int whole = (int)seconds;
    return requests <= 0 ? 0 : whole + (seconds > whole);
}
