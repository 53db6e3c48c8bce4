/* Escalations as dashboards read them: pages, newest first; what came since; how many stand. */
#ifndef HUIYING_STORE_ESCALATION_H
#define HUIYING_STORE_ESCALATION_H

#include "base/arena.h"
#include "db/pool.h"

struct escalation_filter {
    int department_id; /* 0 for any */
    int level;         /* -1 for any */
    const char *stage; /* NULL for any */
    int limit;
};

/* Newest first, before the escalation before_id (0 for the newest). Columns ESCALATION_LIST_…, the
 * same as of the next. */
void escalation_list_query(struct db_pool *pool, struct arena *arena,
                           const struct escalation_filter *filter, int64_t before_id,
                           db_callback *callback, void *context);

/* Oldest first, what was not there at the place since, up to the place upto (NULL: here), after
 * the escalation after_id (0 for the first). */
void escalation_since_query(struct db_pool *pool, struct arena *arena,
                            const struct escalation_filter *filter, const char *since,
                            const char *upto, int64_t after_id, db_callback *callback,
                            void *context);

/* Columns as in sql/summary_read.sql. */
void escalation_summary_query(struct db_pool *pool, struct arena *arena, int due_soon_hours,
                              db_callback *callback, void *context);

#endif
