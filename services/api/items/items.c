#include "items/items.h"

#include "admit.h"
#include "app.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "parameters.h"
#include "represent.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PAGE_DEFAULT = 50, PAGE_MAX = 200 };

static const struct word sorts[] = {{"received", "按收到先后", "newest first"},
                                    {"due", "按到期先后", "soonest due first"},
                                    {NULL, NULL, NULL}};
static const struct word includes[] = {{"contact", "联系方式", "contact"}, {NULL, NULL, NULL}};

struct list_form {
    int kind;
    int status;
    int sort;
    const char *department;
    const char *stage;
    bool overdue;
    int64_t due_before_us;
    int64_t received_from_us;
    int64_t received_before_us;
    const char *cursor;
    int64_t limit;
};

struct page {
    struct request *request;
    struct app *app;
    struct item_filter filter;
};

/* clang-format off */
const struct field item_list_parameters[ITEM_LIST_PARAMETERS] = {
    {.name = "kind", .type = FIELD_WORD, .words = item_kinds, .offset = offsetof(struct list_form, kind)},
    {.name = "status", .type = FIELD_WORD, .words = item_statuses, .offset = offsetof(struct list_form, status)},
    {.name = "department", .type = FIELD_TEXT, .one_line = true, .max = 100, .offset = offsetof(struct list_form, department)},
    {.name = "stage", .type = FIELD_TEXT, .one_line = true, .max = 31, .offset = offsetof(struct list_form, stage)},
    {.name = "overdue", .type = FIELD_BOOL, .offset = offsetof(struct list_form, overdue)},
    {.name = "due_before", .type = FIELD_INSTANT, .offset = offsetof(struct list_form, due_before_us)},
    {.name = "received_from", .type = FIELD_INSTANT, .offset = offsetof(struct list_form, received_from_us)},
    {.name = "received_before", .type = FIELD_INSTANT, .offset = offsetof(struct list_form, received_before_us)},
    {.name = "sort", .type = FIELD_WORD, .words = sorts, .offset = offsetof(struct list_form, sort)},
    {.name = "cursor", .type = FIELD_TEXT, .one_line = true, .max = 300, .offset = offsetof(struct list_form, cursor)},
    {.name = "limit", .type = FIELD_INTEGER, .min = 1, .max = PAGE_MAX, .absent = PAGE_DEFAULT, .offset = offsetof(struct list_form, limit)},
};

struct show_form {
    int include;
};

const struct field item_show_parameters[ITEM_SHOW_PARAMETERS] = {
    {.name = "include", .type = FIELD_WORD, .words = includes, .offset = offsetof(struct show_form, include)},
};

struct events_form {
    int64_t after;
    int64_t limit;
};

const struct field item_events_parameters[ITEM_EVENTS_PARAMETERS] = {
    {.name = "after", .type = FIELD_INTEGER, .min = 0, .max = INT64_MAX, .offset = offsetof(struct events_form, after)},
    {.name = "limit", .type = FIELD_INTEGER, .min = 1, .max = PAGE_MAX, .absent = PAGE_DEFAULT, .offset = offsetof(struct events_form, limit)},
};
/* clang-format on */

static bool set_filter(struct page *page, const struct list_form *form);
static bool set_cursor(struct page *page, const char *cursor);
static void list_on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void add_cursor(struct page *page, const struct item *last);
static void show_on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void show_contact(struct request *request, struct app *app, int64_t id);
static void contact_on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void events_on_rows(const struct db_rows *rows, const struct error *error, void *context);

/* A request and the app, for callbacks that need both. */
struct reading {
    struct request *request;
    struct app *app;
    int64_t id;
    int64_t limit;
};

static struct reading *reading_new(struct request *request, struct app *app, int64_t id)
{
    struct reading *reading = arena_alloc(request_arena(request), sizeof(*reading));
    *reading = (struct reading){request, app, id, 0};
    return reading;
}

