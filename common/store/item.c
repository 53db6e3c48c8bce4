#include "store/item.h"

#include "json/value.h"
#include "sql.h"
#include "store/params.h"
#include "store/window_rows.h"

#include <assert.h>
#include <string.h>

static void read_facts(const struct db_rows *rows, struct item *item);
static void read_support(const char *text, struct arena *arena, struct item *item);
static struct field_texts read_texts(const char *text, struct arena *arena);
static const struct json *parse(const char *text, struct arena *arena);
static bool is_of_others(const struct item_filter *filter, struct reader reader);
static const char *copy(const struct db_rows *rows, size_t row, size_t column, struct arena *arena);
static int word(const struct word *words, const struct db_rows *rows, size_t row, size_t column);
static const char **make_params(struct arena *arena, size_t count);

struct item *item_from_rows(const struct db_rows *rows, struct arena *arena,
                            const struct reference *reference, int64_t now_us, size_t room)
{
    struct item *item = arena_alloc(arena, sizeof(*item));
    struct docket *docket = &item->docket;
    docket->item_id = db_rows_integer(rows, 0, ITEM_READ_ID);
    docket->version = (int)db_rows_integer(rows, 0, ITEM_READ_VERSION);
    docket->status = (enum item_status)word(item_statuses, rows, 0, ITEM_READ_STATUS);
    docket->is_confidential = db_rows_bool(rows, 0, ITEM_READ_CONFIDENTIAL);
    docket->is_drill = db_rows_bool(rows, 0, ITEM_READ_DRILL);
    docket->lead_department_id = (int)db_rows_integer(rows, 0, ITEM_READ_LEAD_DEPARTMENT);
    docket->merged_into = db_rows_integer(rows, 0, ITEM_READ_MERGED_INTO);
    docket->rules = reference->rules;
    docket->rule_count = reference->rule_count;
    docket->now_us = now_us;
    read_facts(rows, item);
    item->anonymous = db_rows_bool(rows, 0, ITEM_READ_ANONYMOUS);
    item->source = copy(rows, 0, ITEM_READ_SOURCE, arena);
    item->title = copy(rows, 0, ITEM_READ_TITLE, arena);
    item->content = copy(rows, 0, ITEM_READ_CONTENT, arena);
    item->urls = read_texts(db_rows_text(rows, 0, ITEM_READ_URLS), arena);
    item->tags = read_texts(db_rows_text(rows, 0, ITEM_READ_TAGS), arena);
    item->external_ref = copy(rows, 0, ITEM_READ_EXTERNAL_REF, arena);
    item->details = copy(rows, 0, ITEM_READ_DETAILS, arena);
    item->recorded_at_us = db_rows_instant(rows, 0, ITEM_READ_RECORDED_AT);
    item->has_contact = db_rows_bool(rows, 0, ITEM_READ_HAS_CONTACT);
    read_support(db_rows_text(rows, 0, ITEM_READ_SUPPORT_DEPARTMENTS), arena, item);
    const struct json *windows = parse(db_rows_text(rows, 0, ITEM_READ_WINDOWS), arena);
    bool is_known =
        windows_from_json(windows, item_cap_us(&docket->facts), reference, room, arena, docket);
    return is_known ? item : NULL;
}

bool item_list_is_search(const struct item_filter *filter, struct reader reader)
{
    return filter->kind || filter->status || filter->stage || filter->overdue ||
           filter->due_before_us != INSTANT_NONE || filter->received_from_us != INSTANT_NONE ||
           filter->received_before_us != INSTANT_NONE || reader.token_id ||
           is_of_others(filter, reader);
}

void item_list_query(struct db_pool *pool, struct arena *arena, const struct item_filter *filter,
                     struct reader reader, db_callback *callback, void *context)
{
    const char **params = make_params(arena, 13);
    params[0] = filter->kind;
    params[1] = filter->status;
    params[2] =
        param_id(arena, filter->department_id ? filter->department_id : reader.department_id);
    params[3] = filter->stage;
    params[4] = param_bool(filter->overdue);
    params[5] = param_instant(arena, filter->due_before_us);
    params[6] = param_instant(arena, filter->received_from_us);
    params[7] = param_instant(arena, filter->received_before_us);
    params[8] = is_of_others(filter, reader) ? param_id(arena, reader.department_id) : NULL;
    params[9] = param_id(arena, reader.token_id);
    params[10] = param_instant(arena, filter->after_at_us);
    params[11] = param_id(arena, filter->after_id);
    params[12] = param_integer(arena, filter->limit);
    int statement = filter->by_due ? SQL_ITEM_LIST_DUE : SQL_ITEM_LIST_RECEIVED;
    db_query(pool, statement, params, 13, callback, context);
}

