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

/* Takes fd over and closes it when the client has closed or one of the limits is reached; at once
 * when there are already LINGER_SOCKETS_MAX. The caller has no events left for it. */
void linger_begin(struct lingers *lingers, struct event_base *base, int fd);

/* Closes them all. */
void lingers_done(struct lingers *lingers);

#endif
