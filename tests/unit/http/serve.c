#include "unit/http/support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define H "Host: x\r\n"
#define END "\r\n"
#define HELLO "GET /hello HTTP/1.1\r\n" H END

static struct visitor *conversation(struct site *site, const char *string, int replies)
{
    struct visitor *visitor = visitor_new(site);
    site_turn(site);
    visitor_say(visitor, string);
    visitor_await(site, visitor, replies);
    return visitor;
}

static void expect_reply(struct site *site, const char *request, int status, const char *part)
{
    struct visitor *visitor = conversation(site, request, 1);
    cr_expect_eq(visitor_status(visitor, 0), status, "%s: %s", request, visitor->bytes);
    cr_expect(strstr(visitor->bytes, part), "%s: %s", request, visitor->bytes);
    visitor_free(visitor);
}

Test(serve, routes_parameters_and_ids)
{
    struct site *site = site_new(NULL);
    expect_reply(site,
                 "GET /about/a%20b/of/c?q=%E5%9B%9E HTTP/1.1\r\n" H "X-Request-Id: abc.1\r\n"
                 "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n" END,
                 200,
                 "GET|/about/a%20b/of/c|a b|c|回|abc.1|"
                 "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01|127.0.0.1");
    expect_reply(site, "GET /about/a/of/c HTTP/1.1\r\n" H "X-Request-Id: abc.1\r\n" END, 200,
                 "X-Request-Id: abc.1\r\n");
    struct visitor *visitor = conversation(
        site, "GET /about/a/of/c HTTP/1.1\r\n" H "X-Request-Id: a b\r\ntraceparent: 00-1\r\n" END,
        1);
    cr_expect_null(strstr(visitor->bytes, "a b"));
    cr_expect(strstr(visitor->bytes, "|-|127.0.0.1"));
    visitor_free(visitor);
    site_free(site);
}

Test(serve, absolute_form_of_this_host_only)
{
    struct site *site = site_new(NULL);
    expect_reply(site, "GET http://x/hello HTTP/1.1\r\n" H END, 200, "hello");
    expect_reply(site, "GET http://y/hello HTTP/1.1\r\n" H END, 400, "/problems/bad-request");
    expect_reply(site, "OPTIONS * HTTP/1.1\r\n" H END, 400, "/problems/bad-request");
    expect_reply(site, "CONNECT x:80 HTTP/1.1\r\n" H END, 400, "/problems/bad-request");
    site_free(site);
}

Test(serve, unknown_paths_and_methods)
{
    struct site *site = site_new(NULL);
    expect_reply(site, "GET /nowhere HTTP/1.1\r\n" H END, 404, "/problems/not-found");
    expect_reply(site, "POST /hello HTTP/1.1\r\n" H END, 405, "Allow: GET, HEAD, DELETE\r\n");
    expect_reply(site, "BREW /hello HTTP/1.1\r\n" H END, 405, "Allow: GET, HEAD, DELETE\r\n");
    expect_reply(site, "TRACE /hello HTTP/1.1\r\n" H END, 405, "Allow: GET, HEAD, DELETE\r\n");
    expect_reply(site, "PATCH /echo HTTP/1.1\r\n" H END, 405, "Allow: POST, PUT\r\n");
    expect_reply(site, "GET /a/../hello HTTP/1.1\r\n" H END, 400, "/problems/bad-request");
    expect_reply(site, "GET /hel%00lo HTTP/1.1\r\n" H END, 400, "/problems/bad-request");
    expect_reply(site, "GET /hello?a=%zz HTTP/1.1\r\n" H END, 400, "/problems/bad-parameter");
    site_free(site);
}

Test(serve, head_is_get_without_the_body)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = conversation(site, "HEAD /hello HTTP/1.1\r\n" H END, 0);
    for (int i = 0; i < 50; i++) {
        site_turn(site);
        visitor_await(site, visitor, 0);
    }
    visitor_say(visitor, "GET /hello HTTP/1.1\r\n" H "Connection: close\r\n" END);
    visitor_await_close(site, visitor);
    const char *end = strstr(visitor->bytes, "\r\n\r\n");
    cr_assert(end);
    cr_expect_eq(strncmp(end + 4, "HTTP/1.1 200", 12), 0, "%s", visitor->bytes);
    cr_expect(strstr(visitor->bytes, "Content-Length: 5\r\n") < end);
    visitor_free(visitor);
    site_free(site);
}

