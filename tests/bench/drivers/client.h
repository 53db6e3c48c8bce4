/* HTTP/1.1 connections of a driver that sends as fast as it may and reads just what it needs. */
#ifndef HUIYING_BENCH_CLIENT_H
#define HUIYING_BENCH_CLIENT_H

#include "base/text.h"

#include <event2/event.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CLIENT_TAG_SIZE = 80 };

/* One connection, with one request under way at most. */
struct client {
    struct client_owner *owner;
    struct bufferevent *socket;
    size_t index;
    bool is_busy;
    int64_t since_us;          /* from when on the present request's latency counts */
    char tag[CLIENT_TAG_SIZE]; /* the last reply's, quotes and all; "" without one */
    bool has_head;
    int status; /* of the reply that is being read */
    size_t body_left;
};

/* Who drives them. */
struct client_owner {
    struct event_base *base;
    uint16_t port;
    int peers; /* addresses 127.0.0.1 and on, that connections come from in turn */
    void (*on_reply)(struct client *client, int status);
    void (*on_lost)(struct client *client);
};

/* Connects; what is sent before that is done waits. False if there is no socket to be had. */
bool client_open(struct client *client, struct client_owner *owner, size_t index);
void client_close(struct client *client);

/* Sends a whole request, head and body, that counts from since_us on. */
void client_send(struct client *client, const struct text *request, int64_t since_us);

#endif
