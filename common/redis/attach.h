/* Hangs a hiredis connection into the event loop. For common/redis/link. hiredis brings such code,
 * but that does not say when the connection goes. */
#ifndef HUIYING_REDIS_ATTACH_H
#define HUIYING_REDIS_ATTACH_H

struct event_base;
struct redisAsyncContext;

/* on_gone is called exactly once, however the connection ends: after the callbacks of all its
 * commands, right before hiredis frees it. */
void attach_to_loop(struct redisAsyncContext *context, struct event_base *loop,
                    void (*on_gone)(void *ctx), void *ctx);

#endif