Test(serve, not_modified)
{
    struct site *site = site_new(NULL);
    expect_reply(site, "GET /tagged HTTP/1.1\r\n" H END, 200, "ETag: \"tag1\"\r\n");
    expect_reply(site, "GET /tagged HTTP/1.1\r\n" H "If-None-Match: \"tag1\"\r\n" END, 304,
                 "ETag: \"tag1\"\r\n");
    expect_reply(site, "HEAD /tagged HTTP/1.1\r\n" H "If-None-Match: W/\"tag1\"\r\n" END, 304,
                 "ETag: \"tag1\"\r\n");
    expect_reply(site, "GET /tagged HTTP/1.1\r\n" H "If-None-Match: \"tag2\"\r\n" END, 200,
                 "{\"a\":1}");
    struct visitor *visitor =
        conversation(site, "GET /tagged HTTP/1.1\r\n" H "If-None-Match: *\r\n" END HELLO, 2);
    cr_expect_eq(visitor_status(visitor, 0), 304);
    cr_expect_eq(visitor_status(visitor, 1), 200, "304 has no body that would shift the next");
    visitor_free(visitor);
    site_free(site);
}

Test(serve, keeps_connections_alive)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = visitor_new(site);
    for (int i = 1; i <= 20; i++) {
        site_turn(site);
        visitor_say(visitor,
                    i % 2 ? HELLO : "POST /echo HTTP/1.1\r\n" H "Content-Length: 3\r\n\r\nabc");
        visitor_await(site, visitor, i);
        cr_assert_eq(visitor_status(visitor, i - 1), 200);
    }
    cr_expect_eq(http_server_counts(site->server).accepted, 1);
    cr_expect_eq(site->done_count, 20);
    visitor_free(visitor);
    site_free(site);
}

Test(serve, old_clients_are_closed_unless_they_ask)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = conversation(site, "GET /hello HTTP/1.0\r\n" H END, 1);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_status(visitor, 0), 200);
    visitor_free(visitor);
    visitor = conversation(site, "GET /hello HTTP/1.1\r\n" H "Connection: TE, close\r\n" END, 1);
    visitor_await_close(site, visitor);
    visitor_free(visitor);
    visitor = conversation(site,
                           "GET /hello HTTP/1.1\r\n" H "Connection: keep-alive\r\n"
                           "Connection: close\r\n" END,
                           1);
    visitor_await_close(site, visitor);
    visitor_free(visitor);
    visitor = conversation(site, "GET /hello HTTP/1.0\r\n" END, 1);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_status(visitor, 0), 200, "of 1.1 alone a Host is asked for");
    visitor_free(visitor);
    visitor = conversation(site, "GET /hello HTTP/1.0\r\n" H "Connection: keep-alive\r\n" END, 1);
    visitor_say(visitor, "GET /hello HTTP/1.0\r\n" H END);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_count(visitor), 2);
    visitor_free(visitor);
    site_free(site);
}

Test(serve, pipelines_in_order)
{
    struct site *site = site_new(NULL);
    struct text bytes = {0};
    for (int i = 0; i < 200; i++)
        text_add_format(&bytes,
                        "POST /echo HTTP/1.1\r\n" H "Content-Length: 4\r\n\r\n%04dGET "
                        "/nowhere HTTP/1.1\r\n" H END,
                        i);
    struct visitor *visitor = conversation(site, text_string(&bytes), 400);
    cr_expect_eq(visitor_count(visitor), 400);
    const char *at = visitor->bytes;
    for (int i = 0; i < 200 && at; i++) {
        char body[32];
        snprintf(body, sizeof(body), "\r\n\r\n%04dHTTP", i);
        cr_expect_eq(visitor_status(visitor, 2 * i), 200);
        cr_expect_eq(visitor_status(visitor, 2 * i + 1), 404);
        at = strstr(at, body);
        cr_expect(at, "%d is not in its place", i);
    }
    visitor_free(visitor);
    text_done(&bytes);
    site_free(site);
}

/* The next request waits while a handler is pending, and so does what is wrong with it. */
Test(serve, a_pipelined_request_waits_for_the_handler_before_it)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = conversation(site, "GET /slow HTTP/1.1\r\n" H END HELLO, 0);
    for (int i = 0; i < 20; i++)
        site_turn(site);
    visitor_say(visitor, "GET /hello HTTP/1.1\r\nFolded: a\r\n b\r\n\r\n");
    for (int i = 0; i < 20; i++)
        site_turn(site);
    cr_assert(site->waiting);
    cr_expect_eq(site->done_count, 0);
    request_reply(site->waiting, 204, NULL, NULL);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_status(visitor, 0), 204, "%s", visitor->bytes);
    cr_expect_eq(visitor_status(visitor, 1), 200, "%s", visitor->bytes);
    cr_expect_eq(visitor_status(visitor, 2), 400, "%s", visitor->bytes);
    visitor_free(visitor);
    site_free(site);
}

Test(serve, byte_by_byte)
{
    static const char bytes[] =
        "POST /echo HTTP/1.1\r\n" H "Content-Length: 8\r\n\r\nGET / HT" HELLO;
    struct site *site = site_new(NULL);
    struct visitor *visitor = visitor_new(site);
    for (size_t i = 0; i < sizeof(bytes) - 1; i++) {
        site_turn(site);
        visitor_send(visitor, bytes + i, 1);
        site_turn(site);
    }
    visitor_await(site, visitor, 2);
    cr_expect_eq(visitor_status(visitor, 0), 200);
    cr_expect(strstr(visitor->bytes, "\r\n\r\nGET / HTHTTP/1.1 200"), "%s", visitor->bytes);
    visitor_free(visitor);
    site_free(site);
}