void item_list(struct request *request, void *service)
{
    struct app *app = service;
    struct page *page = arena_alloc(request_arena(request), sizeof(*page));
    struct list_form form;
    page->request = request;
    page->app = app;
    if (!parameters_read(request, item_list_parameters, ITEM_LIST_PARAMETERS, &form) ||
        !set_filter(page, &form))
        return;
    struct reader reader = request_reader(request);
    struct db_pool *pool =
        item_list_is_search(&page->filter, reader) ? app->searchers : app->readers;
    item_list_query(pool, request_arena(request), &page->filter, reader, list_on_rows, page);
}

void item_show(struct request *request, void *service)
{
    struct app *app = service;
    struct show_form form;
    int64_t id;
    if (!path_read_ref(request, &id) ||
        !parameters_read(request, item_show_parameters, ITEM_SHOW_PARAMETERS, &form))
        return;
    if (form.include >= 0)
        show_contact(request, app, id);
    else
        item_query(app->item_reads, request_arena(request), id, request_reader(request),
                   show_on_rows, reading_new(request, app, id));
}

void item_events(struct request *request, void *service)
{
    struct app *app = service;
    struct events_form form;
    int64_t id;
    if (!path_read_ref(request, &id) ||
        !parameters_read(request, item_events_parameters, ITEM_EVENTS_PARAMETERS, &form))
        return;
    struct reading *reading = reading_new(request, app, id);
    reading->limit = form.limit;
    item_events_query(app->readers, request_arena(request), id, request_reader(request), form.after,
                      (int)form.limit + 1, events_on_rows, reading);
}

static bool set_filter(struct page *page, const struct list_form *form)
{
    struct item_filter *filter = &page->filter;
    int department_id;
    if (!parameters_look_up(page->request, page->app, form->department, form->stage,
                            &department_id))
        return false;
    bool is_about_due = form->overdue || form->stage || form->due_before_us != INSTANT_NONE;
    *filter = (struct item_filter){
        .kind = form->kind < 0 ? NULL : item_kinds[form->kind].code,
        .status = form->status < 0 ? NULL : item_statuses[form->status].code,
        .department_id = department_id,
        .stage = form->stage,
        .overdue = form->overdue,
        .due_before_us = form->due_before_us,
        .received_from_us = form->received_from_us,
        .received_before_us = form->received_before_us,
        .by_due = form->sort < 0 ? is_about_due : form->sort == 1,
        .after_at_us = INSTANT_NONE,
        .limit = (int)form->limit + 1, /* one row more tells whether another page follows */
    };
    return !form->cursor || set_cursor(page, form->cursor);
}

static bool set_cursor(struct page *page, const char *cursor)
{
    struct item_filter *filter = &page->filter;
    const char *parts[3];
    bool is_good = cursor_read(page->app, request_arena(page->request), cursor, 3, parts) &&
                   strcmp(parts[0], filter->by_due ? "due" : "received") == 0;
    if (!is_good) {
        cursor_refuse(page->request, "cursor");
        return false;
    }
    filter->after_id = strtoll(parts[1], NULL, 10);
    filter->after_at_us = strtoll(parts[2], NULL, 10);
    return true;
}

static void list_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct page *page = context;
    struct request *request = page->request;
    struct arena *arena = request_arena(request);
    if (error) {
        request_fail(request, error, NULL);
        return;
    }
    struct represent with = represent_of(page->app);
    struct text body = {0};
    struct json_out out = {.text = &body};
    bool has_more = db_rows_count(rows) == (size_t)page->filter.limit;
    size_t shown = db_rows_count(rows) - has_more;
    struct item item = {.title = NULL};
    json_out_begin_object(&out);
    json_out_key(&out, "items");
    json_out_begin_array(&out);
    for (size_t i = 0; i < shown; i++) {
        const struct item_list_window *windows;
        size_t window_count = item_list_window_count(rows, i, arena, &windows);
        item_list_from_row(rows, i, arena, &item);
        represent_item_short(&with, &item, windows, window_count, &out);
    }
    json_out_end_array(&out);
    json_out_end_object(&out);
    if (has_more)
        add_cursor(page, &item);
    request_reply_tagged(request, 200, &body);
    text_done(&body);
}

