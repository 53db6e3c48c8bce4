#include "store/item.h"

#include "json/value.h"
#include "store/params.h"
#include "sql.h"

#include <assert.h>
#include <string.h>

static void read_windows(const char *text, struct arena *arena, struct item *item);
static void read_window(const struct json *row, struct arena *arena, struct item_window *ret);
static struct field_texts read_texts(const char *text, struct arena *arena);
static const struct json *parse(const char *text, struct arena *arena);
static const char *copy(const struct db_rows *rows, size_t row, size_t column, struct arena *arena);
static int word(const struct item_word *words, const struct db_rows *rows, size_t row,
                size_t column);
static int64_t instant(const struct json *node);
static const char **make_params(struct arena *arena, size_t count);

void item_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                db_callback *callback, void *context)
{
    const char **params = make_params(arena, 3);
    params[0] = param_integer(arena, id);
    params[1] = param_id(arena, reader.department_id);
    params[2] = param_id(arena, reader.token_id);
    db_query(pool, SQL_ITEM_READ, params, 3, callback, context);
}

struct item *item_from_rows(const struct db_rows *rows, struct arena *arena)
{
    if (db_rows_count(rows) == 0)
        return NULL;
    struct item *item = arena_alloc(arena, sizeof(*item));
    size_t column = 0;
    item->id = db_rows_integer(rows, 0, column++);
    item->facts.kind = (enum item_kind)word(item_kinds, rows, 0, column++);
    item->status = copy(rows, 0, column++, arena);
    item->facts.channel = word(item_channels, rows, 0, column++);
    item->source = copy(rows, 0, column++, arena);
    item->facts.type = word(item_types, rows, 0, column++);
    item->facts.severity = word(item_severities, rows, 0, column++);
    item->facts.urgent = db_rows_bool(rows, 0, column++);
    item->facts.accident = db_rows_bool(rows, 0, column++);
    item->facts.personal_data = db_rows_bool(rows, 0, column++);
    item->anonymous = db_rows_bool(rows, 0, column++);
    item->confidential = db_rows_bool(rows, 0, column++);
    item->drill = db_rows_bool(rows, 0, column++);
    item->title = copy(rows, 0, column++, arena);
    item->content = copy(rows, 0, column++, arena);
    item->urls = read_texts(db_rows_text(rows, 0, column++), arena);
    item->tags = read_texts(db_rows_text(rows, 0, column++), arena);
    item->external_ref = copy(rows, 0, column++, arena);
    item->facts.received_at_us = db_rows_instant(rows, 0, column++);
    item->facts.transferred_at_us = db_rows_instant(rows, 0, column++);
    item->facts.occurred_at_us = db_rows_instant(rows, 0, column++);
    item->facts.sender_due_us = db_rows_instant(rows, 0, column++);
    item->recorded_at_us = db_rows_instant(rows, 0, column++);
    item->has_contact = db_rows_bool(rows, 0, column++);
    item->lead_department = copy(rows, 0, column++, arena);
    item->support_departments = read_texts(db_rows_text(rows, 0, column++), arena);
    item->version = (int)db_rows_integer(rows, 0, column++);
    read_windows(db_rows_text(rows, 0, column++), arena, item);
    return item;
}

void item_list_query(struct db_pool *pool, struct arena *arena, const struct item_filter *filter,
                     struct reader reader, db_callback *callback, void *context)
{
    const char **params = make_params(arena, 13);
    params[0] = filter->kind;
    params[1] = filter->status;
    params[2] = param_id(arena, filter->department_id);
    params[3] = filter->stage;
    params[4] = filter->overdue ? "t" : NULL;
    params[5] = param_instant(arena, filter->due_before_us);
    params[6] = param_instant(arena, filter->received_from_us);
    params[7] = param_instant(arena, filter->received_before_us);
    params[8] = param_id(arena, reader.department_id);
    params[9] = param_id(arena, reader.token_id);
    params[10] = param_instant(arena, filter->after_due_us);
    params[11] = param_id(arena, filter->after_id);
    params[12] = param_integer(arena, filter->limit);
    int statement = filter->by_due ? SQL_ITEM_LIST_DUE : SQL_ITEM_LIST_RECEIVED;
    db_query(pool, statement, params, 13, callback, context);
}

void item_list_from_row(const struct db_rows *rows, size_t row, struct arena *arena,
                        struct item *ret)
{
    size_t column = 0;
    memset(ret, 0, sizeof(*ret));
    ret->id = db_rows_integer(rows, row, column++);
    ret->facts.kind = (enum item_kind)word(item_kinds, rows, row, column++);
    ret->status = copy(rows, row, column++, arena);
    ret->facts.channel = word(item_channels, rows, row, column++);
    ret->facts.type = word(item_types, rows, row, column++);
    ret->facts.severity = word(item_severities, rows, row, column++);
    ret->facts.urgent = db_rows_bool(rows, row, column++);
    ret->drill = db_rows_bool(rows, row, column++);
    ret->title = copy(rows, row, column++, arena);
    ret->facts.received_at_us = db_rows_instant(rows, row, column++);
    ret->recorded_at_us = db_rows_instant(rows, row, column++);
    ret->due_at_us = db_rows_instant(rows, row, column++);
    ret->lead_department = copy(rows, row, column++, arena);
    const struct json *windows = parse(db_rows_text(rows, row, column++), arena);
    ret->window_count = json_count(windows);
    if (ret->window_count > RULE_MATCHES_MAX)
        ret->window_count = RULE_MATCHES_MAX;
    for (size_t i = 0; i < ret->window_count; i++) {
        const struct json *window = json_at(windows, i);
        ret->windows[i] = (struct item_window){
            .n = (int)json_integer(json_at(window, 0)),
            .stage = json_string(json_at(window, 1)),
            .due_at_us = json_integer(json_at(window, 2)),
            .state = json_string(json_at(window, 3)),
            .level = (int)json_integer(json_at(window, 4)),
        };
    }
}

