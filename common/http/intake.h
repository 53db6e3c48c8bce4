/*
 * What happens to the bytes of a connection before evhttp sees them: see http/connection.h.
 * For http/connection only.
 */
#ifndef HUIYING_HTTP_INTAKE_H
#define HUIYING_HTTP_INTAKE_H

#include "http/connection.h"

/* For evbuffer_add_cb on the input: takes in what has arrived. */
void intake_on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context);

/* Waits for a request's first byte. */
void intake_idle(struct connection *connection);

/* Goes on with the next request; it may be here already. */
void intake_next(struct connection *connection);

/* Has the header that did not come in time answered with 408. */
void intake_time_out(struct connection *connection);

#endif
