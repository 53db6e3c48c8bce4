#include "http/inside.h"
#include "http/reply.h"

#include <event2/http.h>
#include <stdio.h>

enum { RETRY_SOON_S = 1, RETRY_LATER_S = 5 };

static void fail_headers(struct request *request, enum error_code code);
static void fail_write(const struct request *request, const struct error *error,
                       const struct field_problems *problems, struct text *body);
static void fail_write_field(const struct request *request, const struct field_problem *problem,
                             struct text *body);
static void header_default(struct request *request, const char *name, const char *value);
static bool is_told(const struct error *error);

void request_fail(struct request *request, const struct error *error,
                  const struct field_problems *problems)
{
    struct text body = {0};
    enum error_code code = error->code;
    request->failure = *error;
    fail_headers(request, code);
    fail_write(request, error, problems, &body);
    request_reply(request, error_http_status(code), "application/problem+json", &body);
    text_done(&body);
}

void request_fail_code(struct request *request, enum error_code code)
{
    struct error error = {.code = code};
    request_fail(request, &error, NULL);
}

void request_fail_fields(struct request *request, const struct field_problems *problems)
{
    struct error error;
    error_set(&error, ERROR_INVALID_FIELDS, NULL, "%zu fields are wrong", problems->count);
    request_fail(request, &error, problems);
}

static void fail_headers(struct request *request, enum error_code code)
{
    header_default(request, "Cache-Control", "no-store");
    header_default(request, "Content-Language", request->chinese ? "zh" : "en");
    if (code == ERROR_METHOD_NOT_ALLOWED && request->match.allow)
        header_default(request, "Allow", request->match.allow);
    if (code == ERROR_UNAUTHENTICATED)
        header_default(request, "WWW-Authenticate", "Bearer");
    if (code == ERROR_BUSY)
        header_default(request, "Retry-After", arena_format(request->arena, "%d", RETRY_SOON_S));
    if (code == ERROR_TOO_MANY_REQUESTS || code == ERROR_UNAVAILABLE)
        header_default(request, "Retry-After", arena_format(request->arena, "%d", RETRY_LATER_S));
}

static void fail_write(const struct request *request, const struct error *error,
                       const struct field_problems *problems, struct text *body)
{
    text_add_format(body, "{\"type\":\"/problems/%s\",\"title\":", error_slug(error->code));
    text_add_json(body, error_title(error->code, request->chinese));
    text_add_format(body, ",\"status\":%d", error_http_status(error->code));
    if (error->message[0] && is_told(error)) {
        text_add(body, ",\"detail\":");
        text_add_json(body, error->message);
    }
    text_add(body, ",\"request_id\":");
    text_add_json(body, request->id);
    for (size_t i = 0; problems && i < problems->count; i++) {
        text_add(body, i ? "," : ",\"errors\":[");
        fail_write_field(request, &problems->all[i], body);
    }
    if (problems && problems->count)
        text_add_char(body, ']');
    if (problems && problems->allowed)
        text_add_format(body, ",\"allowed\":%s", problems->allowed);
    text_add_char(body, '}');
}

static void fail_write_field(const struct request *request, const struct field_problem *problem,
                             struct text *body)
{
    char message[512];
    field_problem_text(problem, request->chinese, message, sizeof(message));
    text_add(body, "{\"field\":");
    text_add_json(body, problem->field);
    text_add_format(body, ",\"code\":\"%s\",\"message\":", problem_slug(problem->problem));
    text_add_json(body, message);
    text_add_char(body, '}');
}

static void header_default(struct request *request, const char *name, const char *value)
{
    if (!evhttp_find_header(evhttp_request_get_output_headers(request->evhttp), name))
        request_header_add(request, name, value);
}

/* What went wrong on our side, and all that PostgreSQL said, is for our logs. */
static bool is_told(const struct error *error)
{
    return error->code != ERROR_INTERNAL && error->code != ERROR_UNAVAILABLE &&
           error->sqlstate[0] == '\0';
}
