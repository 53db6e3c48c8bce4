#include "generate/batch.h"

#include "sql.h"

#include <stdio.h>
#include <string.h>

void generate_batch_done(struct generate_batch *batch)
{
    intake_rows_done(&batch->rows);
    intake_rows_done(&batch->added);
}

bool generate_batch_begin(struct generate_batch *batch, struct error *error)
{
    struct db_rows *rows =
        db_session_query(batch->session, sql[SQL_ITEM_NUMBER_LEASE].text, NULL, 0, error);
    if (!rows)
        return false;
    batch->first = db_rows_integer(rows, 0, ITEM_NUMBER_LEASE_FIRST);
    batch->count = db_rows_integer(rows, 0, ITEM_NUMBER_LEASE_COUNT);
    batch->used = 0;
    intake_rows_clear(&batch->rows);
    db_session_rows_free(rows);
    return true;
}

int64_t generate_batch_next_id(const struct generate_batch *batch)
{
    return batch->first + batch->used;
}

void generate_batch_add(struct generate_batch *batch, const struct generate_item *item)
{
    intake_render(&batch->added, &item->item, &item->origin);
    intake_rows_add(&batch->rows, &batch->added);
    batch->used++;
}

bool generate_batch_store(struct generate_batch *batch, struct error *error)
{
    char version[24];
    const char *params[3] = {[2] = version};
    size_t created = 0;
    if (batch->used == 0)
        return true;
    intake_rows_end(&batch->rows, params);
    snprintf(version, sizeof(version), "%lld", (long long)batch->version);
    struct db_rows *rows =
        db_session_query(batch->session, sql[SQL_INTAKE_INSERT].text, params, 3, error);
    if (!rows)
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        created += strcmp(db_rows_text(rows, i, INTAKE_INSERT_OUTCOME), "created") == 0;
    db_session_rows_free(rows);
    if (created == (size_t)batch->used)
        return true;
    error_set(error, ERROR_CONFLICT, NULL, "the rules or the calendar changed meanwhile");
    return false;
}
