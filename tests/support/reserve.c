#include "support/reserve.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <sys/socket.h>
#include <unistd.h>

enum { TRIES = 200 };

static int bound(int port);
static int port_of(int fd);

int reserve_ports(int count)
{
    for (int i = 0; i < TRIES; i++) {
        int fds[RESERVE_MAX];
        int held = 1;
        fds[0] = bound(0);
        int first = port_of(fds[0]);
        while (held < count && (fds[held] = bound(first + held)) >= 0)
            held++;
        if (held == count)
            return first;
        while (held > 0)
            close(fds[--held]);
    }
    cr_assert_fail("no %d free ports in a row", count);
    return 0;
}

/* A strict bind first: with the options on, ports of others that have them on look free, too. */
static int bound(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr = {htonl(INADDR_LOOPBACK)},
    };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &(int){1}, sizeof(int));
    return fd;
}

static int port_of(int fd)
{
    struct sockaddr_in address = {0};
    socklen_t size = sizeof(address);
    getsockname(fd, (struct sockaddr *)&address, &size);
    return ntohs(address.sin_port);
}
