/*
 * From a host's name to its addresses without keeping the loop waiting. The system's own resolver
 * answers, so that a name means here what it means to every program of the machine; it is asked
 * anew each time, so that a name which moves is found again. For common/db and common/redis.
 */
#ifndef HUIYING_NET_RESOLVE_H
#define HUIYING_NET_RESOLVE_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

struct event_base;
struct resolution;

enum { RESOLVED_MAX = 8 };

/* Addresses as text, in the order to be tried. */
struct resolved {
    size_t count;
    char all[RESOLVED_MAX][INET6_ADDRSTRLEN];
};

/* addresses is NULL if there are none, and why then says why not; both are borrowed for the call.
 */
typedef void resolve_callback(const struct resolved *addresses, const char *why, void *context);

/* True if the text is an address already. */
bool resolve_is_address(const char *host);

/* Begins; the callback fires exactly once, never before this returns and at the latest after
 * timeout_ms, unless resolve_cancel comes first. */
struct resolution *resolve_begin(struct event_base *base, const char *host, int timeout_ms,
                                 resolve_callback *callback, void *context);

/* Ends it without a callback; not from within one. NULL is accepted. */
void resolve_cancel(struct resolution *resolution);

#endif
