#include "http/query.h"

#include "http/percent.h"

#include <string.h>

static size_t parameters_count(const char *bytes, size_t size);
static bool parameter_parse(struct arena *arena, const char *bytes, size_t size,
                            struct query_parameter *ret);
static bool is_among(const char *name, const char *const names[]);

bool query_parse(struct arena *arena, const char *bytes, size_t size, struct query *ret,
                 struct error *error)
{
    *ret = (struct query){.count = 0};
    if (size > QUERY_BYTES_MAX) {
        error_set(error, ERROR_URI_TOO_LONG, NULL, "the query has more than %d bytes",
                  QUERY_BYTES_MAX);
        return false;
    }
    size_t count = parameters_count(bytes, size);
    if (count > QUERY_PARAMETERS_MAX) {
        error_set(error, ERROR_BAD_PARAMETER, NULL, "more than %d parameters",
                  QUERY_PARAMETERS_MAX);
        return false;
    }
    ret->all = count ? arena_alloc(arena, count * sizeof(*ret->all)) : NULL;
    const char *end = bytes + size;
    for (const char *at = bytes, *next; ret->count < count; at = next + 1) {
        next = memchr(at, '&', (size_t)(end - at));
        if (!next)
            next = end;
        if (!parameter_parse(arena, at, (size_t)(next - at), &ret->all[ret->count])) {
            error_set(error, ERROR_BAD_PARAMETER, NULL, "parameter %zu is malformed",
                      ret->count + 1);
            return false;
        }
        ret->count++;
    }
    return true;
}

const char *query_value(const struct query *query, const char *name)
{
    for (size_t i = 0; i < query->count; i++) {
        if (strcmp(query->all[i].name, name) == 0)
            return query->all[i].value;
    }
    return NULL;
}

size_t query_count(const struct query *query, const char *name)
{
    size_t count = 0;
    for (size_t i = 0; i < query->count; i++)
        count += strcmp(query->all[i].name, name) == 0;
    return count;
}

const struct query_parameter *query_stranger(const struct query *query, const char *const names[])
{
    for (size_t i = 0; i < query->count; i++) {
        const struct query_parameter *each = &query->all[i];
        if (!is_among(each->name, names) || query_count(query, each->name) > 1)
            return each;
    }
    return NULL;
}

static size_t parameters_count(const char *bytes, size_t size)
{
    size_t count = size > 0;
    for (size_t i = 0; i < size; i++)
        count += bytes[i] == '&';
    return count;
}

static bool parameter_parse(struct arena *arena, const char *bytes, size_t size,
                            struct query_parameter *ret)
{
    const char *equals = size ? memchr(bytes, '=', size) : NULL;
    size_t name_size = equals ? (size_t)(equals - bytes) : size;
    if (!name_size)
        return false;
    ret->name = percent_decode(arena, bytes, name_size, true);
    ret->value = equals ? percent_decode(arena, equals + 1, size - name_size - 1, true) : "";
    return ret->name && ret->value;
}

static bool is_among(const char *name, const char *const names[])
{
    for (; *names; names++) {
        if (strcmp(name, *names) == 0)
            return true;
    }
    return false;
}
