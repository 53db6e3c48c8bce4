/* What the tests of redis share: a loop, a server, a client and timers on it, and calls that wait
 * for their answer. A wait that does not end fails the test. */
#ifndef HUIYING_TESTS_UNIT_REDIS_BENCH_H
#define HUIYING_TESTS_UNIT_REDIS_BENCH_H

#include "redis/client.h"
#include "redis/timers.h"
#include "support/redis_server.h"

#include <event2/event.h>

struct bench {
    struct event_base *loop;
    struct redis_server *server;
    struct client *client;
    struct timers *timers;
};

/* The last answer of a call; calls counts how often its callback came. */
struct answer {
    int calls;
    struct error error; /* code OK: none */
    struct timers_armed armed;
    struct timers_claimed claimed;
    struct timer all[TIMERS_CLAIM_MAX];
};

/* A server with one more option, and a connected client with quick backoff. */
struct bench bench_new(const char *option, const char *value);
void bench_free(struct bench *bench);

struct client *bench_client(struct event_base *loop, const char *const *addresses, size_t count,
                            int deadline_ms);
void bench_wait_connected(struct event_base *loop, struct client *client);
void bench_wait_lost(struct event_base *loop, struct client *client);
void bench_wait_calls(struct event_base *loop, struct answer *answer, int calls);

/* Callbacks whose context is a struct answer. */
void bench_on_armed(void *ctx, const struct timers_armed *armed, const struct error *error);
void bench_on_claimed(void *ctx, const struct timers_claimed *claimed, const struct error *error);
void bench_on_reply(void *ctx, const struct redisReply *reply, const struct error *error);

void bench_send(struct client *client, const char *word, struct answer *answer);
void bench_set(struct client *client, struct answer *answer);

/* Calls that wait; the answer says what came. */
void bench_arm(struct bench *bench, const struct timer *all, size_t count, struct answer *ret);
void bench_claim(struct bench *bench, int64_t now_us, int64_t lease_until_us, size_t limit,
                 struct answer *ret);
void bench_ack(struct bench *bench, uint64_t claim, const struct timer *acked,
               const struct timer *next, struct answer *ret);

#endif
