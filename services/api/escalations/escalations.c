#include "escalations/escalations.h"

#include "admit.h"
#include "app.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "json/write.h"
#include "parameters.h"
#include "represent.h"
#include "sql.h"
#include "store/escalation.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_DEFAULT = 50, PAGE_MAX = 200 };

struct list_form {
    const char *department;
    int64_t level;
    const char *stage;
    const char *since;
    const char *cursor;
    int64_t limit;
};

/* clang-format off */
const struct field escalation_list_parameters[ESCALATION_LIST_PARAMETERS] = {
    {.name = "department", .type = FIELD_TEXT, .one_line = true, .max = 100, .offset = offsetof(struct list_form, department)},
    {.name = "level", .type = FIELD_INTEGER, .min = 0, .max = 9, .absent = -1, .offset = offsetof(struct list_form, level)},
    {.name = "stage", .type = FIELD_TEXT, .one_line = true, .max = 31, .offset = offsetof(struct list_form, stage)},
    {.name = "since", .type = FIELD_TEXT, .one_line = true, .max = 6000, .offset = offsetof(struct list_form, since)},
    {.name = "cursor", .type = FIELD_TEXT, .one_line = true, .max = 300, .offset = offsetof(struct list_form, cursor)},
    {.name = "limit", .type = FIELD_INTEGER, .min = 1, .max = PAGE_MAX, .absent = PAGE_DEFAULT, .offset = offsetof(struct list_form, limit)},
};
/* clang-format on */

struct feed {
    struct request *request;
    struct app *app;
    struct escalation_filter filter;
    const char *since; /* the place that the reader has come to; NULL when listing newest first */
};

static bool set_filter(struct feed *feed, const struct list_form *form);
static void ask_newest(struct feed *feed, const char *cursor);
static void ask_since(struct feed *feed, const char *since);
static void on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void add_escalation(const struct feed *feed, const struct db_rows *rows, size_t row,
                           struct json_out *out);
static const char *next_since(struct feed *feed, const struct db_rows *rows, bool has_more);
static void add_next(struct feed *feed, int64_t last_id);

void escalation_list(struct request *request, void *service)
{
    struct feed *feed = arena_alloc(request_arena(request), sizeof(*feed));
    struct list_form form;
    feed->request = request;
    feed->app = service;
    if (!parameters_read(request, escalation_list_parameters, ESCALATION_LIST_PARAMETERS, &form) ||
        !set_filter(feed, &form))
        return;
    if (form.since)
        ask_since(feed, form.since);
    else
        ask_newest(feed, form.cursor);
}

/* Handlers are shown what concerns their own department, whatever they ask. */
static bool set_filter(struct feed *feed, const struct list_form *form)
{
    struct reader reader = request_reader(feed->request);
    int department_id;
    if (!parameters_look_up(feed->request, feed->app, form->department, form->stage,
                            &department_id))
        return false;
    feed->filter = (struct escalation_filter){
        .department_id = reader.department_id ? reader.department_id : department_id,
        .level = (int)form->level,
        .stage = form->stage,
        .limit = (int)form->limit + 1,
    };
    return true;
}

static void ask_newest(struct feed *feed, const char *cursor)
{
    struct arena *arena = request_arena(feed->request);
    const char *parts[] = {"before", "0"};
    bool is_good = !cursor || (cursor_read(feed->app, arena, cursor, 2, parts) &&
                               strcmp(parts[0], "before") == 0);
    if (!is_good) {
        cursor_refuse(feed->request, "cursor");
        return;
    }
    escalation_list_query(feed->app->searchers, arena, &feed->filter, strtoll(parts[1], NULL, 10),
                          on_rows, feed);
}

/* A since cursor: the place come to; and within a round of pages also the place that the round
 * reads up to, and the row where the last page ended. */
static void ask_since(struct feed *feed, const char *since)
{
    struct arena *arena = request_arena(feed->request);
    const char *parts[4];
    bool is_good = cursor_read(feed->app, arena, since, 4, parts) && strcmp(parts[0], "since") == 0;
    if (!is_good) {
        cursor_refuse(feed->request, "since");
        return;
    }
    feed->since = parts[1];
    escalation_since_query(feed->app->searchers, arena, &feed->filter, parts[1],
                           *parts[2] ? parts[2] : NULL, strtoll(parts[3], NULL, 10), on_rows, feed);
}

