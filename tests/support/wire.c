#include "support/wire.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct wire {
    int fd;
    bool is_closed; /* by the other side */
    struct text heard;
};

static void hear(struct wire *wire, int64_t end_us);

struct wire *wire_open(int port)
{
    struct wire *wire = memory_new(1, sizeof(*wire));
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr = {htonl(INADDR_LOOPBACK)},
    };
    wire->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(connect(wire->fd, (struct sockaddr *)&address, sizeof(address)), 0,
                 "nobody listens on port %d", port);
    return wire;
}

void wire_close(struct wire *wire)
{
    close(wire->fd);
    text_done(&wire->heard);
    free(wire);
}

void wire_say(struct wire *wire, const char *string)
{
    wire_send(wire, string, strlen(string));
}

/* What the other side does not read any more is its affair. */
void wire_send(struct wire *wire, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        ssize_t sent = send(wire->fd, at, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        at += sent;
        size -= (size_t)sent;
    }
}

int wire_status(struct wire *wire, int wait_ms_max)
{
    int64_t end_us = clock_mono_us() + (int64_t)wait_ms_max * 1000;
    while (!strstr(text_string(&wire->heard), "\r\n") && !wire->is_closed)
        hear(wire, end_us);
    const char *line = text_string(&wire->heard);
    if (strncmp(line, "HTTP/1.1 ", 9) != 0)
        return 0;
    return (int)strtol(line + 9, NULL, 10);
}

const char *wire_rest(struct wire *wire, int wait_ms_max)
{
    int64_t end_us = clock_mono_us() + (int64_t)wait_ms_max * 1000;
    while (!wire->is_closed)
        hear(wire, end_us);
    return text_string(&wire->heard);
}

static void hear(struct wire *wire, int64_t end_us)
{
    struct pollfd readable = {wire->fd, POLLIN, 0};
    int64_t left_us = end_us - clock_mono_us();
    cr_assert(left_us > 0 && poll(&readable, 1, (int)(left_us / 1000) + 1) > 0,
              "nothing more is heard; so far: %s", text_string(&wire->heard));
    ssize_t size = recv(wire->fd, text_room(&wire->heard, 4096), 4096, 0);
    if (size > 0)
        text_grew(&wire->heard, (size_t)size);
    else
        wire->is_closed = true;
}
