/* What is told of each request once it is answered: a line in the log, a place in the figures. */
#ifndef HUIYING_API_OBSERVE_H
#define HUIYING_API_OBSERVE_H

#include "base/text.h"

#include <stdint.h>

struct request;

/* The server's hook; see http/server.h. Changes and refusals are told at info, failures
 * as warnings; reading, and what came without a valid token, at debug. */
void observe_request(const struct request *request, int status, int64_t duration_us, void *service);

/* Durations by route and status, for Prometheus. */
void observe_write(struct text *text);

#endif
