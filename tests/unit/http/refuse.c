/* What the guard refuses, over a real socket: answered as a problem, closed, and no harm done. */
#include "unit/http/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define H "Host: x\r\n"
#define SMUGGLED "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n"

struct refusal {
    const char *bytes;
    int status;
};

/* Each is followed by a good request, which must never be answered. */
static const struct refusal refusals[] = {
    {"POST /echo HTTP/1.1\r\n" H "Content-Length: 0\r\nContent-Length: 44\r\n\r\n", 400},
    {"POST /echo HTTP/1.1\r\n" H "Content-Length : 5\r\n\r\n", 400},
    {"POST /echo HTTP/1.1\r\n" H "Content-Length: +5\r\n\r\n", 400},
    {"POST /echo HTTP/1.1\r\n" H "Content-Length: 5,5\r\n\r\n", 400},
    {"POST /echo HTTP/1.1\r\n" H "Content-Length: 70000\r\n\r\n", 413},
    {"POST /echo HTTP/1.1\r\n" H "Content-Length: 99999999999999999999\r\n\r\n", 413},
    {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
    {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
    {"POST /echo HTTP/1.1\r\n" H "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n", 400},
    {"POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: x\r\n\r\n", 400},
    {"GET /hello HTTP/1.1\r\n\r\n", 400},
    {"GET /hello HTTP/1.1\r\n" H H "\r\n", 400},
    {"GET /hello HTTP/1.1\r\n" H "A: b\r\n c\r\n\r\n", 400},
    {"GET /hello HTTP/1.1\r\n" H "A: b\rc\r\n\r\n", 400},
    {"GET /hello HTTP/1.1\r\n" H "A: b\nC: d\r\n\r\n", 400},
    {"GET /hello HTTP/1.1\n" H "\n", 400},
    {"GET /hello HTTP/1.1\r\n" H "A B: c\r\n\r\n", 400},
    {"GET /hello HTTP/1.1\r\n" H "A: b\x01\r\n\r\n", 400},
    {"GET /hello\r\n", 400},
    {"GET /hello HTTP/2.0\r\n" H "\r\n", 400},
    {"GET /hello HTTP/1.1 \r\n" H "\r\n", 400},
    {"GET  /hello HTTP/1.1\r\n" H "\r\n", 400},
    {"HELLO\r\n\r\n", 400},
    {"\x16\x03\x01\x02", 400},
};

static void expect_refused(struct site *site, const char *bytes, size_t size, int status)
{
    struct visitor *visitor = visitor_new(site);
    site_turn(site);
    visitor_send(visitor, bytes, size);
    visitor_say(visitor, SMUGGLED);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_status(visitor, 0), status, "%s: %s", bytes, visitor->bytes);
    cr_expect_eq(visitor_count(visitor), 1, "%s: %s", bytes, visitor->bytes);
    cr_expect(strstr(visitor->bytes, "Content-Type: application/problem+json"), "%s", bytes);
    cr_expect(strstr(visitor->bytes, "Connection: close"), "%s", bytes);
    visitor_free(visitor);
}

Test(refuse, answers_a_problem_and_closes_and_serves_the_next)
{
    struct site *site = site_new(NULL);
    for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
        expect_refused(site, refusals[i].bytes, strlen(refusals[i].bytes), refusals[i].status);
        cr_expect(site_is_well(site), "after %s", refusals[i].bytes);
    }
    site_free(site);
}

Test(refuse, nul_in_a_header)
{
    static const char bytes[] = "GET /hello HTTP/1.1\r\n" H "A: b\0c\r\n\r\n";
    struct site *site = site_new(NULL);
    expect_refused(site, bytes, sizeof(bytes) - 1, 400);
    site_free(site);
}

Test(refuse, a_header_without_end)
{
    struct site *site = site_new(NULL);
    char bytes[9000];
    memset(bytes, 'a', sizeof(bytes));
    memcpy(bytes, "GET /hello HTTP/1.1\r\n" H "A: ", 33);
    expect_refused(site, bytes, sizeof(bytes), 431);
    memset(bytes, 'a', sizeof(bytes));
    memcpy(bytes, "GET /", 5);
    expect_refused(site, bytes, sizeof(bytes), 414);
    site_free(site);
}

