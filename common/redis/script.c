#include "redis/script.h"

#include "base/embedded.h"
#include "base/memory.h"
#include "base/text.h"
#include "redis/client.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct script_run {
    const struct embedded_text *script;
    struct client *client;
    struct text bytes; /* of all arguments from the number of keys on */
    size_t *sizes;     /* of each argument; the first two are the verb and the script */
    size_t count;
    size_t room;
    bool is_repeated;
    void (*on_reply)(void *ctx, const struct redisReply *reply, const struct error *error);
    void *ctx;
};

static void script_run_count(struct script_run *run, size_t size);
static void script_run_command(struct script_run *run, const char *verb, const char *script);
static void script_run_on_reply(void *ctx, const struct redisReply *reply,
                                const struct error *error);

struct script_run *script_run_new(const struct embedded_text *script, size_t key_count)
{
    struct script_run *run = memory_new(1, sizeof(*run));
    run->script = script;
    script_run_count(run, 0);
    script_run_count(run, 0);
    script_run_add_number(run, (int64_t)key_count);
    return run;
}

void script_run_add(struct script_run *run, const char *string)
{
    script_run_add_bytes(run, string, strlen(string));
}

void script_run_add_bytes(struct script_run *run, const char *bytes, size_t size)
{
    text_add_bytes(&run->bytes, bytes, size);
    script_run_count(run, size);
}

void script_run_add_number(struct script_run *run, int64_t number)
{
    size_t before = run->bytes.length;
    text_add_format(&run->bytes, "%" PRId64, number);
    script_run_count(run, run->bytes.length - before);
}

void script_run_send(struct script_run *run, struct client *client,
                     void (*on_reply)(void *ctx, const struct redisReply *reply,
                                      const struct error *error),
                     void *ctx)
{
    run->client = client;
    run->on_reply = on_reply;
    run->ctx = ctx;
    script_run_command(run, "EVALSHA", run->script->sha1);
}

static void script_run_count(struct script_run *run, size_t size)
{
    if (run->count == run->room) {
        run->room = run->room ? 2 * run->room : 16;
        run->sizes = memory_resize(run->sizes, run->room * sizeof(*run->sizes));
    }
    run->sizes[run->count++] = size;
}

static void script_run_command(struct script_run *run, const char *verb, const char *script)
{
    const char **arguments = memory_new(run->count, sizeof(*arguments));
    const char *next = text_string(&run->bytes);
    arguments[0] = verb;
    arguments[1] = script;
    run->sizes[0] = strlen(verb);
    run->sizes[1] = strlen(script);
    for (size_t i = 2; i < run->count; i++) {
        arguments[i] = next;
        next += run->sizes[i];
    }
    client_command(run->client, run->count, arguments, run->sizes, script_run_on_reply, run);
    free(arguments);
}

/* EVAL runs the script and keeps it for the next EVALSHA. */
static void script_run_on_reply(void *ctx, const struct redisReply *reply,
                                const struct error *error)
{
    struct script_run *run = ctx;
    if (error && !run->is_repeated && strncmp(error->message, "NOSCRIPT ", 9) == 0) {
        run->is_repeated = true;
        script_run_command(run, "EVAL", run->script->text);
        return;
    }
    run->on_reply(run->ctx, reply, error);
    text_done(&run->bytes);
    free(run->sizes);
    free(run);
}
