/*
 * From a request's target to a route. Pure, so that it can be fuzzed. Services give their table;
 * http/server does the rest.
 */
#ifndef HUIYING_HTTP_ROUTER_H
#define HUIYING_HTTP_ROUTER_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct request;

struct route {
    const char *method; /* "GET" serves HEAD too */
    const char *path;   /* "/v1/items/{ref}/windows/{n}/fulfil"; a place is a whole segment */
    const char *name;   /* for metrics and logs */
    size_t body_max;    /* bytes; 0: the server's default */
    unsigned roles;     /* for the service's hook; http does not look at it */
    void (*handler)(struct request *request, void *service);
};

struct routes {
    const struct route *all;
    size_t count;
};

enum { ROUTER_PATH_BYTES_MAX = 2048, ROUTER_PLACES_MAX = 8, ROUTER_SEGMENTS_MAX = 24 };

struct router_place {
    const char *name; /* borrowed from the route, up to its closing brace */
    size_t name_length;
    const char *value; /* percent-decoded, in the arena */
};

struct router_match {
    const struct route *route; /* NULL: no such path, or not with this method */
    size_t place_count;
    struct router_place places[ROUTER_PLACES_MAX];
    const char *allow; /* for the Allow field if the path is known, else NULL; in the arena */
};

/* Finds the route of a path. False and *error for a path that nobody may send: NOT a slash in
 * front, too long, a bad escape, an encoded control character or slash, a backslash, a dot
 * segment, an empty segment, bytes that are not UTF-8. A fixed segment wins over a place. */
bool router_match(const struct routes *routes, struct arena *arena, const char *method,
                  const char *path, size_t size, struct router_match *ret, struct error *error);

#endif
