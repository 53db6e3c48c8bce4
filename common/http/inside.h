/*
 * What server, connection, request and reply know of each other. For these files only.
 *
 *   server --< connection (one a socket, as long as evhttp's) --0..1 request
 *
 * A request begins when its header is complete (ARRIVING: evhttp has not yet seen all of it),
 * waits for hooks.admit (ADMITTING), is with its handler (HANDLING) and ends with its reply. It
 * outlives its connection if the client leaves in between, and even the server.
 */
#ifndef HUIYING_HTTP_INSIDE_H
#define HUIYING_HTTP_INSIDE_H

#include "base/error.h"
#include "http/guard.h"
#include "http/linger.h"
#include "http/peer.h"
#include "http/query.h"
#include "http/router.h"
#include "http/server.h"

#include <stdint.h>
#include <sys/queue.h>

struct bufferevent;
struct connection;
struct evhttp;
struct evhttp_connection;
struct evhttp_request;

enum { SERVER_BUCKETS = 1024, SERVER_ID_PREFIX_SIZE = 17 };

LIST_HEAD(connections, connection);
LIST_HEAD(requests, request);

struct http_server {
    struct event_base *base;
    struct http_settings settings;
    struct guard_limits limits;
    const struct routes *routes;
    struct http_hooks hooks;
    void *service;
    struct peer_networks trusted;
    struct evhttp *evhttp;
    struct evhttp_bound_socket *bound; /* NULL once it no longer listens */
    struct event *tick;                /* looks after deadlines */
    struct event *adopt;               /* takes in what was just accepted */
    struct connections fresh;          /* accepted, not yet taken in */
    struct connections connections;
    struct connections buckets[SERVER_BUCKETS]; /* by address */
    struct connection **by_fd;
    size_t by_fd_size;
    struct requests pending; /* from ADMITTING on */
    uint64_t buffered_bytes; /* of bodies of the requests at hand, as far as they arrived */
    struct lingers lingers;
    struct http_counts counts;
    char id_prefix[SERVER_ID_PREFIX_SIZE];
    uint64_t id_next;
    uint16_t port;
    bool draining;
    int64_t drain_by_us;
    int64_t drain_spare_us; /* until then newcomers are let in */
    int64_t give_back_us;   /* the next time */
    void (*drain_done)(void *context);
    void *drain_context;
};

enum request_state { REQUEST_ARRIVING, REQUEST_ADMITTING, REQUEST_HANDLING };

struct request { /* in its own arena */
    LIST_ENTRY(request) link;
    enum request_state state;
    struct http_server *server;    /* NULL once it was freed */
    struct connection *connection; /* NULL once the client has left */
    struct evhttp_request *evhttp; /* NULL while ARRIVING */
    struct arena *arena;
    const char *method;
    const char *path;
    struct query query;
    struct router_match match;
    struct error failure; /* what it is refused with, or request_fail was given, or OK */
    bool closes;          /* the connection ends with this request's reply */
    bool chinese;
    const char *id;
    const char *traceparent;
    const char *peer;
    void *user;
    int64_t started_us;
    uint64_t body_size;
};

/* server.c: the route's, or the server's default. */
size_t server_body_max(const struct http_server *server, const struct route *route);
/* server.c: counts a connection, and pauses or goes on with accepting. */
void server_connection_came(struct http_server *server);
void server_connection_gone(struct http_server *server);

/* request.c: begins one. The head is what the guard has passed, NULL for a request it refused. */
struct request *request_new(struct connection *connection, const char *head,
                            const struct guard *guard);
/* request.c: evhttp has all of it; answers it or hands it on. */
void request_arrived(struct request *request, struct evhttp_request *evhttp);
void request_free(struct request *request);

#endif
