#include "json/strict.h"

#include "json/cursor.h"

#include <stdint.h>

/* A key that an open object holds. */
struct strict_key {
    uint32_t at; /* of its opening quote */
    uint32_t hash;
};

struct strict {
    struct cursor cursor;
    size_t depth;
    size_t values;
    struct strict_key keys[JSON_DEPTH_MAX][JSON_KEYS_MAX];
};

static bool strict_value(struct strict *strict);
static bool strict_container(struct strict *strict, char close,
                             bool (*entry)(struct strict *strict, size_t index));
static bool strict_member(struct strict *strict, size_t index);
static bool strict_entry(struct strict *strict, size_t index);
static bool strict_key_is_new(struct strict *strict, size_t index);

bool json_check(const char *bytes, size_t size, struct error *error)
{
    struct strict strict; /* the keys are written before they are read */
    strict.cursor = (struct cursor){.bytes = bytes, .size = size < UINT32_MAX ? size : UINT32_MAX};
    strict.depth = 0;
    strict.values = 0;
    if (strict_value(&strict)) {
        cursor_skip_space(&strict.cursor);
        if (strict.cursor.at == size)
            return true;
        cursor_fail(&strict.cursor, "something follows the value");
    }
    error_set(error, ERROR_BAD_JSON, NULL, "at byte %zu: %s", strict.cursor.at,
              strict.cursor.reason);
    return false;
}

static bool strict_value(struct strict *strict)
{
    struct cursor *cursor = &strict->cursor;
    uint32_t hash;
    cursor_skip_space(cursor);
    if (++strict->values > JSON_VALUES_MAX)
        return cursor_fail(cursor, "there are too many values");
    int c = cursor_peek(cursor);
    if (c == '{')
        return strict_container(strict, '}', strict_member);
    if (c == '[')
        return strict_container(strict, ']', strict_entry);
    if (c == '"')
        return cursor_take_string(cursor, &hash);
    if (c == '-' || (c >= '0' && c <= '9'))
        return cursor_take_number(cursor);
    if (c < 0)
        return cursor_fail(cursor, "a value is missing");
    return cursor_take_word(cursor, c == 't' ? "true" : c == 'f' ? "false" : "null");
}

/* Stands at the opening bracket. */
static bool strict_container(struct strict *strict, char close,
                             bool (*entry)(struct strict *strict, size_t index))
{
    struct cursor *cursor = &strict->cursor;
    if (strict->depth == JSON_DEPTH_MAX)
        return cursor_fail(cursor, "it is nested too deep");
    strict->depth++;
    cursor->at++;
    cursor_skip_space(cursor);
    bool more = !cursor_take(cursor, close);
    for (size_t i = 0; more; i++) {
        cursor_skip_space(cursor);
        if (!entry(strict, i))
            return false;
        cursor_skip_space(cursor);
        more = cursor_take(cursor, ',');
        if (!more && !cursor_take(cursor, close))
            return cursor_fail(cursor, "a comma or closing bracket is missing");
    }
    strict->depth--;
    return true;
}

static bool strict_member(struct strict *strict, size_t index)
{
    struct cursor *cursor = &strict->cursor;
    if (cursor_peek(cursor) != '"')
        return cursor_fail(cursor, "a key in double quotes is missing");
    if (index == JSON_KEYS_MAX)
        return cursor_fail(cursor, "the object has too many keys");
    struct strict_key *key = &strict->keys[strict->depth - 1][index];
    key->at = (uint32_t)cursor->at;
    if (!cursor_take_string(cursor, &key->hash) || !strict_key_is_new(strict, index))
        return false;
    cursor_skip_space(cursor);
    if (!cursor_take(cursor, ':'))
        return cursor_fail(cursor, "a colon is missing");
    return strict_value(strict);
}

static bool strict_entry(struct strict *strict, size_t index)
{
    (void)index;
    return strict_value(strict);
}

static bool strict_key_is_new(struct strict *strict, size_t index)
{
    const struct strict_key *keys = strict->keys[strict->depth - 1];
    for (size_t i = 0; i < index; i++) {
        if (keys[i].hash == keys[index].hash &&
            cursor_same_string(&strict->cursor, keys[i].at, keys[index].at)) {
            strict->cursor.at = keys[index].at;
            return cursor_fail(&strict->cursor, "this key was given before");
        }
    }
    return true;
}
