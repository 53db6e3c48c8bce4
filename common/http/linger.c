#include "http/linger.h"

#include "base/clock.h"
#include "base/memory.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

struct lingering {
    LIST_ENTRY(lingering) link;
    struct lingers *owner;
    struct event *event;
    int fd;
    size_t bytes_left;
    int64_t until_us; /* however the bytes trickle in */
};

static void linger_on_event(evutil_socket_t fd, short what, void *context);
static void linger_end(struct lingering *lingering);

void linger_begin(struct lingers *lingers, struct event_base *base, int fd)
{
    static const struct timeval patience = {LINGER_SECONDS, 0};
    if (lingers->count == LINGER_SOCKETS_MAX) {
        close(fd);
        return;
    }
    struct lingering *lingering = memory_new(1, sizeof(*lingering));
    lingering->owner = lingers;
    lingering->fd = fd;
    lingering->bytes_left = LINGER_BYTES_MAX;
    lingering->until_us = clock_mono_us() + patience.tv_sec * (int64_t)1000000;
    lingering->event = event_new(base, fd, EV_READ | EV_PERSIST, linger_on_event, lingering);
    if (!lingering->event)
        memory_abort("out of memory");
    LIST_INSERT_HEAD(&lingers->list, lingering, link);
    lingers->count++;
    event_add(lingering->event, &patience);
}

void lingers_done(struct lingers *lingers)
{
    for (struct lingering *each = LIST_FIRST(&lingers->list), *next; each; each = next) {
        next = LIST_NEXT(each, link);
        linger_end(each);
    }
}

static void linger_on_event(evutil_socket_t fd, short what, void *context)
{
    struct lingering *lingering = context;
    char dropped[16384];
    ssize_t size = what & EV_READ ? read(fd, dropped, sizeof(dropped)) : 0;
    bool is_over = clock_mono_us() >= lingering->until_us;
    if (is_over || size <= 0 || (size_t)size >= lingering->bytes_left)
        linger_end(lingering);
    else
        lingering->bytes_left -= (size_t)size;
}

static void linger_end(struct lingering *lingering)
{
    LIST_REMOVE(lingering, link);
    lingering->owner->count--;
    event_free(lingering->event);
    close(lingering->fd);
    free(lingering);
}
