#include "store/intake.h"

#include "base/clock.h"
#include "base/memory.h"
#include "sql.h"
#include "store/lanes.h"
#include "store/params.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROLLBACK_RETRIES = 3 };

struct intake {
    struct db_pool *pool;
    struct intake_settings settings;
    struct intake_entry *first; /* waiting, oldest first */
    struct intake_entry **end;
    int waiting;
    struct lanes *lanes;
    struct metric_histogram sizes; /* of the batches sent */
};

/* Entries that share a statement, or have one each, one after another, once they have failed
 * together. */
struct batch {
    struct intake *intake;
    int lane;
    int retries_left;
    bool is_split;
    size_t alone; /* the entry at work, once split */
    struct intake_rows rows;
    char version[24];
    const char *params[3];
    size_t count;
    struct intake_entry *entries[]; /* NULL once answered: they may be gone then */
};

static void pump(void *context);
static void drop_late(struct intake *intake);
static struct intake_entry *pop(struct intake *intake);
static struct batch *batch_take(struct intake *intake);
static size_t size_of(const struct intake_entry *entry);
static struct batch *batch_new(struct intake *intake, size_t room);
static void batch_send(struct batch *batch);
static void batch_leave_lane(struct batch *batch);
static void batch_free(struct batch *batch);
static void batch_on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void batch_on_error(struct batch *batch, const struct error *error);
static void batch_go_on(struct batch *batch);
static void batch_fail(struct batch *batch, size_t first, const struct error *error);
static size_t batch_first(const struct batch *batch);
static size_t batch_end(const struct batch *batch);
static struct intake_entry *batch_pop(struct batch *batch, int64_t id, size_t hint);
static void settle(struct intake_entry *entry, const char *outcome, int64_t recorded_at_us);
static void find_key(struct intake_entry *entry);
static void find_key_on_rows(const struct db_rows *rows, const struct error *error, void *context);
static bool is_of_one_row(const struct batch *batch, const struct error *error);

struct intake *intake_new(struct event_base *base, struct db_pool *pool,
                          const struct intake_settings *settings)
{
    struct intake *intake = memory_new(1, sizeof(*intake));
    intake->pool = pool;
    intake->settings = *settings;
    intake->end = &intake->first;
    intake->lanes = lanes_new(base, settings->lanes, LANES_SLOW_US, pump, intake);
    return intake;
}

void intake_free(struct intake *intake)
{
    if (!intake)
        return;
    lanes_free(intake->lanes);
    free(intake);
}

bool intake_submit(struct intake *intake, struct intake_entry *entry)
{
    if (intake->waiting >= intake->settings.queue_max)
        return false;
    entry->intake = intake;
    entry->until_us = clock_mono_us() + (int64_t)intake->settings.wait_ms_max * 1000;
    entry->next = NULL;
    *intake->end = entry;
    intake->end = &entry->next;
    intake->waiting++;
    pump(intake);
    return true;
}

int intake_waiting(const struct intake *intake)
{
    return intake->waiting;
}

const struct metric_histogram *intake_batch_sizes(const struct intake *intake)
{
    return &intake->sizes;
}

static void pump(void *context)
{
    struct intake *intake = context;
    drop_late(intake);
    while (intake->first && lanes_have_one(intake->lanes)) {
        struct batch *batch = batch_take(intake);
        batch->lane = lanes_take(intake->lanes, batch->count);
        batch_send(batch);
    }
}

/* Who has waited too long is told so, and is not stored after all. */
static void drop_late(struct intake *intake)
{
    while (intake->first && intake->first->until_us <= clock_mono_us()) {
        struct intake_entry *entry = pop(intake);
        struct error error;
        error_set(&error, ERROR_UNAVAILABLE, NULL, "waited too long for the database");
        entry->callback(NULL, &error, entry->context);
    }
}

static struct intake_entry *pop(struct intake *intake)
{
    struct intake_entry *entry = intake->first;
    intake->first = entry->next;
    if (!intake->first)
        intake->end = &intake->first;
    intake->waiting--;
    return entry;
}

