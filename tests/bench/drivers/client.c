#include "client.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static size_t send_now(const struct client *client, const struct text *request);
static int socket_from(const struct client_owner *owner, size_t index);
static void on_readable(struct bufferevent *socket, void *context);
static bool read_head(struct client *client, struct evbuffer *input);
static void read_field(struct client *client, const char *line);
static void on_event(struct bufferevent *socket, short what, void *context);

bool client_open(struct client *client, struct client_owner *owner, size_t index)
{
    struct sockaddr_in server = {.sin_family = AF_INET,
                                 .sin_port = htons(owner->port),
                                 .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int descriptor = socket_from(owner, index);
    if (descriptor < 0)
        return false;
    *client = (struct client){.owner = owner, .index = index};
    client->socket = bufferevent_socket_new(owner->base, descriptor, BEV_OPT_CLOSE_ON_FREE);
    bufferevent_setcb(client->socket, on_readable, NULL, on_event, client);
    bufferevent_enable(client->socket, EV_READ | EV_WRITE);
    return bufferevent_socket_connect(client->socket, (struct sockaddr *)&server, sizeof(server)) ==
           0;
}

void client_close(struct client *client)
{
    if (client->socket)
        bufferevent_free(client->socket);
    client->socket = NULL;
}

void client_send(struct client *client, const struct text *request, int64_t since_us)
{
    client->is_busy = true;
    client->since_us = since_us;
    client->has_head = false;
    struct evbuffer *rest = bufferevent_get_output(client->socket);
    size_t sent = evbuffer_get_length(rest) == 0 ? send_now(client, request) : 0;
    if (sent < request->length)
        evbuffer_add(rest, request->bytes + sent, request->length - sent);
}

/* What goes without waiting for the event loop, which is all of it as a rule. */
static size_t send_now(const struct client *client, const struct text *request)
{
    ssize_t sent = send(bufferevent_getfd(client->socket), request->bytes, request->length,
                        MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent > 0 ? (size_t)sent : 0;
}

static int socket_from(const struct client_owner *owner, size_t index)
{
    struct sockaddr_in here = {
        .sin_family = AF_INET,
        .sin_addr = {htonl(INADDR_LOOPBACK + (uint32_t)(index % (size_t)owner->peers))}};
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    if (descriptor < 0)
        return -1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (owner->peers > 1 && bind(descriptor, (struct sockaddr *)&here, sizeof(here)) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

static void on_readable(struct bufferevent *socket, void *context)
{
    struct client *client = context;
    struct evbuffer *input = bufferevent_get_input(socket);
    while (evbuffer_get_length(input) > 0) {
        if (!client->has_head && !read_head(client, input))
            return;
        size_t there = evbuffer_get_length(input);
        size_t taken = there < client->body_left ? there : client->body_left;
        evbuffer_drain(input, taken);
        client->body_left -= taken;
        if (client->body_left > 0)
            return;
        client->has_head = false;
        client->is_busy = false;
        client->owner->on_reply(client, client->status);
    }
}

/* True once the whole head is there. Replies are ours or a peer's: Content-Length, no chunks. */
static bool read_head(struct client *client, struct evbuffer *input)
{
    struct evbuffer_ptr end = evbuffer_search(input, "\r\n\r\n", 4, NULL);
    char *line;
    if (end.pos < 0)
        return false;
    client->body_left = 0;
    line = evbuffer_readln(input, NULL, EVBUFFER_EOL_CRLF_STRICT);
    client->status = line && strlen(line) > 9 ? (int)strtol(line + 9, NULL, 10) : 0;
    free(line);
    while ((line = evbuffer_readln(input, NULL, EVBUFFER_EOL_CRLF_STRICT)) && *line) {
        read_field(client, line);
        free(line);
    }
    free(line);
    if (client->status == 304)
        client->body_left = 0;
    client->has_head = true;
    return true;
}

static void read_field(struct client *client, const char *line)
{
    if (strncasecmp(line, "Content-Length:", 15) == 0)
        client->body_left = strtoul(line + 15, NULL, 10);
    if (strncasecmp(line, "ETag:", 5) != 0)
        return;
    const char *value = line + 5 + strspn(line + 5, " ");
    size_t length = strlen(value);
    if (length < CLIENT_TAG_SIZE)
        memcpy(client->tag, value, length + 1);
}

static void on_event(struct bufferevent *socket, short what, void *context)
{
    struct client *client = context;
    (void)socket;
    if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR))
        client->owner->on_lost(client);
}