static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct feed *feed = context;
    if (error) {
        request_fail(feed->request, error, NULL);
        return;
    }
    struct text body = {0};
    struct json_out out = {.text = &body};
    size_t count = db_rows_is_null(rows, 0, ESCALATION_LIST_ID) ? 0 : db_rows_count(rows);
    bool has_more = count == (size_t)feed->filter.limit;
    size_t shown = has_more ? count - 1 : count;
    json_out_begin_object(&out);
    json_out_key(&out, "escalations");
    json_out_begin_array(&out);
    for (size_t i = 0; i < shown; i++)
        add_escalation(feed, rows, i, &out);
    json_out_end_array(&out);
    json_out_member_bool(&out, "has_more", has_more);
    const char *since = next_since(feed, rows, has_more);
    if (has_more && !feed->since)
        add_next(feed, db_rows_integer(rows, shown - 1, ESCALATION_LIST_ID));
    char tag[CRYPTO_DIGEST_HEX_SIZE];
    crypto_digest_hex(body.bytes, body.length, tag);
    json_out_member_string(&out, "since", since);
    json_out_end_object(&out);
    request_reply_with_tag(feed->request, 200, &body, tag);
    text_done(&body);
}

static void add_escalation(const struct feed *feed, const struct db_rows *rows, size_t row,
                           struct json_out *out)
{
    struct zone zone = feed->app->zone;
    char ref[REF_SIZE];
    ref_format(db_rows_integer(rows, row, ESCALATION_LIST_ITEM_ID), ref);
    json_out_begin_object(out);
    json_out_member_integer(out, "id", db_rows_integer(rows, row, ESCALATION_LIST_ID));
    json_out_member_string(out, "item", ref);
    json_out_member_integer(out, "n", db_rows_integer(rows, row, ESCALATION_LIST_N));
    json_out_member_string(out, "stage", db_rows_text(rows, row, ESCALATION_LIST_STAGE));
    json_out_member_integer(out, "step", db_rows_integer(rows, row, ESCALATION_LIST_STEP));
    json_out_member_string(out, "kind", db_rows_text(rows, row, ESCALATION_LIST_KIND));
    json_out_member_integer(out, "level", db_rows_integer(rows, row, ESCALATION_LIST_LEVEL));
    json_out_member_integer(out, "generation",
                            db_rows_integer(rows, row, ESCALATION_LIST_GENERATION));
    json_out_member_bool(out, "drill", db_rows_bool(rows, row, ESCALATION_LIST_DRILL));
    struct represent with = represent_of(feed->app);
    represent_department(&with, "department", "department_name",
                         (int)db_rows_integer(rows, row, ESCALATION_LIST_DEPARTMENT), out);
    json_out_member_instant(out, "due_at", db_rows_instant(rows, row, ESCALATION_LIST_DUE_AT),
                            zone);
    json_out_member_instant(out, "planned_at",
                            db_rows_instant(rows, row, ESCALATION_LIST_PLANNED_AT), zone);
    json_out_member_instant(out, "fired_at", db_rows_instant(rows, row, ESCALATION_LIST_FIRED_AT),
                            zone);
    json_out_end_object(out);
}

/* Where to go on from: within a round its next page; after it all that came later. */
static const char *next_since(struct feed *feed, const struct db_rows *rows, bool has_more)
{
    struct arena *arena = request_arena(feed->request);
    const char *place = db_rows_text(rows, 0, ESCALATION_LIST_PLACE);
    const char *parts[] = {"since", place, "", "0"};
    if (feed->since && has_more) {
        size_t last = (size_t)feed->filter.limit - 2;
        parts[1] = feed->since;
        parts[2] = place;
        parts[3] =
            arena_format(arena, "%lld", (long long)db_rows_integer(rows, last, ESCALATION_LIST_ID));
    }
    return cursor_make(feed->app, arena, parts, 4);
}

static void add_next(struct feed *feed, int64_t last_id)
{
    struct arena *arena = request_arena(feed->request);
    const char *parts[] = {"before", arena_format(arena, "%lld", (long long)last_id)};
    link_add_next(feed->request, "cursor", cursor_make(feed->app, arena, parts, 2));
}
