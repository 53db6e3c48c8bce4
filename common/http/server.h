/*
 * An HTTP/1.1 server on libevent's loop. For services; several may share one loop (the public
 * one and one for health and metrics).
 *
 * A request goes: guard (raw bytes) -> route -> hooks.admit -> handler -> a reply -> hooks.done.
 */
#ifndef HUIYING_HTTP_SERVER_H
#define HUIYING_HTTP_SERVER_H

#include "base/error.h"
#include "http/request.h"
#include "http/router.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct http_server;

/* Zero stands for the default written beside it. */
struct http_settings {
    const char *address;     /* "127.0.0.1", "::1", "0.0.0.0"; default 127.0.0.1 */
    uint16_t port;           /* 0: any free one, see http_server_port */
    bool reuse_port;         /* several processes on one port */
    int backlog;             /* 1024 */
    size_t header_bytes_max; /* 8192, the request line included */
    size_t header_count_max; /* 100 */
    size_t body_bytes_max;   /* 65536; a route may allow another size */
    int request_deadline_ms; /* 10000: from the first byte of a request to its last */
    int idle_ms;             /* 60000: between requests, and before the first */
    int write_deadline_ms;   /* 30000: for a client to take its reply */
    size_t connections_max;  /* 4096; at the cap accepting pauses, and the idle go after 1 s */
    size_t connections_per_peer_max; /* 256; trusted proxies have no such cap */
    size_t arena_bytes;              /* 8 MiB for each request */
    size_t buffered_bytes_max; /* 128 MiB: of bodies, in all, and a quarter of it for a peer; above
                                  it 503, and what is still arriving is closed */
    const char *trusted_proxies; /* "10.0.0.0/8, ::1"; default none */
};

struct http_hooks {
    /* Asked before the handler of a matched route. True: go on now. False: the hook answered
     * already, or will call request_proceed or request_fail later. NULL: all are admitted. */
    bool (*admit)(struct request *request, void *service);
    /* Told once for each request when it is answered, refused ones included (their route is
     * NULL). The request is still readable. May be NULL. */
    void (*done)(const struct request *request, int status, int64_t duration_us, void *service);
};

/* For metrics; all but the first two only ever grow. */
struct http_counts {
    uint64_t connections;
    uint64_t pending; /* requests with a handler */
    uint64_t accepted;
    uint64_t turned_away; /* connections above a peer's cap */
    uint64_t pauses;      /* of accepting: at the cap, or out of descriptors */
    uint64_t refused;     /* requests that the guard did not let in */
    uint64_t timeouts;    /* requests, idle connections and replies that took too long */
};

/* Listens. The routes and their table are borrowed for the server's life, the settings are
 * copied; service is handed to handlers and hooks. Ignores SIGPIPE for the process. NULL and
 * *error if an address is wrong or taken. */
struct http_server *http_server_new(struct event_base *base, const struct http_settings *settings,
                                    const struct routes *routes, const struct http_hooks *hooks,
                                    void *service, struct error *error);

/* The port it listens on. */
uint16_t http_server_port(const struct http_server *server);

struct http_counts http_server_counts(const struct http_server *server);

/* Stops accepting a moment later, so that who has just come is answered; closes idle connections,
 * and each other one after its reply; then calls done, at the latest after bound_ms. done is called
 * once, never before this returns. */
void http_server_drain(struct http_server *server, int bound_ms, void (*done)(void *context),
                       void *context);

/* Closes everything at once. Requests still with a handler lose their client, and answering them
 * later is harmless. NULL is accepted. */
void http_server_free(struct http_server *server);

#endif
