#include "redis/endpoint.h"

#include "net/resolve.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>

enum { PORT_SIZE = 6 };

static bool parse_path(const char *path, struct endpoint *ret, struct error *error);
static bool split(const char *address, struct endpoint *ret);
static bool is_port(const char *port);

bool endpoint_parse(const char *address, struct endpoint *ret, struct error *error)
{
    if (strchr(address, '/'))
        return parse_path(address, ret, error);
    if (split(address, ret))
        return true;
    error_set(error, ERROR_BAD_PARAMETER, NULL, "not host:port or a path: %s", address);
    return false;
}

bool endpoint_is_name(const struct endpoint *endpoint)
{
    return endpoint->port && !resolve_is_address(endpoint->host);
}

void endpoint_text(const struct endpoint *endpoint, char *ret, size_t size)
{
    if (!endpoint->port)
        snprintf(ret, size, "%s", endpoint->host);
    else if (strchr(endpoint->host, ':'))
        snprintf(ret, size, "[%s]:%d", endpoint->host, endpoint->port);
    else
        snprintf(ret, size, "%s:%d", endpoint->host, endpoint->port);
}

static bool parse_path(const char *path, struct endpoint *ret, struct error *error)
{
    if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path)) {
        error_set(error, ERROR_BAD_PARAMETER, NULL, "the socket's path is too long: %s", path);
        return false;
    }
    snprintf(ret->host, sizeof(ret->host), "%s", path);
    ret->port = 0;
    return true;
}

/* The last colon parts host and port, so that an IPv6 address needs its brackets. */
static bool split(const char *address, struct endpoint *ret)
{
    const char *colon = strrchr(address, ':');
    if (!colon || strlen(colon + 1) >= PORT_SIZE || !is_port(colon + 1))
        return false;
    size_t length = (size_t)(colon - address);
    if (length >= 2 && address[0] == '[' && address[length - 1] == ']') {
        address++;
        length -= 2;
    } else if (memchr(address, ':', length)) {
        return false;
    }
    if (!length || length >= sizeof(ret->host))
        return false;
    snprintf(ret->host, sizeof(ret->host), "%.*s", (int)length, address);
    ret->port = (int)strtol(colon + 1, NULL, 10);
    return true;
}

static bool is_port(const char *port)
{
    return strspn(port, "0123456789") == strlen(port) && strtol(port, NULL, 10) >= 1 &&
           strtol(port, NULL, 10) <= 65535;
}
