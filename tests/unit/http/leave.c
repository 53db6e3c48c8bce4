/* Clients that go or that dawdle, and servers that stop. */
#include "unit/http/support.h"

#include "base/memory.h"

#include <criterion/criterion.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define H "Host: x\r\n"
#define HELLO "GET /hello HTTP/1.1\r\n" H "\r\n"
#define SLOW "GET /slow HTTP/1.1\r\n" H "\r\n"

static struct visitor *begin_slow(struct site *site)
{
    struct visitor *visitor = visitor_begin(site, SLOW);
    for (int i = 0; i < SITE_TURNS && !site->waiting; i++)
        site_turn(site);
    cr_assert(site->waiting);
    return visitor;
}

static void leave(struct visitor *visitor, bool reset)
{
    struct linger linger = {reset, 0};
    setsockopt(visitor->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    visitor_free(visitor);
}

Test(leave, a_client_may_go_at_any_moment)
{
    static const char *const said[] = {"",
                                       "G",
                                       "GET /hello HTTP/1.1\r\n",
                                       "POST /echo HTTP/1.1\r\n" H "Content-Length: 9\r\n\r\n",
                                       "POST /echo HTTP/1.1\r\n" H "Content-Length: 9\r\n\r\nabc",
                                       HELLO,
                                       HELLO HELLO "G",
                                       "GET /hello\r\n",
                                       "GET /big HTTP/1.1\r\n" H "\r\n",
                                       "POST /slow HTTP/1.1\r\n" H
                                       "Expect: 100-continue\r\nContent-Length: 9\r\n\r\n"};
    struct site *site = site_new(NULL);
    for (size_t i = 0; i < 2 * sizeof(said) / sizeof(said[0]); i++) {
        leave(visitor_begin(site, said[i / 2]), i % 2);
        site_turn_until(site, 0);
        cr_assert(site_is_well(site), "after %s", said[i / 2]);
        site_turn_until(site, 0);
    }
    cr_expect_eq(http_server_counts(site->server).pending, 0);
    site_free(site);
}

Test(leave, replying_to_a_client_that_has_gone_is_harmless)
{
    struct site *site = site_new(NULL);
    for (int reset = 0; reset < 2; reset++) {
        leave(begin_slow(site), reset);
        for (int i = 0; i < 10; i++)
            site_turn(site);
        request_fail_code(site->waiting, ERROR_UNAVAILABLE);
        site->waiting = NULL;
        site_turn_until(site, 0);
    }
    cr_expect(site_is_well(site));
    site_free(site);
}

Test(leave, a_request_outlives_its_server)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = begin_slow(site);
    http_server_free(site->server);
    site->server = NULL;
    cr_expect_str_eq(request_path(site->waiting), "/slow");
    cr_expect_str_eq(request_header(site->waiting, "Host"), "x");
    request_fail_code(site->waiting, ERROR_UNAVAILABLE);
    visitor_free(visitor);
    site_free(site);
}

Test(leave, a_slow_header_gets_408)
{
    struct site *site = site_new_impatient();
    struct visitor *visitor = visitor_begin(site, "GET /hello HTTP/1.1\r\nA: ");
    for (int i = 0; i < SITE_TURNS && !visitor->closed && !visitor->size; i++) {
        visitor_send(visitor, "a", 1);
        visitor_await(site, visitor, 0);
        site_turn(site);
        if (recv(visitor->fd, visitor->bytes, 1, MSG_PEEK) >= 0)
            break;
    }
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_status(visitor, 0), 408, "%s", visitor->bytes);
    cr_expect_eq(http_server_counts(site->server).timeouts, 1);
    visitor_free(visitor);
    site_free(site);
}

Test(leave, a_slow_body_an_idle_client_and_a_slow_reader_are_closed)
{
    struct site *site = site_new_impatient();
    struct visitor *body =
        visitor_begin(site, "POST /echo HTTP/1.1\r\n" H "Content-Length: 9\r\n\r\nabc");
    struct visitor *idle = visitor_begin(site, HELLO);
    struct visitor *silent = visitor_begin(site, "");
    struct visitor *reader = visitor_begin(site, "GET /big HTTP/1.1\r\n" H "\r\n");
    site_turn_until(site, 0);
    visitor_await_close(site, body);
    visitor_await_close(site, idle);
    visitor_await_close(site, silent);
    cr_expect_eq(visitor_count(body), 0);
    cr_expect_eq(visitor_status(idle, 0), 200);
    visitor_free(body), visitor_free(idle), visitor_free(silent), visitor_free(reader);
    cr_expect(site_is_well(site));
    site_free(site);
}

