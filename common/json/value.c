#include "json/value.h"

#include "json/strict.h"

#include <json-c/json.h>

#include <limits.h>
#include <string.h>

enum { VALUE_TRUSTED_DEPTH = 32 };

static bool value_read(const char *bytes, size_t size, struct json_object **ret_root);
static void value_dispose(void *root);
static struct json_object *value_of(const struct json *node);

bool json_parse(struct arena *arena, const char *bytes, size_t size, const struct json **ret_root,
                struct error *error)
{
    if (!json_check(bytes, size, error))
        return false;
    return json_parse_trusted(arena, bytes, size, ret_root, error);
}

bool json_parse_trusted(struct arena *arena, const char *bytes, size_t size,
                        const struct json **ret_root, struct error *error)
{
    struct json_object *root = NULL;
    if (size >= INT_MAX || !value_read(bytes, size, &root)) {
        error_set(error, ERROR_INTERNAL, NULL, "a document of %zu bytes is no JSON", size);
        return false;
    }
    if (root)
        arena_on_free(arena, value_dispose, root);
    *ret_root = (const struct json *)root;
    return true;
}

enum json_kind json_kind(const struct json *node)
{
    switch (json_object_get_type(value_of(node))) {
    case json_type_boolean:
        return JSON_BOOLEAN;
    case json_type_int:
        return JSON_INTEGER;
    case json_type_double:
        return JSON_NUMBER;
    case json_type_string:
        return JSON_STRING;
    case json_type_array:
        return JSON_ARRAY;
    case json_type_object:
        return JSON_OBJECT;
    case json_type_null:
        break;
    }
    return JSON_NULL;
}

bool json_is_null(const struct json *node)
{
    return node == NULL;
}

const struct json *json_get(const struct json *node, const char *key)
{
    struct json_object *value = NULL;
    if (json_kind(node) != JSON_OBJECT || !json_object_object_get_ex(value_of(node), key, &value))
        return NULL;
    return (const struct json *)value;
}

const struct json *json_at(const struct json *node, size_t index)
{
    if (json_kind(node) != JSON_ARRAY || index >= json_count(node))
        return NULL;
    return (const struct json *)json_object_array_get_idx(value_of(node), index);
}

size_t json_count(const struct json *node)
{
    if (json_kind(node) == JSON_ARRAY)
        return json_object_array_length(value_of(node));
    if (json_kind(node) == JSON_OBJECT)
        return (size_t)json_object_object_length(value_of(node));
    return 0;
}

const char *json_string(const struct json *node)
{
    return json_kind(node) == JSON_STRING ? json_object_get_string(value_of(node)) : NULL;
}

size_t json_string_length(const struct json *node)
{
    if (json_kind(node) != JSON_STRING)
        return 0;
    return (size_t)json_object_get_string_len(value_of(node));
}

int64_t json_integer(const struct json *node)
{
    return json_kind(node) == JSON_INTEGER ? json_object_get_int64(value_of(node)) : 0;
}

bool json_boolean(const struct json *node)
{
    return json_kind(node) == JSON_BOOLEAN && json_object_get_boolean(value_of(node));
}

const char *json_text(const struct json *node, struct arena *arena)
{
    size_t length;
    const char *text = json_object_to_json_string_length(
        value_of(node), JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &length);
    return arena_copy(arena, text, length);
}

bool json_next(const struct json *node, struct json_member *member)
{
    if (json_kind(node) != JSON_OBJECT)
        return false;
    const struct lh_entry *last = member->place;
    const struct lh_entry *entry =
        last ? last->next : lh_table_head(json_object_get_object(value_of(node)));
    if (!entry)
        return false;
    member->key = entry->k;
    member->value = entry->v;
    member->place = entry;
    return true;
}

/* The second read gives it the end, which a number at the very end waits for. */
static bool value_read(const char *bytes, size_t size, struct json_object **ret_root)
{
    struct json_tokener *tokener = json_tokener_new_ex(VALUE_TRUSTED_DEPTH);
    json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
    *ret_root = json_tokener_parse_ex(tokener, bytes, (int)size);
    if (json_tokener_get_error(tokener) == json_tokener_continue)
        *ret_root = json_tokener_parse_ex(tokener, "", 1);
    bool read = json_tokener_get_error(tokener) == json_tokener_success;
    json_tokener_free(tokener);
    return read;
}

static void value_dispose(void *root)
{
    json_object_put(root);
}

/* json-c has no const; nothing here changes a tree. */
static struct json_object *value_of(const struct json *node)
{
    return (struct json_object *)(uintptr_t)node;
}
