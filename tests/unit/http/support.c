#include "unit/http/support.h"

#include "base/memory.h"
#include "crypto/crypto.h"
#include "net/loop.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TURNS_MAX = 4000, TURN_US = 1000 };

static void on_hello(struct request *request, void *service);
static void on_echo(struct request *request, void *service);
static void on_slow(struct request *request, void *service);
static void on_about(struct request *request, void *service);
static void on_tagged(struct request *request, void *service);
static void on_fail(struct request *request, void *service);
static void on_big(struct request *request, void *service);

static const struct route route_table[] = {
    {"GET", "/hello", "hello", 0, 0, on_hello},
    {"POST", "/echo", "echo", 0, 0, on_echo},
    {"PUT", "/echo", "echo_put", 0, 0, on_echo},
    {"POST", "/large", "large", 200000, 0, on_echo},
    {"GET", "/slow", "slow", 0, 0, on_slow},
    {"POST", "/slow", "slow_post", 0, 0, on_slow},
    {"GET", "/about/{what}/of/{whom}", "about", 0, 0, on_about},
    {"GET", "/tagged", "tagged", 0, 0, on_tagged},
    {"GET", "/fail/{code}", "fail", 0, 0, on_fail},
    {"GET", "/big", "big", 0, 0, on_big},
    {"DELETE", "/hello", "hello_delete", 0, 0, on_hello},
};
static const struct routes routes = {route_table, sizeof(route_table) / sizeof(route_table[0])};

static bool admit(struct request *request, void *service)
{
    struct site *site = service;
    if (site->refuse)
        request_fail_code(request, ERROR_UNAUTHENTICATED);
    if (site->admit_later)
        site->waiting = request;
    return !site->refuse && !site->admit_later;
}

static void done(const struct request *request, int status, int64_t duration_us, void *service)
{
    struct site *site = service;
    cr_assert(request_id(request)[0]);
    cr_assert_geq(duration_us, 0);
    site->done_count++;
    site->done_status = status;
}

struct site *site_new(const struct http_settings *settings)
{
    static const struct http_hooks hooks = {admit, done};
    struct http_settings none = {.address = "127.0.0.1"};
    struct error error = {.code = ERROR_OK};
    struct site *site = memory_new(1, sizeof(*site));
    crypto_init();
    site->base = loop_new();
    site->server =
        http_server_new(site->base, settings ? settings : &none, &routes, &hooks, site, &error);
    cr_assert(site->server, "%s", error.message);
    return site;
}

void site_free(struct site *site)
{
    http_server_free(site->server);
    event_base_free(site->base);
    libevent_global_shutdown();
    free(site);
}

void site_turn(struct site *site)
{
    event_base_loopexit(site->base, &(struct timeval){0, TURN_US});
    event_base_loop(site->base, EVLOOP_ONCE);
}

struct visitor *visitor_new(struct site *site)
{
    return visitor_new_from(site, INADDR_LOOPBACK);
}

struct visitor *visitor_new_from(struct site *site, uint32_t from)
{
    struct visitor *visitor = memory_new(1, sizeof(*visitor));
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(http_server_port(site->server)),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr = {htonl(from)}};
    visitor->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    cr_assert_eq(bind(visitor->fd, (struct sockaddr *)&own, sizeof(own)), 0);
    int status = connect(visitor->fd, (struct sockaddr *)&address, sizeof(address));
    cr_assert(status == 0 || errno == EINPROGRESS);
    return visitor;
}

void visitor_free(struct visitor *visitor)
{
    close(visitor->fd);
    free(visitor);
}

void visitor_send(struct visitor *visitor, const char *bytes, size_t size)
{
    ssize_t sent = send(visitor->fd, bytes, size, MSG_NOSIGNAL);
    cr_assert(sent == (ssize_t)size || (sent < 0 && errno != EAGAIN), "sent %zd of %zu", sent,
              size);
}

void visitor_say(struct visitor *visitor, const char *string)
{
    visitor_send(visitor, string, strlen(string));
}

static void visitor_receive(struct visitor *visitor)
{
    size_t room = sizeof(visitor->bytes) - 1 - visitor->size;
    ssize_t size = recv(visitor->fd, visitor->bytes + visitor->size, room, 0);
    if (size > 0)
        visitor->size += (size_t)size;
    else if (room && (size == 0 || errno != EAGAIN))
        visitor->closed = true;
}

/* Where the reply after this one begins; NULL while this one is not complete. */
static const char *reply_end(const struct visitor *visitor, const char *reply)
{
    const char *end = strstr(reply, "\r\n\r\n");
    if (!end)
        return NULL;
    end += 4;
    const char *length = strcasestr(reply, "\r\nContent-Length: ");
    size_t size = length && length < end ? strtoul(length + 18, NULL, 10) : 0;
    return (size_t)(visitor->bytes + visitor->size - end) >= size ? end + size : NULL;
}