Test(serve, cut_at_every_byte)
{
    static const char bytes[] = "POST /echo HTTP/1.1\r\n" H "Content-Length: 5\r\n\r\nabcde" HELLO;
    struct site *site = site_new(NULL);
    for (size_t cut = 1; cut < sizeof(bytes) - 1; cut++) {
        struct visitor *visitor = visitor_new(site);
        site_turn(site);
        visitor_send(visitor, bytes, cut);
        site_turn(site);
        visitor_send(visitor, bytes + cut, sizeof(bytes) - 1 - cut);
        visitor_await(site, visitor, 2);
        cr_expect_eq(visitor_status(visitor, 0), 200, "cut at %zu", cut);
        cr_expect_eq(visitor_status(visitor, 1), 200, "cut at %zu", cut);
        visitor_free(visitor);
    }
    site_free(site);
}

Test(serve, expectations_are_met)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = conversation(
        site, "POST /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 3\r\n" END, 1);
    cr_expect_eq(visitor_status(visitor, 0), 100, "%s", visitor->bytes);
    visitor_say(visitor, "abc");
    visitor_await(site, visitor, 2);
    cr_expect_eq(visitor_status(visitor, 1), 200, "%s", visitor->bytes);
    visitor_free(visitor);
    expect_reply(
        site, "POST /echo HTTP/1.1\r\n" H "Expect: 100-continue\r\nContent-Length: 70000\r\n" END,
        413, "/problems/too-large");
    site_free(site);
}

Test(serve, a_client_that_has_said_all_may_still_listen)
{
    struct site *site = site_new(NULL);
    struct visitor *visitor = conversation(site, HELLO HELLO, 0);
    shutdown(visitor->fd, SHUT_WR);
    visitor_await(site, visitor, 2);
    visitor_await_close(site, visitor);
    cr_expect_eq(visitor_count(visitor), 2);
    visitor_free(visitor);
    site_free(site);
}

Test(serve, admission_may_come_later)
{
    struct site *site = site_new(NULL);
    site->admit_later = true;
    struct visitor *visitor = conversation(site, HELLO, 0);
    for (int i = 0; i < 20 && !site->waiting; i++)
        site_turn(site);
    cr_assert(site->waiting);
    request_proceed(site->waiting);
    visitor_await(site, visitor, 1);
    cr_expect_eq(visitor_status(visitor, 0), 200);
    visitor_free(visitor);
    site->admit_later = false;
    site->refuse = true;
    expect_reply(site, HELLO, 401, "WWW-Authenticate: Bearer\r\n");
    expect_reply(site, "GET /nowhere HTTP/1.1\r\n" H END, 404, "not-found");
    site_free(site);
}

static void expect_fail(struct site *site, enum error_code code, const char *language, int status,
                        const char *part)
{
    char bytes[256];
    snprintf(bytes, sizeof(bytes), "GET /fail/%d HTTP/1.1\r\n" H "Accept-Language: %s\r\n" END,
             (int)code, language);
    expect_reply(site, bytes, status, part);
}

Test(serve, failures_are_problems)
{
    struct site *site = site_new(NULL);
    expect_fail(site, ERROR_NOT_FOUND, "en", 404,
                "{\"type\":\"/problems/not-found\",\"title\":\"There is no such thing here\","
                "\"status\":404,\"detail\":\"secret\",\"request_id\":\"");
    expect_fail(site, ERROR_NOT_FOUND, "zh", 404, "\"title\":\"未找到\"");
    expect_fail(site, ERROR_INVALID_FIELDS, "en", 422,
                "\"errors\":[{\"field\":\"contact.phone\",\"code\":\"required\",\"message\":\"is "
                "required\"},{\"field\":\"title\",\"code\":\"too-long\",\"message\":\"must have "
                "at most 200 characters\"}]}");
    expect_fail(site, ERROR_INVALID_FIELDS, "zh", 422, "最多 200 个字符");
    expect_fail(site, ERROR_UNAVAILABLE, "en", 503, "Retry-After: 5\r\n");
    expect_fail(site, ERROR_TOO_MANY_REQUESTS, "en", 429, "Retry-After: 5\r\n");
    expect_fail(site, ERROR_BUSY, "en", 409, "Retry-After: 1\r\n");
    expect_fail(site, ERROR_UNAUTHENTICATED, "en", 401, "WWW-Authenticate: Bearer\r\n");
    struct visitor *visitor = conversation(site, "GET /fail/20 HTTP/1.1\r\n" H END, 1);
    cr_assert_eq(ERROR_INTERNAL, 20);
    cr_expect_eq(visitor_status(visitor, 0), 500);
    cr_expect_null(strstr(visitor->bytes, "secret"));
    visitor_free(visitor);
    site_free(site);
}
