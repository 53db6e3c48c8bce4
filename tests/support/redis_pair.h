/*
 * Two Redis of which one copies the other, and what an operator does with them: nodes redis-a and
 * redis-b of the servers. Tests may use it.
 */
#ifndef HUIYING_SUPPORT_REDIS_PAIR_H
#define HUIYING_SUPPORT_REDIS_PAIR_H

enum { REDIS_PAIR_NODES = 2 };

struct redis_pair {
    const char *nodes[REDIS_PAIR_NODES];
    int ports[REDIS_PAIR_NODES];
    int master; /* its place */
};

/* Makes both, and HUIYING_TEST_REDIS their addresses. */
void redis_pair_open(struct redis_pair *pair);
void redis_pair_close(const struct redis_pair *pair);

int redis_pair_replica(const struct redis_pair *pair);

/* As servers_do, and a command for the master. */
void redis_pair_do(const struct redis_pair *pair, const char *action, int node);
void redis_pair_tell(const struct redis_pair *pair, const char *command);

/* The replica becomes a master, whatever the other is. */
void redis_pair_promote(struct redis_pair *pair);

/* The other, which must run, copies the master. */
void redis_pair_follow(const struct redis_pair *pair);

#endif
