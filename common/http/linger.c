#include "http/linger.h"

#include "base/memory.h"

#include <event2/event.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct lingering {
    LIST_ENTRY(lingering) link;
    struct lingers *owner;
    struct event *event;
    int fd;
    size_t bytes_left;
};

static void linger_on_event(evutil_socket_t fd, short what, void *context);
static void linger_end(struct lingering *linger);

void linger_begin(struct lingers *lingers, struct event_base *base, int fd)
{
    static const struct timeval patience = {LINGER_SECONDS, 0};
    int kept = lingers->count < LINGER_SOCKETS_MAX ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (kept < 0)
        return;
    struct lingering *linger = memory_new(1, sizeof(*linger));
    linger->owner = lingers;
    linger->fd = kept;
    linger->bytes_left = LINGER_BYTES_MAX;
    linger->event = event_new(base, kept, EV_READ | EV_PERSIST, linger_on_event, linger);
    if (!linger->event)
        memory_abort("out of memory");
    LIST_INSERT_HEAD(&lingers->list, linger, link);
    lingers->count++;
    event_add(linger->event, &patience);
}

void lingers_done(struct lingers *lingers)
{
    while (!LIST_EMPTY(&lingers->list))
        linger_end(LIST_FIRST(&lingers->list));
}

static void linger_on_event(evutil_socket_t fd, short what, void *context)
{
    struct lingering *linger = context;
    char dropped[16384];
    ssize_t size = what & EV_READ ? read(fd, dropped, sizeof(dropped)) : 0;
    if (size <= 0 || (size_t)size >= linger->bytes_left)
        linger_end(linger);
    else
        linger->bytes_left -= (size_t)size;
}

static void linger_end(struct lingering *linger)
{
    LIST_REMOVE(linger, link);
    linger->owner->count--;
    event_free(linger->event);
    close(linger->fd);
    free(linger);
}
