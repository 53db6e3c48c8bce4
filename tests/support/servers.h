/* The servers that `./dev test` and `./dev faults` lend to their tests, and what may befall them.
 * Only for tests that run one at a time. */
#ifndef HUIYING_SUPPORT_SERVERS_H
#define HUIYING_SUPPORT_SERVERS_H

#include <stdint.h>

/* Brings up what an earlier test left down. */
void servers_mend(void);

/* start, stop (politely), restart, kill, pause, resume × postgres, redis, or more nodes of a kind
 * that a test has made: create, remove, and for PostgreSQL fill, empty (the disk of its WAL). */
void servers_do(const char *action, const char *server);

/* Makes a PostgreSQL node anew as one that follows the other. */
void servers_follow(const char *node, const char *other);

/* Where a node listens on the loopback; it must have been started once. */
int servers_port(const char *node);

/* Sends one command to Redis, words parted by blanks; an error fails the test. */
void servers_redis(const char *command);
void servers_redis_at(int port, const char *command);

/* The same, for the integer that is answered. */
int64_t servers_redis_number(int port, const char *command);

#endif
