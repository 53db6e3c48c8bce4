#include "unit/redis/bench.h"

#include "support/pump.h"

#include <criterion/criterion.h>
#include <string.h>

enum { WAIT_MS_MAX = 20000 };

struct wait {
    const struct client *client;
    const struct answer *answer;
    int calls;
};

static bool wait_is_connected(void *ctx)
{
    return client_status(((struct wait *)ctx)->client).is_connected;
}

static bool wait_is_lost(void *ctx)
{
    return !wait_is_connected(ctx);
}

static bool wait_is_called(void *ctx)
{
    struct wait *wait = ctx;
    return wait->answer->calls >= wait->calls;
}

struct bench bench_new(const char *option, const char *value)
{
    struct bench bench = {.loop = event_base_new()};
    bench.server = redis_server_new(option, value);
    const char *path = redis_server_path(bench.server);
    bench.client = bench_client(bench.loop, &path, 1, 5000);
    bench.timers = timers_new(bench.client, "test");
    bench_wait_connected(bench.loop, bench.client);
    return bench;
}

void bench_free(struct bench *bench)
{
    client_free(bench->client);
    timers_free(bench->timers);
    redis_server_free(bench->server);
    event_base_free(bench->loop);
}

struct client *bench_client(struct event_base *loop, const char *const *addresses, size_t count,
                            int deadline_ms)
{
    struct client_settings settings = {
        .addresses = addresses,
        .address_count = count,
        .connect_ms = deadline_ms,
        .command_ms = deadline_ms,
        .backoff_min_ms = 2,
        .backoff_max_ms = 20,
    };
    struct error error;
    struct client *client = client_new(loop, &settings, &error);
    cr_assert(client, "%s", error.message);
    return client;
}

void bench_wait_connected(struct event_base *loop, struct client *client)
{
    struct wait wait = {.client = client};
    cr_assert(pump_until(loop, wait_is_connected, &wait, WAIT_MS_MAX), "%s",
              client_status(client).last_error);
}

void bench_wait_lost(struct event_base *loop, struct client *client)
{
    struct wait wait = {.client = client};
    cr_assert(pump_until(loop, wait_is_lost, &wait, WAIT_MS_MAX));
}

void bench_wait_calls(struct event_base *loop, struct answer *answer, int calls)
{
    struct wait wait = {.answer = answer, .calls = calls};
    cr_assert(pump_until(loop, wait_is_called, &wait, WAIT_MS_MAX));
    cr_assert_eq(answer->calls, calls);
}

static void answer_take(struct answer *answer, const struct error *error)
{
    answer->calls++;
    answer->error = error ? *error : (struct error){.code = ERROR_OK};
}

void bench_on_armed(void *ctx, const struct timers_armed *armed, const struct error *error)
{
    struct answer *answer = ctx;
    answer_take(answer, error);
    cr_assert_neq(!armed, !error);
    if (armed)
        answer->armed = *armed;
}

void bench_on_claimed(void *ctx, const struct timers_claimed *claimed, const struct error *error)
{
    struct answer *answer = ctx;
    answer_take(answer, error);
    cr_assert_neq(!claimed, !error);
    if (!claimed)
        return;
    answer->claimed = *claimed;
    memcpy(answer->all, claimed->all, claimed->count * sizeof(*claimed->all));
    answer->claimed.all = answer->all;
}

void bench_on_reply(void *ctx, const struct redisReply *reply, const struct error *error)
{
    cr_assert_neq(!reply, !error);
    answer_take(ctx, error);
}

void bench_send(struct client *client, const char *word, struct answer *answer)
{
    client_command(client, 1, (const char *[]){word}, (size_t[]){strlen(word)}, bench_on_reply,
                   answer);
}

void bench_set(struct client *client, struct answer *answer)
{
    client_command(client, 3, (const char *[]){"SET", "key", "value"}, (size_t[]){3, 3, 5},
                   bench_on_reply, answer);
}

void bench_arm(struct bench *bench, const struct timer *all, size_t count, struct answer *ret)
{
    *ret = (struct answer){0};
    timers_arm(bench->timers, all, count, bench_on_armed, ret);
    cr_assert_eq(ret->calls, 0);
    bench_wait_calls(bench->loop, ret, 1);
}

void bench_claim(struct bench *bench, int64_t now_us, int64_t lease_until_us, size_t limit,
                 struct answer *ret)
{
    *ret = (struct answer){0};
    timers_claim(bench->timers, now_us, lease_until_us, limit, bench_on_claimed, ret);
    cr_assert_eq(ret->calls, 0);
    bench_wait_calls(bench->loop, ret, 1);
}

void bench_ack(struct bench *bench, uint64_t claim, const struct timer *acked,
               const struct timer *next, struct answer *ret)
{
    *ret = (struct answer){0};
    timers_ack(bench->timers, claim, acked, acked ? 1 : 0, next, next ? 1 : 0, bench_on_armed, ret);
    cr_assert_eq(ret->calls, 0);
    bench_wait_calls(bench->loop, ret, 1);
}