/* Both statements have the same columns in the same order; a test sees to it. */
void item_list_from_row(const struct db_rows *rows, size_t row, struct arena *arena,
                        struct item *ret)
{
    struct item_facts *facts = &ret->docket.facts;
    memset(ret, 0, sizeof(*ret));
    ret->docket.item_id = db_rows_integer(rows, row, ITEM_LIST_DUE_ID);
    ret->docket.status = (enum item_status)word(item_statuses, rows, row, ITEM_LIST_DUE_STATUS);
    facts->kind = (enum item_kind)word(item_kinds, rows, row, ITEM_LIST_DUE_KIND);
    facts->channel = word(item_channels, rows, row, ITEM_LIST_DUE_CHANNEL);
    facts->type = word(item_types, rows, row, ITEM_LIST_DUE_TYPE);
    facts->severity = word(item_severities, rows, row, ITEM_LIST_DUE_SEVERITY);
    facts->urgent = db_rows_bool(rows, row, ITEM_LIST_DUE_URGENT);
    facts->received_at_us = db_rows_instant(rows, row, ITEM_LIST_DUE_RECEIVED_AT);
    ret->docket.lead_department_id = (int)db_rows_integer(rows, row, ITEM_LIST_DUE_LEAD_DEPARTMENT);
    ret->docket.is_drill = db_rows_bool(rows, row, ITEM_LIST_DUE_DRILL);
    ret->title = copy(rows, row, ITEM_LIST_DUE_TITLE, arena);
    ret->recorded_at_us = db_rows_instant(rows, row, ITEM_LIST_DUE_RECORDED_AT);
    ret->due_at_us = db_rows_instant(rows, row, ITEM_LIST_DUE_DUE_AT);
}

size_t item_list_window_count(const struct db_rows *rows, size_t row, struct arena *arena,
                              const struct item_list_window **ret_windows)
{
    const struct json *list = parse(db_rows_text(rows, row, ITEM_LIST_DUE_WINDOWS), arena);
    size_t count = json_count(list);
    struct item_list_window *windows = arena_alloc(arena, count * sizeof(*windows));
    for (size_t i = 0; i < count; i++) {
        const struct json *window = json_at(list, i);
        windows[i] = (struct item_list_window){
            .n = (int)json_integer(json_at(window, 0)),
            .stage = json_string(json_at(window, 1)),
            .due_at_us = json_integer(json_at(window, 2)),
            .state = json_string(json_at(window, 3)),
            .level = (int)json_integer(json_at(window, 4)),
        };
    }
    *ret_windows = windows;
    return count;
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

void window_events_query(struct db_pool *pool, struct arena *arena, int64_t id, int n, int limit,
                         db_callback *callback, void *context)
{
    const char **params = make_params(arena, 3);
    params[0] = param_integer(arena, id);
    params[1] = param_integer(arena, n);
    params[2] = param_integer(arena, limit);
    db_query(pool, SQL_WINDOW_EVENTS, params, 3, callback, context);
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

static void read_facts(const struct db_rows *rows, struct item *item)
{
    struct item_facts *facts = &item->docket.facts;
    *facts = item_facts_of((enum item_kind)word(item_kinds, rows, 0, ITEM_READ_KIND),
                           db_rows_instant(rows, 0, ITEM_READ_RECEIVED_AT));
    facts->channel = word(item_channels, rows, 0, ITEM_READ_CHANNEL);
    facts->type = word(item_types, rows, 0, ITEM_READ_TYPE);
    facts->severity = word(item_severities, rows, 0, ITEM_READ_SEVERITY);
    facts->urgent = db_rows_bool(rows, 0, ITEM_READ_URGENT);
    facts->accident = db_rows_bool(rows, 0, ITEM_READ_ACCIDENT);
    facts->personal_data = db_rows_bool(rows, 0, ITEM_READ_PERSONAL_DATA);
    facts->transferred_at_us = db_rows_instant(rows, 0, ITEM_READ_TRANSFERRED_AT);
    facts->occurred_at_us = db_rows_instant(rows, 0, ITEM_READ_OCCURRED_AT);
    facts->sender_due_us = db_rows_instant(rows, 0, ITEM_READ_SENDER_DUE);
    facts->wanted_by_us = db_rows_instant(rows, 0, ITEM_READ_WANTED_BY);
}

static void read_support(const char *text, struct arena *arena, struct item *item)
{
    const struct json *list = parse(text, arena);
    for (size_t i = 0; i < json_count(list) && i < ITEM_SUPPORT_MAX; i++)
        item->support_ids[item->support_count++] = (int)json_integer(json_at(list, i));
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

/* Documents that PostgreSQL made: they are JSON, so a failure is a mistake of ours. NULL for an
 * empty list, as most are. */
static const struct json *parse(const char *text, struct arena *arena)
{
    const struct json *root = NULL;
    struct error error;
    if (!text || strcmp(text, "[]") == 0)
        return NULL;
    bool is_good = json_parse_trusted(arena, text, strlen(text), &root, &error);
    assert(is_good);
    (void)is_good;
    return root;
}

/* A department may see all of its own list; of another's, what it has a part in. */
static bool is_of_others(const struct item_filter *filter, struct reader reader)
{
    return reader.department_id && filter->department_id &&
           filter->department_id != reader.department_id;
}

static const char *copy(const struct db_rows *rows, size_t row, size_t column, struct arena *arena)
{
    const char *text = db_rows_text(rows, row, column);
    return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

static int word(const struct word *words, const struct db_rows *rows, size_t row, size_t column)
{
    const char *code = db_rows_text(rows, row, column);
    return code ? word_find(words, code) : -1;
}

static const char **make_params(struct arena *arena, size_t count)
{
    return arena_alloc(arena, count * sizeof(const char *));
}