/* The server's end of a visitor's connection, which is in this process, too. */
static int other_end(const struct visitor *visitor)
{
    struct sockaddr_in own, peer;
    socklen_t size = sizeof(own);
    getsockname(visitor->fd, (struct sockaddr *)&own, &size);
    for (int fd = 3; fd < 256; fd++) {
        size = sizeof(peer);
        if (getpeername(fd, (struct sockaddr *)&peer, &size) == 0 &&
            peer.sin_port == own.sin_port && fd != visitor->fd)
            return fd;
    }
    return -1;
}

Test(leave, the_kernel_holds_little_of_what_a_client_does_not_read)
{
    struct site *site = site_new(NULL);
    struct visitor *reader = visitor_begin(site, "GET /big HTTP/1.1\r\n" H "\r\n");
    int unsent = 0, most = 0;
    for (int i = 0; i < 100; i++) {
        site_turn(site);
        cr_assert_eq(ioctl(other_end(reader), SIOCOUTQNSD, &unsent), 0);
        most = unsent > most ? unsent : most;
    }
    cr_expect_gt(unsent, 0);
    cr_expect_leq(most, 128 * 1024);
    visitor_free(reader);
    site_free(site);
}

Test(leave, a_pending_handler_has_no_deadline_here)
{
    struct site *site = site_new_impatient();
    struct visitor *visitor = begin_slow(site);
    for (int i = 0; i < 200; i++)
        site_turn(site);
    cr_assert_eq(http_server_counts(site->server).connections, 1);
    request_reply(site->waiting, 204, NULL, NULL);
    visitor_await(site, visitor, 1);
    cr_expect_eq(visitor_status(visitor, 0), 204);
    visitor_free(visitor);
    site_free(site);
}

Test(leave, bodies_are_bounded_in_all)
{
    struct http_settings settings = {.buffered_bytes_max = 100, .trusted_proxies = "127.0.0.0/8"};
    struct site *site = site_new(&settings);
    struct visitor *idle =
        visitor_begin(site, "POST /echo HTTP/1.1\r\n" H "Content-Length: 99\r\n\r\n");
    struct visitor *first =
        visitor_begin(site, "POST /echo HTTP/1.1\r\n" H "Content-Length: 60\r\n\r\n"
                            "what has arrived counts, and not what is announced");
    struct visitor *second =
        visitor_begin(site, "POST /echo HTTP/1.1\r\n" H "Content-Length: 60\r\n\r\n");
    visitor_await_close(site, second);
    cr_expect_eq(visitor_status(second, 0), 503);
    leave(first, true);
    leave(idle, true);
    site_turn_until(site, 0);
    visitor_free(second);
    second = visitor_begin(site, "POST /echo HTTP/1.1\r\n" H "Content-Length: 60\r\n\r\n");
    visitor_send(second, "012345678901234567890123456789012345678901234567890123456789", 60);
    visitor_await(site, second, 1);
    cr_expect_eq(visitor_status(second, 0), 200);
    visitor_free(second);
    site_free(site);
}

Test(leave, bodies_that_were_announced_while_there_was_room_are_bounded_too)
{
    enum { VISITORS = 6 };
    struct http_settings settings = {.buffered_bytes_max = 100, .trusted_proxies = "127.0.0.0/8"};
    struct site *site = site_new(&settings);
    struct visitor *visitors[VISITORS];
    for (int i = 0; i < VISITORS; i++)
        visitors[i] = visitor_begin(site, "POST /echo HTTP/1.1\r\n" H "Content-Length: 60\r\n\r\n");
    for (int i = 0; i < VISITORS; i++)
        visitor_send(visitors[i], "0123456789012345678901234567890123456789", 40);
    site_turn_until(site, 2);
    visitor_send(visitors[0], "01234567890123456789", 20);
    visitor_await(site, visitors[0], 1);
    cr_expect_eq(visitor_status(visitors[0], 0), 200);
    for (int i = 0; i < VISITORS; i++)
        visitor_free(visitors[i]);
    site_turn_until(site, 0);
    cr_expect(site_is_well(site));
    site_free(site);
}

