#include "limiter.h"

#include "base/memory.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, MINUTE_S = 60 };

struct bucket {
    char name[LIMITER_NAME_SIZE];
    double left;
    int64_t at_us;
};

struct limiter {
    struct bucket buckets[SLOTS];
};

static struct bucket *slot_of(struct limiter *limiter, const char *name);
static void fill(struct bucket *bucket, const char *name, int per_minute, int64_t now_us);
static int seconds_for(double requests, int per_minute);

struct limiter *limiter_new(void)
{
    return memory_new(1, sizeof(struct limiter));
}

void limiter_free(struct limiter *limiter)
{
    free(limiter);
}

bool limiter_take(struct limiter *limiter, const char *name, int per_minute, int64_t now_us,
                  struct allowance *ret)
{
    struct bucket *bucket = slot_of(limiter, name);
    fill(bucket, name, per_minute, now_us);
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
    struct bucket *bucket = slot_of(limiter, name);
    if (strcmp(bucket->name, name) == 0)
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

static struct bucket *slot_of(struct limiter *limiter, const char *name)
{
    uint32_t hash = 2166136261U;
    for (const char *c = name; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    return &limiter->buckets[hash % SLOTS];
}

/* A newcomer finds it full. */
static void fill(struct bucket *bucket, const char *name, int per_minute, int64_t now_us)
{
    if (strcmp(bucket->name, name) != 0) {
        snprintf(bucket->name, sizeof(bucket->name), "%s", name);
        bucket->left = per_minute;
    } else {
        bucket->left += (double)(now_us - bucket->at_us) * per_minute / (MINUTE_S * 1e6);
    }
    bucket->at_us = now_us;
    if (bucket->left > per_minute)
        bucket->left = per_minute;
}

/* Rounded up. */
static int seconds_for(double requests, int per_minute)
{
    double seconds = requests * MINUTE_S / per_minute;
    int whole = (int)seconds;
    return requests <= 0 ? 0 : whole + (seconds > whole);
}
