#include "http/peer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char v4_prefix[12] = {[10] = 0xff, [11] = 0xff};

static bool network_parse(const char *text, size_t size, struct peer *ret, unsigned *ret_bits);
static bool bits_same(const struct peer *one, const struct peer *other, unsigned bits);
static bool peer_is_v4(const struct peer *peer);

bool peer_networks_parse(const char *list, struct peer_networks *ret, struct error *error)
{
    ret->count = 0;
    for (const char *at = list ? list : ""; *at;) {
        at += strspn(at, ", ");
        size_t size = strcspn(at, ", ");
        if (!size)
            continue;
        size_t i = ret->count;
        if (i == PEER_NETWORKS_MAX ||
            !network_parse(at, size, &ret->all[i].address, &ret->all[i].bits)) {
            error_set(error, ERROR_BAD_PARAMETER, "trusted_proxies", "not an address: %.*s",
                      (int)size, at);
            return false;
        }
        ret->count++;
        at += size;
    }
    return true;
}

bool peer_is_in(const struct peer *peer, const struct peer_networks *networks)
{
    for (size_t i = 0; i < networks->count; i++) {
        if (bits_same(peer, &networks->all[i].address, networks->all[i].bits))
            return true;
    }
    return false;
}

bool peer_parse(const char *text, size_t size, struct peer *ret)
{
    char address[PEER_TEXT_SIZE];
    const char *colon = memchr(text, ':', size);
    if (size && *text == '[') {
        const char *end = memchr(text, ']', size);
        if (!end)
            return false;
        size = (size_t)(end - ++text);
    } else if (colon && memchr(text, '.', size) && colon > (const char *)memchr(text, '.', size)) {
        size = (size_t)(colon - text);
    }
    if (size >= sizeof(address))
        return false;
    snprintf(address, sizeof(address), "%.*s", (int)size, text);
    memcpy(ret->bytes, v4_prefix, sizeof(v4_prefix));
    if (inet_pton(AF_INET, address, ret->bytes + sizeof(v4_prefix)) == 1)
        return true;
    return inet_pton(AF_INET6, address, ret->bytes) == 1;
}

struct peer peer_of_socket(const struct sockaddr_storage *address)
{
    struct peer peer = {.bytes = {0}};
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (address->ss_family == AF_INET) {
        memcpy(&v4, address, sizeof(v4));
        memcpy(peer.bytes, v4_prefix, sizeof(v4_prefix));
        memcpy(peer.bytes + sizeof(v4_prefix), &v4.sin_addr, 4);
    } else if (address->ss_family == AF_INET6) {
        memcpy(&v6, address, sizeof(v6));
        memcpy(peer.bytes, &v6.sin6_addr, 16);
    }
    return peer;
}

void peer_text(const struct peer *peer, char ret[PEER_TEXT_SIZE])
{
    if (peer_is_v4(peer))
        inet_ntop(AF_INET, peer->bytes + sizeof(v4_prefix), ret, PEER_TEXT_SIZE);
    else
        inet_ntop(AF_INET6, peer->bytes, ret, PEER_TEXT_SIZE);
}

bool peer_is_same(const struct peer *one, const struct peer *other)
{
    return bits_same(one, other, peer_is_v4(one) ? 128 : 64);
}

size_t peer_hash(const struct peer *peer)
{
    size_t hash = 5381, size = peer_is_v4(peer) ? 16 : 8;
    for (size_t i = 0; i < size; i++)
        hash = hash * 33 + peer->bytes[i];
    return hash;
}

struct peer peer_behind(const struct peer *peer, const struct peer_networks *trusted,
                        const char *forwarded_for)
{
    struct peer client = *peer;
    const char *end = forwarded_for ? forwarded_for + strlen(forwarded_for) : NULL;
    while (end && end > forwarded_for && peer_is_in(&client, trusted)) {
        const char *start = end;
        while (start > forwarded_for && start[-1] != ',')
            start--;
        const char *text = start + strspn(start, " \t");
        size_t size = text < end ? strcspn(text, ", \t") : 0;
        struct peer next;
        if (!peer_parse(text, size, &next))
            break;
        client = next;
        end = start > forwarded_for ? start - 1 : start;
    }
    return client;
}

static bool network_parse(const char *text, size_t size, struct peer *ret, unsigned *ret_bits)
{
    const char *slash = memchr(text, '/', size);
    if (!peer_parse(text, slash ? (size_t)(slash - text) : size, ret))
        return false;
    unsigned bits_max = peer_is_v4(ret) ? 32 : 128;
    unsigned long bits = bits_max;
    char *end = NULL;
    if (slash)
        bits = strtoul(slash + 1, &end, 10);
    if (bits > bits_max || (slash && (end != text + size || end == slash + 1)))
        return false;
    *ret_bits = (unsigned)bits + 128 - bits_max;
    return true;
}

static bool bits_same(const struct peer *one, const struct peer *other, unsigned bits)
{
    unsigned whole = bits / 8, rest = bits % 8;
    if (memcmp(one->bytes, other->bytes, whole) != 0)
        return false;
    return rest == 0 || (one->bytes[whole] ^ other->bytes[whole]) >> (8 - rest) == 0;
}

static bool peer_is_v4(const struct peer *peer)
{
    return memcmp(peer->bytes, v4_prefix, sizeof(v4_prefix)) == 0;
}
