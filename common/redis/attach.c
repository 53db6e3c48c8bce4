#include "redis/attach.h"

#include "base/memory.h"

#include <event2/event.h>
#include <hiredis/async.h>
#include <stdlib.h>

struct attachment {
    struct redisAsyncContext *context;
    struct event *readable;
    struct event *writable;
    void (*on_gone)(void *ctx);
    void *ctx;
};

static void attachment_on_readable(evutil_socket_t fd, short what, void *arg);
static void attachment_on_writable(evutil_socket_t fd, short what, void *arg);
static void attachment_add_read(void *arg);
static void attachment_del_read(void *arg);
static void attachment_add_write(void *arg);
static void attachment_del_write(void *arg);
static void attachment_cleanup(void *arg);

void attach_to_loop(struct redisAsyncContext *context, struct event_base *loop,
                    void (*on_gone)(void *ctx), void *ctx)
{
    struct attachment *attachment = memory_new(1, sizeof(*attachment));
    *attachment = (struct attachment){.context = context, .on_gone = on_gone, .ctx = ctx};
    attachment->readable =
        event_new(loop, context->c.fd, EV_READ | EV_PERSIST, attachment_on_readable, attachment);
    attachment->writable =
        event_new(loop, context->c.fd, EV_WRITE | EV_PERSIST, attachment_on_writable, attachment);
    if (!attachment->readable || !attachment->writable)
        memory_abort("no memory for an event");
    context->ev.data = attachment;
    context->ev.addRead = attachment_add_read;
    context->ev.delRead = attachment_del_read;
    context->ev.addWrite = attachment_add_write;
    context->ev.delWrite = attachment_del_write;
    context->ev.cleanup = attachment_cleanup;
    attachment_add_write(attachment);
}

static void attachment_on_readable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    redisAsyncHandleRead(((struct attachment *)arg)->context);
}

static void attachment_on_writable(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    redisAsyncHandleWrite(((struct attachment *)arg)->context);
}

static void attachment_add_read(void *arg)
{
    event_add(((struct attachment *)arg)->readable, NULL);
}

static void attachment_del_read(void *arg)
{
    event_del(((struct attachment *)arg)->readable);
}

static void attachment_add_write(void *arg)
{
    event_add(((struct attachment *)arg)->writable, NULL);
}

static void attachment_del_write(void *arg)
{
    event_del(((struct attachment *)arg)->writable);
}

static void attachment_cleanup(void *arg)
{
    struct attachment *attachment = arg;
    void (*on_gone)(void *ctx) = attachment->on_gone;
    void *ctx = attachment->ctx;
    event_free(attachment->readable);
    event_free(attachment->writable);
    free(attachment);
    on_gone(ctx);
}
