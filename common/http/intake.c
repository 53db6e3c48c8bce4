#include "http/intake.h"

#include "base/clock.h"
#include "base/memory.h"

#include <event2/event.h>
#include <stdio.h>

enum { PEER_SHARE = 4 }; /* a quarter of the room for bodies */

static const char own_request[] = "HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n";

static size_t intake_body(struct connection *connection, size_t size);
static bool intake_is_full(const struct connection *connection, uint64_t more);
static void intake_cut_off(struct connection *connection);
static void intake_hold(struct connection *connection, struct evbuffer *input, size_t size);
static void intake_pump(struct connection *connection);
static void intake_head(struct connection *connection);
static bool intake_is_too_much(struct connection *connection);
static void intake_begin_body(struct connection *connection, uint64_t size);
static void intake_release(struct connection *connection, const char *head,
                           const struct guard *guard, uint64_t body_size);
static void intake_add(struct connection *connection, const void *bytes, size_t size);
static void intake_refuse(struct connection *connection, enum error_code code, const char *why);
static const char *held_bytes(const struct connection *connection);
static size_t held_size(const struct connection *connection);
static void held_tidy(struct connection *connection);

void intake_on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context)
{
    struct connection *connection = context;
    if (connection->moving || info->n_added == 0)
        return;
    size_t excess = info->n_added - intake_body(connection, info->n_added);
    if (excess)
        intake_hold(connection, input, excess);
    if (connection->phase == CONNECTION_IDLE || connection->phase == CONNECTION_HEAD)
        intake_pump(connection);
}

void intake_idle(struct connection *connection)
{
    connection->phase = CONNECTION_IDLE;
    connection->deadline_us =
        clock_mono_us() + (int64_t)connection->server->settings.idle_ms * 1000;
}

void intake_next(struct connection *connection)
{
    guard_init(&connection->guard, &connection->server->limits);
    intake_idle(connection);
    intake_pump(connection);
}

void intake_time_out(struct connection *connection)
{
    intake_refuse(connection, ERROR_REQUEST_TIMEOUT, "the request took too long to arrive");
    bufferevent_trigger(connection->bufferevent, EV_READ, 0);
}

/* How many of the bytes just added to the input are the body's; they stay where they are. What has
 * arrived is counted, and not what is announced: announcing costs a client nothing. */
static size_t intake_body(struct connection *connection, size_t size)
{
    if (connection->phase != CONNECTION_BODY)
        return 0;
    size_t taken = size < connection->body_left ? size : (size_t)connection->body_left;
    connection->body_left -= taken;
    connection->request->body_size += taken;
    connection->server->buffered_bytes += taken;
    if (connection->body_left == 0) {
        connection->phase = CONNECTION_HANDLING;
        connection->deadline_us = 0;
    } else if (intake_is_full(connection, 0)) {
        intake_cut_off(connection);
    }
    return taken;
}

/* With so many bytes more: nobody has all of the room, so that what one holds keeps out no other.
 */
static bool intake_is_full(const struct connection *connection, uint64_t more)
{
    const struct http_server *server = connection->server;
    uint64_t most = server->settings.buffered_bytes_max, share = most / PEER_SHARE;
    uint64_t all = server->buffered_bytes + more;
    return all > most || (all > share && connection_has_a_share(connection) &&
                          connection_peer_bytes(connection) + more > share);
}

/* Many bodies were announced while there was room for each: one that is still arriving when there
 * is none any more is given up. The next tick closes it; a client cannot be told before it has
 * sent. */
static void intake_cut_off(struct connection *connection)
{
    enum { LONG_AGO_US = 1 };
    bufferevent_disable(connection->bufferevent, EV_READ);
    connection->server->counts.refused += connection->deadline_us != LONG_AGO_US;
    connection->deadline_us = LONG_AGO_US;
}

/* Takes the last size bytes out of the input, and keeps them unless nobody will want them. */
static void intake_hold(struct connection *connection, struct evbuffer *input, size_t size)
{
    struct evbuffer *body = NULL;
    size_t body_size = evbuffer_get_length(input) - size;
    connection->moving = true;
    if (body_size) {
        body = evbuffer_new();
        evbuffer_remove_buffer(input, body, body_size);
    }
    if (connection->closing) {
        evbuffer_drain(input, size);
    } else {
        evbuffer_remove(input, text_room(&connection->held, size), size);
        text_grew(&connection->held, size);
    }
    if (body) {
        evbuffer_add_buffer(input, body);
        evbuffer_free(body);
    }
    connection->moving = false;
}

