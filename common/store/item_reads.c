#include "store/item_reads.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "sql.h"
#include "store/lanes.h"

#include <stdlib.h>

enum { STATEMENTS_MAX = 2, BATCH_MAX = 64 };

/* As many wait as there are requests, which the server bounds. */
struct waiting {
    int64_t id;
    struct reader reader;
    db_callback *callback;
    void *context;
    int64_t until_us; /* by the monotonic clock */
    struct waiting *next;
};

struct item_reads {
    struct db_pool *pool;
    int64_t wait_us_max;
    struct waiting *first; /* oldest first */
    struct waiting **end;
    struct lanes *lanes;
};

/* Reads that share a statement. */
struct batch {
    struct item_reads *reads;
    int lane;
    size_t count;
    struct waiting *all[BATCH_MAX];
    struct text lists[3];
};

static void pump(void *context);
static void send_batch(struct item_reads *reads);
static struct waiting *next_of(struct item_reads *reads);
static void add_id(struct text *list, int64_t id);
static void on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void pass(const struct batch *batch, const struct db_rows *rows);

struct item_reads *item_reads_new(struct event_base *base, struct db_pool *pool, int wait_ms_max)
{
    struct item_reads *reads = memory_new(1, sizeof(*reads));
    reads->pool = pool;
    reads->wait_us_max = (int64_t)wait_ms_max * 1000;
    reads->end = &reads->first;
    reads->lanes = lanes_new(base, STATEMENTS_MAX, LANES_SLOW_US, pump, reads);
    return reads;
}

void item_reads_free(struct item_reads *reads)
{
    if (!reads)
        return;
    lanes_free(reads->lanes);
    free(reads);
}

void item_query(struct item_reads *reads, struct arena *arena, int64_t id, struct reader reader,
                db_callback *callback, void *context)
{
    struct waiting *waiting = arena_alloc(arena, sizeof(*waiting));
    *waiting =
        (struct waiting){id, reader, callback, context, clock_mono_us() + reads->wait_us_max, NULL};
    *reads->end = waiting;
    reads->end = &waiting->next;
    pump(reads);
}

static void pump(void *context)
{
    struct item_reads *reads = context;
    while (reads->first && lanes_have_one(reads->lanes))
        send_batch(reads);
}

static void send_batch(struct item_reads *reads)
{
    struct batch *batch = memory_new(1, sizeof(*batch));
    const char *params[3];
    batch->reads = reads;
    for (struct waiting *each; batch->count < BATCH_MAX && (each = next_of(reads));) {
        add_id(&batch->lists[0], each->id);
        add_id(&batch->lists[1], each->reader.department_id);
        add_id(&batch->lists[2], each->reader.token_id);
        batch->all[batch->count++] = each;
    }
    if (batch->count == 0) {
        free(batch);
        return;
    }
    batch->lane = lanes_take(reads->lanes, batch->count);
    for (size_t i = 0; i < 3; i++) {
        text_add_char(&batch->lists[i], '}');
        params[i] = text_string(&batch->lists[i]);
    }
    db_query(reads->pool, SQL_ITEM_READ, params, 3, on_rows, batch);
}

/* The oldest, taken from the list; NULL if none is left. Who has waited too long is told so. */
static struct waiting *next_of(struct item_reads *reads)
{
    struct waiting *waiting;
    while ((waiting = reads->first)) {
        reads->first = waiting->next;
        if (!reads->first)
            reads->end = &reads->first;
        if (waiting->until_us > clock_mono_us())
            break;
        struct error error;
        error_set(&error, ERROR_UNAVAILABLE, NULL, "waited too long for the database");
        waiting->callback(NULL, &error, waiting->context);
    }
    return waiting;
}

static void add_id(struct text *list, int64_t id)
{
    text_add_char(list, list->length == 0 ? '{' : ',');
    if (id)
        text_add_format(list, "%lld", (long long)id);
    else
        text_add(list, "NULL");
}

/* The next statement leaves first: PostgreSQL is at work on it while these are answered. */
static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct batch *batch = context;
    lanes_give(batch->reads->lanes, batch->lane);
    pump(batch->reads);
    if (rows)
        pass(batch, rows);
    for (size_t i = 0; error && i < batch->count; i++)
        batch->all[i]->callback(NULL, error, batch->all[i]->context);
    for (size_t i = 0; i < 3; i++)
        text_done(&batch->lists[i]);
    free(batch);
}

/* To each its row. */
static void pass(const struct batch *batch, const struct db_rows *rows)
{
    size_t places[BATCH_MAX], count = db_rows_count(rows);
    for (size_t i = 0; i < batch->count; i++)
        places[i] = count; /* none */
    for (size_t row = 0; row < count; row++)
        places[db_rows_integer(rows, row, ITEM_READ_N) - 1] = row;
    for (size_t i = 0; i < batch->count; i++)
        db_rows_pass(rows, places[i], batch->all[i]->callback, batch->all[i]->context);
}
