#include "admit.h"

#include "app.h"
#include "base/clock.h"
#include "http/reply.h"
#include "limiter.h"
#include "routes.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What limits a request, by the names that RateLimit fields give. */
static const char policy_public[] = "public";   /* an address, without a token */
static const char policy_unknown[] = "unknown"; /* an address, with tokens that are none */
static const char policy_token[] = "token";     /* a token that was made with a limit */

static bool admit_anybody(struct request *request, struct app *app);
static bool allow(struct request *request, struct app *app, const char *policy, const char *whose,
                  int per_minute);
static void name_of(const char *policy, const char *whose, char ret[LIMITER_NAME_SIZE]);
static bool hash_of_header(const struct request *request, char ret[CRYPTO_HASH_HEX_SIZE]);
static bool admit_token(struct request *request, struct app *app, const struct token *token);
static void find_token(struct request *request, struct app *app, const char *hash);
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
        return admit_token(request, app, token);
    find_token(request, app, hash);
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
    return is_health || allow(request, app, policy_public, request_peer(request),
                              app->config->public_requests_per_minute);
}

/* False: the request is answered with 429. */
static bool allow(struct request *request, struct app *app, const char *policy, const char *whose,
                  int per_minute)
{
    char name[LIMITER_NAME_SIZE];
    struct arena *arena = request_arena(request);
    struct allowance left;
    name_of(policy, whose, name);
    bool is_allowed = limiter_take(app->limiter, name, per_minute, clock_mono_us(), &left);
    request_header_add(request, "RateLimit-Policy",
                       arena_format(arena, "\"%s\";q=%d;w=60", policy, left.per_minute));
    request_header_add(request, "RateLimit",
                       arena_format(arena, "\"%s\";r=%d;t=%d", policy, left.left, left.reset_s));
    if (is_allowed)
        return true;
    request_header_add(request, "Retry-After", arena_format(arena, "%d", left.retry_s));
    request_fail_code(request, ERROR_TOO_MANY_REQUESTS);
    return false;
}

static void name_of(const char *policy, const char *whose, char ret[LIMITER_NAME_SIZE])
{
    char network[LIMITER_NAME_SIZE];
    limiter_name_network(whose, network);
    snprintf(ret, LIMITER_NAME_SIZE, "%s %.50s", policy, network);
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

static bool admit_token(struct request *request, struct app *app, const struct token *token)
{
    char id[16];
    snprintf(id, sizeof(id), "%d", token->id);
    if (token->requests_per_minute > 0 &&
        !allow(request, app, policy_token, id, token->requests_per_minute))
        return false;
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

/* Each look costs the database one, so an address has only so many that find nothing. Who was
 * known before does not pay for what others try from the same address. */
struct search {
    struct request *request;
    struct app *app;
    char name[LIMITER_NAME_SIZE]; /* "" if it did not count */
};

static void find_token(struct request *request, struct app *app, const char *hash)
{
    struct search *search = arena_alloc(request_arena(request), sizeof(*search));
    struct allowance left;
    search->request = request;
    search->app = app;
    if (!tokens_are_familiar(app->tokens, hash))
        name_of(policy_unknown, request_peer(request), search->name);
    if (!search->name[0] ||
        limiter_take(app->limiter, search->name, app->config->unknown_tokens_per_minute,
                     clock_mono_us(), &left)) {
        tokens_find(app->tokens, hash, on_token, search);
        return;
    }
    request_header_add(request, "Retry-After",
                       arena_format(request_arena(request), "%d", left.retry_s));
    request_fail_code(request, ERROR_TOO_MANY_REQUESTS);
}

static void on_token(const struct token *token, const struct error *error, void *context)
{
    const struct search *search = context;
    struct request *request = search->request;
    if (error || token)
        limiter_give(search->app->limiter, search->name);
    if (error)
        request_fail(request, error, NULL);
    else if (!token)
        request_fail_code(request, ERROR_UNAUTHENTICATED);
    else if (admit_token(request, search->app, token))
        request_proceed(request);
}