static void add_cursor(struct page *page, const struct item *last)
{
    struct arena *arena = request_arena(page->request);
    int64_t at_us = page->filter.by_due ? last->due_at_us : last->docket.facts.received_at_us;
    const char *parts[] = {
        page->filter.by_due ? "due" : "received",
        arena_format(arena, "%lld", (long long)last->docket.item_id),
        arena_format(arena, "%lld", (long long)at_us),
    };
    link_add_next(page->request, "cursor", cursor_make(page->app, arena, parts, 3));
}

static void show_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct reading *reading = context;
    struct request *request = reading->request;
    if (rows_are_missing(request, rows, error))
        return;
    struct item *item = app_item_from_rows(reading->app, rows, request_arena(request));
    if (item)
        represent_reply(reading->app, request, 200, item);
    else
        request_fail_code(request, ERROR_UNAVAILABLE);
}

/* Names and phones are for those who answer, and each look is on record. */
static void show_contact(struct request *request, struct app *app, int64_t id)
{
    const struct token *token = request_token(request);
    if (!((unsigned)token->role & (ROLE_OPERATOR | ROLE_HANDLER | ROLE_DEPT_HEAD | ROLE_ADMIN))) {
        request_fail_code(request, ERROR_FORBIDDEN);
        return;
    }
    item_contact_query(app->pool, request_arena(request), id, request_reader(request), token->name,
                       contact_on_rows, reading_new(request, app, id));
}

static void contact_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct reading *reading = context;
    struct request *request = reading->request;
    char ref[REF_SIZE];
    size_t size;
    if (rows_are_missing(request, rows, error))
        return;
    const unsigned char *sealed = db_rows_bytes(rows, 0, ITEM_CONTACT_CONTACT, &size);
    unsigned char *opened = arena_alloc(request_arena(request), size);
    ref_format(reading->id, ref);
    if (!crypto_open(reading->app->keys, ref, sealed, size, opened)) {
        request_fail_code(request, ERROR_INTERNAL);
        return;
    }
    struct text body = {0};
    struct json_out out = {.text = &body};
    json_out_begin_object(&out);
    json_out_member_string(&out, "ref", ref);
    json_out_member_raw(&out, "contact", (const char *)opened, size - CRYPTO_SEAL_EXTRA_BYTES);
    json_out_end_object(&out);
    request_header_add(request, "Cache-Control", "no-store");
    request_reply(request, 200, HTTP_JSON, &body);
    text_done(&body);
}

static void events_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct reading *reading = context;
    struct request *request = reading->request;
    if (rows_are_missing(request, rows, error))
        return;
    struct text body = {0};
    struct json_out out = {.text = &body};
    size_t count = db_rows_is_null(rows, 0, ITEM_EVENTS_ID) ? 0 : db_rows_count(rows);
    size_t shown = count > (size_t)reading->limit ? (size_t)reading->limit : count;
    json_out_begin_object(&out);
    json_out_key(&out, "events");
    json_out_begin_array(&out);
    for (size_t i = 0; i < shown; i++) {
        json_out_begin_object(&out);
        json_out_member_integer(&out, "id", db_rows_integer(rows, i, ITEM_EVENTS_ID));
        json_out_member_instant(&out, "at", db_rows_instant(rows, i, ITEM_EVENTS_AT),
                                reading->app->zone);
        json_out_member_string(&out, "type", db_rows_text(rows, i, ITEM_EVENTS_TYPE));
        json_out_member_string(&out, "actor", db_rows_text(rows, i, ITEM_EVENTS_ACTOR));
        json_out_key(&out, "n");
        if (db_rows_is_null(rows, i, ITEM_EVENTS_N))
            json_out_null(&out);
        else
            json_out_integer(&out, db_rows_integer(rows, i, ITEM_EVENTS_N));
        json_out_member_json(&out, "data", db_rows_text(rows, i, ITEM_EVENTS_DATA));
        json_out_end_object(&out);
    }
    json_out_end_array(&out);
    json_out_end_object(&out);
    if (shown < count) {
        char after[24];
        snprintf(after, sizeof(after), "%lld",
                 (long long)db_rows_integer(rows, shown - 1, ITEM_EVENTS_ID));
        link_add_next(request, "after", after);
    }
    request_reply_tagged(request, 200, &body);
    text_done(&body);
}
