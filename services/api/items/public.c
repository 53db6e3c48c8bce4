#include "items/public.h"

#include "app.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "json/write.h"
#include "parameters.h"
#include "sql.h"

struct public_form {
    const char *code;
};

const struct field public_item_parameters[PUBLIC_ITEM_PARAMETERS] = {
    {.name = "code",
     .type = FIELD_TEXT,
     .required = true,
     .one_line = true,
     .max = 20,
     .offset = offsetof(struct public_form, code),
     .doc = "The query code that came with the receipt."},
};

struct question {
    struct request *request;
    struct app *app;
    char ref[REF_SIZE];
};

static void on_rows(const struct db_rows *rows, const struct error *error, void *context);

/* A wrong code and an unknown ref look alike, so that refs cannot be probed. */
void public_item(struct request *request, void *service)
{
    struct question *question = arena_alloc(request_arena(request), sizeof(*question));
    struct public_form form;
    char code[CRYPTO_QUERY_CODE_SIZE];
    int64_t id;
    question->request = request;
    question->app = service;
    if (!path_read_ref(request, &id) ||
        !parameters_read(request, public_item_parameters, PUBLIC_ITEM_PARAMETERS, &form))
        return;
    ref_format(id, question->ref);
    crypto_query_code(question->app->keys, question->ref, code);
    if (!crypto_equal(code, form.code)) {
        request_fail_code(request, ERROR_NOT_FOUND);
        return;
    }
    item_public_query(question->app->pool, request_arena(request), id, on_rows, question);
}

static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct question *question = context;
    if (rows_are_missing(question->request, rows, error))
        return;
    int status = word_find(item_statuses, db_rows_text(rows, 0, ITEM_PUBLIC_STATUS));
    struct text body = {0};
    struct json_out out = {.text = &body};
    json_out_begin_object(&out);
    json_out_member_string(&out, "ref", question->ref);
    json_out_member_string(&out, "kind", db_rows_text(rows, 0, ITEM_PUBLIC_KIND));
    json_out_member_string(&out, "status", db_rows_text(rows, 0, ITEM_PUBLIC_STATUS));
    json_out_member_string(&out, "status_name", status < 0 ? NULL : item_statuses[status].zh);
    json_out_member_instant(&out, "received_at", db_rows_instant(rows, 0, ITEM_PUBLIC_RECEIVED_AT),
                            question->app->zone);
    json_out_member_date(&out, "due_day", db_rows_date(rows, 0, ITEM_PUBLIC_DUE_DAY));
    json_out_end_object(&out);
    request_header_add(question->request, "Cache-Control", "private, no-cache");
    request_reply_tagged(question->request, 200, &body);
    text_done(&body);
}
