/* A small validator of JSON against JSON Schema: as much of it as docs/api/openapi.yaml uses, and a
 * check that it uses no more. Tests may use it. */
#ifndef HUIYING_SUPPORT_SCHEMA_H
#define HUIYING_SUPPORT_SCHEMA_H

#include "json/value.h"

/* What the value breaks of the schema, at its path, goes to why; references lead into root.
 * True if it breaks nothing. */
bool schema_check(const struct json *root, const struct json *schema, const struct json *value,
                  char *why, size_t size);

/* The node that a reference leads to in root; node itself if it is none. */
const struct json *schema_resolve(const struct json *root, const struct json *node);

/* True if the object has such a member, be it null. */
bool schema_has_member(const struct json *object, const char *name);

/* True if the list has the string. */
bool schema_lists(const struct json *list, const char *string);

/* The first keyword in the schema, or below it, that schema_check does not look at; NULL if none.
 */
const char *schema_find_unknown(const struct json *schema);

#endif
