#include "admit.h"

#include "app.h"
#include "http/reply.h"
#include "limiter.h"
#include "routes.h"

#include <string.h>
#include <strings.h>

static bool admit_anybody(struct request *request, struct app *app);
static bool hash_of_header(const struct request *request, char ret[CRYPTO_HASH_HEX_SIZE]);
static bool admit_token(struct request *request, const struct token *token);
static bool is_json(const struct request *request);
static void on_token(const struct token *token, const struct error *error, void *context);

bool admit_request(struct request *request, void *service)
{
    struct app *app = service;
    char hash[CRYPTO_HASH_HEX_SIZE];
    if (request_route(request)->roles == ROLES_ANYBODY)
        return admit_anybody(request, app);
    if (!hash_of_header(request, hash)) {
        request_fail_code(request, ERROR_UNAUTHENTICATED);
        return false;
    }
    const struct token *token = tokens_recall(app->tokens, hash);
    if (token)
        return admit_token(request, token);
    tokens_find(app->tokens, hash, on_token, request);
    return false;
}

const struct token *request_token(const struct request *request)
{
    return request_user(request);
}

struct reader request_reader(const struct request *request)
{
    const struct token *token = request_token(request);
    struct reader reader = {0};
    if (token->role == ROLE_HANDLER || token->role == ROLE_DEPT_HEAD)
        reader.department_id = token->department_id;
    if (token->role == ROLE_PORTAL)
        reader.token_id = token->id;
    return reader;
}

static bool admit_anybody(struct request *request, struct app *app)
{
    bool is_health = strncmp(request_route(request)->path, "/v1/", 4) != 0;
    if (is_health || limiter_take(app->limiter, request_peer(request)))
        return true;
    request_fail_code(request, ERROR_TOO_MANY_REQUESTS);
    return false;
}

static bool hash_of_header(const struct request *request, char ret[CRYPTO_HASH_HEX_SIZE])
{
    const char *value = request_header(request, "Authorization");
    if (!value || strncasecmp(value, "Bearer ", 7) != 0)
        return false;
    const char *token = value + 7 + strspn(value + 7, " ");
    crypto_hash_hex(token, strlen(token), ret);
    return *token != '\0';
}

static bool admit_token(struct request *request, const struct token *token)
{
    bool is_of_department = token->role == ROLE_HANDLER || token->role == ROLE_DEPT_HEAD;
    bool is_lost = is_of_department && token->department_id == 0;
    if (is_lost || !(request_route(request)->roles & (unsigned)token->role)) {
        request_fail_code(request, ERROR_FORBIDDEN);
        return false;
    }
    if (!is_json(request)) {
        request_fail_code(request, ERROR_UNSUPPORTED_MEDIA_TYPE);
        return false;
    }
    struct token *user = arena_alloc(request_arena(request), sizeof(*user));
    *user = *token;
    request_set_user(request, user);
    return true;
}

/* A body must say that it is JSON, so that no form of a web page can send one. */
static bool is_json(const struct request *request)
{
    static const char json[] = "application/json";
    const char *type = request_header(request, "Content-Type");
    size_t size;
    request_body(request, &size);
    if (size == 0)
        return true;
    return type && strcspn(type, "; \t") == sizeof(json) - 1 &&
           strncasecmp(type, json, sizeof(json) - 1) == 0;
}

static void on_token(const struct token *token, const struct error *error, void *context)
{
    struct request *request = context;
    if (error)
        request_fail(request, error, NULL);
    else if (!token)
        request_fail_code(request, ERROR_UNAUTHENTICATED);
    else if (admit_token(request, token))
        request_proceed(request);
}
