/* A real server on 127.0.0.1 and clients of it, all in one loop that the test pumps. */
#ifndef HUIYING_TESTS_HTTP_SUPPORT_H
#define HUIYING_TESTS_HTTP_SUPPORT_H

#include "http/reply.h"
#include "http/server.h"

#include <event2/event.h>
#include <stdbool.h>

struct site {
    struct event_base *base;
    struct http_server *server;
    struct request *waiting; /* the one that /slow was asked for last */
    int done_count;          /* hooks.done */
    int done_status;
    bool refuse;      /* hooks.admit answers 401 */
    bool admit_later; /* hooks.admit keeps the request in waiting */
    bool drained;
};

/* The server with a few routes: see support.c. settings may be NULL. */
struct site *site_new(const struct http_settings *settings);
void site_free(struct site *site);

/* One whose patience ends after 40 ms, for 50 connections. */
struct site *site_new_impatient(void);

/* One turn of the loop, at most a few milliseconds long; turns until there are so many connections.
 */
enum { SITE_TURNS = 4000 };
void site_turn(struct site *site);
void site_turn_until(struct site *site, uint64_t connections);

/* A client: its socket, and all that it has received. */
struct visitor {
    int fd;
    bool closed;
    size_t size;
    char bytes[1 << 18];
};

struct visitor *visitor_new(struct site *site);
struct visitor *visitor_new_from(struct site *site, uint32_t from); /* an address of this machine */
void visitor_free(struct visitor *visitor);
void visitor_send(struct visitor *visitor, const char *bytes, size_t size);
void visitor_say(struct visitor *visitor, const char *string);

/* A new one that has said this. */
struct visitor *visitor_begin(struct site *site, const char *string);

/* Turns the loop until count whole replies are there, or the server has closed. */
void visitor_await(struct site *site, struct visitor *visitor, int count);
void visitor_await_close(struct site *site, struct visitor *visitor);

/* How many replies have begun; the status of the nth (from 0), or 0. */
int visitor_count(const struct visitor *visitor);
int visitor_status(const struct visitor *visitor, int n);

/* Sends from a new client and gives its first status; 0 if it was closed without a reply. */
int site_ask(struct site *site, const char *bytes, size_t size);
int site_ask_string(struct site *site, const char *string);

/* True if a good request on a new connection is answered with 200. */
bool site_is_well(struct site *site);

#endif
