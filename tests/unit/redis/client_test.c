#include "support/pump.h"
#include "unit/redis/bench.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(client, .timeout = 60);

Test(client, tells_where_it_is_connected_and_that_nothing_is_evicted)
{
    struct bench bench = bench_new(NULL, NULL);
    struct client_status status = client_status(bench.client);
    cr_assert(status.is_connected);
    cr_assert(status.is_noeviction);
    cr_assert_str_eq(status.policy, "noeviction");
    cr_assert_str_eq(status.address, redis_server_path(bench.server));
    cr_assert_str_eq(status.last_error, "");
    cr_assert_eq(status.connects, 1);
    bench_free(&bench);
}

Test(client, tells_that_redis_may_evict)
{
    struct bench bench = bench_new("--maxmemory-policy", "allkeys-lru");
    cr_assert_not(client_status(bench.client).is_noeviction);
    cr_assert_str_eq(client_status(bench.client).policy, "allkeys-lru");
    bench_free(&bench);
}

static bool may_evict(void *ctx)
{
    struct client_status status = client_status(ctx);
    return status.is_connected && strcmp(status.policy, "allkeys-lfu") == 0 &&
           !status.is_noeviction;
}

static bool keeps_all(void *ctx)
{
    return client_status(ctx).is_noeviction;
}

Test(client, notices_when_somebody_lets_redis_evict_and_when_it_is_mended)
{
    struct bench bench = bench_new(NULL, NULL);
    const char *path = redis_server_path(bench.server);
    struct error error;
    struct client *client = client_new(
        bench.loop,
        &(struct client_settings){.addresses = &path, .address_count = 1, .policy_ms = 10}, &error);
    bench_wait_connected(bench.loop, client);
    cr_assert(client_status(client).is_noeviction);
    cr_assert(redis_server_do(bench.server, "CONFIG SET maxmemory-policy allkeys-lfu"));
    cr_assert(pump_until(bench.loop, may_evict, client, 10000));
    cr_assert(redis_server_do(bench.server, "CONFIG SET maxmemory-policy noeviction"));
    cr_assert(pump_until(bench.loop, keeps_all, client, 10000));
    cr_assert_eq(client_status(client).connects, 1);
    client_free(client);
    bench_free(&bench);
}

Test(client, malformed_addresses_are_refused)
{
    static const char *const wrong[] = {"",           "host",    "host:",    ":1",  "host:0",
                                        "host:65536", "host:1x", "::1:6379", "[]:1"};
    struct event_base *loop = event_base_new();
    struct error error;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
        struct client_settings settings = {.addresses = &wrong[i], .address_count = 1};
        cr_assert_null(client_new(loop, &settings, &error), "%s", wrong[i]);
        cr_assert_eq(error.code, ERROR_BAD_PARAMETER);
    }
    cr_assert_null(client_new(loop, &(struct client_settings){0}, &error));
    event_base_free(loop);
}

Test(client, more_addresses_than_it_keeps_are_refused_and_not_left_out)
{
    char list[] = "a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8,i:9";
    const char *addresses[CLIENT_ADDRESSES_MAX];
    struct event_base *loop = event_base_new();
    struct error error;
    struct client_settings settings = {.addresses = addresses};
    settings.address_count = client_addresses_split(list, addresses);
    cr_assert_eq(settings.address_count, 9);
    cr_assert_str_eq(addresses[7], "h:8");
    cr_assert_null(client_new(loop, &settings, &error));
    cr_assert_str_eq(error.message, "1 to 8 addresses of Redis are needed, not 9");
    event_base_free(loop);
}

Test(client, a_command_without_a_connection_fails_later_and_once)
{
    struct event_base *loop = event_base_new();
    const char *nowhere = "/nonexistent/redis";
    struct client *client = bench_client(loop, &nowhere, 1, 1000);
    struct answer answer = {0};
    bench_send(client, "PING", &answer);
    cr_assert_eq(answer.calls, 0);
    bench_wait_calls(loop, &answer, 1);
    cr_assert_eq(answer.error.code, ERROR_UNAVAILABLE);
    bench_send(client, "PING", &answer);
    cr_assert_eq(answer.calls, 1);
    client_free(client);
    cr_assert_eq(answer.calls, 2, "freeing tells what is left");
    event_base_free(loop);
}

Test(client, a_refused_tcp_connection_is_told)
{
    struct event_base *loop = event_base_new();
    struct redis_server *server = redis_server_new(NULL, NULL);
    const char *addresses[] = {"127.0.0.1:1", redis_server_path(server)};
    struct client *client = bench_client(loop, addresses, 2, 1000);
    bench_wait_connected(loop, client);
    cr_assert_str_eq(client_status(client).last_error, "127.0.0.1:1: Connection refused");
    client_free(client);
    redis_server_free(server);
    event_base_free(loop);
}

