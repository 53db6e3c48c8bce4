#include "redis/client.h"

#include "base/macros.h"
#include "base/memory.h"
#include "net/resolve.h"
#include "redis/endpoint.h"
#include "redis/greeting.h"
#include "redis/link.h"
#include "redis/refusal.h"

#include <assert.h>
#include <event2/event.h>
#include <event2/util.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct client {
    struct event_base *loop;
    char *user;
    char *password;
    struct link_settings link_settings;
    size_t in_flight_max;
    struct endpoint addresses[CLIENT_ADDRESSES_MAX];
    size_t address_count;
    size_t at;                         /* which of them is being tried in this round */
    struct resolution *resolution;     /* while its name is being looked up */
    struct endpoint all[RESOLVED_MAX]; /* what it stands for */
    size_t all_count;
    size_t next; /* of them */
    struct link *link;
    struct event *retry;
    struct event *look; /* at the policy, again and again */
    int policy_ms;
    int backoff_min_ms;
    int backoff_max_ms;
    int backoff_ms; /* before the next round */
    struct refusals *refusals;
    struct client_status status;
};

static int client_setting(int value, int otherwise);
static char *client_copy(const char *string);
static bool client_read_addresses(struct client *client, const struct client_settings *settings,
                                  struct error *error);
static void client_settle(struct client *client, const struct client_settings *settings);
static void client_on_retry(evutil_socket_t fd, short what, void *arg);
static void client_on_resolved(const struct resolved *addresses, const char *why, void *context);
static void client_connect(struct client *client);
static void client_on_ready(void *ctx, const char *policy);
static void client_on_lost(void *ctx, const struct link_loss *loss);
static void client_note_policy(struct client *client, const char *policy);
static void client_on_look(evutil_socket_t fd, short what, void *arg);
static void client_on_info(void *ctx, const struct redisReply *reply, const struct error *error);
static void client_note_failure(struct client *client, const char *reason);
static void client_try_next(struct client *client);
static void client_back_off(struct client *client);
static void client_retry_in(struct client *client, int wait_ms);
static void client_set_timer(struct event *timer, int wait_ms);

size_t client_addresses_split(char *list, const char *ret[CLIENT_ADDRESSES_MAX])
{
    size_t count = 0;
    for (char *each; (each = strsep(&list, ",")) != NULL; count++) {
        if (count < CLIENT_ADDRESSES_MAX)
            ret[count] = each;
    }
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
    client->look = event_new(loop, -1, EV_PERSIST, client_on_look, client);
    if (!client->retry || !client->look)
        memory_abort("no memory for an event");
    if (!client_read_addresses(client, settings, error)) {
        client_free(client);
        return NULL;
    }
    client_retry_in(client, 0);
    client_set_timer(client->look, client->policy_ms);
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
    resolve_cancel(client->resolution);
    refusals_free(client->refusals);
    event_free(client->retry);
    event_free(client->look);
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
    client->user = client_copy(settings->user);
    client->password = client_copy(settings->password);
    client->in_flight_max = settings->in_flight_max ? settings->in_flight_max : 256;
    client->backoff_min_ms = client_setting(settings->backoff_min_ms, 50);
    client->backoff_max_ms = client_setting(settings->backoff_max_ms, 2000);
    client->backoff_ms = client->backoff_min_ms;
    client->policy_ms = client_setting(settings->policy_ms, 30000);
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

static char *client_copy(const char *string)
{
    return string && *string ? memory_copy_string(string) : NULL;
}

static bool client_read_addresses(struct client *client, const struct client_settings *settings,
                                  struct error *error)
{
    if (!settings->address_count || settings->address_count > CLIENT_ADDRESSES_MAX) {
        error_set(error, ERROR_BAD_PARAMETER, NULL,
                  "1 to %d addresses of Redis are needed, not %zu", CLIENT_ADDRESSES_MAX,
                  settings->address_count);
        return false;
    }
    client->address_count = settings->address_count;
    for (size_t i = 0; i < settings->address_count; i++) {
        if (!endpoint_parse(settings->addresses[i], &client->addresses[i], error))
            return false;
    }
    return true;
}

/* On with the address at hand: with the next endpoint that it stands for, or looking that up. */
static void client_on_retry(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct client *client = arg;
    const struct endpoint *address = &client->addresses[client->at];
    if (client->next == client->all_count && endpoint_is_name(address)) {
        client->resolution = resolve_begin(client->loop, address->host,
                                           (int)(client->link_settings.connect_us / 1000),
                                           client_on_resolved, client);
        return;
    }
    if (client->next == client->all_count) {
        client->all[0] = *address;
        client->all_count = 1;
        client->next = 0;
    }
    client_connect(client);
}

static void client_on_resolved(const struct resolved *addresses, const char *why, void *context)
{
    struct client *client = context;
    const struct endpoint *address = &client->addresses[client->at];
    client->resolution = NULL;
    client->next = client->all_count = 0;
    for (size_t i = 0; addresses && i < addresses->count; i++) {
        struct endpoint *endpoint = &client->all[client->all_count++];
        snprintf(endpoint->host, sizeof(endpoint->host), "%s", addresses->all[i]);
        endpoint->port = address->port;
    }
    if (client->all_count) {
        client_connect(client);
        return;
    }
    endpoint_text(address, client->status.address, sizeof(client->status.address));
    client_note_failure(client, why);
    client_try_next(client);
}

static void client_connect(struct client *client)
{
    const struct endpoint *endpoint = &client->all[client->next++];
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
    client->status.is_connected = true;
    client->status.connects++;
    client_note_policy(client, policy);
}

static void client_note_policy(struct client *client, const char *policy)
{
    client->status.is_noeviction = strcmp(policy, "noeviction") == 0;
    snprintf(client->status.policy, sizeof(client->status.policy), "%s", policy);
}

/* Somebody may have set it since the connection was made. */
static void client_on_look(evutil_socket_t fd, short what, void *arg)
{
    (void)fd, (void)what;
    struct client *client = arg;
    if (client->status.is_connected)
        client_command(client, 2, (const char *[]){"INFO", "memory"}, (size_t[]){4, 6},
                       client_on_info, client);
}

static void client_on_info(void *ctx, const struct redisReply *reply, const struct error *error)
{
    char policy[32];
    if (error)
        return;
    greeting_read_policy(reply, policy, sizeof(policy));
    client_note_policy(ctx, policy);
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
    if (!loss->was_ready) {
        client_try_next(client);
        return;
    }
    client->at = client->next = client->all_count = 0; /* a new round */
    client_back_off(client);
}

static void client_note_failure(struct client *client, const char *reason)
{
    char *last = client->status.last_error;
    const char *address = client->status.address;
    snprintf(last, sizeof(client->status.last_error), "%.90s%s%.96s", address, *address ? ": " : "",
             reason);
}

/* A round ends with the last endpoint of the last address. */
static void client_try_next(struct client *client)
{
    if (client->next < client->all_count) {
        client_retry_in(client, 0);
        return;
    }
    client->next = client->all_count = 0;
    client->at = (client->at + 1) % client->address_count;
    if (client->at)
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
    client_set_timer(client->retry, wait_ms);
}

static void client_set_timer(struct event *timer, int wait_ms)
{
    event_add(timer, &(struct timeval){wait_ms / 1000, wait_ms % 1000 * 1000L});
}
