#include "fulfil.h"

#include "admit.h"
#include "answer.h"
#include "app.h"
#include "http/reply.h"
#include "parameters.h"
#include "represent.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW_NUMBER_MAX = 32767 };

/* judge (one statement, under the item's lock) -> read the item -> reply */
struct answering {
    struct request *request;
    struct app *app;
    struct answer_form form;
    struct fulfilment fulfilment;
};

static bool read_request(struct answering *answering);
static int path_window(struct request *request);
static void on_verdict(const struct db_rows *rows, const struct error *error, void *context);
static void refuse(struct answering *answering, const char *verdict);
static void on_item(const struct db_rows *rows, const struct error *error, void *context);

void window_fulfil(struct request *request, void *service)
{
    struct app *app = service;
    struct arena *arena = request_arena(request);
    struct answering *answering = arena_alloc(arena, sizeof(*answering));
    answering->request = request;
    answering->app = app;
    if (!path_read_ref(request, &answering->fulfilment.item_id) || !read_request(answering))
        return;
    struct text answer = {0};
    answer_render(&answering->form, &answer);
    answering->fulfilment.answer = arena_copy(arena, answer.bytes, answer.length);
    answering->fulfilment.answered_at_us = answering->form.answered_at_us;
    answering->fulfilment.is_proven = answer_is_proven(&answering->form);
    answering->fulfilment.actor = request_token(request)->name;
    text_done(&answer);
    item_fulfil_query(app->pool, arena, &answering->fulfilment, request_reader(request), on_verdict,
                      answering);
}

/* False: the request is answered already. An empty body says: answered now. */
static bool read_request(struct answering *answering)
{
    struct request *request = answering->request;
    struct field_problems problems = {.count = 0};
    struct error error;
    size_t size;
    const char *body = request_body(request, &size);
    answering->fulfilment.n = path_window(request);
    if (answering->fulfilment.n == 0) {
        request_fail_code(request, ERROR_NOT_FOUND);
        return false;
    }
    answering->fulfilment.version = represent_tag_version(request_header(request, "If-Match"));
    if (answering->fulfilment.version < 0) {
        request_fail_code(request, ERROR_PRECONDITION_FAILED);
        return false;
    }
    if (fields_decode(answer_fields, ANSWER_FIELDS, size ? body : "{}", size ? size : 2,
                      request_arena(request), &answering->form, &problems, &error))
        return true;
    request_fail(request, &error, &problems);
    return false;
}

static int path_window(struct request *request)
{
    const char *text = request_path_param(request, "n");
    char *end;
    long n = strtol(text, &end, 10);
    return *text >= '1' && *text <= '9' && *end == '\0' && n <= WINDOW_NUMBER_MAX ? (int)n : 0;
}

static void on_verdict(const struct db_rows *rows, const struct error *error, void *context)
{
    struct answering *answering = context;
    struct request *request = answering->request;
    if (rows_are_missing(request, rows, error))
        return;
    const char *verdict = db_rows_text(rows, 0, 0);
    bool is_answered = strcmp(verdict, "fulfilled") == 0 || strcmp(verdict, "already") == 0;
    if (is_answered)
        item_query(answering->app->pool, request_arena(request), answering->fulfilment.item_id,
                   request_reader(request), on_item, answering);
    else
        refuse(answering, verdict);
}

static void refuse(struct answering *answering, const char *verdict)
{
    struct field_problems problems = {.count = 0};
    struct error error;
    if (strcmp(verdict, "no_window") == 0) {
        request_fail_code(answering->request, ERROR_NOT_FOUND);
        return;
    }
    if (strcmp(verdict, "changed") == 0) {
        request_fail_code(answering->request, ERROR_PRECONDITION_FAILED);
        return;
    }
    if (strcmp(verdict, "in_future") == 0)
        field_problem_add(&problems, "answered_at", PROBLEM_IN_FUTURE, NULL);
    else if (strcmp(verdict, "too_early") == 0)
        field_problem_add(&problems, "answered_at", PROBLEM_TOO_EARLY, "starts_at");
    else {
        if (!answering->form.reviewer)
            field_problem_add(&problems, "reviewer", PROBLEM_LATE_ENTRY, NULL);
        if (!answering->form.proof)
            field_problem_add(&problems, "proof", PROBLEM_LATE_ENTRY, NULL);
    }
    error_set(&error, ERROR_INVALID_FIELDS, NULL, "%zu fields are wrong", problems.count);
    request_fail(answering->request, &error, &problems);
}

static void on_item(const struct db_rows *rows, const struct error *error, void *context)
{
    struct answering *answering = context;
    struct request *request = answering->request;
    if (!rows_are_missing(request, rows, error))
        represent_reply(answering->app, request, 200, item_from_rows(rows, request_arena(request)));
}
