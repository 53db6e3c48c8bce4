#include "http/request.h"

#include "base/memory.h"
#include "http/connection.h"
#include "http/language.h"
#include "http/reply.h"
#include "http/target.h"

#include <assert.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <event2/keyvalq_struct.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void request_find_route(struct request *request, const char *head,
                               const struct guard *guard);
static void request_read_fields(struct request *request);
static bool id_is_sane(const char *id);
static bool traceparent_is_sane(const char *traceparent);
static void request_dispatch(struct request *request);

struct request *request_new(struct connection *connection, const char *head,
                            const struct guard *guard)
{
    struct http_server *server = connection->server;
    struct arena *arena = arena_new(server->settings.arena_bytes);
    struct request *request = arena_alloc(arena, sizeof(*request));
    request->arena = arena;
    request->server = server;
    request->connection = connection;
    request->started_us = connection->started_us;
    request->method = request->path = "";
    request->chinese = true;
    request->id =
        arena_format(arena, "%s-%llx", server->id_prefix, (unsigned long long)server->id_next++);
    if (head)
        request_find_route(request, head, guard);
    return request;
}

void request_free(struct request *request)
{
    if (request->state != REQUEST_ARRIVING && request->server) {
        LIST_REMOVE(request, link);
        request->server->counts.pending--;
    }
    if (request->server)
        request->server->buffered_bytes -= request->body_size;
    arena_free(request->arena);
}

/* From here on evhttp's request is ours, even if the connection goes: see connection_on_close. */
void request_arrived(struct request *request, struct evhttp_request *evhttp)
{
    request->evhttp = evhttp;
    evhttp_request_own(evhttp);
    request->state = REQUEST_ADMITTING;
    LIST_INSERT_HEAD(&request->server->pending, request, link);
    request->server->counts.pending++;
    request_read_fields(request);
    request_dispatch(request);
}

void request_proceed(struct request *request)
{
    assert(request->state == REQUEST_ADMITTING);
    request->state = REQUEST_HANDLING;
    if (!request->server) { /* it was freed while the request waited to be admitted */
        request_fail_code(request, ERROR_UNAVAILABLE);
        return;
    }
    request->match.route->handler(request, request->server->service);
}

const char *request_method(const struct request *request)
{
    return request->method;
}

const char *request_path(const struct request *request)
{
    return request->path;
}

const struct route *request_route(const struct request *request)
{
    return request->match.route;
}

const char *request_path_param(const struct request *request, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < request->match.place_count; i++) {
        const struct router_place *place = &request->match.places[i];
        if (place->name_length == length && memcmp(place->name, name, length) == 0)
            return place->value;
    }
    return NULL;
}

const char *request_query(const struct request *request, const char *name)
{
    return query_value(&request->query, name);
}

const struct query *request_query_all(const struct request *request)
{
    return &request->query;
}

const char *request_header(const struct request *request, const char *name)
{
    if (!request->evhttp)
        return NULL;
    return evhttp_find_header(evhttp_request_get_input_headers(request->evhttp), name);
}

const void *request_body(const struct request *request, size_t *ret_size)
{
    struct evbuffer *body = evhttp_request_get_input_buffer(request->evhttp);
    *ret_size = evbuffer_get_length(body);
    return evbuffer_pullup(body, -1);
}

struct arena *request_arena(const struct request *request)
{
    return request->arena;
}

const char *request_id(const struct request *request)
{
    return request->id;
}

const char *request_traceparent(const struct request *request)
{
    return request->traceparent;
}

bool request_is_chinese(const struct request *request)
{
    return request->chinese;
}

const char *request_peer(const struct request *request)
{
    return request->peer;
}

void request_set_user(struct request *request, void *user)
{
    request->user = user;
}

void *request_user(const struct request *request)
{
    return request->user;
}

const struct error *request_failure(const struct request *request)
{
    return &request->failure;
}

int64_t request_started_us(const struct request *request)
{
    return request->started_us;
}

static void request_dispatch(struct request *request)
{
    const struct http_server *server = request->server;
    if (request->failure.code != ERROR_OK)
        request_fail(request, &request->failure, NULL);
    else if (!request->match.route)
        request_fail_code(request,
                          request->match.allow ? ERROR_METHOD_NOT_ALLOWED : ERROR_NOT_FOUND);
    else if (!server->hooks.admit || server->hooks.admit(request, server->service))
        request_proceed(request);
}

static void request_find_route(struct request *request, const char *head, const struct guard *guard)
{
    struct arena *arena = request->arena;
    struct target target;
    struct error *error = &request->failure;
    request->method = arena_copy(arena, head, guard->method_size);
    if (!target_split(head + guard->target_start, guard->target_size, head + guard->host_start,
                      guard->host_size, &target, error))
        return;
    request->path = arena_copy(arena, target.path, target.path_size);
    if (router_match(request->server->routes, arena, request->method, target.path, target.path_size,
                     &request->match, error))
        query_parse(arena, target.query, target.query_size, &request->query, error);
}

static void request_read_fields(struct request *request)
{
    const char *id = request_header(request, "X-Request-Id");
    const char *traceparent = request_header(request, "traceparent");
    if (id && id_is_sane(id))
        request->id = arena_copy(request->arena, id, strlen(id));
    if (traceparent && traceparent_is_sane(traceparent))
        request->traceparent = traceparent;
    request->chinese = language_is_chinese(request_header(request, "Accept-Language"));
    const struct peer_networks *trusted = &request->server->trusted;
    struct peer peer = request->connection->peer;
    if (peer_is_in(&peer, trusted))
        peer = peer_behind(&peer, trusted, request_header_all(request, "X-Forwarded-For"));
    char text[PEER_TEXT_SIZE];
    peer_text(&peer, text);
    request->peer = arena_copy(request->arena, text, strlen(text));
}

const char *request_header_all(const struct request *request, const char *name)
{
    const char *list = NULL;
    const struct evkeyval *each;
    if (!request->evhttp)
        return NULL;
    TAILQ_FOREACH(each, evhttp_request_get_input_headers(request->evhttp), next)
    {
        if (strcasecmp(each->key, name) != 0)
            continue;
        list = list ? arena_format(request->arena, "%s,%s", list, each->value) : each->value;
    }
    return list;
}

static bool id_is_sane(const char *id)
{
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789._-";
    size_t length = strspn(id, allowed);
    return length >= 1 && length <= 64 && id[length] == '\0';
}

/* Version 00: 00-<32 digits>-<16 digits>-<2 digits>, in lower case, and no id all zero. */
static bool traceparent_is_sane(const char *traceparent)
{
    static const char digits[] = "0123456789abcdef";
    const char *trace = traceparent + 3, *parent = traceparent + 36;
    if (strlen(traceparent) != 55 || strncmp(traceparent, "00-", 3) != 0)
        return false;
    if (strspn(trace, digits) != 32 || strspn(parent, digits) != 16)
        return false;
    if (trace[32] != '-' || parent[16] != '-' || strspn(parent + 17, digits) != 2)
        return false;
    return strspn(trace, "0") < 32 && strspn(parent, "0") < 16;
}
