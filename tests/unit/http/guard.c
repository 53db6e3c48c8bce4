#include "http/guard.h"

#include <criterion/criterion.h>
#include <string.h>

#define H "Host: x\r\n"
#define TEN "0123456789"

static const struct guard_limits limits = {400, 5};

struct guard_case {
    const char *bytes;
    enum error_code refusal; /* ERROR_OK: GUARD_HEAD after the whole of it */
};

static const struct guard_case cases[] = {
    {"GET / HTTP/1.1\r\n" H "\r\n", ERROR_OK},
    {"GET / HTTP/1.0\r\n" H "\r\n", ERROR_OK},
    {"BREW /pot HTTP/1.1\r\n" H "\r\n", ERROR_OK},
    {"GET http://x/a HTTP/1.1\r\n" H "\r\n", ERROR_OK},
    {"POST / HTTP/1.1\r\nhOsT:x\r\ncontent-LENGTH:   5  \r\n\r\n", ERROR_OK},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 0\r\n\r\n", ERROR_OK},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 999999999999999999\r\n\r\n", ERROR_OK},
    {"GET / HTTP/1.1\r\n" H "X-Note: a\tb \xe5\x9b\x9e\r\nX-Empty:\r\n\r\n", ERROR_OK},
    {"GET / HTTP/1.1\r\n" H "Expect: 100-Continue\r\n\r\n", ERROR_OK},
    {"GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n", ERROR_OK},
    {"GET / HTTP/1.1\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n" H "\r\n", ERROR_OK},
    /* the request line */
    {"\r", ERROR_BAD_REQUEST},
    {" ", ERROR_BAD_REQUEST},
    {"GET\r", ERROR_BAD_REQUEST},
    {"GET /\r", ERROR_BAD_REQUEST},
    {"GET /\n", ERROR_BAD_REQUEST},
    {"GET  ", ERROR_BAD_REQUEST},
    {"GET\t", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1 ", ERROR_BAD_REQUEST},
    {"GET /  ", ERROR_BAD_REQUEST},
    {"GET / h", ERROR_BAD_REQUEST},
    {"GET / HTTP/2", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.2", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.11", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\n", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\rX", ERROR_BAD_REQUEST},
    {"GET /\x80", ERROR_BAD_REQUEST},
    {"GET /\x01", ERROR_BAD_REQUEST},
    {"ABCDEFGHIJKLMNOPQ", ERROR_BAD_REQUEST},
    {"G{", ERROR_BAD_REQUEST},
    /* Host */
    {"GET / HTTP/1.1\r\n\r\n", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\nHost:\r\n", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\nHost:  \r\n", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "Host:", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\nHost: a b", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\nHost: a,", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\nHost: a/", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\nHost: a@", ERROR_BAD_REQUEST},
    /* lengths */
    {"POST / HTTP/1.1\r\n" H "Content-Length: 5\r\nContent-Length:", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length ", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: +5\r\n", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: -5\r\n", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 5, 5\r\n", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 5 5\r\n", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 0x5\r\n", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length:\r\n", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length:\t", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 5\v", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 1000000000000000000\r\n", ERROR_TOO_LARGE},
    {"POST / HTTP/1.1\r\n" H "Content-Length: " TEN TEN TEN "\r\n", ERROR_TOO_LARGE},
    {"POST / HTTP/1.1\r\n" H "Content-Length: " TEN TEN "x" TEN "\r\n", ERROR_TOO_LARGE},
    /* Transfer-Encoding in every spelling */
    {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n", ERROR_LENGTH_REQUIRED},
    {"POST / HTTP/1.1\r\n" H "TRANSFER-encoding:xchunked\r\n\r\n", ERROR_LENGTH_REQUIRED},
    {"POST / HTTP/1.1\r\n" H "Transfer-Encoding:\r\n\r\n", ERROR_LENGTH_REQUIRED},
    {"POST / HTTP/1.1\r\n" H "Transfer-Encoding ", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Transfer-Encoding\t", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: a\r\nTransfer-Encoding:", ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
     ERROR_BAD_REQUEST},
    {"POST / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
     ERROR_BAD_REQUEST},
    /* fields */
    {"GET / HTTP/1.1\r\n" H " ", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "\t", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n ", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H ":", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "A ", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "A\r", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "A: b\n", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "A: b\rc", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "A: b\x7f", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "A: b\x01", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "A\xc3", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "\r\r", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "\n", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "Expect: 200-ok\r\n", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "Authorization: a\r\nauthorization:", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\n" H "Idempotency-Key: a\r\nIdempotency-Key:", ERROR_BAD_REQUEST},
    {"GET / HTTP/1.1\r\nA: 1\r\nB: 1\r\nC: 1\r\nD: 1\r\n" H "F", ERROR_HEADERS_TOO_LARGE},
};

static enum guard_verdict feed(struct guard *guard, const char *bytes, size_t size, size_t step,
                               size_t *ret_taken)
{
    enum guard_verdict verdict = GUARD_MORE;
    guard_init(guard, &limits);
    *ret_taken = 0;
    while (verdict == GUARD_MORE && *ret_taken < size) {
        size_t taken, left = size - *ret_taken;
        verdict = guard_feed(guard, bytes + *ret_taken, left < step ? left : step, &taken);
        *ret_taken += taken;
    }
    return verdict;
}

static void check(const struct guard_case *each, size_t step)
{
    struct guard guard;
    size_t taken, size = strlen(each->bytes);
    enum guard_verdict verdict = feed(&guard, each->bytes, size, step, &taken);
    cr_expect_eq(taken, size, "%s: %zu of %zu taken", each->bytes, taken, size);
    cr_expect_eq(verdict, each->refusal == ERROR_OK ? GUARD_HEAD : GUARD_REFUSED, "%s: verdict %d",
                 each->bytes, verdict);
    cr_expect_eq(guard.refusal, each->refusal, "%s: %d", each->bytes, guard.refusal);
}

/* Each case is refused at its very last byte, neither before nor after, however it is cut. */
Test(guard, passes_and_refuses_at_the_right_byte_however_the_bytes_are_cut)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        for (size_t step = 1; step < 40; step += 3)
            check(&cases[i], step);
        check(&cases[i], 1000);
    }
}

