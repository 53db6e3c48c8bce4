#include "redis/link.h"

#include "base/clock.h"
#include "base/macros.h"
#include "base/memory.h"
#include "redis/attach.h"
#include "redis/endpoint.h"
#include "redis/greeting.h"

#include <assert.h>
#include <event2/event.h>
#include <hiredis/async.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum link_state { LINK_OPENING, LINK_READY, LINK_GOING };

struct command {
    struct command *next;
    struct link *link;
    void (*on_reply)(void *ctx, const struct redisReply *reply, const struct error *error);
    void *ctx;
    int64_t deadline_us;
};

struct link {
    const struct link_settings *settings;
    redisAsyncContext *context;
    enum link_state state;
    bool is_closed; /* by link_close: nobody waits for on_lost */
    bool is_gone;   /* its socket is; it ends once all commands were called back */
    struct link_loss loss;
    int64_t open_deadline_us;
    struct event *timer;
    struct command *first; /* the oldest; answers come in order */
    struct command *last;
    size_t pending;
};

static redisAsyncContext *link_connect(const struct endpoint *endpoint, struct error *error);
static void link_on_reply(redisAsyncContext *context, void *answer, void *arg);
static void link_command_failed(struct link *link, const struct redisReply *reply,
                                struct error *error);
static bool link_is_wrong_server(const char *message);
static void link_on_gone(void *ctx);
static void link_end_if_over(struct link *link);
static void link_on_timer(evutil_socket_t fd, short what, void *arg);
static void link_set_timer(struct link *link, int64_t deadline_us);

struct link *link_open(const struct link_settings *settings, const struct endpoint *endpoint,
                       struct error *error)
{
    redisAsyncContext *context = link_connect(endpoint, error);
    if (!context)
        return NULL;
    struct link *link = memory_new(1, sizeof(*link));
    link->settings = settings;
    link->context = context;
    link->open_deadline_us = clock_mono_us() + settings->connect_us;
    link->timer = event_new(settings->loop, -1, 0, link_on_timer, link);
    if (!link->timer)
        memory_abort("no memory for an event");
    link_set_timer(link, link->open_deadline_us);
    attach_to_loop(context, settings->loop, link_on_gone, link);
    greeting_send(link, settings->user, settings->password);
    return link;
}

void link_close(struct link *link)
{
    assert(!(link->context->c.flags & REDIS_IN_CALLBACK));
    link->is_closed = true;
    link_give_up(link, "the connection was closed");
}

bool link_send(struct link *link, size_t count, const char **arguments, const size_t *sizes,
               void (*on_reply)(void *ctx, const struct redisReply *reply,
                                const struct error *error),
               void *ctx)
{
    if (link->state == LINK_GOING)
        return false;
    struct command *command = memory_new(1, sizeof(*command));
    *command = (struct command){
        .link = link,
        .on_reply = on_reply,
        .ctx = ctx,
        .deadline_us = clock_mono_us() + link->settings->command_us,
    };
    if (redisAsyncCommandArgv(link->context, link_on_reply, command, (int)count, arguments,
                              sizes) != REDIS_OK) {
        free(command);
        return false;
    }
    *(link->first ? &link->last->next : &link->first) = command;
    link->last = command;
    link->pending++;
    if (!evtimer_pending(link->timer, NULL))
        link_set_timer(link, command->deadline_us);
    return true;
}

size_t link_pending(const struct link *link)
{
    return link->pending;
}

void link_greeted(struct link *link, const char *policy)
{
    if (link->state != LINK_OPENING)
        return;
    link->state = LINK_READY;
    event_del(link->timer);
    link->settings->on_ready(link->settings->ctx, policy);
}

/* hiredis calls back what is pending, now or after the callback it is in, and then link_on_gone. */
void link_give_up(struct link *link, const char *reason)
{
    if (link->state == LINK_GOING)
        return;
    link->loss.was_ready = link->state == LINK_READY;
    link->state = LINK_GOING;
    snprintf(link->loss.reason, sizeof(link->loss.reason), "%s", reason);
    redisAsyncFree(link->context);
}

/* No name is looked up here: the host is an address already. */
static redisAsyncContext *link_connect(const struct endpoint *endpoint, struct error *error)
{
    redisAsyncContext *context = endpoint->port ? redisAsyncConnect(endpoint->host, endpoint->port)
                                                : redisAsyncConnectUnix(endpoint->host);
    if (!context)
        memory_abort("no memory for a connection");
    if (!context->err)
        return context;
    error_set(error, ERROR_UNAVAILABLE, NULL, "%s", context->errstr);
    redisAsyncFree(context);
    return NULL;
}

static void link_on_reply(redisAsyncContext *context, void *answer, void *arg)
{
    (void)context;
    const struct redisReply *reply = answer;
    struct command *command = arg;
    struct link *link = command->link;
    assert(command == link->first);
    link->first = command->next;
    link->pending--;
    struct error error = {.code = ERROR_OK};
    if (!reply || reply->type == REDIS_REPLY_ERROR)
        link_command_failed(link, reply, &error);
    else if (link->state == LINK_READY)
        link->loss.was_useful = true;
    command->on_reply(command->ctx, error.code ? NULL : reply, error.code ? &error : NULL);
    free(command);
    link_end_if_over(link);
    if (reply && error.code && link_is_wrong_server(error.message))
        link_give_up(link, error.message);
}

/* Without a reply hiredis is about to free the connection. */
static void link_command_failed(struct link *link, const struct redisReply *reply,
                                struct error *error)
{
    if (!reply && link->state != LINK_GOING) {
        link->loss.was_ready = link->state == LINK_READY;
        link->state = LINK_GOING;
        snprintf(link->loss.reason, sizeof(link->loss.reason), "%s", link->context->errstr);
    }
    error_set(error, ERROR_UNAVAILABLE, NULL, "%s", reply ? reply->str : link->loss.reason);
}

/* Answers of a server that is not, or not yet, the one to ask. */
static bool link_is_wrong_server(const char *message)
{
    static const char *const words[] = {"READONLY ", "LOADING ", "MASTERDOWN "};
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strncmp(message, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

static void link_on_gone(void *ctx)
{
    struct link *link = ctx;
    if (link->state != LINK_GOING) {
        link->loss.was_ready = link->state == LINK_READY;
        link->state = LINK_GOING;
        snprintf(link->loss.reason, sizeof(link->loss.reason), "%s", link->context->errstr);
    }
    link->is_gone = true;
    link_end_if_over(link);
}

/* hiredis tells that the connection is gone after it has called back what was pending; from 1.0 on
 * sometimes before. */
static void link_end_if_over(struct link *link)
{
    if (!link->is_gone || link->pending > 0)
        return;
    event_free(link->timer);
    if (!link->is_closed)
        link->settings->on_lost(link->settings->ctx, &link->loss);
    free(link);
}

/* One timer for all commands: their deadlines come in the order in which they were sent. */
static void link_on_timer(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct link *link = arg;
    if (link->state == LINK_READY && !link->first)
        return;
    int64_t deadline_us =
        link->state == LINK_READY ? link->first->deadline_us : link->open_deadline_us;
    if (clock_mono_us() < deadline_us) {
        link_set_timer(link, deadline_us);
        return;
    }
    link->loss.was_late = true;
    link_give_up(link, "no answer in time");
}

static void link_set_timer(struct link *link, int64_t deadline_us)
{
    int64_t wait_us = deadline_us - clock_mono_us();
    if (wait_us < 0)
        wait_us = 0;
    event_add(link->timer, &(struct timeval){wait_us / 1000000, wait_us % 1000000});
}
