/*
 * One asynchronous connection to Redis that looks after itself: it finds the master among several
 * addresses, keeps deadlines, and reconnects. For common/redis and whoever owns the event loop.
 *
 *     waiting --retry--> opening (AUTH, ROLE, INFO) --master--> ready
 *        ^                  | not a master, no answer in time      | lost, deadline passed,
 *        +------------------+--------------------------------------+ READONLY, LOADING
 *
 * A round tries the addresses in order; between rounds it waits, twice as long each time up to a
 * bound, by a random part of that. Names are looked up anew in each round, beside the loop. hiredis
 * writes to sockets that may be closed, so the process must ignore SIGPIPE.
 */
#ifndef HUIYING_REDIS_CLIENT_H
#define HUIYING_REDIS_CLIENT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct client;
struct event_base;
struct redisReply;

/* 0, NULL or "" stands for the default. Everything is copied. */
struct client_settings {
    const char *const *addresses; /* "host:port", "[v6]:port", or a unix socket's path with a '/' */
    size_t address_count;         /* 1 to CLIENT_ADDRESSES_MAX */
    const char *user;             /* for AUTH; NULL: the default user */
    const char *password;         /* none: no AUTH */
    int connect_ms;               /* deadline from connecting to ready, each address; 1000 */
    int command_ms;               /* deadline of each command; 1000 */
    int backoff_min_ms;           /* 50 */
    int backoff_max_ms;           /* 2000 */
    int policy_ms;                /* between looks at maxmemory-policy; 30000 */
    size_t in_flight_max;         /* commands sent and not answered; 256 */
};

enum { CLIENT_ADDRESSES_MAX = 8 };

/* Takes "one,other" apart in place; returns how many there are. What is beyond CLIENT_ADDRESSES_MAX
 * is only counted: client_new refuses so many. */
size_t client_addresses_split(char *list, const char *ret[CLIENT_ADDRESSES_MAX]);

/* For doctor, readiness and metrics. */
struct client_status {
    bool is_connected;    /* to a master that is ready */
    bool is_noeviction;   /* it last said maxmemory-policy:noeviction */
    char address[128];    /* the address in use or last tried, as resolved; or "" */
    char policy[32];      /* maxmemory-policy, or "" while it is not known */
    char last_error[192]; /* the newest failure of the connection, or "" */
    size_t in_flight;     /* commands waiting for an answer */
    uint64_t connects;    /* times it became ready */
    uint64_t timeouts;    /* connections given up for a deadline passed */
};

/* A client that begins to connect once the loop runs. NULL and *error set (BAD_PARAMETER) if an
 * address is malformed or there is none. The loop is borrowed; the caller owns the client. */
struct client *client_new(struct event_base *loop, const struct client_settings *settings,
                          struct error *error);

/* Closes; commands still waiting fail before this returns. NULL is accepted. */
void client_free(struct client *client);

/* Sends one command of count arguments, of which sizes[i] bytes each. on_reply is called exactly
 * once, from the loop, never before this returns: with an error (UNAVAILABLE) if there is no
 * connection, too much is in flight, the connection is lost or the deadline passes, after which it
 * is not known whether the command took effect. The arguments are borrowed until this returns.
 *
 * on_reply is given exactly one of reply and error, borrowed until it returns. An error that Redis
 * sent begins with its word: "OOM …", "READONLY …", "NOSCRIPT …". It must not free the client. */
void client_command(struct client *client, size_t count, const char **arguments,
                    const size_t *sizes,
                    void (*on_reply)(void *ctx, const struct redisReply *reply,
                                     const struct error *error),
                    void *ctx);

struct client_status client_status(const struct client *client);

#endif
