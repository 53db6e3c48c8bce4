#include "support/servers.h"

#include "support/child.h"

#include <criterion/criterion.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACTION_MS_MAX = 120000 };

static int run(const char *action, const char *server);
static int64_t send_command(const char *host, int port, const char *command);

void servers_mend(void)
{
    cr_assert(getenv("HUIYING_SERVER_COMMAND"), "the servers are those of ./dev test faults");
    run("resume", "redis"); /* fails if it does not run, which the next line mends */
    servers_do("start", "redis");
    servers_do("start", "postgres");
    servers_redis_at(servers_port("redis"), "CONFIG SET maxmemory 256mb");
}

void servers_do(const char *action, const char *server)
{
    cr_assert(run(action, server) == 0, "%s %s failed", action, server);
}

void servers_follow(const char *node, const char *other)
{
    char both[64];
    snprintf(both, sizeof(both), "%s %s", node, other);
    servers_do("follow", both);
}

int servers_port(const char *node)
{
    char path[512], line[128], name[32];
    int port = 0;
    const char *folder = getenv("HUIYING_SERVERS_DIR");
    snprintf(path, sizeof(path), "%s/ports", folder ? folder : "");
    FILE *file = fopen(path, "r");
    cr_assert(file, "no ports are known");
    snprintf(name, sizeof(name), "%s=", node);
    while (fgets(line, sizeof(line), file))
        if (strncasecmp(line, name, strlen(name)) == 0)
            port = (int)strtol(line + strlen(name), NULL, 10);
    fclose(file);
    cr_assert(port, "no port of %s is known", node);
    return port;
}

void servers_redis(const char *command)
{
    char host[128];
    const char *address = getenv("HUIYING_TEST_REDIS");
    snprintf(host, sizeof(host), "%s", address ? address : "");
    char *port = strrchr(host, ':');
    cr_assert(port, "HUIYING_TEST_REDIS is no host:port");
    *port++ = '\0';
    send_command(host, (int)strtol(port, NULL, 10), command);
}

void servers_redis_at(int port, const char *command)
{
    send_command("127.0.0.1", port, command);
}

int64_t servers_redis_number(int port, const char *command)
{
    return send_command("127.0.0.1", port, command);
}

static int run(const char *action, const char *server)
{
    char command[1024], log[512];
    const char *logs = getenv("HUIYING_TEST_LOGS");
    snprintf(command, sizeof(command), "%s %s %s", getenv("HUIYING_SERVER_COMMAND"), action,
             server);
    snprintf(log, sizeof(log), "%s/faults.log", logs ? logs : "/tmp");
    return child_wait(child_start(log, (const char *const[]){"/bin/bash", "-c", command, NULL}),
                      ACTION_MS_MAX);
}

static int64_t send_command(const char *host, int port, const char *command)
{
    const struct timeval patience = {5, 0};
    redisContext *context = redisConnectWithTimeout(host, port, patience);
    cr_assert(context && !context->err, "Redis does not answer");
    redisSetTimeout(context, patience);
    redisReply *reply = redisCommand(context, command);
    cr_assert(reply && reply->type != REDIS_REPLY_ERROR, "Redis refuses %s", command);
    int64_t number = reply->type == REDIS_REPLY_INTEGER ? reply->integer : 0;
    freeReplyObject(reply);
    redisFree(context);
    return number;
}
