#include "http/server.h"

#include "base/clock.h"
#include "base/memory.h"
#include "crypto/crypto.h"
#include "http/connection.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a reply that nobody reads the kernel is given so much, and not megabytes. Where many run out
 * of time together, so few are closed at once that nobody else waits for it. */
enum { TICK_MS_MAX = 1000, TICK_MS_MIN = 5, TICK_SOON_MS = 1, EXPIRED_AT_ONCE = 16 };
enum { EVHTTP_HEADER_SLACK = 1024, UNSENT_BYTES_MAX = 65536 };
static const int64_t give_back_interval_us = 5000000;
static const int64_t idle_at_cap_us = 1000000;
static const int64_t drain_spare_us = 50000;

static void settings_fill(struct http_settings *settings);
static void server_set_up(struct http_server *server);
static void set_tick(struct http_server *server, bool is_soon);
static int tick_interval_ms(const struct http_settings *settings);
static bool server_listen(struct http_server *server, struct error *error);
static socklen_t server_address(const struct http_settings *settings, struct sockaddr_storage *ret,
                                struct error *error);
static uint16_t sockaddr_port(const struct sockaddr_storage *address);
static void server_close_listener(struct http_server *server);
static void server_accept(struct http_server *server, bool accept);
static void server_on_error(struct evconnlistener *listener, void *context);
static void server_on_adopt(evutil_socket_t fd, short what, void *context);
static void server_on_tick(evutil_socket_t fd, short what, void *context);
static void server_on_request(struct evhttp_request *request, void *context);
static bool server_expire(struct http_server *server);
static bool is_in_the_way(const struct http_server *server, const struct connection *connection,
                          int64_t now_us);
static bool is_sparing_newcomers(const struct http_server *server);
static void give_back(struct http_server *server);
static void server_detach(struct http_server *server);

struct http_server *http_server_new(struct event_base *base, const struct http_settings *settings,
                                    const struct routes *routes, const struct http_hooks *hooks,
                                    void *service, struct error *error)
{
    struct http_server *server = memory_new(1, sizeof(*server));
    server->base = base;
    server->settings = *settings;
    server->routes = routes;
    server->service = service;
    if (hooks)
        server->hooks = *hooks;
    settings_fill(&server->settings);
    server_set_up(server);
    if (peer_networks_parse(server->settings.trusted_proxies, &server->trusted, error) &&
        server_listen(server, error))
        return server;
    http_server_free(server);
    return NULL;
}

uint16_t http_server_port(const struct http_server *server)
{
    return server->port;
}

struct http_counts http_server_counts(const struct http_server *server)
{
    return server->counts;
}

void http_server_drain(struct http_server *server, int bound_ms, void (*done)(void *context),
                       void *context)
{
    server->draining = true;
    server->drain_done = done;
    server->drain_context = context;
    server->drain_by_us = clock_mono_us() + (int64_t)bound_ms * 1000;
    server->drain_spare_us = clock_mono_us() + drain_spare_us;
    event_active(server->tick, EV_TIMEOUT, 0);
}

/* Fresh connections are adopted first, since only then they tell that they go. */
void http_server_free(struct http_server *server)
{
    if (!server)
        return;
    server->draining = true;
    server_close_listener(server);
    server_on_adopt(-1, 0, server);
    server_detach(server);
    evhttp_free(server->evhttp);
    event_free(server->tick);
    event_free(server->adopt);
    lingers_done(&server->lingers);
    free(server->by_fd);
    free(server);
}

size_t server_body_max(const struct http_server *server, const struct route *route)
{
    return route && route->body_max ? route->body_max : server->settings.body_bytes_max;
}

void server_connection_came(struct http_server *server)
{
    server->counts.accepted++;
    server->counts.connections++;
    event_active(server->adopt, EV_TIMEOUT, 0);
    if (server->counts.connections >= server->settings.connections_max) {
        server->counts.pauses++;
        server_accept(server, false);
    }
}

void server_connection_gone(struct http_server *server)
{
    server->counts.connections--;
    server_accept(server, true);
    if (server->draining && server->counts.connections == 0)
        event_active(server->tick, EV_TIMEOUT, 0);
}

