#include "limiter.h"

#include "base/clock.h"
#include "base/memory.h"

#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 4096, ADDRESS_SIZE = 48 };

/* A bucket that fills steadily. Addresses that share a slot push each other out, which gives the
 * newcomer a full bucket: the table cannot grow, whoever knocks. */
struct bucket {
    char address[ADDRESS_SIZE];
    double left;
    int64_t at_us;
};

struct limiter {
    double per_us;
    double most;
    struct bucket buckets[SLOTS];
};

static void name_network(const char *address, char ret[ADDRESS_SIZE]);
static struct bucket *bucket_of(struct limiter *limiter, const char *address);

struct limiter *limiter_new(int per_minute)
{
    struct limiter *limiter = memory_new(1, sizeof(*limiter));
    limiter->most = per_minute;
    limiter->per_us = per_minute / 60e6;
    return limiter;
}

void limiter_free(struct limiter *limiter)
{
    free(limiter);
}

bool limiter_take(struct limiter *limiter, const char *address)
{
    char network[ADDRESS_SIZE];
    name_network(address, network);
    struct bucket *bucket = bucket_of(limiter, network);
    int64_t now_us = clock_mono_us();
    bucket->left += (double)(now_us - bucket->at_us) * limiter->per_us;
    bucket->at_us = now_us;
    if (bucket->left > limiter->most)
        bucket->left = limiter->most;
    if (bucket->left < 1)
        return false;
    bucket->left -= 1;
    return true;
}

static void name_network(const char *address, char ret[ADDRESS_SIZE])
{
    struct in6_addr bytes;
    snprintf(ret, ADDRESS_SIZE, "%s", address);
    if (inet_pton(AF_INET6, address, &bytes) != 1)
        return;
    memset(bytes.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &bytes, ret, ADDRESS_SIZE);
}

static struct bucket *bucket_of(struct limiter *limiter, const char *address)
{
    uint32_t hash = 2166136261U;
    for (const char *c = address; *c; c++)
        hash = (hash ^ (unsigned char)*c) * 16777619U;
    struct bucket *bucket = &limiter->buckets[hash % SLOTS];
    if (strncmp(bucket->address, address, ADDRESS_SIZE - 1) != 0) {
        memset(bucket, 0, sizeof(*bucket));
        snprintf(bucket->address, sizeof(bucket->address), "%s", address);
        bucket->left = limiter->most;
        bucket->at_us = clock_mono_us();
    }
    return bucket;
}
