/* Clients that come in crowds, and what they ask for in all. */
#include "unit/http/support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define H "Host: x\r\n"

/* Hundreds come, fifty are let in at a time, each is closed when it has said nothing. */
Test(crowds, half_open_connections_are_bounded)
{
    enum { CROWD = 800 };
    struct site *site = site_new_impatient();
    static struct visitor *crowd[CROWD];
    for (int i = 0; i < CROWD; i++) {
        crowd[i] = visitor_new(site);
        if (i % 20 == 0)
            site_turn(site);
        cr_assert_leq(http_server_counts(site->server).connections, 50);
    }
    for (int i = 0; i < CROWD; i++)
        visitor_free(crowd[i]);
    site_turn_until(site, 0);
    cr_expect_geq(http_server_counts(site->server).pauses, 1);
    cr_expect(site_is_well(site));
    site_free(site);
}

/* Or else everybody would wait while a crowd is thrown out. */
Test(crowds, of_many_that_run_out_of_time_together_few_are_closed_at_once)
{
    enum { CROWD = 200, AT_ONCE = 16 };
    struct http_settings settings = {.request_deadline_ms = 300, .idle_ms = 300};
    struct site *site = site_new(&settings);
    static struct visitor *crowd[CROWD];
    uint64_t before = 0, most = 0;
    for (int i = 0; i < CROWD; i++)
        crowd[i] = visitor_begin(site, "GET /hello HTTP/1.1\r\nA: ");
    for (int i = 0; i < SITE_TURNS && before < CROWD; i++) {
        site_turn(site);
        uint64_t now = http_server_counts(site->server).timeouts;
        most = now - before > most ? now - before : most;
        before = now;
    }
    cr_expect_eq(before, CROWD);
    cr_expect_leq(most, AT_ONCE);
    for (int i = 0; i < CROWD; i++)
        visitor_free(crowd[i]);
    site_turn_until(site, 0);
    cr_expect(site_is_well(site));
    site_free(site);
}

/* Or else one address without a token would keep out all that anybody logs. */
Test(crowds, what_one_peer_sends_leaves_room_for_others)
{
    enum { HOARDERS = 4, OTHER = INADDR_LOOPBACK + 1 };
    static const char post[] = "POST /echo HTTP/1.1\r\n" H "Content-Length: 30\r\n\r\n";
    struct http_settings settings = {.buffered_bytes_max = 100};
    struct site *site = site_new(&settings);
    struct visitor *hoarders[HOARDERS];
    for (int i = 0; i < HOARDERS; i++)
        hoarders[i] = visitor_begin(site, "POST /echo HTTP/1.1\r\n" H "Content-Length: 24\r\n\r\n");
    for (int i = 0; i < HOARDERS; i++)
        visitor_say(hoarders[i], "01234567890123456789012");
    site_turn_until(site, 1);
    cr_expect_eq(site_ask(site, post, sizeof(post) - 1), 503, "it has had its share");
    struct visitor *other = visitor_new_from(site, OTHER);
    visitor_say(other, "POST /echo HTTP/1.1\r\n" H "Content-Length: 20\r\n\r\n"
                       "01234567890123456789");
    visitor_await(site, other, 1);
    cr_expect_eq(visitor_status(other, 0), 200);
    visitor_free(other);
    for (int i = 0; i < HOARDERS; i++)
        visitor_free(hoarders[i]);
    site_turn_until(site, 0);
    site_free(site);
}

/* They could stay for a minute each, and come again. */
Test(crowds, who_says_nothing_keeps_nobody_out)
{
    enum { SILENT = 3 };
    struct http_settings settings = {.connections_max = SILENT};
    struct site *site = site_new(&settings);
    struct visitor *silent[SILENT];
    for (int i = 0; i < SILENT; i++) {
        silent[i] = visitor_new(site);
        site_turn(site);
    }
    site_turn_until(site, SILENT);
    cr_expect(site_is_well(site));
    for (int i = 0; i < SILENT; i++)
        visitor_free(silent[i]);
    site_turn_until(site, 0);
    site_free(site);
}

Test(crowds, one_peer_has_a_share)
{
    struct http_settings settings = {.connections_per_peer_max = 3};
    struct site *site = site_new(&settings);
    struct visitor *visitors[5];
    for (int i = 0; i < 5; i++) {
        visitors[i] = visitor_new(site);
        site_turn(site);
    }
    site_turn_until(site, 3);
    cr_expect_eq(http_server_counts(site->server).turned_away, 2);
    for (int i = 0; i < 5; i++)
        visitor_free(visitors[i]);
    site_turn_until(site, 0);
    cr_expect(site_is_well(site));
    site_free(site);
}

Test(crowds, trusted_proxies_have_no_share_and_name_their_clients)
{
    struct http_settings settings = {.connections_per_peer_max = 1,
                                     .trusted_proxies = "127.0.0.0/8"};
    struct site *site = site_new(&settings);
    struct visitor *one = visitor_begin(site, ""), *other = visitor_begin(site, "");
    visitor_say(other, "GET /about/a/of/b HTTP/1.1\r\n" H "X-Forwarded-For: 9.9.9.9, 8.8.8.8\r\n"
                       "X-Forwarded-For: 127.0.0.5\r\n\r\n");
    visitor_await(site, other, 1);
    cr_expect(strstr(other->bytes, "|8.8.8.8"), "%s", other->bytes);
    visitor_free(one), visitor_free(other);
    site_free(site);
}
