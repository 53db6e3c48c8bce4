/* The servers that `./dev test` lends to its tests, and what may befall them. Only for tests that
 * run one at a time. */
#ifndef HUIYING_SUPPORT_SERVERS_H
#define HUIYING_SUPPORT_SERVERS_H

/* Brings up what an earlier test left down. */
void servers_mend(void);

/* start, stop (politely), restart, kill, pause, resume × postgres, redis. */
void servers_do(const char *action, const char *server);

/* Sends one command to Redis, words parted by blanks; an error fails the test. */
void servers_redis(const char *command);

#endif
