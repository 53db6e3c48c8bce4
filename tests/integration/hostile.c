/* Requests that two readers would read differently: refused, the connection closed, and the
 * process unharmed. */
#include "base/text.h"
#include "support/office_database.h"
#include "support/register.h"
#include "support/wire.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS_MAX = 20000 };

static int status_of(const struct office *office, const char *bytes, size_t size);
static void check_alive(struct office *office);
static int64_t most_resident_kb(pid_t pid);

#define POST "POST /v1/inquiries HTTP/1.1\r\n"
#define HOST "Host: a\r\n"

Test(hostile, ambiguous_requests_are_refused_and_the_connection_closed)
{
    struct office *office = office_open();
    static const struct {
        const char *bytes;
        int status;
    } cases[] = {
        {POST HOST "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400},
        {POST HOST "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}", 400},
        {POST HOST "Content-Length: 2, 2\r\n\r\n{}", 400},
        {POST HOST "Content-Length : 2\r\n\r\n{}", 400},
        {POST HOST "Content-Length: +2\r\n\r\n{}", 400},
        {POST HOST "Content-Length: 0x2\r\n\r\n{}", 400},
        {POST HOST "Content-Length: 99999999999999999999999\r\n\r\n", 413},
        {POST HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411},
        {POST HOST "Transfer-encoding: CHUNKED\r\n\r\n0\r\n\r\n", 411},
        {POST HOST "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
        {POST HOST "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n\r\n{}", 400},
        {POST HOST "Transfer-Encoding:\tchunked\r\nContent-Length: 2\r\n\r\n{}", 400},
        {POST HOST "Content-Length: 2\r\nX-A: b\r\n folded\r\n\r\n{}", 400},
        {POST HOST "Content-Length: 2\r\n X-A: b\r\n\r\n{}", 400},
        {POST "Content-Length: 2\r\n\r\n{}", 400},
        {POST HOST "Host: b\r\nContent-Length: 2\r\n\r\n{}", 400},
        {"GET /livez HTTP/1.1\nHost: a\n\n", 400},
        {"GET /livez HTTP/2.0\r\nHost: a\r\n\r\n", 400},
        {"GET /li\tvez HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"GET  /livez HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int status = status_of(office, cases[i].bytes, strlen(cases[i].bytes));
        cr_expect_eq(status, cases[i].status, "%s: %d, not %d", cases[i].bytes, status,
                     cases[i].status);
    }
    static const char nul[] = POST HOST "X-A: b\0c\r\nContent-Length: 2\r\n\r\n{}";
    cr_assert_eq(status_of(office, nul, sizeof(nul) - 1), 400);
    check_alive(office);
    office_close(office);
}

Test(hostile, paths_that_hide_something_are_refused)
{
    struct office *office = office_open();
    static const char *const paths[] = {"/v1/%00", "/v1/%2e%2e/livez", "/v1/../livez",
                                        "/v1/%zz", "/v1//items",       "/livez%2f"};
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        int status = get_as(office, NULL, paths[i])->status;
        cr_expect(status == 400 || status == 404, "%s: %d", paths[i], status);
    }
    check_alive(office);
    office_close(office);
}

Test(hostile, an_endless_header_is_431)
{
    struct office *office = office_open();
    struct text endless = {0};
    text_add(&endless, "GET /livez HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 20000; i++)
        text_add_format(&endless, "X-%d: 1\r\n", i);
    cr_assert_eq(status_of(office, endless.bytes, endless.length), 431);
    text_clear(&endless);
    text_add(&endless, "GET /livez HTTP/1.1\r\nHost: a\r\nX-A: ");
    for (int i = 0; i < 9000; i++)
        text_add_char(&endless, 'a');
    cr_assert_eq(status_of(office, endless.bytes, endless.length), 431);
    text_done(&endless);
    check_alive(office);
    office_close(office);
}

/* The whole request has a deadline, however steadily its bytes come. */
Test(hostile, a_request_that_dribbles_in_is_cut_off)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--request-deadline-ms", "500", NULL};
    office_start_api(office, options);
    struct wire *wire = wire_open(office->port);
    wire_say(wire, "GET /livez HTTP/1.1\r\nHo");
    cr_assert_eq(wire_status(wire, WAIT_MS_MAX), 408);
    wire_rest(wire, WAIT_MS_MAX);
    wire_close(wire);
    wire = wire_open(office->port);
    wire_say(wire, arena_format(office->arena,
                                POST HOST "Authorization: Bearer %s\r\nContent-Type: "
                                          "application/json\r\nContent-Length: 40\r\n\r\n{",
                                office_token(office, "operator")));
    wire_rest(wire, WAIT_MS_MAX);
    wire_close(wire);
    check_alive(office);
    office_close(office);
}

Test(hostile, clients_that_vanish_leave_nothing_behind)
{
    struct office *office = office_open();
    for (size_t i = 0; i < 50; i++) {
        struct wire *wire = wire_open(office->port);
        wire_say(wire, arena_format(office->arena,
                                    POST HOST "Authorization: Bearer %s\r\nContent-Type: "
                                              "application/json\r\nContent-Length: %zu\r\n\r\n%s",
                                    office_token(office, "operator"),
                                    strlen(inquiry_body(office, "")) + (i % 2),
                                    inquiry_body(office, "")));
        wire_close(wire);
    }
    check_alive(office);
    office_close(office);
}

Test(hostile, requests_in_one_packet_are_answered_in_order)
{
    struct office *office = office_open();
    struct wire *wire = wire_open(office->port);
    wire_say(wire, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n"
                   "GET /v1/items HTTP/1.1\r\nHost: a\r\n\r\n"
                   "GET /nowhere HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    const char *rest = wire_rest(wire, WAIT_MS_MAX);
    const char *first = strstr(rest, "HTTP/1.1 200"), *second = strstr(rest, "HTTP/1.1 401");
    const char *third = strstr(rest, "HTTP/1.1 404");
    cr_assert(first && second && third && first < second && second < third, "%s", rest);
    wire_close(wire);
    office_close(office);
}

/* Nor need a request ever end where the server's reading ends. */
Test(hostile, requests_that_follow_each_other_without_a_pause_are_not_kept)
{
    enum { WARM = 100, MANY = 2000, BYTES = 8000, GROWN_KB_MAX = 6000 };
    char *old = getenv("ASAN_OPTIONS"), options[1000];
    snprintf(options, sizeof(options), "%s:quarantine_size_mb=1", old ? old : "");
    setenv("ASAN_OPTIONS", options, 1); /* or what was freed would count */
    struct office *office = office_open();
    const char *request = arena_format(
        office->arena, "GET /livez HTTP/1.1\r\nHost: a\r\nX-A: %0*d\r\n\r\n", BYTES, 0);
    const char *last = "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    int64_t before_kb = 0;
    for (int round = 0; round < 2; round++) {
        struct wire *wire = wire_open(office->port);
        for (int i = 0; i < (round == 0 ? WARM : MANY); i++)
            wire_say(wire, request);
        wire_say(wire, last);
        wire_rest(wire, WAIT_MS_MAX);
        wire_close(wire);
        if (round == 0)
            before_kb = most_resident_kb(office->api);
    }
    cr_expect_lt(most_resident_kb(office->api) - before_kb, GROWN_KB_MAX);
    office_close(office);
}

/* What the server answers before it closes. */
static int status_of(const struct office *office, const char *bytes, size_t size)
{
    struct wire *wire = wire_open(office->port);
    wire_send(wire, bytes, size);
    int status = wire_status(wire, WAIT_MS_MAX);
    wire_rest(wire, WAIT_MS_MAX);
    wire_close(wire);
    return status;
}

static void check_alive(struct office *office)
{
    cr_assert(child_is_alive(office->api));
    log_inquiry(office, "");
}

/* Since the process began. */
static int64_t most_resident_kb(pid_t pid)
{
    char path[64], line[128];
    int64_t most_kb = 0;
    snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
    FILE *file = fopen(path, "r");
    cr_assert(file);
    while (fgets(line, sizeof(line), file))
        if (strncmp(line, "VmHWM:", 6) == 0)
            most_kb = strtoll(line + 6, NULL, 10);
    fclose(file);
    return most_kb;
}
