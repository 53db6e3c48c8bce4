/* How a timer is written in Redis: "window:generation:step", and its moment as a score. For
 * common/redis/timers. */
#ifndef HUIYING_REDIS_MEMBER_H
#define HUIYING_REDIS_MEMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct timer;

enum { MEMBER_SIZE = 48 };

void member_write(const struct timer *timer, char ret[MEMBER_SIZE]);

/* Strict: only what member_write writes, byte for byte. False, and *ret untouched, otherwise.
 * Sets window, generation and step. */
bool member_parse(const char *bytes, size_t size, struct timer *ret);

/* A score as Redis prints it, whole and from 0 to TIMERS_AT_US_MAX. */
bool member_parse_moment(const char *bytes, size_t size, int64_t *ret_us);

#endif
