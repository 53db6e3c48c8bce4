#include "store/escalation.h"

#include "sql.h"
#include "store/params.h"

static void set_filter(const char **params, const struct escalation_filter *filter,
                       struct arena *arena);

void escalation_list_query(struct db_pool *pool, struct arena *arena,
                           const struct escalation_filter *filter, int64_t before_id,
                           db_callback *callback, void *context)
{
    const char **params = arena_alloc(arena, 5 * sizeof(*params));
    set_filter(params, filter, arena);
    params[3] = param_id(arena, before_id);
    params[4] = param_integer(arena, filter->limit);
    db_query(pool, SQL_ESCALATION_LIST, params, 5, callback, context);
}

void escalation_since_query(struct db_pool *pool, struct arena *arena,
                            const struct escalation_filter *filter, const char *since,
                            const char *upto, int64_t after_id, db_callback *callback,
                            void *context)
{
    const char **params = arena_alloc(arena, 7 * sizeof(*params));
    set_filter(params, filter, arena);
    params[3] = since;
    params[4] = upto;
    params[5] = param_integer(arena, after_id);
    params[6] = param_integer(arena, filter->limit);
    db_query(pool, SQL_ESCALATION_SINCE, params, 7, callback, context);
}

void escalation_summary_query(struct db_pool *pool, struct arena *arena, int due_soon_hours,
                              db_callback *callback, void *context)
{
    const char **params = arena_alloc(arena, sizeof(*params));
    params[0] = param_integer(arena, due_soon_hours);
    db_query(pool, SQL_SUMMARY_READ, params, 1, callback, context);
}

static void set_filter(const char **params, const struct escalation_filter *filter,
                       struct arena *arena)
{
    params[0] = param_id(arena, filter->department_id);
    params[1] = filter->level < 0 ? NULL : param_integer(arena, filter->level);
    params[2] = filter->stage;
}
