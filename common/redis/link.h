/*
 * One connection to one endpoint, from connecting to its end; the client makes a new one when it
 * is lost. For common/redis/client.
 *
 *     opening --AUTH, ROLE master, INFO--> ready --lost, given up, closed--> (gone)
 *        +--------lost, given up, closed-------------------------------------^
 */
#ifndef HUIYING_REDIS_LINK_H
#define HUIYING_REDIS_LINK_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct endpoint;
struct event_base;
struct link;
struct redisReply;

struct link_loss {
    char reason[160];
    bool was_ready;
    bool was_useful; /* it answered a command without an error after it was ready */
    bool was_late;   /* a deadline passed */
};

struct link_settings {
    struct event_base *loop;
    const char *user;     /* or NULL */
    const char *password; /* NULL: no AUTH */
    int64_t connect_us;
    int64_t command_us;
    void (*on_ready)(void *ctx, const char *policy);          /* maxmemory-policy, "" if not told */
    void (*on_lost)(void *ctx, const struct link_loss *loss); /* the link is gone afterwards */
    void *ctx;
};

/* Begins to connect; on_lost follows exactly once unless link_close comes first, neither before
 * this returns. NULL and *error set if connecting failed at once. The settings are borrowed for
 * the life of the link. */
struct link *link_open(const struct link_settings *settings, const struct endpoint *endpoint,
                       struct error *error);

/* Ends the link; commands still waiting fail before this returns. Not from its callbacks. */
void link_close(struct link *link);

/* As client_command, or false and nothing done if the link is on its way out. */
bool link_send(struct link *link, size_t count, const char **arguments, const size_t *sizes,
               void (*on_reply)(void *ctx, const struct redisReply *reply,
                                const struct error *error),
               void *ctx);

/* For the greeting: it is a master with that maxmemory-policy, so the link is ready. Nothing if it
 * is on its way out. */
void link_greeted(struct link *link, const char *policy);

/* For the greeting and the link: ends it for a reason, of which on_lost tells. Nothing if it is on
 * its way out. */
void link_give_up(struct link *link, const char *reason);

/* Commands sent and not answered. */
size_t link_pending(const struct link *link);

#endif
