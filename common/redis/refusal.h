/* Commands that fail before they are sent, told from the loop so that no callback comes before the
 * call that gave it returns. For common/redis/client. */
#ifndef HUIYING_REDIS_REFUSAL_H
#define HUIYING_REDIS_REFUSAL_H

#include "base/error.h"

struct event_base;
struct redisReply;
struct refusals;

struct refusals *refusals_new(struct event_base *loop);

/* Tells what is left, whatever those callbacks add too, and frees. */
void refusals_free(struct refusals *refusals);

/* Has on_reply called with UNAVAILABLE and the reason in the loop's next turn, once. */
void refusals_add(struct refusals *refusals, const char *reason,
                  void (*on_reply)(void *ctx, const struct redisReply *reply,
                                   const struct error *error),
                  void *ctx);

#endif
