/*
 * Reading a JSON document: its tree of values. With json/value.c the only home of json-c.
 * Requests are read through json/fields; this is for what lies below it and for documents that
 * SQL made (json_agg).
 *
 * All nodes are borrowed from the document, which goes with its arena. A NULL node reads as null,
 * so that lookups can be chained.
 */
#ifndef HUIYING_JSON_VALUE_H
#define HUIYING_JSON_VALUE_H

#include "base/arena.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* JSON_NUMBER is a number with a fraction or an exponent. */
enum json_kind {
    JSON_NULL,
    JSON_BOOLEAN,
    JSON_INTEGER,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
};

struct json;

/* Checks the bytes (json/strict.h) and reads them. Else ERROR_BAD_JSON. A document that is the
 * word null gives *ret_root NULL. */
bool json_parse(struct arena *arena, const char *bytes, size_t size, const struct json **ret_root,
                struct error *error);

/* The same without the check, for documents of our own; up to 31 levels deep. What is not JSON
 * here is a fault of ours: ERROR_INTERNAL. */
bool json_parse_trusted(struct arena *arena, const char *bytes, size_t size,
                        const struct json **ret_root, struct error *error);

enum json_kind json_kind(const struct json *node);
bool json_is_null(const struct json *node);

/* The member of that name, or NULL if there is none, it is null, or node is no object. */
const struct json *json_get(const struct json *node, const char *key);

/* The entry at index, or NULL if there is none or node is no array. */
const struct json *json_at(const struct json *node, size_t index);

/* How many entries an array has, or members an object; 0 for all else. */
size_t json_count(const struct json *node);

/* The bytes of a string, NUL-terminated; NULL and 0 if node is no string. */
const char *json_string(const struct json *node);
size_t json_string_length(const struct json *node);

/* 0 and false if node is not of that kind. */
int64_t json_integer(const struct json *node);
bool json_boolean(const struct json *node);

/* The node as compact JSON, in the arena. */
const char *json_text(const struct json *node, struct arena *arena);

/* Walks the members of an object in their order. Start with an iterator of zeros:
 *     for (struct json_member member = {0}; json_next(object, &member);) … member.key
 */
struct json_member {
    const char *key;
    const struct json *value;
    const void *place; /* where the walk is; not the caller's business */
};

bool json_next(const struct json *node, struct json_member *member);

#endif