Test(client, passes_over_a_replica_to_the_master)
{
    struct event_base *loop = event_base_new();
    struct redis_server *replica = redis_server_new("--replicaof", "127.0.0.1 1");
    struct redis_server *master = redis_server_new(NULL, NULL);
    const char *addresses[] = {redis_server_path(replica), redis_server_path(master)};
    struct client *client = bench_client(loop, addresses, 2, 5000);
    bench_wait_connected(loop, client);
    cr_assert_str_eq(client_status(client).address, redis_server_path(master));
    client_free(client);
    redis_server_free(replica);
    redis_server_free(master);
    event_base_free(loop);
}

Test(client, follows_the_master_when_the_old_one_answers_readonly)
{
    struct event_base *loop = event_base_new();
    struct redis_server *old = redis_server_new(NULL, NULL);
    struct redis_server *new = redis_server_new("--replicaof", "127.0.0.1 1");
    const char *addresses[] = {redis_server_path(old), redis_server_path(new)};
    struct client *client = bench_client(loop, addresses, 2, 5000);
    bench_wait_connected(loop, client);
    cr_assert(redis_server_do(old, "REPLICAOF 127.0.0.1 1"));
    cr_assert(redis_server_do(new, "REPLICAOF NO ONE"));
    struct answer answer = {0};
    bench_set(client, &answer);
    bench_wait_calls(loop, &answer, 1);
    cr_assert(strncmp(answer.error.message, "READONLY ", 9) == 0, "%s", answer.error.message);
    bench_wait_lost(loop, client);
    bench_wait_connected(loop, client);
    cr_assert_str_eq(client_status(client).address, redis_server_path(new));
    bench_set(client, &answer);
    bench_wait_calls(loop, &answer, 2);
    cr_assert_eq(answer.error.code, ERROR_OK);
    client_free(client);
    redis_server_free(old);
    redis_server_free(new);
    event_base_free(loop);
}

/* Like one that loads its data, which tells its role all the same. */
Test(client, passes_over_a_master_that_does_not_serve)
{
    struct event_base *loop = event_base_new();
    struct redis_server *loading = redis_server_new(NULL, NULL);
    struct redis_server *master = redis_server_new(NULL, NULL);
    const char *addresses[] = {redis_server_path(loading), redis_server_path(master)};
    cr_assert(redis_server_do(loading, "ACL SETUSER default -ping"));
    struct client *client = bench_client(loop, addresses, 2, 5000);
    bench_wait_connected(loop, client);
    cr_assert_str_eq(client_status(client).address, redis_server_path(master));
    client_free(client);
    redis_server_free(loading);
    redis_server_free(master);
    event_base_free(loop);
}

Test(client, asks_again_for_the_master_when_the_server_is_loading)
{
    static const char script[] = "return redis.error_reply('LOADING Redis is loading')";
    struct bench bench = bench_new(NULL, NULL);
    struct answer answer = {0};
    client_command(bench.client, 3, (const char *[]){"EVAL", script, "0"},
                   (size_t[]){4, sizeof(script) - 1, 1}, bench_on_reply, &answer);
    bench_wait_lost(bench.loop, bench.client);
    cr_assert_eq(answer.calls, 1);
    bench_wait_connected(bench.loop, bench.client);
    cr_assert_eq(client_status(bench.client).connects, 2);
    bench_free(&bench);
}

Test(client, what_waits_fails_once_each_when_the_server_dies_and_it_comes_back)
{
    struct bench bench = bench_new(NULL, NULL);
    struct answer answers[50] = {0};
    redis_server_pause(bench.server);
    for (size_t i = 0; i < 50; i++)
        bench_send(bench.client, "PING", &answers[i]);
    redis_server_kill(bench.server);
    bench_wait_lost(bench.loop, bench.client);
    for (size_t i = 0; i < 50; i++) {
        cr_assert_eq(answers[i].calls, 1);
        cr_assert_eq(answers[i].error.code, ERROR_UNAVAILABLE);
    }
    redis_server_start(bench.server);
    bench_wait_connected(bench.loop, bench.client);
    bench_send(bench.client, "PING", &answers[0]);
    bench_wait_calls(bench.loop, &answers[0], 2);
    cr_assert_eq(answers[0].error.code, ERROR_OK);
    cr_assert_eq(answers[1].calls, 1);
    bench_free(&bench);
}

Test(client, an_idle_connection_that_is_lost_is_made_again)
{
    struct bench bench = bench_new(NULL, NULL);
    cr_assert(redis_server_do(bench.server, "CLIENT KILL TYPE normal"));
    bench_wait_lost(bench.loop, bench.client);
    bench_wait_connected(bench.loop, bench.client);
    cr_assert_eq(client_status(bench.client).connects, 2);
    bench_free(&bench);
}

