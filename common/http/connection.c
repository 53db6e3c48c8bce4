#include "http/connection.h"

#include "base/clock.h"
#include "base/memory.h"
#include "http/intake.h"

#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void connection_on_close(struct evhttp_connection *evhttp, void *context);
static void connection_on_complete(struct evhttp_request *request, void *context);
static void connection_write(struct connection *connection);
static void connection_count_peer(struct connection *connection);
static void connection_learn_peer(struct connection *connection);
static void connection_keep_by_fd(struct connection *connection);
static void connection_free(struct connection *connection);

struct bufferevent *connection_begin(struct event_base *base, void *context)
{
    struct http_server *server = context;
    struct bufferevent *bufferevent = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    if (!bufferevent)
        memory_abort("out of memory");
    struct connection *connection = memory_new(1, sizeof(*connection));
    connection->server = server;
    connection->bufferevent = bufferevent;
    connection->fd = -1;
    bufferevent_incref(bufferevent); /* until it is adopted */
    connection->on_input =
        evbuffer_add_cb(bufferevent_get_input(bufferevent), intake_on_input, connection);
    guard_init(&connection->guard, &server->limits);
    LIST_INSERT_HEAD(&server->fresh, connection, link);
    server_connection_came(server);
    return bufferevent;
}

/* evhttp tells nobody that it dropped a connection before its first request, but its callbacks
 * carry the evhttp_connection, on which a close callback can be set. */
void connection_adopt(struct connection *connection)
{
    bufferevent_data_cb read_callback = NULL;
    void *evhttp = NULL;
    LIST_REMOVE(connection, link);
    bufferevent_getcb(connection->bufferevent, &read_callback, NULL, NULL, &evhttp);
    bufferevent_decref(connection->bufferevent);
    LIST_INSERT_HEAD(&connection->server->connections, connection, link);
    if (!read_callback) {
        connection_free(connection);
        return;
    }
    connection->evhttp = evhttp;
    connection->fd = bufferevent_getfd(connection->bufferevent);
    evhttp_connection_set_closecb(evhttp, connection_on_close, connection);
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    connection_keep_by_fd(connection);
    intake_idle(connection);
    connection_learn_peer(connection);
}

struct connection *connection_of(struct http_server *server, struct evhttp_request *request)
{
    struct evhttp_connection *evhttp = evhttp_request_get_connection(request);
    int fd = bufferevent_getfd(evhttp_connection_get_bufferevent(evhttp));
    return fd >= 0 && (size_t)fd < server->by_fd_size ? server->by_fd[fd] : NULL;
}

/* Reads stay off while the reply is written: evhttp takes the end of a client's stream for the
 * end of the connection, and a client that has said all it had to say may still be listening. */
void connection_replied(struct connection *connection, struct evhttp_request *request)
{
    evhttp_request_set_on_complete_cb(request, connection_on_complete, connection);
    bufferevent_disable(connection->bufferevent, EV_READ);
    connection->request = NULL;
    connection->phase = CONNECTION_WRITING;
    connection->deadline_us =
        clock_mono_us() + (int64_t)connection->server->settings.write_deadline_ms * 1000;
    connection_write(connection);
}

/* At once, and not in the event loop's next round: hundreds of replies may be made in this one, and
 * each would wait for all of them. What the socket does not take goes evhttp's way, as does an
 * error. */
static void connection_write(struct connection *connection)
{
    struct evbuffer *output = bufferevent_get_output(connection->bufferevent);
    evbuffer_unfreeze(output, 1);
    evbuffer_write(output, connection->fd);
    evbuffer_freeze(output, 1);
    if (evbuffer_get_length(output) == 0)
        bufferevent_trigger(connection->bufferevent, EV_WRITE, BEV_TRIG_DEFER_CALLBACKS);
}

void connection_expire(struct connection *connection)
{
    connection->deadline_us = 0;
    if (connection->phase != CONNECTION_IDLE || connection->server->draining)
        connection->server->counts.timeouts++;
    if (connection->phase == CONNECTION_HEAD)
        intake_time_out(connection);
    else
        connection_close(connection);
}

void connection_close(struct connection *connection)
{
    evhttp_connection_free(connection->evhttp);
}

static void connection_on_complete(struct evhttp_request *request, void *context)
{
    (void)request;
    struct connection *connection = context;
    if (!connection->closing)
        intake_next(connection);
}

static void connection_on_close(struct evhttp_connection *evhttp, void *context)
{
    (void)evhttp;
    struct connection *connection = context;
    struct request *request = connection->request;
    if (connection->closing) {
        bufferevent_setfd(connection->bufferevent, -1); /* which would close it */
        linger_begin(&connection->server->lingers, connection->server->base, connection->fd);
    }
    if (request && request->state == REQUEST_ARRIVING)
        request_free(request);
    else if (request)
        request->connection = NULL;
    connection_free(connection);
}

static void connection_free(struct connection *connection)
{
    struct http_server *server = connection->server;
    if (connection->fd >= 0) {
        evbuffer_remove_cb_entry(bufferevent_get_input(connection->bufferevent),
                                 connection->on_input);
        server->by_fd[connection->fd] = NULL;
        LIST_REMOVE(connection, bucket_link);
    }
    LIST_REMOVE(connection, link);
    text_done(&connection->held);
    free(connection);
    server_connection_gone(server);
}

static void connection_keep_by_fd(struct connection *connection)
{
    struct http_server *server = connection->server;
    size_t fd = (size_t)connection->fd;
    if (fd >= server->by_fd_size) {
        size_t size = (fd + 1) * 2;
        server->by_fd = memory_resize(server->by_fd, size * sizeof(struct connection *));
        memset(server->by_fd + server->by_fd_size, 0,
               (size - server->by_fd_size) * sizeof(struct connection *));
        server->by_fd_size = size;
    }
    server->by_fd[fd] = connection;
}

static void connection_learn_peer(struct connection *connection)
{
    struct http_server *server = connection->server;
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t size = sizeof(address);
    if (getpeername(connection->fd, (struct sockaddr *)&address, &size) != 0)
        address.ss_family = AF_UNSPEC;
    connection->peer = peer_of_socket(&address);
    size_t bucket = peer_hash(&connection->peer) % SERVER_BUCKETS;
    LIST_INSERT_HEAD(&server->buckets[bucket], connection, bucket_link);
    if (connection_has_a_share(connection))
        connection_count_peer(connection);
}

bool connection_has_a_share(const struct connection *connection)
{
    return !peer_is_in(&connection->peer, &connection->server->trusted);
}

uint64_t connection_peer_bytes(const struct connection *connection)
{
    const struct http_server *server = connection->server;
    size_t bucket = peer_hash(&connection->peer) % SERVER_BUCKETS;
    uint64_t bytes = 0;
    const struct connection *each;
    LIST_FOREACH(each, &server->buckets[bucket], bucket_link)
    {
        if (each->request && peer_is_same(&each->peer, &connection->peer))
            bytes += each->request->body_size;
    }
    return bytes;
}

static void connection_count_peer(struct connection *connection)
{
    struct http_server *server = connection->server;
    size_t bucket = peer_hash(&connection->peer) % SERVER_BUCKETS, count = 0;
    struct connection *each;
    LIST_FOREACH(each, &server->buckets[bucket], bucket_link)
    count += peer_is_same(&each->peer, &connection->peer);
    if (count > server->settings.connections_per_peer_max) {
        server->counts.turned_away++;
        connection_close(connection);
    }
}
