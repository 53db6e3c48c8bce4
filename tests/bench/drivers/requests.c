#include "requests.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct requests {
    char *token;
    char *key;
    char **lines;
    size_t count;
};

struct requests *requests_load(const char *path, const char *token, const char *key)
{
    struct requests *requests = memory_new(1, sizeof(*requests));
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t room = 0, lines_room = 0;
    ssize_t length;
    requests->token = token ? memory_copy_string(token) : NULL;
    requests->key = key ? memory_copy_string(key) : NULL;
    while (file && (length = getline(&line, &room, file)) > 0) {
        line[length - (line[length - 1] == '\n')] = '\0';
        if (requests->count == lines_room) {
            lines_room = lines_room ? 2 * lines_room : 1024;
            requests->lines = memory_resize(requests->lines, lines_room * sizeof(char *));
        }
        requests->lines[requests->count++] = memory_copy_string(line);
    }
    free(line);
    if (file)
        fclose(file);
    if (requests->count > 0)
        return requests;
    requests_free(requests);
    return NULL;
}

void requests_free(struct requests *requests)
{
    if (!requests)
        return;
    for (size_t i = 0; i < requests->count; i++)
        free(requests->lines[i]);
    free(requests->lines);
    free(requests->token);
    free(requests->key);
    free(requests);
}

size_t requests_count(const struct requests *requests)
{
    return requests->count;
}

void requests_write(const struct requests *requests, size_t line, size_t number, const char *tag,
                    struct text *ret)
{
    const char *method = requests->lines[line];
    const char *path = method + strcspn(method, "\t");
    const char *body = path + 1 + strcspn(path + (*path != '\0'), "\t");
    bool has_body = *path && *body == '\t';
    text_clear(ret);
    text_add_bytes(ret, method, (size_t)(path - method));
    text_add_char(ret, ' ');
    text_add_bytes(ret, path + 1, (size_t)(body - path - 1));
    text_add(ret, " HTTP/1.1\r\nHost: bench\r\n");
    if (requests->token)
        text_add_format(ret, "Authorization: Bearer %s\r\n", requests->token);
    if (requests->key)
        text_add_format(ret, "Idempotency-Key: %s-%zu\r\n", requests->key, number);
    if (tag && *tag)
        text_add_format(ret, "If-None-Match: %s\r\n", tag);
    if (has_body)
        text_add_format(ret, "Content-Type: application/json\r\nContent-Length: %zu\r\n",
                        strlen(body + 1));
    text_add(ret, "\r\n");
    if (has_body)
        text_add(ret, body + 1);
}
