#include "json/write.h"

#include <string.h>

static void write_value(struct json_out *out);
static void write_end(struct json_out *out, char bracket);
static void write_bytes(struct json_out *out, const char *bytes, size_t size);

void json_out_begin_object(struct json_out *out)
{
    write_value(out);
    text_add_char(out->text, '{');
    out->comma = false;
}

void json_out_end_object(struct json_out *out)
{
    write_end(out, '}');
}

void json_out_begin_array(struct json_out *out)
{
    write_value(out);
    text_add_char(out->text, '[');
    out->comma = false;
}

void json_out_end_array(struct json_out *out)
{
    write_end(out, ']');
}

void json_out_key(struct json_out *out, const char *key)
{
    write_value(out);
    text_add_char(out->text, '"');
    text_add(out->text, key);
    text_add_bytes(out->text, "\":", 2);
    out->comma = false;
}

void json_out_string(struct json_out *out, const char *string)
{
    if (!string) {
        json_out_null(out);
        return;
    }
    write_value(out);
    text_add_json(out->text, string);
}

void json_out_integer(struct json_out *out, int64_t integer)
{
    char digits[20], *at = digits + sizeof(digits);
    uint64_t rest = integer < 0 ? 0 - (uint64_t)integer : (uint64_t)integer;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (integer < 0)
        *--at = '-';
    write_bytes(out, at, (size_t)(digits + sizeof(digits) - at));
}

void json_out_bool(struct json_out *out, bool boolean)
{
    write_bytes(out, boolean ? "true" : "false", boolean ? 4 : 5);
}

void json_out_null(struct json_out *out)
{
    write_bytes(out, "null", 4);
}

void json_out_instant(struct json_out *out, int64_t instant_us, struct zone zone)
{
    char text[INSTANT_TEXT_SIZE];
    if (instant_us != INSTANT_NONE)
        instant_format(instant_us, zone, text);
    json_out_string(out, instant_us == INSTANT_NONE ? NULL : text);
}

void json_out_date(struct json_out *out, int32_t day)
{
    char text[DATE_TEXT_SIZE];
    if (day != CIVIL_DAY_NONE)
        date_format(day, text);
    json_out_string(out, day == CIVIL_DAY_NONE ? NULL : text);
}

void json_out_raw(struct json_out *out, const char *json, size_t size)
{
    if (json)
        write_bytes(out, json, size);
    else
        json_out_null(out);
}

void json_out_json(struct json_out *out, const char *json)
{
    json_out_raw(out, json, json ? strlen(json) : 0);
}

void json_out_member_string(struct json_out *out, const char *key, const char *string)
{
    if (!string && out->is_terse)
        return;
    json_out_key(out, key);
    json_out_string(out, string);
}

void json_out_member_integer(struct json_out *out, const char *key, int64_t integer)
{
    json_out_key(out, key);
    json_out_integer(out, integer);
}

void json_out_member_bool(struct json_out *out, const char *key, bool boolean)
{
    json_out_key(out, key);
    json_out_bool(out, boolean);
}

void json_out_member_instant(struct json_out *out, const char *key, int64_t instant_us,
                             struct zone zone)
{
    if (instant_us == INSTANT_NONE && out->is_terse)
        return;
    json_out_key(out, key);
    json_out_instant(out, instant_us, zone);
}

void json_out_member_date(struct json_out *out, const char *key, int32_t day)
{
    if (day == CIVIL_DAY_NONE && out->is_terse)
        return;
    json_out_key(out, key);
    json_out_date(out, day);
}

void json_out_member_raw(struct json_out *out, const char *key, const char *json, size_t size)
{
    if (!json && out->is_terse)
        return;
    json_out_key(out, key);
    json_out_raw(out, json, size);
}

void json_out_member_json(struct json_out *out, const char *key, const char *json)
{
    if (!json && out->is_terse)
        return;
    json_out_key(out, key);
    json_out_json(out, json);
}

static void write_bytes(struct json_out *out, const char *bytes, size_t size)
{
    write_value(out);
    text_add_bytes(out->text, bytes, size);
}

/* The comma before a value that follows another; none after a key. */
static void write_value(struct json_out *out)
{
    if (out->comma)
        text_add_char(out->text, ',');
    out->comma = true;
}

static void write_end(struct json_out *out, char bracket)
{
    text_add_char(out->text, bracket);
    out->comma = true;
}