/* The oldest entries that fit one statement: they must share its version. */
static struct batch *batch_take(struct intake *intake)
{
    struct batch *batch = batch_new(intake, (size_t)intake->settings.rows_max);
    size_t bytes = 0;
    int64_t version = intake->first->version;
    snprintf(batch->version, sizeof(batch->version), "%lld", (long long)version);
    while (intake->first && batch->count < (size_t)intake->settings.rows_max &&
           intake->first->version == version &&
           (batch->count == 0 || bytes + size_of(intake->first) <= intake->settings.bytes_max)) {
        bytes += size_of(intake->first);
        batch->entries[batch->count++] = pop(intake);
    }
    return batch;
}

/* In its statement. */
static size_t size_of(const struct intake_entry *entry)
{
    return entry->rows.item.length + entry->rows.windows.length + 2;
}

static struct batch *batch_new(struct intake *intake, size_t room)
{
    struct batch *batch = memory_new(1, sizeof(*batch) + room * sizeof(batch->entries[0]));
    batch->intake = intake;
    batch->retries_left = ROLLBACK_RETRIES;
    return batch;
}

static void batch_send(struct batch *batch)
{
    size_t first = batch_first(batch), end = batch_end(batch);
    intake_rows_clear(&batch->rows);
    for (size_t i = first; i < end; i++)
        intake_rows_add(&batch->rows, &batch->entries[i]->rows);
    intake_rows_end(&batch->rows, batch->params);
    batch->params[2] = batch->version;
    metric_histogram_add(&batch->intake->sizes, METRIC_HISTOGRAM_INTAKE_BATCH,
                         (int64_t)(end - first));
    db_query(batch->intake->pool, SQL_INTAKE_INSERT, batch->params, 3, batch_on_rows, batch);
}

static void batch_leave_lane(struct batch *batch)
{
    lanes_give(batch->intake->lanes, batch->lane);
    pump(batch->intake);
}

static void batch_free(struct batch *batch)
{
    intake_rows_done(&batch->rows);
    free(batch);
}

/* The next statement leaves first: PostgreSQL is at work on it while these are answered. */
static void batch_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct batch *batch = context;
    if (error) {
        batch_on_error(batch, error);
        return;
    }
    if (!batch->is_split)
        batch_leave_lane(batch);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        struct intake_entry *entry =
            batch_pop(batch, db_rows_integer(rows, i, INTAKE_INSERT_ID), i);
        if (entry)
            settle(entry, db_rows_text(rows, i, INTAKE_INSERT_OUTCOME),
                   db_rows_instant(rows, i, INTAKE_INSERT_RECORDED_AT));
    }
    if (batch->is_split)
        batch_go_on(batch);
    else
        batch_free(batch);
}

/* A deadlock or the like rolled everything back: again. One row's fault: each row alone, so that
 * the bad one fails alone. All else is everybody's, those included that were not sent yet. */
static void batch_on_error(struct batch *batch, const struct error *error)
{
    bool is_rolled_back =
        strncmp(error->sqlstate, "40", 2) == 0 && strcmp(error->sqlstate, "40003");
    if (is_rolled_back && batch->retries_left-- > 0) {
        batch_send(batch);
        return;
    }
    if (is_of_one_row(batch, error) && batch->count > 1 && !batch->is_split) {
        batch->is_split = true;
        batch->retries_left = ROLLBACK_RETRIES;
        batch_send(batch);
        return;
    }
    if (!is_of_one_row(batch, error)) {
        batch_fail(batch, batch_first(batch), error);
        batch_leave_lane(batch);
        batch_free(batch);
        return;
    }
    struct intake_entry *entry = batch->entries[batch->alone];
    entry->callback(NULL, error, entry->context);
    batch_go_on(batch);
}

/* The next row alone, if there is one that has not waited too long by now. */
static void batch_go_on(struct batch *batch)
{
    bool is_more = batch->is_split && ++batch->alone < batch->count;
    if (is_more && batch->entries[batch->alone]->until_us > clock_mono_us()) {
        batch->retries_left = ROLLBACK_RETRIES;
        batch_send(batch);
        return;
    }
    if (is_more) {
        struct error error;
        error_set(&error, ERROR_UNAVAILABLE, NULL, "waited too long for the database");
        batch_fail(batch, batch->alone, &error);
    }
    batch_leave_lane(batch);
    batch_free(batch);
}

