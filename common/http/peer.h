/*
 * Who is at the other end: addresses, networks of trusted proxies, and the client behind them.
 * Pure; for http only. IPv4 is kept as ::ffff:a.b.c.d, so that there is one kind of address.
 */
#ifndef HUIYING_HTTP_PEER_H
#define HUIYING_HTTP_PEER_H

#include "base/error.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum { PEER_NETWORKS_MAX = 32, PEER_TEXT_SIZE = INET6_ADDRSTRLEN };

struct peer {
    unsigned char bytes[16];
};

struct peer_networks {
    size_t count;
    struct {
        struct peer address;
        unsigned bits;
    } all[PEER_NETWORKS_MAX];
};

/* Reads "10.0.0.0/8, ::1". False and *error if a part is no address or there are too many. */
bool peer_networks_parse(const char *list, struct peer_networks *ret, struct error *error);

bool peer_is_in(const struct peer *peer, const struct peer_networks *networks);

/* Reads an address, in brackets and with a port or not. */
bool peer_parse(const char *text, size_t size, struct peer *ret);

struct peer peer_of_socket(const struct sockaddr_storage *address);

void peer_text(const struct peer *peer, char ret[PEER_TEXT_SIZE]);

/* True if both count as one client: the same IPv4 address, or IPv6 addresses of one /64. */
bool peer_is_same(const struct peer *one, const struct peer *other);

/* Equal for all that peer_is_same takes for one. */
size_t peer_hash(const struct peer *peer);

/* The client of a connection from peer: peer itself unless it is trusted, else the last address
 * of X-Forwarded-For (may be NULL) that is not, and failing that the first. */
struct peer peer_behind(const struct peer *peer, const struct peer_networks *trusted,
                        const char *forwarded_for);

#endif
