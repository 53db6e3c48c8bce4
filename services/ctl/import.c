/* huiyingctl import: history, a line an item, through the API like everybody else's. */
#include "command.h"

#include "base/macros.h"
#include "base/memory.h"
#include "crypto/crypto.h"
#include "json/value.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 16 << 20, TRIES = 5, TIMEOUT_SECONDS = 30, PROGRESS_LINES = 1000 };

static const struct {
    const char *member;
    const char *path;
} kinds[] = {
    {"inquiry", "/v1/inquiries"},
    {"opinion_event", "/v1/opinion-events"},
    {"disclosure_request", "/v1/disclosure-requests"},
    {"petition", "/v1/petitions"},
    {"guide_change", "/v1/guide-changes"},
};

struct importer {
    CURL *curl;
    const char *url;
    const char *token;
    struct text reply;
    long line;
    long logged;
    long refused;
};

static int import_file(struct importer *importer, FILE *file);
static void import_line(struct importer *importer, const char *line, size_t size);
static const char *history_of(const struct json *item, struct arena *arena);
static bool post(struct importer *importer, const char *path, const char *key, const char *body);
static long send_once(struct importer *importer, const char *url, struct curl_slist *headers,
                      const char *body);
static void refuse(struct importer *importer, const char *why);
static size_t on_reply(char *bytes, size_t size, size_t count, void *context);

int command_import(const struct config *config, int count, char **arguments)
{
    const char *url = command_option(&count, arguments, "url");
    const char *token = command_option(&count, arguments, "token");
    struct importer importer = {.url = url, .token = token ? token : getenv("HUIYING_TOKEN")};
    (void)config;
    if (!url || count > 1 || !importer.token)
        return command_misuse("import");
    FILE *file = count == 1 && strcmp(arguments[0], "-") != 0 ? fopen(arguments[0], "r") : stdin;
    if (!file) {
        fprintf(stderr, "huiyingctl: cannot open %s: %s\n", arguments[0], strerror(errno));
        return COMMAND_FAILED;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    importer.curl = curl_easy_init();
    int status = import_file(&importer, file);
    curl_easy_cleanup(importer.curl);
    curl_global_cleanup();
    text_done(&importer.reply);
    if (file != stdin)
        fclose(file);
    printf("%ld logged, %ld refused\n", importer.logged, importer.refused);
    return status;
}

static int import_file(struct importer *importer, FILE *file)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t size;
    while ((size = getline(&line, &room, file)) >= 0) {
        importer->line++;
        if (strspn(line, " \t\r\n") < (size_t)size)
            import_line(importer, line, (size_t)size);
        if (importer->line % PROGRESS_LINES == 0)
            fprintf(stderr, "%ld lines\n", importer->line);
    }
    free(line);
    if (ferror(file)) {
        fprintf(stderr, "huiyingctl: reading stopped after line %ld: %s\n", importer->line,
                strerror(errno));
        return COMMAND_FAILED;
    }
    return importer->refused ? COMMAND_FAILED : COMMAND_OK;
}

/* The line's own digest is its idempotency key: the same line again is the same item, however it
 * ends. */
static void import_line(struct importer *importer, const char *line, size_t size)
{
    while (size > 0 && strchr(" \t\r\n", line[size - 1]))
        size--;
    struct arena *arena = arena_new(ARENA_BYTES + 2 * size);
    const struct json *root;
    struct error error;
    char key[CRYPTO_DIGEST_HEX_SIZE];
    crypto_digest_hex(line, size, key);
    if (!json_parse(arena, line, size, &root, &error)) {
        refuse(importer, error.message);
    } else {
        size_t i = 0;
        while (i < ARRAY_LEN(kinds) && !json_get(root, kinds[i].member))
            i++;
        if (i < ARRAY_LEN(kinds))
            post(importer, kinds[i].path, key, history_of(json_get(root, kinds[i].member), arena));
        else
            refuse(importer, "a line must be {\"inquiry\": {…}}, or of another kind");
    }
    arena_free(arena);
}

/* Says that it is history, unless the line says whether it is. */
static const char *history_of(const struct json *item, struct arena *arena)
{
    const char *text = json_text(item, arena);
    if (text[0] != '{' || text[1] == '}' || json_get(item, "history"))
        return text;
    return arena_format(arena, "{\"history\":true,%s", text + 1);
}

/* What the service could not take just now is sent again, a bounded number of times. */
static bool post(struct importer *importer, const char *path, const char *key, const char *body)
{
    struct text url = {0}, authorization = {0}, idempotency = {0};
    struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
    text_add_format(&url, "%s%s", importer->url, path);
    text_add_format(&authorization, "Authorization: Bearer %s", importer->token);
    text_add_format(&idempotency, "Idempotency-Key: %s", key);
    headers = curl_slist_append(headers, authorization.bytes);
    headers = curl_slist_append(headers, idempotency.bytes);
    long status = 0;
    for (int i = 0; i < TRIES && (status == 0 || status == 503 || status == 409); i++)
        status = send_once(importer, url.bytes, headers, body);
    curl_slist_free_all(headers);
    text_done(&url);
    text_done(&authorization);
    text_done(&idempotency);
    if (status == 201)
        importer->logged++;
    else
        refuse(importer, status ? text_string(&importer->reply) : "the service does not answer");
    return status == 201;
}

/* The HTTP status, or 0 if there was no answer. */
static long send_once(struct importer *importer, const char *url, struct curl_slist *headers,
                      const char *body)
{
    long status = 0;
    text_clear(&importer->reply);
    curl_easy_reset(importer->curl);
    curl_easy_setopt(importer->curl, CURLOPT_URL, url);
    curl_easy_setopt(importer->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(importer->curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(importer->curl, CURLOPT_TIMEOUT, (long)TIMEOUT_SECONDS);
    curl_easy_setopt(importer->curl, CURLOPT_WRITEFUNCTION, on_reply);
    curl_easy_setopt(importer->curl, CURLOPT_WRITEDATA, &importer->reply);
    if (curl_easy_perform(importer->curl) == CURLE_OK)
        curl_easy_getinfo(importer->curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

static void refuse(struct importer *importer, const char *why)
{
    importer->refused++;
    fprintf(stderr, "line %ld: %s\n", importer->line, why);
}

static size_t on_reply(char *bytes, size_t size, size_t count, void *context)
{
    text_add_bytes(context, bytes, size * count);
    return size * count;
}
