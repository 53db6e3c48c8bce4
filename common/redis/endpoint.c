#include "redis/endpoint.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

enum { HOST_SIZE = 256, PORT_SIZE = 6 };

static size_t endpoint_from_path(const char *path, struct endpoint *ret, struct error *error);
static bool endpoint_split(const char *address, char *host, char *port);
static bool endpoint_is_port(const char *port);
static size_t endpoint_from_name(const char *host, const char *port, struct endpoint *ret,
                                 size_t room, struct error *error);
static bool endpoint_from_info(const struct addrinfo *info, const char *port, struct endpoint *ret);

size_t endpoint_resolve(const char *address, struct endpoint *ret, size_t room, struct error *error)
{
    if (strchr(address, '/'))
        return endpoint_from_path(address, ret, error);
    char host[HOST_SIZE], port[PORT_SIZE];
    if (!endpoint_split(address, host, port)) {
        error_set(error, ERROR_BAD_PARAMETER, NULL, "not host:port or a path: %s", address);
        return 0;
    }
    return endpoint_from_name(host, port, ret, room, error);
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

static size_t endpoint_from_path(const char *path, struct endpoint *ret, struct error *error)
{
    if (strlen(path) >= sizeof(((struct sockaddr_un *)NULL)->sun_path)) {
        error_set(error, ERROR_BAD_PARAMETER, NULL, "the socket's path is too long: %s", path);
        return 0;
    }
    snprintf(ret->host, sizeof(ret->host), "%s", path);
    ret->port = 0;
    return 1;
}

/* The last colon parts host and port, so that an IPv6 address needs its brackets. */
static bool endpoint_split(const char *address, char *host, char *port)
{
    const char *colon = strrchr(address, ':');
    if (!colon || strlen(colon + 1) >= PORT_SIZE || !endpoint_is_port(colon + 1))
        return false;
    size_t length = (size_t)(colon - address);
    if (length >= 2 && address[0] == '[' && address[length - 1] == ']') {
        address++;
        length -= 2;
    } else if (memchr(address, ':', length)) {
        return false;
    }
    if (!length || length >= HOST_SIZE)
        return false;
    snprintf(host, HOST_SIZE, "%.*s", (int)length, address);
    snprintf(port, PORT_SIZE, "%s", colon + 1);
    return true;
}

static bool endpoint_is_port(const char *port)
{
    return strspn(port, "0123456789") == strlen(port) && strtol(port, NULL, 10) >= 1 &&
           strtol(port, NULL, 10) <= 65535;
}

static size_t endpoint_from_name(const char *host, const char *port, struct endpoint *ret,
                                 size_t room, struct error *error)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *all;
    int status = getaddrinfo(host, port, &hints, &all);
    if (status) {
        error_set(error, ERROR_UNAVAILABLE, NULL, "%s: %s", host, gai_strerror(status));
        return 0;
    }
    size_t count = 0;
    for (const struct addrinfo *info = all; info && count < room; info = info->ai_next)
        if (endpoint_from_info(info, port, &ret[count]))
            count++;
    freeaddrinfo(all);
    if (!count)
        error_set(error, ERROR_UNAVAILABLE, NULL, "%s: no address of use", host);
    return count;
}

static bool endpoint_from_info(const struct addrinfo *info, const char *port, struct endpoint *ret)
{
    ret->port = (int)strtol(port, NULL, 10);
    return getnameinfo(info->ai_addr, info->ai_addrlen, ret->host, sizeof(ret->host), NULL, 0,
                       NI_NUMERICHOST) == 0;
}