void item_events_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                       int64_t after_id, int limit, db_callback *callback, void *context)
{
    const char **params = make_params(arena, 5);
    params[0] = param_integer(arena, id);
    params[1] = param_id(arena, reader.department_id);
    params[2] = param_id(arena, reader.token_id);
    params[3] = param_integer(arena, after_id);
    params[4] = param_integer(arena, limit);
    db_query(pool, SQL_ITEM_EVENTS, params, 5, callback, context);
}

void item_public_query(struct db_pool *pool, struct arena *arena, int64_t id, db_callback *callback,
                       void *context)
{
    const char **params = make_params(arena, 1);
    params[0] = param_integer(arena, id);
    db_query(pool, SQL_ITEM_PUBLIC, params, 1, callback, context);
}

void item_contact_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                        const char *actor, db_callback *callback, void *context)
{
    const char **params = make_params(arena, 3);
    params[0] = param_integer(arena, id);
    params[1] = param_id(arena, reader.department_id);
    params[2] = actor;
    db_query(pool, SQL_ITEM_CONTACT, params, 3, callback, context);
}

void item_fulfil_query(struct db_pool *pool, struct arena *arena,
                       const struct fulfilment *fulfilment, struct reader reader,
                       db_callback *callback, void *context)
{
    const char **params = make_params(arena, 8);
    params[0] = param_integer(arena, fulfilment->item_id);
    params[1] = param_integer(arena, fulfilment->n);
    params[2] = param_id(arena, reader.department_id);
    params[3] = param_id(arena, fulfilment->version);
    params[4] = param_instant(arena, fulfilment->answered_at_us);
    params[5] = param_bool(fulfilment->is_proven);
    params[6] = fulfilment->answer;
    params[7] = fulfilment->actor;
    db_query(pool, SQL_WINDOW_FULFIL, params, 8, callback, context);
}

static void read_windows(const char *text, struct arena *arena, struct item *item)
{
    const struct json *rows = parse(text, arena);
    item->window_count = json_count(rows);
    if (item->window_count > RULE_MATCHES_MAX)
        item->window_count = RULE_MATCHES_MAX;
    for (size_t i = 0; i < item->window_count; i++)
        read_window(json_at(rows, i), arena, &item->windows[i]);
}

static void read_window(const struct json *row, struct arena *arena, struct item_window *ret)
{
    const struct json *answer = json_at(row, 14);
    *ret = (struct item_window){
        .n = (int)json_integer(json_at(row, 0)),
        .stage = json_string(json_at(row, 1)),
        .rule = json_string(json_at(row, 2)),
        .starts_at_us = instant(json_at(row, 3)),
        .rule_due_at_us = instant(json_at(row, 4)),
        .due_at_us = instant(json_at(row, 5)),
        .last_day = (int32_t)json_integer(json_at(row, 6)),
        .provisional = json_boolean(json_at(row, 7)),
        .state = json_string(json_at(row, 8)),
        .level = (int)json_integer(json_at(row, 9)),
        .legal_zh = json_string(json_at(row, 10)),
        .legal_en = json_string(json_at(row, 11)),
        .answered_at_us = instant(json_at(row, 12)),
        .recorded_at_us = instant(json_at(row, 13)),
        .answer = json_is_null(answer) ? NULL : json_text(answer, arena),
    };
}

static struct field_texts read_texts(const char *text, struct arena *arena)
{
    const struct json *list = parse(text, arena);
    struct field_texts texts = {.all = NULL, .count = json_count(list)};
    if (texts.count)
        texts.all = arena_alloc(arena, texts.count * sizeof(*texts.all));
    for (size_t i = 0; i < texts.count; i++)
        texts.all[i] = json_string(json_at(list, i));
    return texts;
}

/* Documents that PostgreSQL made: they are JSON, so a failure is a mistake of ours. */
static const struct json *parse(const char *text, struct arena *arena)
{
    const struct json *root = NULL;
    struct error error;
    bool is_good = !text || json_parse_trusted(arena, text, strlen(text), &root, &error);
    assert(is_good);
    (void)is_good;
    return root;
}

static const char *copy(const struct db_rows *rows, size_t row, size_t column, struct arena *arena)
{
    const char *text = db_rows_text(rows, row, column);
    return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

static int word(const struct item_word *words, const struct db_rows *rows, size_t row,
                size_t column)
{
    const char *code = db_rows_text(rows, row, column);
    return code ? item_word_find(words, code) : -1;
}

static int64_t instant(const struct json *node)
{
    return json_is_null(node) ? INSTANT_NONE : json_integer(node);
}

static const char **make_params(struct arena *arena, size_t count)
{
    return arena_alloc(arena, count * sizeof(const char *));
}
