#include "store/recalculation.h"

#include "json/write.h"
#include "sql.h"
#include "store/params.h"

static const char **make_params(struct arena *arena, size_t count);

void calendar_put_query(struct db_pool *pool, struct arena *arena, const char *calendar,
                        const struct calendar_year *year, const char *actor, db_callback *callback,
                        void *context)
{
    const char **params = make_params(arena, 6);
    params[0] = calendar;
    params[1] = param_integer(arena, year->year);
    params[2] = param_bool(year->is_published);
    params[3] = year->notice;
    params[4] = calendar_year_days(arena, year);
    params[5] = actor;
    db_query(pool, SQL_CALENDAR_PUT, params, 6, callback, context);
}

void calendar_create_query(struct db_pool *pool, struct arena *arena, const char *calendar,
                           const char *zone, int closes_at_minutes, const char *actor,
                           db_callback *callback, void *context)
{
    const char **params = make_params(arena, 4);
    params[0] = calendar;
    params[1] = zone;
    params[2] = param_integer(arena, closes_at_minutes);
    params[3] = actor;
    db_query(pool, SQL_CALENDAR_CREATE, params, 4, callback, context);
}

void rule_put_query(struct db_pool *pool, struct arena *arena, const struct rule *rule, int version,
                    const char *chain, const char *why, const char *actor, db_callback *callback,
                    void *context)
{
    const char **params = make_params(arena, 12);
    params[0] = param_integer(arena, rule->id);
    params[1] = param_id(arena, version);
    params[2] = term_units[rule->term.unit].code;
    params[3] = param_integer(arena, rule->term.amount);
    params[4] = term_ends[rule->term.day_end].code;
    params[5] = param_integer(arena, rule->extension_max);
    params[6] = param_date(arena, rule->valid_from_day);
    params[7] = param_date(arena, rule->valid_to_day);
    params[8] = calendar_name(rule->term.calendar);
    params[9] = chain;
    params[10] = why;
    params[11] = actor;
    db_query(pool, SQL_RULE_PUT, params, 12, callback, context);
}

void calendar_read_query(struct db_pool *pool, struct arena *arena, const char *calendar, int year,
                         db_callback *callback, void *context)
{
    const char **params = make_params(arena, 2);
    params[0] = calendar;
    params[1] = param_integer(arena, year);
    db_query(pool, SQL_CALENDAR_READ, params, 2, callback, context);
}

const char *calendar_year_days(struct arena *arena, const struct calendar_year *year)
{
    struct text text = {0};
    struct json_out out = {.text = &text};
    json_out_begin_array(&out);
    for (size_t i = 0; i < year->day_count; i++) {
        const struct calendar_day *day = &year->days[i];
        json_out_begin_object(&out);
        json_out_member_date(&out, "date", day->day);
        json_out_member_string(&out, "kind", day->worked ? "workday" : "holiday");
        json_out_member_string(&out, "name", day->name);
        json_out_member_string(&out, "notice", day->notice);
        json_out_end_object(&out);
    }
    json_out_end_array(&out);
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_done(&text);
    return copy;
}

void recalculation_query(struct db_pool *pool, struct arena *arena, int64_t id,
                         db_callback *callback, void *context)
{
    const char **params = make_params(arena, 1);
    params[0] = param_integer(arena, id);
    db_query(pool, SQL_RECALCULATION_READ, params, 1, callback, context);
}

void recalculation_next_query(struct db_pool *pool, db_callback *callback, void *context)
{
    db_query(pool, SQL_RECALCULATION_NEXT, NULL, 0, callback, context);
}

void recalculation_list_query(struct db_pool *pool, struct arena *arena, int64_t id, int size,
                              db_callback *callback, void *context)
{
    const char **params = make_params(arena, 2);
    params[0] = param_integer(arena, id);
    params[1] = param_integer(arena, size);
    db_query(pool, SQL_RECALCULATION_LIST, params, 2, callback, context);
}

void recalculation_take_query(struct db_pool *pool, struct arena *arena, int64_t id, int seconds,
                              db_callback *callback, void *context)
{
    const char **params = make_params(arena, 2);
    params[0] = param_integer(arena, id);
    params[1] = param_integer(arena, seconds);
    db_query(pool, SQL_RECALCULATION_TAKE, params, 2, callback, context);
}

void recalculation_done_query(struct db_pool *pool, struct arena *arena, int64_t id,
                              const struct recalculation_part *part, db_callback *callback,
                              void *context)
{
    const char **params = make_params(arena, 5);
    params[0] = param_integer(arena, id);
    params[1] = param_id(arena, part->id);
    params[2] = param_integers(arena, part->left, part->left_count);
    params[3] = param_integer(arena, part->moved);
    params[4] = param_integer(arena, part->held);
    db_query(pool, SQL_RECALCULATION_DONE, params, 5, callback, context);
}

void items_running_query(struct db_pool *pool, struct arena *arena, const struct running_page *page,
                         int limit, db_callback *callback, void *context)
{
    const char **params = make_params(arena, 4);
    params[0] = param_id(arena, page->department_id);
    params[1] = page->id ? param_instant(arena, page->due_at_us) : NULL;
    params[2] = param_id(arena, page->id);
    params[3] = param_integer(arena, limit);
    db_query(pool, SQL_ITEMS_RUNNING, params, 4, callback, context);
}

void items_paused_query(struct db_pool *pool, struct arena *arena, int64_t after_id, int limit,
                        db_callback *callback, void *context)
{
    const char **params = make_params(arena, 2);
    params[0] = param_integer(arena, after_id);
    params[1] = param_integer(arena, limit);
    db_query(pool, SQL_ITEMS_PAUSED, params, 2, callback, context);
}

static const char **make_params(struct arena *arena, size_t count)
{
    return arena_alloc(arena, count * sizeof(const char *));
}
