#include "redis/client.h"

#include "base/macros.h"
#include "base/memory.h"
#include "redis/endpoint.h"
#include "redis/link.h"
#include "redis/refusal.h"

#include <assert.h>
#include <event2/event.h>
#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENDPOINTS_MAX = 4 * CLIENT_ADDRESSES_MAX };

struct client {
    struct event_base *loop;
    char *user;
    char *password;
    struct link_settings link_settings;
    size_t in_flight_max;
    struct endpoint endpoints[ENDPOINTS_MAX];
    size_t endpoint_count;
    size_t next; /* the endpoint to try next in this round */
    struct link *link;
    struct event *retry;
    int backoff_min_ms;
    int backoff_max_ms;
    int backoff_ms; /* before the next round */
    struct refusals *refusals;
    struct client_status status;
};

static int client_setting(int value, int otherwise);
static bool client_resolve(struct client *client, const struct client_settings *settings,
                           struct error *error);
static void client_settle(struct client *client, const struct client_settings *settings);
static void client_on_retry(evutil_socket_t fd, short what, void *arg);
static void client_on_ready(void *ctx, const char *policy);
static void client_on_lost(void *ctx, const struct link_loss *loss);
static void client_note_failure(struct client *client, const char *reason);
static void client_try_next(struct client *client);
static void client_back_off(struct client *client);
static void client_retry_in(struct client *client, int wait_ms);

size_t client_addresses_split(char *list, const char *ret[CLIENT_ADDRESSES_MAX])
{
    size_t count = 0;
    char *each;
    while (count < CLIENT_ADDRESSES_MAX && (each = strsep(&list, ",")) != NULL)
        ret[count++] = each;
    return count;
}

struct client *client_new(struct event_base *loop, const struct client_settings *settings,
                          struct error *error)
{
    struct client *client = memory_new(1, sizeof(*client));
    client->loop = loop;
    client_settle(client, settings);
    client->refusals = refusals_new(loop);
    client->retry = evtimer_new(loop, client_on_retry, client);
    if (!client->retry)
        memory_abort("no memory for an event");
    if (!client_resolve(client, settings, error)) {
        client_free(client);
        return NULL;
    }
    client_retry_in(client, 0);
    return client;
}

void client_free(struct client *client)
{
    if (!client)
        return;
    struct link *link = client->link;
    client->link = NULL;
    client->status.is_connected = false;
    if (link)
        link_close(link);
    refusals_free(client->refusals);
    event_free(client->retry);
    free(client->user);
    free(client->password);
    free(client);
}

void client_command(struct client *client, size_t count, const char **arguments,
                    const size_t *sizes,
                    void (*on_reply)(void *ctx, const struct redisReply *reply,
                                     const struct error *error),
                    void *ctx)
{
    if (!client->status.is_connected)
        refusals_add(client->refusals, "not connected to Redis", on_reply, ctx);
    else if (link_pending(client->link) >= client->in_flight_max)
        refusals_add(client->refusals, "too many commands wait for Redis", on_reply, ctx);
    else if (!link_send(client->link, count, arguments, sizes, on_reply, ctx))
        refusals_add(client->refusals, "the connection to Redis is being lost", on_reply, ctx);
}

struct client_status client_status(const struct client *client)
{
    struct client_status status = client->status;
    status.in_flight = client->status.is_connected ? link_pending(client->link) : 0;
    return status;
}

static int client_setting(int value, int otherwise)
{
    return value > 0 ? value : otherwise;
}

static void client_settle(struct client *client, const struct client_settings *settings)
{
    client->user = settings->user ? memory_copy_string(settings->user) : NULL;
    client->password = settings->password ? memory_copy_string(settings->password) : NULL;
    client->in_flight_max = settings->in_flight_max ? settings->in_flight_max : 256;
    client->backoff_min_ms = client_setting(settings->backoff_min_ms, 50);
    client->backoff_max_ms = client_setting(settings->backoff_max_ms, 2000);
    client->backoff_ms = client->backoff_min_ms;
    client->link_settings = (struct link_settings){
        .loop = client->loop,
        .user = client->user,
        .password = client->password,
        .connect_us = (int64_t)client_setting(settings->connect_ms, 1000) * 1000,
        .command_us = (int64_t)client_setting(settings->command_ms, 1000) * 1000,
        .on_ready = client_on_ready,
        .on_lost = client_on_lost,
        .ctx = client,
    };
}

static bool client_resolve(struct client *client, const struct client_settings *settings,
                           struct error *error)
{
    if (!settings->address_count || settings->address_count > CLIENT_ADDRESSES_MAX) {
        error_set(error, ERROR_BAD_PARAMETER, NULL, "1 to %d addresses of Redis are needed",
                  CLIENT_ADDRESSES_MAX);
        return false;
    }
    for (size_t i = 0; i < settings->address_count; i++) {
        struct error wrong = {.code = ERROR_OK};
        client->endpoint_count +=
            endpoint_resolve(settings->addresses[i], client->endpoints + client->endpoint_count,
                             ENDPOINTS_MAX / CLIENT_ADDRESSES_MAX, &wrong);
        if (wrong.code == ERROR_BAD_PARAMETER) {
            *error = wrong;
            return false;
        }
        if (wrong.code)
            client_note_failure(client, wrong.message);
    }
    return true;
}

static void client_on_retry(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct client *client = arg;
    if (!client->endpoint_count)
        return;
    const struct endpoint *endpoint = &client->endpoints[client->next];
    struct error error;
    endpoint_text(endpoint, client->status.address, sizeof(client->status.address));
    client->link = link_open(&client->link_settings, endpoint, &error);
    if (!client->link) {
        client_note_failure(client, error.message);
        client_try_next(client);
    }
}

static void client_on_ready(void *ctx, const char *policy)
{
    struct client *client = ctx;
    client->next = 0;
    client->status.is_connected = true;
    client->status.connects++;
    client->status.is_noeviction = strcmp(policy, "noeviction") == 0;
    snprintf(client->status.policy, sizeof(client->status.policy), "%s", policy);
}

static void client_on_lost(void *ctx, const struct link_loss *loss)
{
    struct client *client = ctx;
    client->link = NULL;
    client->status.is_connected = false;
    client->status.timeouts += loss->was_late;
    client_note_failure(client, loss->reason);
    if (loss->was_useful)
        client->backoff_ms = client->backoff_min_ms;
    if (loss->was_ready)
        client_back_off(client);
    else
        client_try_next(client);
}

static void client_note_failure(struct client *client, const char *reason)
{
    char *last = client->status.last_error;
    const char *address = client->status.address;
    snprintf(last, sizeof(client->status.last_error), "%.90s%s%.96s", address, *address ? ": " : "",
             reason);
}

/* A round ends with the last endpoint. */
static void client_try_next(struct client *client)
{
    client->next = (client->next + 1) % client->endpoint_count;
    if (client->next)
        client_retry_in(client, 0);
    else
        client_back_off(client);
}

/* Between half and all of the wait, so that many clients do not come back at one moment. */
static void client_back_off(struct client *client)
{
    uint32_t random;
    evutil_secure_rng_get_bytes(&random, sizeof(random));
    int half_ms = client->backoff_ms / 2;
    client_retry_in(client, client->backoff_ms - (int)(random % ((uint32_t)half_ms + 1)));
    client->backoff_ms *= 2;
    if (client->backoff_ms > client->backoff_max_ms)
        client->backoff_ms = client->backoff_max_ms;
}

static void client_retry_in(struct client *client, int wait_ms)
{
    event_add(client->retry, &(struct timeval){wait_ms / 1000, wait_ms % 1000 * 1000L});
}
