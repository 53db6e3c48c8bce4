/*
 * The query part of an address, taken apart: pure, bounded, no allocation outside the arena.
 * For http itself, for handlers that look for unknown or repeated parameters, and for tests.
 */
#ifndef HUIYING_HTTP_QUERY_H
#define HUIYING_HTTP_QUERY_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { QUERY_BYTES_MAX = 6144, QUERY_PARAMETERS_MAX = 32 };

struct query_parameter {
    const char *name;
    const char *value; /* "" for both `a=` and `a` */
};

struct query {
    size_t count;
    struct query_parameter *all; /* in the arena */
};

/* Takes size bytes apart at & and =, decoding %XX and + into the arena (size + some 40 bytes for
 * each parameter). False and *error (URI_TOO_LONG for more than 6 KiB, else BAD_PARAMETER) for
 * more than 32 parameters, a bad escape, an encoded control character, a parameter without a name,
 * or bytes that are not UTF-8. */
bool query_parse(struct arena *arena, const char *bytes, size_t size, struct query *ret,
                 struct error *error);

/* The first value of that name, or NULL. */
const char *query_value(const struct query *query, const char *name);

/* How often the name was given. */
size_t query_count(const struct query *query, const char *name);

/* The first parameter whose name is not among the names (NULL ends them) or that was given
 * twice; NULL if all is well. */
const struct query_parameter *query_stranger(const struct query *query, const char *const names[]);

#endif
