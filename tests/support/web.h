/* An HTTP client for tests: what is asked, and what came back, looked at by paths. */
#ifndef HUIYING_SUPPORT_WEB_H
#define HUIYING_SUPPORT_WEB_H

#include "base/arena.h"
#include "json/value.h"

#include <stddef.h>
#include <stdint.h>

/* What is NULL is left out; the method is POST with a body and GET without one. */
struct ask {
    const char *method;
    const char *path; /* with its query */
    const char *token;
    const char *key; /* Idempotency-Key */
    const char *if_match;
    const char *if_none_match;
    const char *language;
    const char *type; /* application/json if not told */
    const char *header;
    const char *body;
};

struct reply {
    int status; /* 0: there was none */
    const char *headers;
    const char *body;
    size_t size;
    double seconds;
    const struct json *json; /* NULL if the body is none */
    struct arena *arena;
};

/* Asks the server at http://127.0.0.1:port. Replies live in the arena. */
const struct reply *web_ask(struct arena *arena, int port, const struct ask *ask);

/* Asks everything at once, each on a connection of its own; the replies are in the asks' order. */
const struct reply **web_ask_all(struct arena *arena, int port, const struct ask *asks,
                                 size_t count);

/* The value of a sample in the /metrics at that port, by its name, with its labels if it has any.
 */
#define WEB_METRIC_NONE INT64_MIN /* it is not there, or nobody answers */
int64_t web_metric(struct arena *arena, int port, const char *name);

/* Waits until it is so large at least; the test fails after wait_ms_max. */
void web_await_metric(struct arena *arena, int port, const char *name, int64_t least,
                      int wait_ms_max);

/* A header of the last reply by its name, or NULL. */
const char *reply_header(const struct reply *reply, const char *name);

/* What is at a path such as "windows[0].due_at"; NULL if there is nothing or null. */
const struct json *reply_at(const struct reply *reply, const char *path);
const struct json *json_path(const struct json *root, const char *path);

/* The same as a text ("" if it is no string), a number (0), the count of a list's entries (0). */
const char *reply_text(const struct reply *reply, const char *path);
int64_t reply_number(const struct reply *reply, const char *path);
size_t reply_count(const struct reply *reply, const char *path);

/* Of a problem: what is wrong with a field ("too-long"), or "" if nothing is said of it. */
const char *reply_problem(const struct reply *reply, const char *field);

#endif
