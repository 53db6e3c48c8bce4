/* What a driver sends: lines of a file, METHOD, PATH and perhaps BODY, parted by tabs. */
#ifndef HUIYING_BENCH_REQUESTS_H
#define HUIYING_BENCH_REQUESTS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

struct requests;

/* The file is read whole. token may be NULL. With a key each request has an Idempotency-Key of its
 * own that begins with it. NULL if there is no such file or nothing in it. */
struct requests *requests_load(const char *path, const char *token, const char *key);
void requests_free(struct requests *requests);

size_t requests_count(const struct requests *requests);

/* Writes the request of one line, as one of number so much; tag is what If-None-Match says, NULL or
 * "" for no such field. */
void requests_write(const struct requests *requests, size_t line, size_t number, const char *tag,
                    struct text *ret);

#endif
