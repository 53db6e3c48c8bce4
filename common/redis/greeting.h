/* What a fresh connection is asked before it may serve: AUTH, ROLE, INFO. For common/redis/link. */
#ifndef HUIYING_REDIS_GREETING_H
#define HUIYING_REDIS_GREETING_H

#include <stddef.h>

struct link;
struct redisReply;

/* Sends all at once. link_greeted follows, or link_give_up with the first answer that disappoints.
 * user may be NULL; without a password there is no AUTH. */
void greeting_send(struct link *link, const char *user, const char *password);

/* The maxmemory-policy in an answer to INFO memory, or "" if it says none. */
void greeting_read_policy(const struct redisReply *info, char *ret, size_t size);

#endif