Test(refuse, too_many_fields)
{
    struct site *site = site_new(NULL);
    struct text bytes = {0};
    text_add(&bytes, "GET /hello HTTP/1.1\r\n" H);
    for (int i = 0; i < 100; i++)
        text_add_format(&bytes, "A%d: b\r\n", i);
    text_add(&bytes, "\r\n");
    expect_refused(site, bytes.bytes, bytes.length, 431);
    text_done(&bytes);
    site_free(site);
}

/* The refused request stands behind good ones, all in one segment. */
Test(refuse, in_a_pipeline_answers_what_came_before)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = visitor_new(site);
    visitor_await(site, visitor, 0);
    site_turn(site);
    visitor_say(visitor, SMUGGLED "POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc"
                                  "GET /hello HTTP/1.1\r\n\r\n" SMUGGLED);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_count(visitor), 3);
    cr_expect_eq(visitor_status(visitor, 0), 200);
    cr_expect_eq(visitor_status(visitor, 1), 200);
    cr_expect_eq(visitor_status(visitor, 2), 400);
    visitor_free(visitor);
    site_free(site);
}

/* A body that looks like a request stays a body, whatever the method. */
Test(refuse, bodies_are_never_requests)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", "BREW", "TRACE"};
    struct site *site = site_new(NULL);
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        struct visitor *visitor = visitor_new(site);
        char bytes[512];
        site_turn(site);
        snprintf(bytes, sizeof(bytes), "%s /hello HTTP/1.1\r\n" H "Content-Length: %zu\r\n\r\n%s",
                 methods[i], strlen(SMUGGLED), SMUGGLED);
        visitor_say(visitor, bytes);
        visitor_say(visitor, "DELETE /hello HTTP/1.1\r\n" H "Connection: close\r\n\r\n");
        visitor_await_close(site, visitor);
        cr_expect_eq(visitor_count(visitor), 2, "%s: %s", methods[i], visitor->bytes);
        visitor_free(visitor);
    }
    site_free(site);
}

/* The client goes on sending long after the refusal, and still gets to read it. */
Test(refuse, a_large_body_is_refused_before_it_is_sent_and_the_reply_is_not_lost)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = visitor_new(site);
    static char body[50000];
    site_turn(site);
    visitor_say(visitor, "POST /echo HTTP/1.1\r\n" H "Accept-Language: en\r\n"
                         "Content-Length: 900000\r\n\r\n");
    for (int i = 0; i < 10; i++) {
        visitor_send(visitor, body, sizeof(body));
        site_turn(site);
    }
    visitor_await(site, visitor, 1);
    cr_expect_eq(visitor_status(visitor, 0), 413);
    cr_expect(strstr(visitor->bytes, "The body is too large"));
    cr_expect_eq(http_server_counts(site->server).refused, 1);
    visitor_free(visitor);
    site_free(site);
}

/* A socket that were closed too soon would take no more, and some systems would drop the reply. */
Test(refuse, those_who_are_refused_at_once_and_go_on_sending_do_not_end_each_others_time_to_read)
{
    struct site *site = site_new(NULL);
    struct visitor *visitors[4];
    static char body[50000];
    for (size_t i = 0; i < 4; i++)
        visitors[i] = visitor_begin(site, "");
    for (size_t i = 0; i < 4; i++) {
        visitor_say(visitors[i], "POST /echo HTTP/1.1\r\n" H "Content-Length: 900000\r\n\r\n");
        site_turn(site);
    }
    for (int round = 0; round < 10; round++) {
        for (size_t i = 0; i < 4; i++) {
            cr_expect_eq(send(visitors[i]->fd, body, sizeof(body), MSG_NOSIGNAL), sizeof(body),
                         "the %zu-th", i);
            site_turn(site);
        }
    }
    for (size_t i = 0; i < 4; i++) {
        visitor_await(site, visitors[i], 1);
        cr_expect_eq(visitor_status(visitors[i], 0), 413, "the %zu-th", i);
        visitor_free(visitors[i]);
    }
    site_free(site);
}

Test(refuse, a_route_may_take_more)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = visitor_new(site);
    static char body[100000];
    site_turn(site);
    memset(body, 'b', sizeof(body));
    visitor_say(visitor, "POST /large HTTP/1.1\r\n" H "Content-Length: 100000\r\n\r\n");
    for (int i = 0; i < 10; i++) {
        visitor_send(visitor, body, 10000);
        site_turn(site);
    }
    visitor_await(site, visitor, 1);
    cr_expect_eq(visitor_status(visitor, 0), 200);
    visitor_free(visitor);
    site_free(site);
}
