#include "parameters.h"

#include "domain/ref.h"
#include "http/reply.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { WINDOW_NUMBER_MAX = 32767 };

static void get_parameter(const void *query, size_t index, const char **ret_name,
                          const char **ret_value);
static void refuse(struct request *request, const char *parameter, enum problem problem,
                   const char *detail);
static void sign(const struct app *app, const char *payload, char ret[CRYPTO_DIGEST_HEX_SIZE]);
static void add_escaped(struct text *text, const char *value);

bool parameters_read(struct request *request, const struct field *fields, size_t count, void *ret)
{
    const struct query *query = request_query_all(request);
    struct parameters parameters = {query->count, get_parameter, query};
    struct field_problems problems = {.count = 0};
    struct error error;
    if (parameters_decode(fields, count, &parameters, request_arena(request), ret, &problems,
                          &error))
        return true;
    request_fail(request, &error, &problems);
    return false;
}

bool body_read(struct request *request, const struct field *fields, size_t count, void *ret)
{
    struct field_problems problems = {.count = 0};
    struct error error;
    size_t size;
    const char *body = request_body(request, &size);
    if (fields_decode(fields, count, size ? body : "{}", size ? size : 2, request_arena(request),
                      ret, &problems, &error))
        return true;
    request_fail(request, &error, &problems);
    return false;
}

/* signature~part~part; base64 would hide nothing that the signature does not protect. */
const char *cursor_make(const struct app *app, struct arena *arena, const char *const *parts,
                        size_t count)
{
    char signature[CRYPTO_DIGEST_HEX_SIZE];
    struct text payload = {0};
    for (size_t i = 0; i < count; i++) {
        text_add_char(&payload, '~');
        text_add(&payload, parts[i]);
    }
    sign(app, payload.bytes, signature);
    const char *cursor = arena_format(arena, "%s%s", signature, payload.bytes);
    text_done(&payload);
    return cursor;
}

bool cursor_read(const struct app *app, struct arena *arena, const char *cursor, size_t count,
                 const char **ret_parts)
{
    char signature[CRYPTO_DIGEST_HEX_SIZE];
    size_t length = strcspn(cursor, "~");
    if (length != CRYPTO_DIGEST_HEX_SIZE - 1 || cursor[length] == '\0')
        return false;
    sign(app, cursor + length, signature);
    if (!crypto_equal(signature, arena_copy(arena, cursor, length)))
        return false;
    char *rest = arena_copy(arena, cursor + length, strlen(cursor + length));
    for (size_t i = 0; i < count; i++) {
        if (!rest)
            return false;
        *rest++ = '\0';
        ret_parts[i] = rest;
        rest = strchr(rest, '~');
    }
    return rest == NULL;
}

void cursor_refuse(struct request *request, const char *parameter)
{
    refuse(request, parameter, PROBLEM_BAD_FORMAT, "Link: rel=\"next\", since");
}

bool parameters_look_up(struct request *request, const struct app *app, const char *department,
                        const char *stage, int *ret_department_id)
{
    *ret_department_id = 0;
    if (!department && !stage)
        return true;
    const struct reference *reference = app_reference(app);
    if (!reference) {
        request_fail_code(request, ERROR_UNAVAILABLE);
        return false;
    }
    if (stage && !reference_has_stage(reference, stage)) {
        refuse(request, "stage", PROBLEM_NOT_KNOWN, stage);
        return false;
    }
    const struct department *found =
        department ? reference_department(reference, department) : NULL;
    if (department && !found) {
        refuse(request, "department", PROBLEM_NOT_KNOWN, department);
        return false;
    }
    *ret_department_id = found ? found->id : 0;
    return true;
}

bool rows_are_missing(struct request *request, const struct db_rows *rows,
                      const struct error *error)
{
    if (error)
        request_fail(request, error, NULL);
    else if (db_rows_count(rows) == 0)
        request_fail_code(request, ERROR_NOT_FOUND);
    else
        return false;
    return true;
}

bool path_read_ref(struct request *request, int64_t *ret_id)
{
    if (ref_parse(request_path_param(request, "ref"), ret_id))
        return true;
    request_fail_code(request, ERROR_NOT_FOUND);
    return false;
}

bool path_read_number(struct request *request, const char *name, int64_t max, int64_t *ret)
{
    const char *text = request_path_param(request, name);
    char *end;
    errno = 0;
    *ret = strtoll(text, &end, 10);
    if (*text >= '1' && *text <= '9' && *end == '\0' && errno == 0 && *ret <= max)
        return true;
    request_fail_code(request, ERROR_NOT_FOUND);
    return false;
}

bool path_read_window(struct request *request, int *ret_n)
{
    int64_t n;
    if (!path_read_number(request, "n", WINDOW_NUMBER_MAX, &n))
        return false;
    *ret_n = (int)n;
    return true;
}

void link_add_next(struct request *request, const char *cursor_name, const char *cursor)
{
    const struct query *query = request_query_all(request);
    struct text link = {0};
    text_add_format(&link, "<%s?", request_path(request));
    for (size_t i = 0; i < query->count; i++) {
        if (strcmp(query->all[i].name, cursor_name) == 0)
            continue;
        text_add_format(&link, "%s=", query->all[i].name);
        add_escaped(&link, query->all[i].value);
        text_add_char(&link, '&');
    }
    text_add_format(&link, "%s=", cursor_name);
    add_escaped(&link, cursor);
    text_add(&link, ">; rel=\"next\"");
    request_header_add(request, "Link", link.bytes);
    text_done(&link);
}

static void get_parameter(const void *context, size_t index, const char **ret_name,
                          const char **ret_value)
{
    const struct query *query = context;
    *ret_name = query->all[index].name;
    *ret_value = query->all[index].value;
}

static void refuse(struct request *request, const char *parameter, enum problem problem,
                   const char *detail)
{
    struct field_problems problems = {.count = 0};
    struct error error;
    field_problem_add(&problems, parameter, problem, detail);
    error_set(&error, ERROR_BAD_PARAMETER, parameter, "%s is wrong", parameter);
    request_fail(request, &error, &problems);
}

static void sign(const struct app *app, const char *payload, char ret[CRYPTO_DIGEST_HEX_SIZE])
{
    crypto_sign_hex(app->keys, payload, ret);
}

static void add_escaped(struct text *text, const char *value)
{
    for (const char *c = value; *c; c++) {
        bool is_plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                        (*c >= '0' && *c <= '9') || strchr("-._~", *c);
        if (is_plain)
            text_add_char(text, *c);
        else
            text_add_format(text, "%%%02X", (unsigned)(unsigned char)*c);
    }
}