Test(guard, nul_is_refused_wherever_it_stands)
{
    static const char head[] = "GET /abc HTTP/1.1\r\nHost: x\r\nAb: cd\r\n\r\n";
    for (size_t i = 0; i < sizeof(head) - 1; i++) {
        char bytes[sizeof(head)];
        struct guard guard;
        size_t taken;
        memcpy(bytes, head, sizeof(head));
        bytes[i] = '\0';
        cr_expect_eq(feed(&guard, bytes, sizeof(head) - 1, 7, &taken), GUARD_REFUSED, "at %zu", i);
    }
}

Test(guard, tells_where_things_are)
{
    static const char head[] =
        "PUT /a?b HTTP/1.0\r\nA: b\r\nHost:  y.cn:80 \r\nContent-Length: 17\r\n\r\nGET / HTT";
    struct guard guard;
    size_t taken;
    cr_assert_eq(feed(&guard, head, sizeof(head) - 1, 1000, &taken), GUARD_HEAD);
    cr_expect_eq(taken, sizeof(head) - 1 - 9, "the body is not taken");
    cr_expect_eq(guard.head_size, taken);
    cr_expect_eq(guard.method_size, 3);
    cr_expect_arr_eq(head + guard.target_start, "/a?b", guard.target_size);
    cr_expect_eq(guard.target_size, 4);
    cr_expect_arr_eq(head + guard.host_start, "y.cn:80", 7);
    cr_expect_eq(guard.host_size, 7);
    cr_expect_eq(guard.content_length, 17);
    cr_expect_eq(guard.minor_version, 0);
}

Test(guard, an_endless_header_ends_at_the_limit)
{
    char bytes[1000];
    struct guard guard;
    size_t taken;
    memset(bytes, 'a', sizeof(bytes));
    memcpy(bytes, "GET / HTTP/1.1\r\n", 16);
    cr_expect_eq(feed(&guard, bytes, sizeof(bytes), 13, &taken), GUARD_REFUSED);
    cr_expect_eq(guard.refusal, ERROR_HEADERS_TOO_LARGE);
    cr_expect_eq(taken, 400);
    memset(bytes, 'a', sizeof(bytes));
    memcpy(bytes, "GET /", 5);
    cr_expect_eq(feed(&guard, bytes, sizeof(bytes), 13, &taken), GUARD_REFUSED);
    cr_expect_eq(guard.refusal, ERROR_URI_TOO_LONG);
}

Test(guard, a_header_of_exactly_the_limit_passes)
{
    char bytes[402];
    struct guard guard;
    size_t taken;
    memset(bytes, 'a', sizeof(bytes));
    memcpy(bytes, "GET / HTTP/1.1\r\nHost: x\r\nA: ", 28);
    memcpy(bytes + 396, "\r\n\r\n", 4);
    cr_expect_eq(feed(&guard, bytes, 400, 400, &taken), GUARD_HEAD);
    memcpy(bytes + 396, "a\r\n\r\n", 5);
    cr_expect_eq(feed(&guard, bytes, 401, 401, &taken), GUARD_REFUSED);
}
