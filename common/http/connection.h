/*
 * One connection: evhttp's bufferevent with the guard before it. For http/server and
 * http/request only.
 *
 * Bytes that arrive are taken out of the bufferevent's input at once and held until a whole
 * header has passed the guard; only then does evhttp see it, under a request line of our own, so
 * that neither its parser of addresses nor its list of methods ever meets what a client wrote.
 * The next request is held until the one before is answered. A refused request becomes a small
 * one of our own, which http/request answers with the refusal.
 *
 *   FRESH -> IDLE -> HEAD -> BODY -> HANDLING -> WRITING -> IDLE ...
 *                      \----------------^  (no body)
 */
#ifndef HUIYING_HTTP_CONNECTION_H
#define HUIYING_HTTP_CONNECTION_H

#include "base/text.h"
#include "http/inside.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>

enum connection_phase {
    CONNECTION_FRESH,
    CONNECTION_IDLE,
    CONNECTION_HEAD,
    CONNECTION_BODY,
    CONNECTION_HANDLING,
    CONNECTION_WRITING
};

struct connection {
    LIST_ENTRY(connection) link;
    LIST_ENTRY(connection) bucket_link;
    struct http_server *server;
    struct bufferevent *bufferevent;
    struct evhttp_connection *evhttp;
    struct evbuffer_cb_entry *on_input;
    enum connection_phase phase;
    struct guard guard;
    struct text held; /* from held_start on: bytes that evhttp has not seen */
    size_t held_start;
    uint64_t body_left;  /* to arrive */
    int64_t deadline_us; /* by clock_mono_us; 0 while we are the ones who keep it waiting */
    int64_t started_us;  /* the request at hand */
    struct request *request;
    struct peer peer;
    int fd;
    bool closing; /* nothing more is taken in */
    bool moving;  /* the input is being changed by us */
};

/* For evhttp_set_bevcb: begins a connection, FRESH. */
struct bufferevent *connection_begin(struct event_base *base, void *server);

/* Learns who it is, once evhttp has given it its socket; ends it if that peer has too many. */
void connection_adopt(struct connection *connection);

/* The connection of one of evhttp's requests. */
struct connection *connection_of(struct http_server *server, struct evhttp_request *request);

/* The reply is on its way. */
void connection_replied(struct connection *connection, struct evhttp_request *request);

/* What is due when the deadline has passed: 408 for a header, else it is closed. */
void connection_expire(struct connection *connection);

/* False of a trusted proxy, which speaks for many. */
bool connection_has_a_share(const struct connection *connection);

/* Bytes of bodies that its peer's connections hold. */
uint64_t connection_peer_bytes(const struct connection *connection);

/* Closes it at once. */
void connection_close(struct connection *connection);

#endif