static void on_drained(void *context)
{
    ((struct site *)context)->drained = true;
}

static void turn_until_drained(struct site *site)
{
    for (int i = 0; i < SITE_TURNS && !site->drained; i++)
        site_turn(site);
    cr_assert(site->drained);
}

Test(leave, draining_finishes_what_was_begun)
{
    struct site *site = site_new(NULL);
    struct visitor *idle = visitor_begin(site, HELLO);
    visitor_await(site, idle, 1);
    struct visitor *slow = begin_slow(site);
    http_server_drain(site->server, 60000, on_drained, site);
    cr_expect_not(site->drained);
    visitor_await_close(site, idle);
    struct visitor *late = visitor_new(site);
    visitor_await_close(site, late);
    cr_expect_not(site->drained);
    request_reply(site->waiting, 204, NULL, NULL);
    visitor_await_close(site, slow);
    cr_expect_eq(visitor_status(slow, 0), 204);
    cr_expect(strstr(slow->bytes, "Connection: close"));
    turn_until_drained(site);
    visitor_free(idle), visitor_free(slow), visitor_free(late);
    site_free(site);
}

Test(leave, who_has_just_come_is_answered_before_the_door_closes)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = visitor_new(site); /* accepted by the kernel alone */
    visitor_say(visitor, HELLO);
    http_server_drain(site->server, 60000, on_drained, site);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_status(visitor, 0), 200);
    turn_until_drained(site);
    visitor_free(visitor);
    site_free(site);
}

Test(leave, draining_is_bounded)
{
    struct http_settings settings = {.request_deadline_ms = 100};
    struct site *site = site_new(&settings);
    struct visitor *slow = begin_slow(site);
    http_server_drain(site->server, 50, on_drained, site);
    turn_until_drained(site);
    http_server_free(site->server);
    site->server = NULL;
    request_reply(site->waiting, 204, NULL, NULL);
    visitor_free(slow);
    site_free(site);
}

Test(leave, draining_an_empty_server_is_over_at_once_but_not_at_the_call)
{
    struct site *site = site_new(NULL);
    http_server_drain(site->server, 60000, on_drained, site);
    cr_expect_not(site->drained);
    turn_until_drained(site);
    site_free(site);
}

Test(leave, two_servers_share_a_loop)
{
    static const struct routes none = {.count = 0};
    struct site *site = site_new(NULL);
    struct http_settings settings = {.address = "127.0.0.1"};
    struct error error;
    struct http_server *first = site->server;
    struct http_server *second = http_server_new(site->base, &settings, &none, NULL, NULL, &error);
    cr_assert(second);
    cr_expect(site_is_well(site));
    site->server = second;
    cr_expect_eq(site_ask_string(site, HELLO), 404);
    http_server_free(second);
    site->server = first;
    cr_expect(site_is_well(site));
    site_free(site);
}

Test(leave, wrong_settings_are_told)
{
    struct event_base *base = event_base_new();
    struct routes none = {.count = 0};
    struct error error;
    struct http_settings settings = {.address = "nonsense"};
    cr_expect_null(http_server_new(base, &settings, &none, NULL, NULL, &error));
    cr_expect_str_eq(error.field, "address");
    settings = (struct http_settings){.trusted_proxies = "nonsense"};
    cr_expect_null(http_server_new(base, &settings, &none, NULL, NULL, &error));
    cr_expect_str_eq(error.field, "trusted_proxies");
    settings = (struct http_settings){.address = "::1"};
    struct http_server *server = http_server_new(base, &settings, &none, NULL, NULL, &error);
    cr_assert(server);
    settings.port = http_server_port(server);
    cr_expect_null(http_server_new(base, &settings, &none, NULL, NULL, &error));
    cr_expect_str_eq(error.field, "address");
    http_server_free(server);
    event_base_free(base);
}
