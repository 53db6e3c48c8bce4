/*
 * Dialling: making one connection to whichever of the named servers is the primary. The servers
 * are tried in turn, and each of their addresses, beginning with the one that served last; each
 * has the whole deadline to itself. For db/connection alone.
 *
 *     (begin) -> looking up -> connecting -> done: a connection
 *                    ^             | refused, read-only, deadline
 *                    +--- next ----+----> done: none, after all were tried
 */
#ifndef HUIYING_DB_DIAL_H
#define HUIYING_DB_DIAL_H

#include "db/pool.h"

#include <libpq-fe.h>

struct dial;

/* pg is the caller's; NULL if no server would serve, and why then says what the last one said. */
typedef void dial_callback(PGconn *pg, const char *why, void *context);

/* The settings are borrowed. */
struct dial *dial_new(struct event_base *base, const struct db_settings *settings,
                      dial_callback *callback, void *context);

/* Hangs up. NULL is accepted. */
void dial_free(struct dial *dial);

/* Begins a round; the callback ends it, never before this returns. Not while one is under way. */
void dial_begin(struct dial *dial);

/* The next round begins with another server than the one that served last, and has that one last.
 * Not while a round is under way. */
void dial_turn(struct dial *dial);

#endif
