#include "net/resolve.h"

#include "base/clock.h"
#include "base/memory.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

enum { LOOK_MS = 5 };

/* What libc reads and writes while it looks: it must live as long as that, whatever we do. */
struct inquiry {
    struct gaicb request;
    struct addrinfo hints;
    char host[256];
    LIST_ENTRY(inquiry) link; /* once it is left to libc */
};

/* What libc would not let go of, until it is done with it. */
static LIST_HEAD(inquiries, inquiry) left_to_libc = LIST_HEAD_INITIALIZER(left_to_libc);

struct resolution {
    struct inquiry *inquiry;
    struct event *timer;
    int64_t deadline_us; /* by the monotonic clock */
    resolve_callback *callback;
    void *context;
};

static void ask(struct inquiry *inquiry, const char *host);
static void look_later(struct resolution *resolution);
static void on_timer(evutil_socket_t socket, short what, void *context);
static void tell(struct resolution *resolution, int status);
static void collect(const struct addrinfo *all, struct resolved *ret);
static void leave(struct resolution *resolution);
static void take_back(void);
static void inquiry_free(struct inquiry *inquiry);

bool resolve_is_address(const char *host)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

struct resolution *resolve_begin(struct event_base *base, const char *host, int timeout_ms,
                                 resolve_callback *callback, void *context)
{
    struct resolution *resolution = memory_new(1, sizeof(*resolution));
    take_back();
    resolution->inquiry = memory_new(1, sizeof(*resolution->inquiry));
    resolution->callback = callback;
    resolution->context = context;
    resolution->deadline_us = clock_mono_us() + (int64_t)timeout_ms * 1000;
    resolution->timer = evtimer_new(base, on_timer, resolution);
    if (!resolution->timer)
        memory_abort("no memory for an event");
    ask(resolution->inquiry, host);
    look_later(resolution);
    return resolution;
}

void resolve_cancel(struct resolution *resolution)
{
    if (resolution)
        leave(resolution);
}

/* If it cannot even begin, the timer finds that there is no address. */
static void ask(struct inquiry *inquiry, const char *host)
{
    struct gaicb *all[] = {&inquiry->request};
    if (strlen(host) >= sizeof(inquiry->host))
        return;
    memcpy(inquiry->host, host, strlen(host) + 1);
    inquiry->hints.ai_socktype = SOCK_STREAM;
    inquiry->request.ar_name = inquiry->host;
    inquiry->request.ar_request = &inquiry->hints;
    getaddrinfo_a(GAI_NOWAIT, all, 1, NULL);
}

static void look_later(struct resolution *resolution)
{
    event_add(resolution->timer, &(struct timeval){.tv_usec = LOOK_MS * 1000});
}

/* libc tells by a thread, a signal or not at all; looking is the one that needs none. */
static void on_timer(evutil_socket_t socket, short what, void *context)
{
    struct resolution *resolution = context;
    (void)socket;
    (void)what;
    int status = gai_error(&resolution->inquiry->request);
    if (status != EAI_INPROGRESS || clock_mono_us() >= resolution->deadline_us)
        tell(resolution, status);
    else
        look_later(resolution);
}

static void tell(struct resolution *resolution, int status)
{
    struct resolved found = {.count = 0};
    if (status == 0)
        collect(resolution->inquiry->request.ar_result, &found);
    const char *why = status == EAI_INPROGRESS ? "it was not looked up in time"
                      : status == 0            ? "it has no address of use"
                                               : gai_strerror(status);
    if (found.count)
        resolution->callback(&found, "", resolution->context);
    else
        resolution->callback(NULL, why, resolution->context);
    leave(resolution);
}

static void collect(const struct addrinfo *all, struct resolved *ret)
{
    for (const struct addrinfo *info = all; info && ret->count < RESOLVED_MAX;
         info = info->ai_next) {
        if (getnameinfo(info->ai_addr, info->ai_addrlen, ret->all[ret->count], INET6_ADDRSTRLEN,
                        NULL, 0, NI_NUMERICHOST) == 0)
            ret->count++;
    }
}

static void leave(struct resolution *resolution)
{
    struct inquiry *inquiry = resolution->inquiry;
    if (gai_cancel(&inquiry->request) == EAI_NOTCANCELED)
        LIST_INSERT_HEAD(&left_to_libc, inquiry, link);
    else
        inquiry_free(inquiry);
    event_free(resolution->timer);
    free(resolution);
}

/* So that a name server that never answers does not take all memory, however long it does not. */
static void take_back(void)
{
    struct inquiry *each, *next;
    for (each = LIST_FIRST(&left_to_libc); each; each = next) {
        next = LIST_NEXT(each, link);
        if (gai_error(&each->request) == EAI_INPROGRESS)
            continue;
        LIST_REMOVE(each, link);
        inquiry_free(each);
    }
}

static void inquiry_free(struct inquiry *inquiry)
{
    if (inquiry->request.ar_result)
        freeaddrinfo(inquiry->request.ar_result);
    free(inquiry);
}
