#include "redis/greeting.h"

#include "redis/link.h"

#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>

static void greeting_authenticate(struct link *link, const char *user, const char *password);
static void greeting_on_answer(void *ctx, const struct redisReply *reply,
                               const struct error *error);
static void greeting_on_role(void *ctx, const struct redisReply *reply, const struct error *error);
static void greeting_on_info(void *ctx, const struct redisReply *reply, const struct error *error);

void greeting_send(struct link *link, const char *user, const char *password)
{
    if (password)
        greeting_authenticate(link, user, password);
    link_send(link, 1, (const char *[]){"PING"}, (size_t[]){4}, greeting_on_answer, link);
    link_send(link, 1, (const char *[]){"ROLE"}, (size_t[]){4}, greeting_on_role, link);
    link_send(link, 2, (const char *[]){"INFO", "memory"}, (size_t[]){4, 6}, greeting_on_info,
              link);
}

static void greeting_authenticate(struct link *link, const char *user, const char *password)
{
    const char *auth[] = {"AUTH", user ? user : password, password};
    const size_t sizes[] = {4, strlen(auth[1]), strlen(auth[2])};
    link_send(link, user ? 3 : 2, auth, sizes, greeting_on_answer, link);
}

/* Of AUTH; and of PING, which a server that loads its data refuses, unlike what is asked after it.
 */
static void greeting_on_answer(void *ctx, const struct redisReply *reply, const struct error *error)
{
    (void)reply;
    if (error)
        link_give_up(ctx, error->message);
}

static void greeting_on_role(void *ctx, const struct redisReply *reply, const struct error *error)
{
    if (error)
        link_give_up(ctx, error->message);
    else if (reply->type != REDIS_REPLY_ARRAY || !reply->elements ||
             reply->element[0]->type != REDIS_REPLY_STRING ||
             strcmp(reply->element[0]->str, "master") != 0)
        link_give_up(ctx, "not a master");
}

/* A user without the right to ask for INFO may still serve; the policy is then not known. */
static void greeting_on_info(void *ctx, const struct redisReply *reply, const struct error *error)
{
    char policy[32] = "";
    if (!error)
        greeting_read_policy(reply, policy, sizeof(policy));
    link_greeted(ctx, policy);
}

void greeting_read_policy(const struct redisReply *info, char *ret, size_t size)
{
    *ret = '\0';
    static const char name[] = "\nmaxmemory_policy:";
    const char *value = info->type == REDIS_REPLY_STRING ? strstr(info->str, name) : NULL;
    if (!value)
        return;
    value += sizeof(name) - 1;
    snprintf(ret, size, "%.*s", (int)strcspn(value, "\r\n"), value);
}
