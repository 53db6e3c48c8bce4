#include "support/redis_pair.h"

#include "support/servers.h"

#include <stdio.h>
#include <stdlib.h>

void redis_pair_open(struct redis_pair *pair)
{
    char both[64];
    *pair = (struct redis_pair){.nodes = {"redis-a", "redis-b"}};
    redis_pair_close(pair);
    for (int i = 0; i < REDIS_PAIR_NODES; i++) {
        servers_do("start", pair->nodes[i]);
        pair->ports[i] = servers_port(pair->nodes[i]);
    }
    redis_pair_follow(pair);
    snprintf(both, sizeof(both), "127.0.0.1:%d,127.0.0.1:%d", pair->ports[0], pair->ports[1]);
    setenv("HUIYING_TEST_REDIS", both, 1);
}

void redis_pair_close(const struct redis_pair *pair)
{
    for (int i = 0; i < REDIS_PAIR_NODES; i++)
        redis_pair_do(pair, "remove", i);
}

int redis_pair_replica(const struct redis_pair *pair)
{
    return 1 - pair->master;
}

void redis_pair_do(const struct redis_pair *pair, const char *action, int node)
{
    servers_do(action, pair->nodes[node]);
}

void redis_pair_tell(const struct redis_pair *pair, const char *command)
{
    servers_redis_at(pair->ports[pair->master], command);
}

void redis_pair_promote(struct redis_pair *pair)
{
    pair->master = redis_pair_replica(pair);
    redis_pair_tell(pair, "REPLICAOF NO ONE");
}

void redis_pair_follow(const struct redis_pair *pair)
{
    char command[64];
    snprintf(command, sizeof(command), "REPLICAOF 127.0.0.1 %d", pair->ports[pair->master]);
    servers_redis_at(pair->ports[redis_pair_replica(pair)], command);
}
