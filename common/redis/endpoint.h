/* Where a Redis may listen: an address as settings give it, made into something to connect to
 * without asking anyone. For common/redis/client. */
#ifndef HUIYING_REDIS_ENDPOINT_H
#define HUIYING_REDIS_ENDPOINT_H

#include "base/error.h"

#include <stddef.h>

struct endpoint {
    char host[112]; /* an IP address, or a unix socket's path */
    int port;       /* 0: a unix socket */
};

/* Resolves "host:port", "[v6]:port" or a path with a '/' into at most room endpoints; blocks while
 * a name is looked up. The number found, or 0 and *error set: BAD_PARAMETER if the address is
 * malformed, UNAVAILABLE if the name is not known now. */
size_t endpoint_resolve(const char *address, struct endpoint *ret, size_t room,
                        struct error *error);

/* Writes it as it is given in settings, cut to size bytes. */
void endpoint_text(const struct endpoint *endpoint, char *ret, size_t size);

#endif
