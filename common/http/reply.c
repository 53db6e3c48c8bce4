#include "http/reply.h"

#include "base/clock.h"
#include "crypto/crypto.h"
#include "http/connection.h"
#include "http/etag.h"

#include <assert.h>
#include <event2/http.h>
#include <event2/http_struct.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static void reply_headers(struct request *request, int status, const char *content_type,
                          size_t size);
static void reply_send(struct request *request, int status, const struct text *body);
static bool is_read(const struct request *request);
static bool asks_to_close(const struct request *request);

void request_header_add(struct request *request, const char *name, const char *value)
{
    assert(!strpbrk(name, "\r\n: ") && !strpbrk(value, "\r\n"));
    evhttp_add_header(evhttp_request_get_output_headers(request->evhttp), name, value);
}

void request_reply(struct request *request, int status, const char *content_type,
                   const struct text *body)
{
    assert(request->state != REQUEST_ARRIVING);
    struct http_server *server = request->server;
    reply_headers(request, status, content_type, body ? body->length : 0);
    if (server && server->hooks.done)
        server->hooks.done(request, status, clock_mono_us() - request->started_us, server->service);
    reply_send(request, status, body);
    request_free(request);
}

void request_reply_tagged(struct request *request, int status, const struct text *body)
{
    char tag[CRYPTO_DIGEST_HEX_SIZE];
    crypto_digest_hex(body->bytes, body->length, tag);
    request_reply_with_tag(request, status, body, tag);
}

void request_reply_with_tag(struct request *request, int status, const struct text *body,
                            const char *tag)
{
    request_header_add(request, "ETag", arena_format(request->arena, "\"%s\"", tag));
    const char *known = request_header(request, "If-None-Match");
    if (is_read(request) && etag_list_has(known, tag))
        request_reply(request, 304, NULL, NULL);
    else
        request_reply(request, status, HTTP_JSON, body);
}

static void reply_headers(struct request *request, int status, const char *content_type,
                          size_t size)
{
    request_header_add(request, "X-Request-Id", request->id);
    if (content_type) {
        request_header_add(request, "Content-Type", content_type);
        request_header_add(request, "X-Content-Type-Options", "nosniff");
    }
    if (status != 204 && status != 304)
        request_header_add(request, "Content-Length", arena_format(request->arena, "%zu", size));
    bool draining = !request->server || request->server->draining;
    if (request->closes || draining || asks_to_close(request))
        request_header_add(request, "Connection", "close");
}

/* Once it is sent, evhttp's request is evhttp's own again. */
static void reply_send(struct request *request, int status, const struct text *body)
{
    struct evhttp_request *evhttp = request->evhttp;
    struct connection *connection = request->connection;
    if (!connection) {
        evhttp_request_free(evhttp);
        return;
    }
    evhttp->flags &= ~EVHTTP_USER_OWNED;
    bool shown = body && strcmp(request->method, "HEAD") != 0;
    if (shown)
        evbuffer_add(evhttp_request_get_output_buffer(evhttp), body->bytes, body->length);
    evhttp_send_reply(evhttp, status, NULL, NULL);
    connection_replied(connection, evhttp);
}

static bool is_read(const struct request *request)
{
    return strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
}

/* evhttp knows "close" alone, not in a list. */
static bool asks_to_close(const struct request *request)
{
    const char *connection = request_header_all(request, "Connection");
    return connection && strcasestr(connection, "close");
}
