#include "redis/refusal.h"

#include "base/memory.h"

#include <assert.h>
#include <event2/event.h>
#include <stdbool.h>
#include <stdlib.h>

struct refusal {
    struct refusal *next;
    void (*on_reply)(void *ctx, const struct redisReply *reply, const struct error *error);
    void *ctx;
    struct error error;
};

struct refusals {
    struct event *turn;
    struct refusal *first;
    struct refusal *last;
    bool is_telling;
};

static void refusals_on_turn(evutil_socket_t fd, short what, void *arg);
static void refusals_tell(struct refusals *refusals);

struct refusals *refusals_new(struct event_base *loop)
{
    struct refusals *refusals = memory_new(1, sizeof(*refusals));
    refusals->turn = evtimer_new(loop, refusals_on_turn, refusals);
    if (!refusals->turn)
        memory_abort("no memory for an event");
    return refusals;
}

void refusals_free(struct refusals *refusals)
{
    assert(!refusals->is_telling);
    while (refusals->first)
        refusals_tell(refusals);
    event_free(refusals->turn);
    free(refusals);
}

/* A timer of no length and not event_active: an activated event would run again within the same
 * turn, and a callback that sends again would keep the loop for itself. */
void refusals_add(struct refusals *refusals, const char *reason,
                  void (*on_reply)(void *ctx, const struct redisReply *reply,
                                   const struct error *error),
                  void *ctx)
{
    struct refusal *refusal = memory_new(1, sizeof(*refusal));
    refusal->on_reply = on_reply;
    refusal->ctx = ctx;
    error_set(&refusal->error, ERROR_UNAVAILABLE, NULL, "%s", reason);
    *(refusals->first ? &refusals->last->next : &refusals->first) = refusal;
    refusals->last = refusal;
    event_add(refusals->turn, &(struct timeval){0, 0});
}

static void refusals_on_turn(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    refusals_tell(arg);
}

/* Tells what is there now, and leaves for later what the callbacks add. */
static void refusals_tell(struct refusals *refusals)
{
    struct refusal *refusal = refusals->first;
    refusals->first = NULL;
    refusals->is_telling = true;
    while (refusal) {
        struct refusal *next = refusal->next;
        refusal->on_reply(refusal->ctx, NULL, &refusal->error);
        free(refusal);
        refusal = next;
    }
    refusals->is_telling = false;
}
