/*
 * Writing JSON into a text, commas handled. For whoever answers or stores documents. It allocates
 * nothing but the text's growth. Strings must be UTF-8.
 *
 *     struct json_out out = {.text = &text};
 *     json_out_begin_object(&out);
 *     json_out_member_string(&out, "ref", ref);
 *     json_out_end_object(&out);
 */
#ifndef HUIYING_JSON_WRITE_H
#define HUIYING_JSON_WRITE_H

#include "base/text.h"
#include "domain/instant.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_out {
    struct text *text; /* borrowed */
    bool comma;        /* one is due before the next key or value */
    bool is_terse;     /* members that would be null are left out */
};

void json_out_begin_object(struct json_out *out);
void json_out_end_object(struct json_out *out);
void json_out_begin_array(struct json_out *out);
void json_out_end_array(struct json_out *out);

/* The key of the value that follows. Written as it is: it must need no escapes. */
void json_out_key(struct json_out *out, const char *key);

/* A NULL string, INSTANT_NONE and CIVIL_DAY_NONE are written as null. */
void json_out_string(struct json_out *out, const char *string);
void json_out_integer(struct json_out *out, int64_t integer);
void json_out_bool(struct json_out *out, bool boolean);
void json_out_null(struct json_out *out);
void json_out_instant(struct json_out *out, int64_t instant_us, struct zone zone);
void json_out_date(struct json_out *out, int32_t day);

/* A value that is JSON already; NULL is written as null. */
void json_out_raw(struct json_out *out, const char *json, size_t size);
void json_out_json(struct json_out *out, const char *json);

/* A key and its value. */
void json_out_member_string(struct json_out *out, const char *key, const char *string);
void json_out_member_integer(struct json_out *out, const char *key, int64_t integer);
void json_out_member_bool(struct json_out *out, const char *key, bool boolean);
void json_out_member_instant(struct json_out *out, const char *key, int64_t instant_us,
                             struct zone zone);
void json_out_member_date(struct json_out *out, const char *key, int32_t day);
void json_out_member_raw(struct json_out *out, const char *key, const char *json, size_t size);
void json_out_member_json(struct json_out *out, const char *key, const char *json);

#endif
