/* Storing what actions made of dockets: see sql/docket_change.sql and docs/adr/0006. */
#ifndef HUIYING_STORE_DOCKET_H
#define HUIYING_STORE_DOCKET_H

#include "base/arena.h"
#include "db/pool.h"
#include "domain/docket.h"
#include "store/reference.h"

/* What items owe, to be counted anew: only the windows that are owed, with their plans. */
void dockets_read_query(struct db_pool *pool, struct arena *arena, const int64_t *ids, size_t count,
                        db_callback *callback, void *context);

/* One of them, in the arena, by the reference and as of now_us; NULL if a rule is not known. */
struct docket *dockets_read_at(const struct db_rows *rows, size_t row, struct arena *arena,
                               const struct reference *reference, int64_t now_us);

/* Dockets that change together, or each by itself. */
struct docket_batch {
    struct docket *const *dockets;
    size_t count;
    bool is_one;          /* all or nothing */
    int64_t data_version; /* of the reference that they were worked out with */
    int64_t now_us;       /* by which they were judged */
    const char *actor;
    struct zone zone; /* the bureau's, for what people will read */
};

/* A row a docket, in any order; docket_outcome_at reads it. */
void docket_change_query(struct db_pool *pool, struct arena *arena,
                         const struct docket_batch *batch, db_callback *callback, void *context);

enum docket_outcome {
    DOCKET_CHANGED,
    DOCKET_OUTDATED, /* the reference data has moved on: load it, work out again */
    DOCKET_MOVED_ON, /* somebody else changed the item: read it, work out again */
    DOCKET_CLOCK,    /* now_us was wrong: measure, work out again */
};

/* *ret_now_us is the moment of the change by the database's clock. */
enum docket_outcome docket_outcome_at(const struct db_rows *rows, size_t row, int64_t *ret_id,
                                      int64_t *ret_now_us);

#endif