#define SETTINGS_DEFAULTS(X)         \
    X(address, "127.0.0.1")          \
    X(backlog, 1024)                 \
    X(header_bytes_max, 8192)        \
    X(header_count_max, 100)         \
    X(body_bytes_max, 65536)         \
    X(request_deadline_ms, 10000)    \
    X(idle_ms, 60000)                \
    X(write_deadline_ms, 30000)      \
    X(connections_max, 4096)         \
    X(connections_per_peer_max, 256) \
    X(arena_bytes, (size_t)8 << 20)  \
    X(buffered_bytes_max, (size_t)128 << 20)

static void settings_fill(struct http_settings *settings)
{
#define X(name, value)   \
    if (!settings->name) \
        settings->name = value;
    SETTINGS_DEFAULTS(X)
#undef X
}

/* evhttp's own limits stay above ours, so that it never answers by itself. */
static void server_set_up(struct http_server *server)
{
    const struct http_settings *settings = &server->settings;
    unsigned char random[SERVER_ID_PREFIX_SIZE / 2];
    signal(SIGPIPE, SIG_IGN);
    crypto_random(random, sizeof(random));
    for (size_t i = 0; i < sizeof(random); i++)
        snprintf(server->id_prefix + 2 * i, 3, "%02x", random[i]);
    server->limits = (struct guard_limits){settings->header_bytes_max, settings->header_count_max};
    server->evhttp = evhttp_new(server->base);
    server->tick = event_new(server->base, -1, 0, server_on_tick, server);
    server->adopt = event_new(server->base, -1, 0, server_on_adopt, server);
    if (!server->evhttp || !server->tick || !server->adopt)
        memory_abort("out of memory");
    evhttp_set_max_headers_size(server->evhttp,
                                (ev_ssize_t)settings->header_bytes_max + EVHTTP_HEADER_SLACK);
    evhttp_set_bevcb(server->evhttp, connection_begin, server);
    evhttp_set_gencb(server->evhttp, server_on_request, server);
    set_tick(server, false);
}

static void set_tick(struct http_server *server, bool is_soon)
{
    int ms = is_soon ? TICK_SOON_MS : tick_interval_ms(&server->settings);
    event_add(server->tick, &(struct timeval){ms / 1000, (suseconds_t)(ms % 1000) * 1000});
}

/* A deadline may be missed by a quarter, so that no request needs a timer of its own. */
static int tick_interval_ms(const struct http_settings *settings)
{
    int shortest = settings->request_deadline_ms;
    shortest = settings->idle_ms < shortest ? settings->idle_ms : shortest;
    shortest = settings->write_deadline_ms < shortest ? settings->write_deadline_ms : shortest;
    shortest /= 4;
    return shortest > TICK_MS_MAX ? TICK_MS_MAX : shortest < TICK_MS_MIN ? TICK_MS_MIN : shortest;
}

static bool server_listen(struct http_server *server, struct error *error)
{
    const struct http_settings *settings = &server->settings;
    unsigned flags = LEV_OPT_CLOSE_ON_EXEC | LEV_OPT_CLOSE_ON_FREE | LEV_OPT_REUSEABLE;
    struct sockaddr_storage address;
    socklen_t size = server_address(settings, &address, error);
    if (!size)
        return false;
    if (settings->reuse_port)
        flags |= LEV_OPT_REUSEABLE_PORT;
    struct evconnlistener *listener = evconnlistener_new_bind(
        server->base, NULL, NULL, flags, settings->backlog, (struct sockaddr *)&address, (int)size);
    if (!listener) {
        error_set(error, ERROR_UNAVAILABLE, "address", "cannot listen on %s:%u: %s",
                  settings->address, (unsigned)settings->port, strerror(errno));
        return false;
    }
    evconnlistener_set_error_cb(listener, server_on_error);
    setsockopt(evconnlistener_get_fd(listener), IPPROTO_TCP, TCP_NOTSENT_LOWAT,
               &(int){UNSENT_BYTES_MAX}, sizeof(int));
    server->bound = evhttp_bind_listener(server->evhttp, listener);
    getsockname(evconnlistener_get_fd(listener), (struct sockaddr *)&address, &size);
    server->port = sockaddr_port(&address);
    return true;
}

/* The size of the address, 0 and *error if the setting is none. */
static socklen_t server_address(const struct http_settings *settings, struct sockaddr_storage *ret,
                                struct error *error)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(settings->port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(settings->port)};
    if (inet_pton(AF_INET, settings->address, &v4.sin_addr) == 1) {
        memcpy(ret, &v4, sizeof(v4));
        return sizeof(v4);
    }
    if (inet_pton(AF_INET6, settings->address, &v6.sin6_addr) == 1) {
        memcpy(ret, &v6, sizeof(v6));
        return sizeof(v6);
    }
    error_set(error, ERROR_BAD_PARAMETER, "address", "not an address: %s", settings->address);
    return 0;
}

