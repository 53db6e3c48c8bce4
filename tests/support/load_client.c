#include "support/load_client.h"

#include "base/memory.h"
#include "base/text.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longer than the API waits for its database, so that it is the API that gives up first. */
enum { REQUEST_MS_MAX = 10000, BODY_KEPT = 400 };

struct load_client {
    CURLM *multi;
    const char *url;
    char authorization[160];
    load_client_callback *callback;
    void *context;
};

struct exchange {
    struct curl_slist *headers;
    void *of;
    size_t length;
    char body[BODY_KEPT];
};

static size_t on_body(char *bytes, size_t size, size_t count, void *context);
static void finish(struct load_client *client, CURL *curl, CURLcode result);
static const char *header(CURL *curl, const char *name);

struct load_client *load_client_new(const char *url, const char *token,
                                    load_client_callback *callback, void *context)
{
    struct load_client *client = memory_new(1, sizeof(*client));
    client->multi = curl_multi_init();
    client->url = url;
    client->callback = callback;
    client->context = context;
    snprintf(client->authorization, sizeof(client->authorization), "Authorization: Bearer %s",
             token);
    return client;
}

void load_client_free(struct load_client *client)
{
    curl_multi_cleanup(client->multi);
    free(client);
}

void load_client_post(struct load_client *client, const char *path, const char *key,
                      const char *body, void *of)
{
    char text[256];
    CURL *curl = curl_easy_init();
    struct exchange *exchange = memory_new(1, sizeof(*exchange));
    exchange->of = of;
    exchange->headers = curl_slist_append(NULL, client->authorization);
    exchange->headers = curl_slist_append(exchange->headers, "Content-Type: application/json");
    snprintf(text, sizeof(text), "Idempotency-Key: %s", key);
    exchange->headers = curl_slist_append(exchange->headers, text);
    snprintf(text, sizeof(text), "%s%s", client->url, path);
    curl_easy_setopt(curl, CURLOPT_URL, text);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)REQUEST_MS_MAX);
    curl_multi_add_handle(client->multi, curl);
}

void load_client_turn(struct load_client *client, int wait_ms_max)
{
    int running, left;
    CURLMsg *message;
    curl_multi_perform(client->multi, &running);
    curl_multi_poll(client->multi, NULL, 0, wait_ms_max, NULL);
    curl_multi_perform(client->multi, &running);
    while ((message = curl_multi_info_read(client->multi, &left)) != NULL)
        if (message->msg == CURLMSG_DONE)
            finish(client, message->easy_handle, message->data.result);
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct exchange *exchange = context;
    size_t room = BODY_KEPT - 1 - exchange->length;
    size_t kept = size * count < room ? size * count : room;
    memcpy(exchange->body + exchange->length, bytes, kept);
    exchange->length += kept;
    return size * count;
}

/* A reply that broke off is none, whatever its first line said. */
static void finish(struct load_client *client, CURL *curl, CURLcode result)
{
    static const char items[] = "/v1/items/";
    struct exchange *exchange;
    struct load_reply reply = {.status = 0};
    curl_off_t took_us = 0;
    curl_easy_getinfo(curl, CURLINFO_PRIVATE, (char **)&exchange);
    if (result == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply.status);
    curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &took_us);
    reply.took_us = took_us;
    const char *location = header(curl, "Location");
    if (location && strncmp(location, items, strlen(items)) == 0)
        snprintf(reply.ref, sizeof(reply.ref), "%s", location + strlen(items));
    reply.has_retry_after = header(curl, "Retry-After") != NULL;
    reply.is_replayed = header(curl, "Idempotent-Replayed") != NULL;
    reply.body = exchange->body;
    client->callback(&reply, exchange->of, client->context);
    curl_multi_remove_handle(client->multi, curl);
    curl_easy_cleanup(curl);
    curl_slist_free_all(exchange->headers);
    free(exchange);
}

static const char *header(CURL *curl, const char *name)
{
    struct curl_header *found;
    return curl_easy_header(curl, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value
                                                                                  : NULL;
}