static void batch_fail(struct batch *batch, size_t first, const struct error *error)
{
    for (size_t i = first; i < batch->count; i++)
        batch->entries[i]->callback(NULL, error, batch->entries[i]->context);
}

/* What the statement at hand stores. */
static size_t batch_first(const struct batch *batch)
{
    return batch->is_split ? batch->alone : 0;
}

static size_t batch_end(const struct batch *batch)
{
    return batch->is_split ? batch->alone + 1 : batch->count;
}

/* Rows come back in the order they were sent, nearly always: look there first. */
static struct intake_entry *batch_pop(struct batch *batch, int64_t id, size_t hint)
{
    size_t first = batch_first(batch), count = batch_end(batch) - first;
    for (size_t i = 0; i < count; i++) {
        size_t at = first + (hint + i) % count;
        struct intake_entry *entry = batch->entries[at];
        if (entry && entry->id == id) {
            batch->entries[at] = NULL;
            return entry;
        }
    }
    return NULL;
}

static void settle(struct intake_entry *entry, const char *outcome, int64_t recorded_at_us)
{
    struct intake_result result = {.id = entry->id, .recorded_at_us = recorded_at_us};
    if (strcmp(outcome, "taken") == 0) {
        find_key(entry);
        return;
    }
    result.outcome = strcmp(outcome, "created") == 0 ? INTAKE_CREATED : INTAKE_STALE;
    entry->callback(&result, NULL, entry->context);
}

/* A second statement, because the first one's snapshot may be older than the key's row. */
struct key_lookup {
    struct intake_entry *entry;
    char token[16];
    char key[72];
    const char *params[2];
};

static void find_key(struct intake_entry *entry)
{
    struct key_lookup *lookup = memory_new(1, sizeof(*lookup));
    lookup->entry = entry;
    snprintf(lookup->token, sizeof(lookup->token), "%d", entry->token_id);
    snprintf(lookup->key, sizeof(lookup->key), "\\x%s", entry->key);
    lookup->params[0] = lookup->token;
    lookup->params[1] = lookup->key;
    db_query(entry->intake->pool, SQL_INTAKE_FIND_KEY, lookup->params, 2, find_key_on_rows, lookup);
}

static void find_key_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct key_lookup *lookup = context;
    struct intake_entry *entry = lookup->entry;
    struct error failure;
    free(lookup);
    if (error) {
        entry->callback(NULL, error, entry->context);
    } else if (db_rows_count(rows) == 0) {
        error_set(&failure, ERROR_UNAVAILABLE, NULL, "the idempotency key was just forgotten");
        entry->callback(NULL, &failure, entry->context);
    } else if (strcmp(db_rows_text(rows, 0, INTAKE_FIND_KEY_BODY_HASH), entry->body_hash) != 0) {
        error_set(&failure, ERROR_KEY_REUSED, "Idempotency-Key",
                  "this key was used for another request");
        entry->callback(NULL, &failure, entry->context);
    } else {
        struct intake_result result = {
            INTAKE_REPLAYED, db_rows_integer(rows, 0, INTAKE_FIND_KEY_ITEM_ID), INSTANT_NONE};
        entry->callback(&result, NULL, entry->context);
    }
}

/* Bad data (22), a broken constraint (23), or a key that somebody else holds for long: without keys
 * what was waited for is something that all of them need. */
static bool is_of_one_row(const struct batch *batch, const struct error *error)
{
    bool has_key = false;
    for (size_t i = batch_first(batch); i < batch_end(batch); i++)
        has_key |= batch->entries[i]->key != NULL;
    return strncmp(error->sqlstate, "22", 2) == 0 || strncmp(error->sqlstate, "23", 2) == 0 ||
           (has_key && strcmp(error->sqlstate, "55P03") == 0);
}
