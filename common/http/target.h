/* From the target of a request line to path and query. Pure; for http only. */
#ifndef HUIYING_HTTP_TARGET_H
#define HUIYING_HTTP_TARGET_H

#include "base/error.h"

#include <stddef.h>

struct target {
    const char *path; /* borrowed from the target's bytes, as the query */
    size_t path_size;
    const char *query; /* behind the question mark */
    size_t query_size;
};

/* Takes the origin form, and the absolute form of http and https if it names the same host as
 * the Host field (RFC 9112, 3.2). False and *error for all else. */
bool target_split(const char *bytes, size_t size, const char *host, size_t host_size,
                  struct target *ret, struct error *error);

#endif
