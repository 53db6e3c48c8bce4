/*
 * Two PostgreSQL of which one follows the other synchronously, and what an operator does with them.
 * They are nodes postgres-a and postgres-b of the servers. Tests may use it.
 *
 *     primary a, standby b --a dies, pair_promote--> primary b alone --pair_follow--> primary b,
 * standby a
 */
#ifndef HUIYING_SUPPORT_PAIR_H
#define HUIYING_SUPPORT_PAIR_H

#include "db/session.h"

#include <sys/types.h>

enum { PAIR_NODES = 2 };

struct pair {
    const char *nodes[PAIR_NODES];
    int ports[PAIR_NODES];
    int primary; /* its place */
};

/* Makes both, whatever a test before has left of them. Tells libpq, by HUIYING_TEST_PG*, to ask
 * both for the one that can be written to. */
void pair_open(struct pair *pair);
void pair_close(const struct pair *pair);

int pair_standby(const struct pair *pair);

/* A session with the database postgres of a node; the caller closes it. */
struct db_session *pair_session(const struct pair *pair, int node);

/* As servers_do. */
void pair_do(const struct pair *pair, const char *action, int node);

/* The primary must be dead. The standby takes its place and waits for nobody any more:
 * synchronous_standby_names is cleared. Returns once it can be written to. */
void pair_promote(struct pair *pair);

/* The node that is not the primary is made anew, as its standby, for which the primary waits from
 * then on. Returns once it does. */
void pair_follow(struct pair *pair);

/* Waits until the standby keeps up. */
void pair_await_sync(const struct pair *pair);

/* The process by which the standby receives what the primary writes. */
pid_t pair_receiver(const struct pair *pair);

#endif
