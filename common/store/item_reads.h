/*
 * Reads of single items. Those that come while the database is busy with others share one
 * statement, as intake does.
 */
#ifndef HUIYING_STORE_ITEM_READS_H
#define HUIYING_STORE_ITEM_READS_H

#include "store/item.h"

struct item_reads;

/* Base and pool are borrowed. Who waits longer than that gets ERROR_UNAVAILABLE. */
struct item_reads *item_reads_new(struct event_base *base, struct db_pool *pool, int wait_ms_max);

/* To be called after the pool is freed, which fails what was at work. NULL is accepted. */
void item_reads_free(struct item_reads *reads);

/* One item, for item_from_rows; no row: there is none that the reader may see. The callback fires
 * exactly once and never before this returns; the arena lives until then. Errors: db_query's. */
void item_query(struct item_reads *reads, struct arena *arena, int64_t id, struct reader reader,
                db_callback *callback, void *context);

#endif
