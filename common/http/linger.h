/*
 * Closing in a way that lets the client read its last reply: a socket closed while bytes are
 * still arriving is reset, and the reset takes the reply with it. So the socket is kept a moment
 * and read until the client is done. For http/connection and http/server only.
 */
#ifndef HUIYING_HTTP_LINGER_H
#define HUIYING_HTTP_LINGER_H

#include <stddef.h>
#include <sys/queue.h>

struct event_base;
struct lingering;

enum { LINGER_SOCKETS_MAX = 64, LINGER_BYTES_MAX = 1 << 20, LINGER_SECONDS = 2 };

LIST_HEAD(lingering_list, lingering);

/* Embedded in its owner; all zero at first. */
struct lingers {
    struct lingering_list list;
    size_t count;
};

/* Keeps a duplicate of fd, which the caller closes, until the client has closed or one of the
 * limits is reached. Does nothing when there are already LINGER_SOCKETS_MAX. */
void linger_begin(struct lingers *lingers, struct event_base *base, int fd);

/* Closes them all. */
void lingers_done(struct lingers *lingers);

#endif
