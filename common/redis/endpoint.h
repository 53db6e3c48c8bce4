/* Where a Redis may listen: an address as settings give it, and what one can connect to without
 * asking anyone. For common/redis/client. */
#ifndef HUIYING_REDIS_ENDPOINT_H
#define HUIYING_REDIS_ENDPOINT_H

#include "base/error.h"

#include <stddef.h>

struct endpoint {
    char host[256]; /* a name, an IP address, or a unix socket's path */
    int port;       /* 0: a unix socket */
};

/* Reads "host:port", "[v6]:port" or a path with a '/'. False and *error (BAD_PARAMETER) if it is
 * none of them. */
bool endpoint_parse(const char *address, struct endpoint *ret, struct error *error);

/* True if its host must be looked up before one can connect. */
bool endpoint_is_name(const struct endpoint *endpoint);

/* Writes it as it is given in settings, cut to size bytes. */
void endpoint_text(const struct endpoint *endpoint, char *ret, size_t size);

#endif
