/*
 * One request, from the moment its header is complete until it is answered. For handlers and
 * hooks. Everything returned is borrowed and lives until the request ends, which it does by one
 * of the functions of http/reply.h; it may be held across callbacks until then, whether the
 * client is still there or not.
 */
#ifndef HUIYING_HTTP_REQUEST_H
#define HUIYING_HTTP_REQUEST_H

#include "base/arena.h"
#include "http/query.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct request;
struct route;

/* As sent, "GET" or even "BREW". HEAD stays HEAD, though the handler of GET gets it. */
const char *request_method(const struct request *request);

/* The path as sent, still percent-encoded, without the query. */
const char *request_path(const struct request *request);

/* The entry of the service's table; NULL where none matched (hooks.done sees such requests). */
const struct route *request_route(const struct request *request);

/* What stands in the path for {name}, percent-decoded; NULL if the route has no such place. */
const char *request_path_param(const struct request *request, const char *name);

/* The first value of a query parameter, decoded; NULL if it was not given. */
const char *request_query(const struct request *request, const char *name);

/* All parameters in the order sent, so that unknown and repeated ones can be refused. */
const struct query *request_query_all(const struct request *request);

/* The value of a header field, whatever the case of its name; NULL if it was not sent. Host,
 * Authorization, Content-Type, Idempotency-Key and the like were sent once at most: the guard
 * refuses requests that double them. */
const char *request_header(const struct request *request, const char *name);

/* All fields of that name, in their order, as one list; NULL if there is none. */
const char *request_header_all(const struct request *request, const char *name);

/* The whole body, not NUL-terminated; *ret_size 0 if there is none. */
const void *request_body(const struct request *request, size_t *ret_size);

/* Memory that goes when the request ends. Capped by the server's settings. */
struct arena *request_arena(const struct request *request);

/* The client's X-Request-Id if it is 1 to 64 of [A-Za-z0-9._-], else one made here. */
const char *request_id(const struct request *request);

/* The client's traceparent (W3C Trace Context) if it is well formed, else NULL. */
const char *request_traceparent(const struct request *request);

/* True unless Accept-Language prefers en to zh: whichever of the two has the higher weight, the
 * first of equals; Chinese where neither is named. */
bool request_is_chinese(const struct request *request);

/* The client's address as text. Behind trusted proxies: the last address of X-Forwarded-For that
 * is not one of theirs. */
const char *request_peer(const struct request *request);

/* Who asks: set by the hook that admits requests, read by handlers. Lives as the setter says;
 * the request's arena is a good home. */
void request_set_user(struct request *request, void *user);
void *request_user(const struct request *request);

/* When the request's first byte was seen, by clock_mono_us. */
int64_t request_started_us(const struct request *request);

/* What it was failed with, for logs; code OK if it was not. The message is not for logs where a
 * sqlstate is set: PostgreSQL's may quote a value. */
const struct error *request_failure(const struct request *request);

/* Goes on to the handler, after hooks.admit said false; exactly once, unless it was failed. */
void request_proceed(struct request *request);

#endif
