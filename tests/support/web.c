#include "support/web.h"

#include "base/memory.h"
#include "base/text.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TIMEOUT_S = 60 };

struct exchange {
    struct arena *arena;
    CURL *curl;
    struct curl_slist *headers;
    struct text head;
    struct text body;
};

static void exchange_init(struct exchange *exchange, struct arena *arena, int port,
                          const struct ask *ask);
static void set_headers(struct exchange *exchange, const struct ask *ask);
static void add_header(struct exchange *exchange, const char *name, const char *value);
static const struct reply *exchange_done(struct exchange *exchange);
static size_t on_bytes(char *bytes, size_t size, size_t count, void *context);

const struct reply *web_ask(struct arena *arena, int port, const struct ask *ask)
{
    struct exchange exchange;
    exchange_init(&exchange, arena, port, ask);
    curl_easy_perform(exchange.curl);
    return exchange_done(&exchange);
}

int64_t web_metric(struct arena *arena, int port, const char *name)
{
    const struct reply *reply = web_ask(arena, port, &(struct ask){.path = "/metrics"});
    const char *line = arena_format(arena, "\n%s ", name);
    const char *found = reply->status == 200 ? strstr(reply->body, line) : NULL;
    return found ? strtoll(found + strlen(line), NULL, 10) : WEB_METRIC_NONE;
}

void web_await_metric(struct arena *arena, int port, const char *name, int64_t least,
                      int wait_ms_max)
{
    struct patience left = patience_of(wait_ms_max);
    while (web_metric(arena, port, name) < least)
        patience_wait(&left, name);
}

const struct reply **web_ask_all(struct arena *arena, int port, const struct ask *asks,
                                 size_t count)
{
    CURLM *all = curl_multi_init();
    struct exchange *exchanges = memory_new(count, sizeof(*exchanges));
    const struct reply **replies = arena_alloc(arena, count * sizeof(const struct reply *));
    int running = 1;
    for (size_t i = 0; i < count; i++) {
        exchange_init(&exchanges[i], arena, port, &asks[i]);
        curl_easy_setopt(exchanges[i].curl, CURLOPT_FRESH_CONNECT, 1L);
        curl_multi_add_handle(all, exchanges[i].curl);
    }
    while (running && curl_multi_perform(all, &running) == CURLM_OK)
        curl_multi_poll(all, NULL, 0, 100, NULL);
    for (size_t i = 0; i < count; i++) {
        curl_multi_remove_handle(all, exchanges[i].curl);
        replies[i] = exchange_done(&exchanges[i]);
    }
    curl_multi_cleanup(all);
    free(exchanges);
    return replies;
}

const char *reply_header(const struct reply *reply, const char *name)
{
    size_t length = strlen(name);
    for (const char *line = reply->headers; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        const char *value = line + length + 1 + strspn(line + length + 1, " ");
        return arena_copy(reply->arena, value, strcspn(value, "\r\n"));
    }
    return NULL;
}

const struct json *reply_at(const struct reply *reply, const char *path)
{
    return json_path(reply->json, path);
}

const struct json *json_path(const struct json *root, const char *path)
{
    const struct json *node = root;
    while (*path) {
        char name[64];
        size_t length = strcspn(path, ".[");
        cr_assert_lt(length, sizeof(name));
        memcpy(name, path, length);
        name[length] = '\0';
        if (length > 0)
            node = json_get(node, name);
        path += length;
        if (*path == '[') {
            char *end;
            node = json_at(node, (size_t)strtoul(path + 1, &end, 10));
            path = end + 1;
        }
        path += *path == '.';
    }
    return node;
}

const char *reply_text(const struct reply *reply, const char *path)
{
    const char *text = json_string(reply_at(reply, path));
    return text ? text : "";
}

int64_t reply_number(const struct reply *reply, const char *path)
{
    return json_integer(reply_at(reply, path));
}

size_t reply_count(const struct reply *reply, const char *path)
{
    return json_count(reply_at(reply, path));
}

const char *reply_problem(const struct reply *reply, const char *field)
{
    const struct json *errors = reply_at(reply, "errors");
    for (size_t i = 0; i < json_count(errors); i++) {
        const struct json *each = json_at(errors, i);
        if (strcmp(json_string(json_get(each, "field")), field) == 0)
            return json_string(json_get(each, "code"));
    }
    return "";
}

static void exchange_init(struct exchange *exchange, struct arena *arena, int port,
                          const struct ask *ask)
{
    *exchange = (struct exchange){.arena = arena, .curl = curl_easy_init()};
    CURL *curl = exchange->curl;
    curl_easy_setopt(curl, CURLOPT_URL,
                     arena_format(arena, "http://127.0.0.1:%d%s", port, ask->path));
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange->body);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_bytes);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange->head);
    if (ask->body) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(ask->body));
        curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, ask->body);
    }
    if (ask->method)
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, ask->method);
    set_headers(exchange, ask);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, exchange->headers);
}

static void set_headers(struct exchange *exchange, const struct ask *ask)
{
    const char *type = ask->type ? ask->type : "application/json";
    add_header(exchange, "Expect", "");
    if (ask->token)
        add_header(exchange, "Authorization",
                   arena_format(exchange->arena, "Bearer %s", ask->token));
    if (ask->body)
        add_header(exchange, "Content-Type", type);
    add_header(exchange, "Idempotency-Key", ask->key);
    add_header(exchange, "If-Match", ask->if_match);
    add_header(exchange, "If-None-Match", ask->if_none_match);
    add_header(exchange, "Accept-Language", ask->language);
    if (ask->header)
        exchange->headers = curl_slist_append(exchange->headers, ask->header);
}

/* An empty value leaves out a header that libcurl would send by itself. */
static void add_header(struct exchange *exchange, const char *name, const char *value)
{
    if (value)
        exchange->headers = curl_slist_append(
            exchange->headers,
            arena_format(exchange->arena, *value ? "%s: %s" : "%s:", name, value));
}

static const struct reply *exchange_done(struct exchange *exchange)
{
    struct arena *arena = exchange->arena;
    struct reply *reply = arena_alloc(arena, sizeof(*reply));
    struct error error;
    long status = 0;
    curl_easy_getinfo(exchange->curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(exchange->curl, CURLINFO_TOTAL_TIME, &reply->seconds);
    reply->arena = arena;
    reply->status = (int)status;
    reply->headers = arena_copy(arena, text_string(&exchange->head), exchange->head.length);
    reply->body = arena_copy(arena, text_string(&exchange->body), exchange->body.length);
    reply->size = exchange->body.length;
    if (!json_parse(arena, reply->body, reply->size, &reply->json, &error))
        reply->json = NULL;
    curl_slist_free_all(exchange->headers);
    curl_easy_cleanup(exchange->curl);
    text_done(&exchange->head);
    text_done(&exchange->body);
    return reply;
}

static size_t on_bytes(char *bytes, size_t size, size_t count, void *context)
{
    text_add_bytes(context, bytes, size * count);
    return size * count;
}
