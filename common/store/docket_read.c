/* Dockets as they are read to be counted anew. */
#include "store/docket.h"

#include "json/value.h"
#include "sql.h"
#include "store/params.h"
#include "store/window_rows.h"

#include <string.h>

static void read_facts(const struct db_rows *rows, size_t row, struct item_facts *facts);
static bool read_windows(const struct json *rows, const struct reference *reference,
                         struct arena *arena, struct docket *docket);
static void read_plan(const struct json *row, struct plan *plan);
static int word(const struct word *words, const struct db_rows *rows, size_t row, size_t column);

void dockets_read_query(struct db_pool *pool, struct arena *arena, const int64_t *ids, size_t count,
                        db_callback *callback, void *context)
{
    const char **params = arena_alloc(arena, sizeof(*params));
    params[0] = param_integers(arena, ids, count);
    db_query(pool, SQL_DOCKETS_READ, params, 1, callback, context);
}

struct docket *dockets_read_at(const struct db_rows *rows, size_t row, struct arena *arena,
                               const struct reference *reference, int64_t now_us)
{
    struct docket *docket = arena_alloc(arena, sizeof(*docket));
    const char *text = db_rows_text(rows, row, DOCKETS_READ_WINDOWS);
    const struct json *windows = NULL;
    struct error error;
    docket->item_id = db_rows_integer(rows, row, DOCKETS_READ_ID);
    docket->version = (int)db_rows_integer(rows, row, DOCKETS_READ_VERSION);
    docket->status = (enum item_status)word(item_statuses, rows, row, DOCKETS_READ_STATUS);
    docket->is_confidential = db_rows_bool(rows, row, DOCKETS_READ_CONFIDENTIAL);
    docket->lead_department_id = (int)db_rows_integer(rows, row, DOCKETS_READ_LEAD_DEPARTMENT);
    docket->merged_into = db_rows_integer(rows, row, DOCKETS_READ_MERGED_INTO);
    docket->rules = reference->rules;
    docket->rule_count = reference->rule_count;
    docket->now_us = now_us;
    read_facts(rows, row, &docket->facts);
    if (text && !json_parse_trusted(arena, text, strlen(text), &windows, &error))
        return NULL;
    return read_windows(windows, reference, arena, docket) ? docket : NULL;
}

static void read_facts(const struct db_rows *rows, size_t row, struct item_facts *facts)
{
    *facts = item_facts_of((enum item_kind)word(item_kinds, rows, row, DOCKETS_READ_KIND),
                           db_rows_instant(rows, row, DOCKETS_READ_RECEIVED_AT));
    facts->channel = word(item_channels, rows, row, DOCKETS_READ_CHANNEL);
    facts->type = word(item_types, rows, row, DOCKETS_READ_TYPE);
    facts->severity = word(item_severities, rows, row, DOCKETS_READ_SEVERITY);
    facts->urgent = db_rows_bool(rows, row, DOCKETS_READ_URGENT);
    facts->accident = db_rows_bool(rows, row, DOCKETS_READ_ACCIDENT);
    facts->personal_data = db_rows_bool(rows, row, DOCKETS_READ_PERSONAL_DATA);
    facts->transferred_at_us = db_rows_instant(rows, row, DOCKETS_READ_TRANSFERRED_AT);
    facts->occurred_at_us = db_rows_instant(rows, row, DOCKETS_READ_OCCURRED_AT);
    facts->sender_due_us = db_rows_instant(rows, row, DOCKETS_READ_SENDER_DUE);
    facts->wanted_by_us = db_rows_instant(rows, row, DOCKETS_READ_WANTED_BY);
}

/* Each row is a window_row with what is still to come of its plan. */
static bool read_windows(const struct json *rows, const struct reference *reference,
                         struct arena *arena, struct docket *docket)
{
    size_t count = json_count(rows);
    windows_make_room(docket, count, 0, arena);
    for (size_t i = 0; i < count; i++) {
        const struct json *row = json_at(rows, i);
        if (!window_from_json(json_at(row, 0), item_cap_us(&docket->facts), reference, arena,
                              &docket->windows[i]))
            return false;
        read_plan(row, &docket->windows[i].plan);
    }
    return true;
}

static void read_plan(const struct json *row, struct plan *plan)
{
    const struct json *steps = json_at(row, 1), *rungs = json_at(row, 2);
    int first_level = (int)json_integer(json_at(row, 3));
    plan->first_level_step = first_level > 1 ? first_level : 1;
    plan->repeat_us = json_integer(json_at(row, 4));
    for (size_t i = 0; i < json_count(steps) && i < CHAIN_RUNGS_MAX; i++) {
        const char *at = json_string(json_at(steps, i));
        if (!at || !instant_parse(at, strlen(at), &plan->at_us[i]))
            return;
        plan->rungs[i] = (int)json_integer(json_at(rungs, i));
        plan->step_count++;
    }
}

static int word(const struct word *words, const struct db_rows *rows, size_t row, size_t column)
{
    const char *code = db_rows_text(rows, row, column);
    return code ? word_find(words, code) : -1;
}