/* Gives the guard what is held, up to the end of one request's header. */
static void intake_pump(struct connection *connection)
{
    struct guard *guard = &connection->guard;
    size_t known = guard->head_size, taken = 0;
    if (held_size(connection) == known)
        return;
    if (connection->phase == CONNECTION_IDLE) {
        connection->phase = CONNECTION_HEAD;
        connection->started_us = clock_mono_us();
        connection->deadline_us = connection->started_us +
                                  (int64_t)connection->server->settings.request_deadline_ms * 1000;
    }
    enum guard_verdict verdict =
        guard_feed(guard, held_bytes(connection) + known, held_size(connection) - known, &taken);
    if (verdict == GUARD_REFUSED)
        intake_refuse(connection, guard->refusal, guard->why);
    else if (verdict == GUARD_HEAD)
        intake_head(connection);
}

/* The header has passed: evhttp gets it under a request line that says no more than whether a
 * body follows. */
static void intake_head(struct connection *connection)
{
    const struct guard *guard = &connection->guard;
    struct request *request = request_new(connection, held_bytes(connection), guard);
    connection->request = request;
    if (intake_is_too_much(connection)) {
        connection->closing = request->closes = true;
        connection->server->counts.refused++;
    }
    uint64_t body_size = connection->closing ? 0 : guard->content_length;
    intake_release(connection, held_bytes(connection), guard, body_size);
    connection->held_start += guard->head_size;
    intake_begin_body(connection, body_size);
}

/* Sets the failure if the body is larger than the route, or than the server can take now. */
static bool intake_is_too_much(struct connection *connection)
{
    const struct http_server *server = connection->server;
    struct request *request = connection->request;
    uint64_t size = connection->guard.content_length;
    size_t size_max = server_body_max(server, request->match.route);
    if (size > size_max)
        error_set(&request->failure, ERROR_TOO_LARGE, NULL, "at most %zu bytes are taken here",
                  size_max);
    else if (intake_is_full(connection, size))
        error_set(&request->failure, ERROR_UNAVAILABLE, NULL, "too many bodies at once");
    else
        return false;
    return true;
}

static void intake_begin_body(struct connection *connection, uint64_t size)
{
    connection->body_left = size;
    connection->phase = CONNECTION_BODY;
    size_t held = intake_body(connection, held_size(connection));
    intake_add(connection, held_bytes(connection), held);
    connection->held_start += held;
    held_tidy(connection);
}

/* The methods stand for "a body follows" and "none does, whatever the fields say"; what evhttp
 * would leave out of a reply to HEAD is left to http/reply. */
static void intake_release(struct connection *connection, const char *head,
                           const struct guard *guard, uint64_t body_size)
{
    char line[sizeof("POST / HTTP/1.1\r\n")];
    int size = snprintf(line, sizeof(line), "%s / HTTP/1.%d\r\n", body_size ? "POST" : "HEAD",
                        guard->minor_version ? 1 : 0);
    size_t fields = guard->target_start + guard->target_size + sizeof(" HTTP/1.1\r\n") - 1;
    intake_add(connection, line, (size_t)size);
    intake_add(connection, head + fields, guard->head_size - fields);
}

/* Adds to what evhttp reads. Outside its own reading the end of the buffer is frozen. */
static void intake_add(struct connection *connection, const void *bytes, size_t size)
{
    struct evbuffer *input = bufferevent_get_input(connection->bufferevent);
    connection->moving = true;
    evbuffer_unfreeze(input, 0);
    if (evbuffer_add(input, bytes, size) != 0)
        memory_abort("out of memory");
    connection->moving = false;
}

/* What was held is worthless from here on: where the next request would begin is anyone's
 * guess. */
static void intake_refuse(struct connection *connection, enum error_code code, const char *why)
{
    struct request *request = request_new(connection, NULL, &connection->guard);
    connection->request = request;
    connection->closing = request->closes = true;
    connection->server->counts.refused++;
    error_set(&request->failure, code, NULL, "%s", why);
    connection->held_start = connection->held.length;
    held_tidy(connection);
    intake_add(connection, own_request, sizeof(own_request) - 1);
    connection->phase = CONNECTION_HANDLING;
    connection->deadline_us = 0;
}

static const char *held_bytes(const struct connection *connection)
{
    return connection->held.bytes + connection->held_start;
}

static size_t held_size(const struct connection *connection)
{
    return connection->held.length - connection->held_start;
}

/* An idle connection holds no memory for what it might ask, and one whose requests never end where
 * a reading ends none for what it has asked. */
static void held_tidy(struct connection *connection)
{
    if (connection->held_start < held_size(connection))
        return;
    if (held_size(connection) == 0)
        text_done(&connection->held);
    else
        text_drop(&connection->held, connection->held_start);
    connection->held_start = 0;
}
