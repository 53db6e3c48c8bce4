#include "http/etag.h"
#include "http/language.h"
#include "http/peer.h"

#include <criterion/criterion.h>
#include <string.h>

Test(language, is_the_heavier_of_chinese_and_english)
{
    static const struct {
        const char *field;
        bool chinese;
    } cases[] = {
        {NULL, true},
        {"", true},
        {"zh", true},
        {"en", false},
        {"en-US,en;q=0.9", false},
        {"zh-CN,zh;q=0.9,en;q=0.8", true},
        {"en,zh", false},
        {"zh,en", true},
        {"en;q=0.5,zh;q=0.6", true},
        {"fr", true},
        {"fr,en;q=0.1", false},
        {"en;q=0", true},
        {"ENG", true},
        {"EN", false},
        {"en;q=0.299,zh;q=0.3", true},
        {"en; q=1.000", false},
        {",,en", false},
        {"e", true},
        {"*", true},
        {"en;q=", true},
        {"en;level=1", false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        cr_expect_eq(language_is_chinese(cases[i].field), cases[i].chinese, "%s", cases[i].field);
}

Test(etag, lists_are_searched)
{
    cr_expect(etag_list_has("\"a\"", "a"));
    cr_expect(etag_list_has("\"b\", \"a\"", "a"));
    cr_expect(etag_list_has("\"b\",W/\"a\"", "a"));
    cr_expect(etag_list_has("*", "a"));
    cr_expect_not(etag_list_has(NULL, "a"));
    cr_expect_not(etag_list_has("a", "a"));
    cr_expect_not(etag_list_has("\"a", "a"));
    cr_expect_not(etag_list_has("\"aa\"", "a"));
    cr_expect_not(etag_list_has(" , ", "a"));
}

static void expect_client(const char *peer, const char *forwarded_for, const char *client)
{
    struct peer_networks trusted;
    struct error error;
    struct peer from;
    char text[PEER_TEXT_SIZE];
    cr_assert(peer_networks_parse("10.0.0.0/8, ::1,192.168.1.7", &trusted, &error));
    cr_assert(peer_parse(peer, strlen(peer), &from));
    struct peer found = peer_behind(&from, &trusted, forwarded_for);
    peer_text(&found, text);
    cr_expect_str_eq(text, client, "%s via %s: %s", forwarded_for, peer, text);
}

Test(peer, is_the_last_that_no_trusted_proxy_has)
{
    expect_client("1.2.3.4", "5.6.7.8", "1.2.3.4");
    expect_client("10.1.1.1", NULL, "10.1.1.1");
    expect_client("10.1.1.1", "5.6.7.8", "5.6.7.8");
    expect_client("10.1.1.1", "9.9.9.9, 5.6.7.8", "5.6.7.8");
    expect_client("10.1.1.1", "9.9.9.9,5.6.7.8 , 10.2.2.2", "5.6.7.8");
    expect_client("10.1.1.1", "10.3.3.3, 192.168.1.7", "10.3.3.3");
    expect_client("::1", "[2001:db8::1]:443", "2001:db8::1");
    expect_client("::1", "5.6.7.8:99", "5.6.7.8");
    expect_client("10.1.1.1", "5.6.7.8, nonsense", "10.1.1.1");
    expect_client("10.1.1.1", "5.6.7.8, nonsense, 10.4.4.4", "10.4.4.4");
    expect_client("10.1.1.1", "", "10.1.1.1");
    expect_client("10.1.1.1", ",,", "10.1.1.1");
    expect_client("192.168.1.8", "5.6.7.8", "192.168.1.8");
}

Test(peer, networks_are_read_strictly)
{
    static const char *const bad[] = {"x",     "10.0.0.0/33", "10.0.0.0/",  "::1/129",
                                      "1.2.3", "/8",          "10.0.0.0/8x"};
    struct peer_networks networks;
    struct error error;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        cr_expect_not(peer_networks_parse(bad[i], &networks, &error), "%s", bad[i]);
    cr_expect(peer_networks_parse(NULL, &networks, &error));
    cr_expect(peer_networks_parse("0.0.0.0/0", &networks, &error));
    struct peer v6;
    cr_assert(peer_parse("::2", 3, &v6));
    cr_expect_not(peer_is_in(&v6, &networks), "an IPv6 address is in no IPv4 network");
}

Test(peer, of_one_ipv6_network_counts_as_one)
{
    struct peer one, other;
    cr_assert(peer_parse("2001:db8::1", 11, &one) && peer_parse("2001:db8::2", 11, &other));
    cr_expect(peer_is_same(&one, &other));
    cr_assert(peer_parse("1.2.3.4", 7, &one) && peer_parse("1.2.3.5", 7, &other));
    cr_expect_not(peer_is_same(&one, &other));
}
