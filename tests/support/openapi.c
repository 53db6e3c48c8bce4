#include "support/openapi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "api_description.h"
#include "support/schema.h"

enum { DOCUMENT_BYTES = 16 << 20, REPLY_BYTES = 64 << 20 };

static bool check_body(const struct json *contents, const char *body, size_t size, char *why,
                       size_t why_size);

static struct arena *document_arena; /* the document's, until the program ends */

static void forget_document(void)
{
    arena_free(document_arena);
}

const struct json *openapi_document(void)
{
    static const struct json *document;
    struct error error;
    if (document)
        return document;
    const struct embedded_text *text = &api_description[API_DESCRIPTION_OPENAPI];
    document_arena = arena_new(DOCUMENT_BYTES);
    atexit(forget_document);
    if (!json_parse_trusted(document_arena, text->text, text->size, &document, &error))
        fprintf(stderr, "the description of the API: %s\n", error.message);
    return document;
}

const struct json *openapi_operation(const char *method, const char *path_template)
{
    const struct json *path = json_get(json_get(openapi_document(), "paths"), path_template);
    const char *wanted = strcmp(method, "HEAD") == 0 ? "GET" : method;
    for (struct json_member member = {0}; json_next(path, &member);) {
        if (strcasecmp(member.key, wanted) == 0)
            return member.value;
    }
    return NULL;
}

const struct json *openapi_schema(const char *name)
{
    return json_get(json_get(json_get(openapi_document(), "components"), "schemas"), name);
}

bool openapi_check_reply(const char *method, const char *path_template, int status,
                         const char *body, size_t size, char *why, size_t why_size)
{
    const struct json *document = openapi_document();
    const struct json *operation = openapi_operation(method, path_template);
    const struct json *responses =
        operation ? json_get(operation, "responses") : json_get(document, "x-elsewhere");
    char code[16];
    snprintf(code, sizeof(code), "%d", status);
    const struct json *response = schema_resolve(document, json_get(responses, code));
    if (!response) {
        snprintf(why, why_size, "%s %s does not answer %d", method, path_template, status);
        return false;
    }
    const struct json *contents = json_get(response, "content");
    if (contents && strcmp(method, "HEAD") != 0)
        return check_body(contents, body, size, why, why_size);
    if (size > 0)
        snprintf(why, why_size, "a body where there is none");
    return size == 0;
}

static bool check_body(const struct json *contents, const char *body, size_t size, char *why,
                       size_t why_size)
{
    struct arena *arena = arena_new(REPLY_BYTES);
    const struct json *value = NULL;
    struct error error;
    bool is_good = json_get(contents, "text/plain") != NULL;
    if (!is_good && !json_parse_trusted(arena, body, size, &value, &error)) {
        snprintf(why, why_size, "%s", error.message);
        arena_free(arena);
        return false;
    }
    for (struct json_member member = {0}; !is_good && json_next(contents, &member);)
        is_good = schema_check(openapi_document(), json_get(member.value, "schema"), value, why,
                               why_size);
    arena_free(arena);
    return is_good;
}