Test(client, a_hanging_server_is_given_up_at_the_deadline)
{
    struct event_base *loop = event_base_new();
    struct redis_server *server = redis_server_new(NULL, NULL);
    const char *path = redis_server_path(server);
    struct client *client = bench_client(loop, &path, 1, 300);
    bench_wait_connected(loop, client);
    struct answer answers[3] = {0};
    redis_server_pause(server);
    for (size_t i = 0; i < 3; i++)
        bench_send(client, "PING", &answers[i]);
    bench_wait_lost(loop, client);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(answers[i].calls, 1);
        cr_assert_str_eq(answers[i].error.message, "no answer in time");
    }
    cr_assert_geq(client_status(client).timeouts, 1);
    redis_server_resume(server);
    bench_wait_connected(loop, client);
    client_free(client);
    redis_server_free(server);
    event_base_free(loop);
}

Test(client, passes_over_a_server_that_hangs_while_connecting)
{
    struct event_base *loop = event_base_new();
    struct redis_server *hanging = redis_server_new(NULL, NULL);
    struct redis_server *good = redis_server_new(NULL, NULL);
    const char *addresses[] = {redis_server_path(hanging), redis_server_path(good)};
    redis_server_pause(hanging);
    struct client *client = bench_client(loop, addresses, 2, 300);
    bench_wait_connected(loop, client);
    cr_assert_str_eq(client_status(client).address, redis_server_path(good));
    cr_assert_eq(client_status(client).timeouts, 1);
    client_free(client);
    redis_server_free(hanging);
    redis_server_free(good);
    event_base_free(loop);
}

Test(client, too_many_commands_at_once_are_refused)
{
    struct bench bench = bench_new(NULL, NULL);
    struct answer answers[300] = {0};
    for (size_t i = 0; i < 300; i++)
        bench_send(bench.client, "PING", &answers[i]);
    cr_assert_eq(client_status(bench.client).in_flight, 256);
    for (size_t i = 0; i < 300; i++)
        bench_wait_calls(bench.loop, &answers[i], 1);
    cr_assert_eq(answers[255].error.code, ERROR_OK);
    cr_assert_eq(answers[256].error.code, ERROR_UNAVAILABLE);
    bench_free(&bench);
}

Test(client, freeing_fails_what_waits_once_each)
{
    struct bench bench = bench_new(NULL, NULL);
    struct answer answers[3] = {0};
    for (size_t i = 0; i < 3; i++)
        bench_send(bench.client, "PING", &answers[i]);
    bench_free(&bench);
    for (size_t i = 0; i < 3; i++) {
        cr_assert_eq(answers[i].calls, 1);
        cr_assert_eq(answers[i].error.code, ERROR_UNAVAILABLE);
    }
}

static void on_reply_send_again(void *ctx, const struct redisReply *reply,
                                const struct error *error)
{
    (void)reply, (void)error;
    struct client **client = ctx;
    struct client *still = *client;
    static struct answer again;
    *client = NULL;
    bench_send(still, "PING", &again);
    cr_assert_eq(again.calls, 0);
}

Test(client, a_callback_may_send_while_the_connection_is_being_lost)
{
    struct bench bench = bench_new(NULL, NULL);
    struct client *client = bench.client;
    redis_server_pause(bench.server);
    client_command(bench.client, 1, (const char *[]){"PING"}, (size_t[]){4}, on_reply_send_again,
                   &client);
    redis_server_kill(bench.server);
    bench_wait_lost(bench.loop, bench.client);
    cr_assert_null(client);
    bench_free(&bench);
}

Test(client, a_password_is_given_and_a_wrong_one_is_told)
{
    struct event_base *loop = event_base_new();
    struct redis_server *server = redis_server_new(NULL, NULL);
    cr_assert(redis_server_do(server, "ACL SETUSER worker on >secret ~* +@all"));
    const char *path = redis_server_path(server);
    struct client_settings settings = {.addresses = &path, .address_count = 1, .user = "worker"};
    struct error error;
    settings.password = "secret";
    struct client *client = client_new(loop, &settings, &error);
    bench_wait_connected(loop, client);
    client_free(client);
    settings.password = "wrong";
    client = client_new(loop, &settings, &error);
    for (int turns = 0; turns < 100 && !*client_status(client).last_error; turns++)
        event_base_loop(loop, EVLOOP_ONCE);
    cr_assert(strstr(client_status(client).last_error, "WRONGPASS"), "%s",
              client_status(client).last_error);
    client_free(client);
    redis_server_free(server);
    event_base_free(loop);
}