static int whole_count(const struct visitor *visitor)
{
    int count = 0;
    const char *at = visitor->bytes;
    while (*at && (at = reply_end(visitor, at)))
        count++;
    return count;
}

void visitor_await(struct site *site, struct visitor *visitor, int count)
{
    for (int i = 0; i < TURNS_MAX && !visitor->closed && whole_count(visitor) < count; i++) {
        site_turn(site);
        visitor_receive(visitor);
    }
}

void visitor_await_close(struct site *site, struct visitor *visitor)
{
    for (int i = 0; i < TURNS_MAX && !visitor->closed; i++) {
        site_turn(site);
        visitor_receive(visitor);
    }
    cr_assert(visitor->closed, "the server did not close: %s", visitor->bytes);
}

int visitor_count(const struct visitor *visitor)
{
    int count = 0;
    for (const char *at = visitor->bytes; (at = strstr(at, "HTTP/1.")); at++)
        count += at[8] == ' ' && at[9] >= '1' && at[9] <= '5';
    return count;
}

int visitor_status(const struct visitor *visitor, int n)
{
    const char *at = visitor->bytes;
    for (; n > 0 && at; n--)
        at = reply_end(visitor, at);
    return at && strncmp(at, "HTTP/1.", 7) == 0 ? (int)strtol(at + 9, NULL, 10) : 0;
}

int site_ask(struct site *site, const char *bytes, size_t size)
{
    struct visitor *visitor = visitor_new(site);
    site_turn(site);
    visitor_send(visitor, bytes, size);
    visitor_await(site, visitor, 1);
    int status = visitor_status(visitor, 0);
    visitor_free(visitor);
    return status;
}

int site_ask_string(struct site *site, const char *string)
{
    return site_ask(site, string, strlen(string));
}

bool site_is_well(struct site *site)
{
    return site_ask_string(site, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n") == 200;
}

static void reply_text(struct request *request, const char *string)
{
    struct text body = {0};
    text_add(&body, string);
    request_reply(request, 200, "text/plain", &body);
    text_done(&body);
}

static void on_hello(struct request *request, void *service)
{
    (void)service;
    reply_text(request, "hello");
}

static void on_echo(struct request *request, void *service)
{
    (void)service;
    size_t size;
    const void *bytes = request_body(request, &size);
    struct text body = {0};
    text_add_bytes(&body, bytes, size);
    request_reply(request, 200, "application/octet-stream", &body);
    text_done(&body);
}

static void on_slow(struct request *request, void *service)
{
    ((struct site *)service)->waiting = request;
}

static void on_about(struct request *request, void *service)
{
    (void)service;
    const char *query = request_query(request, "q");
    const char *trace = request_traceparent(request);
    reply_text(request,
               arena_format(request_arena(request), "%s|%s|%s|%s|%s|%s|%s|%s",
                            request_method(request), request_path(request),
                            request_path_param(request, "what"),
                            request_path_param(request, "whom"), query ? query : "-",
                            request_id(request), trace ? trace : "-", request_peer(request)));
}

static void on_tagged(struct request *request, void *service)
{
    (void)service;
    struct text body = {0};
    text_add(&body, "{\"a\":1}");
    request_reply_with_tag(request, 200, &body, "tag1");
    text_done(&body);
}

static void on_fail(struct request *request, void *service)
{
    (void)service;
    struct error error;
    struct field_problems problems = {.count = 0};
    enum error_code code = (enum error_code)strtol(request_path_param(request, "code"), NULL, 10);
    error_set(&error, code, NULL, "secret");
    field_problem_add(&problems, "contact.phone", PROBLEM_REQUIRED, NULL);
    field_problem_add(&problems, "title", PROBLEM_TOO_LONG, "200");
    request_fail(request, &error, code == ERROR_INVALID_FIELDS ? &problems : NULL);
}

static void on_big(struct request *request, void *service)
{
    (void)service;
    struct text body = {0};
    memset(text_room(&body, 8 << 20), 'x', 8 << 20);
    text_grew(&body, 8 << 20);
    request_reply(request, 200, "text/plain", &body);
    text_done(&body);
}

void site_turn_until(struct site *site, uint64_t count)
{
    for (int i = 0; i < SITE_TURNS && http_server_counts(site->server).connections != count; i++)
        site_turn(site);
    cr_assert_eq(http_server_counts(site->server).connections, count);
}

struct visitor *visitor_begin(struct site *site, const char *string)
{
    struct visitor *visitor = visitor_new(site);
    site_turn(site);
    visitor_say(visitor, string);
    site_turn(site);
    return visitor;
}

struct site *site_new_impatient(void)
{
    struct http_settings settings = {.request_deadline_ms = 40,
                                     .idle_ms = 40,
                                     .write_deadline_ms = 40,
                                     .connections_max = 50,
                                     .connections_per_peer_max = 50};
    return site_new(&settings);
}
