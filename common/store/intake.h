/*
 * Intake: logs items durably and fast. Items that arrive while the database is busy with others
 * share one statement and one commit (store/lanes). An item is logged once it is committed, and
 * never half.
 */
#ifndef HUIYING_STORE_INTAKE_H
#define HUIYING_STORE_INTAKE_H

#include "base/metric.h"
#include "base/text.h"
#include "store/item.h"

struct intake;

struct intake_settings {
    int lanes;        /* statements at work at once, at most; see store/lanes */
    int rows_max;     /* items in one statement */
    size_t bytes_max; /* of one statement's rows */
    int queue_max;    /* items that may wait */
    int wait_ms_max;  /* and for how long; after that they are refused, and not stored */
};

enum intake_outcome {
    INTAKE_CREATED,
    INTAKE_REPLAYED, /* the same request was logged before under its key */
    INTAKE_STALE,    /* the reference data has moved on: load it, work out again, submit again */
};

struct intake_result {
    enum intake_outcome outcome;
    int64_t id;             /* REPLAYED: the item that the key stands for */
    int64_t recorded_at_us; /* CREATED: by the database's clock */
};

/* An item as sql/intake_insert.sql reads it, and its windows; or many. Zeroed to begin with. */
struct intake_rows {
    struct text item;
    struct text windows;
};

/* result is NULL on failure, error on success. Errors beside db_query's: KEY_REUSED. */
typedef void intake_callback(const struct intake_result *result, const struct error *error,
                             void *context);

/* One item on its way. The caller fills it and keeps it, and all it points to, until the callback;
 * the last three are the intake's own. */
struct intake_entry {
    int64_t id;
    int64_t version; /* of the reference data that the due times were computed with */
    int token_id;
    const char *key;         /* digest of the idempotency key, hexadecimal; NULL without one */
    const char *body_hash;   /* digest of the body, hexadecimal */
    struct intake_rows rows; /* as intake_render made them */
    intake_callback *callback;
    void *context;
    struct intake *intake;
    int64_t until_us; /* by the monotonic clock */
    struct intake_entry *next;
};

/* What is stored of an item beside what people see. */
struct intake_origin {
    int token_id;
    const char *actor;            /* the token's name, for the event */
    const unsigned char *contact; /* sealed; NULL without one */
    size_t contact_size;
    const char *contact_hash; /* hexadecimal; NULL without a phone */
    const char *key;
    const char *body_hash;
};

/* Base and pool are borrowed. */
struct intake *intake_new(struct event_base *base, struct db_pool *pool,
                          const struct intake_settings *settings);

/* To be called after the pool is freed, which fails what was at work. NULL is accepted. */
void intake_free(struct intake *intake);

/* The entry's callback fires exactly once, never before this returns. False, and no callback, if
 * too many are waiting. */
bool intake_submit(struct intake *intake, struct intake_entry *entry);

/* Items waiting, not counting those at work. */
int intake_waiting(const struct intake *intake);

/* How many items each batch held that was sent so far. */
const struct metric_histogram *intake_batch_sizes(const struct intake *intake);

/* Writes the rows of an item whose docket was just made: all windows with their plans. */
void intake_render(struct intake_rows *rows, const struct item *item,
                   const struct intake_origin *origin);

/* Gathers what was rendered into the first two parameters of the statement: add each, then end.
 * clear begins anew, done frees. */
void intake_rows_add(struct intake_rows *all, const struct intake_rows *one);
void intake_rows_end(struct intake_rows *all, const char *ret_params[2]);
void intake_rows_clear(struct intake_rows *rows);
void intake_rows_done(struct intake_rows *rows);

#endif