/* IPv4 and IPv6 keep the port in the same place. */
static uint16_t sockaddr_port(const struct sockaddr_storage *address)
{
    struct sockaddr_in v4;
    memcpy(&v4, address, sizeof(v4));
    return ntohs(v4.sin_port);
}

static void server_close_listener(struct http_server *server)
{
    if (server->bound)
        evhttp_del_accept_socket(server->evhttp, server->bound);
    server->bound = NULL;
}

static void server_accept(struct http_server *server, bool accept)
{
    if (!server->bound)
        return;
    struct evconnlistener *listener = evhttp_bound_socket_get_listener(server->bound);
    if (!accept)
        evconnlistener_disable(listener);
    else if (server->counts.connections < server->settings.connections_max)
        evconnlistener_enable(listener);
}

/* Out of descriptors or memory: without a pause the loop would spin. The next tick, or the next
 * connection that goes, ends it. */
static void server_on_error(struct evconnlistener *listener, void *context)
{
    (void)context;
    evconnlistener_disable(listener);
}

static void server_on_adopt(evutil_socket_t fd, short what, void *context)
{
    (void)fd, (void)what;
    struct http_server *server = context;
    while (!LIST_EMPTY(&server->fresh))
        connection_adopt(LIST_FIRST(&server->fresh));
}

static void server_on_tick(evutil_socket_t fd, short what, void *context)
{
    (void)fd, (void)what;
    struct http_server *server = context;
    bool is_sparing = is_sparing_newcomers(server);
    server_accept(server, true);
    if (server->draining && !is_sparing)
        server_close_listener(server);
    set_tick(server, server_expire(server) || is_sparing);
    give_back(server);
    bool over =
        (server->counts.connections == 0 && !is_sparing) || clock_mono_us() >= server->drain_by_us;
    void (*done)(void *context) = server->drain_done;
    if (!server->draining || !done || !over)
        return;
    server->drain_done = NULL;
    done(server->drain_context); /* may free the server */
}

/* True: there are more. */
static bool server_expire(struct http_server *server)
{
    int64_t now_us = clock_mono_us();
    int left = EXPIRED_AT_ONCE;
    struct connection *each, *next;
    for (each = LIST_FIRST(&server->connections); each; each = next) {
        next = LIST_NEXT(each, link);
        if (!is_in_the_way(server, each, now_us) &&
            (!each->deadline_us || each->deadline_us > now_us))
            continue;
        if (left-- == 0)
            return true;
        connection_expire(each);
    }
    return false;
}

/* Of the idle all that leave, and those that keep others out. */
static bool is_in_the_way(const struct http_server *server, const struct connection *connection,
                          int64_t now_us)
{
    if (connection->phase != CONNECTION_IDLE)
        return false;
    if (server->draining)
        return connection->started_us || !is_sparing_newcomers(server);
    int64_t idle_since_us = connection->deadline_us - (int64_t)server->settings.idle_ms * 1000;
    return server->counts.connections >= server->settings.connections_max &&
           now_us - idle_since_us >= idle_at_cap_us;
}

/* The kernel has accepted them, and their requests may be here: they are answered, not reset. */
static bool is_sparing_newcomers(const struct http_server *server)
{
    return server->draining && clock_mono_us() < server->drain_spare_us;
}

/* What replies took that clients were slow to read. */
static void give_back(struct http_server *server)
{
    int64_t now_us = clock_mono_us();
    if (now_us < server->give_back_us)
        return;
    server->give_back_us = now_us + give_back_interval_us;
    memory_give_back();
}

static void server_on_request(struct evhttp_request *evhttp, void *context)
{
    struct connection *connection = connection_of(context, evhttp);
    request_arrived(connection->request, evhttp);
}

/* Requests that are still with a handler live on without the server. */
static void server_detach(struct http_server *server)
{
    while (!LIST_EMPTY(&server->pending)) {
        struct request *request = LIST_FIRST(&server->pending);
        LIST_REMOVE(request, link);
        if (request->connection)
            request->connection->request = NULL;
        request->connection = NULL;
        request->server = NULL;
    }
}
