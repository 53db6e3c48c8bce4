#include "store/reference_own.h"

#include "base/memory.h"
#include "sql.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

static struct holding *vary(struct reference *reference, struct rule **ret_rules);

void reference_query(struct db_pool *pool, db_callback *callback, void *context)
{
    db_query(pool, SQL_REFERENCE_READ, NULL, 0, callback, context);
}

struct reference *reference_from_rows(const struct db_rows *rows, struct error *error)
{
    struct holding *holding = memory_new(1, sizeof(*holding));
    holding->holds = 1;
    holding->arena = arena_new(ARENA_BYTES);
    holding->public.version = db_rows_integer(rows, 0, REFERENCE_READ_VERSION);
    const char *text = db_rows_text(rows, 0, REFERENCE_READ_DOCUMENT);
    const struct json *document;
    if (!json_parse_trusted(holding->arena, text, strlen(text), &document, error) ||
        !reference_build(holding, document, error)) {
        reference_release(&holding->public);
        return NULL;
    }
    return &holding->public;
}

struct reference *reference_hold(struct reference *reference)
{
    ((struct holding *)reference)->holds++;
    return reference;
}

void reference_release(struct reference *reference)
{
    struct holding *holding = (struct holding *)reference;
    if (!holding || --holding->holds > 0)
        return;
    for (size_t i = 0; i < holding->calendars_owned; i++)
        calendar_free(holding->calendars[holding->calendar_count - 1 - i]);
    arena_free(holding->arena);
    reference_release(holding->base);
    free(holding);
}

struct reference *reference_with_calendar(struct reference *reference,
                                          struct calendar *take_calendar)
{
    struct rule *rules;
    struct holding *holding = vary(reference, &rules);
    size_t kept = 0;
    for (size_t i = 0; i < holding->calendar_count; i++) {
        struct calendar *calendar = holding->calendars[i];
        if (strcmp(calendar_name(calendar), calendar_name(take_calendar)) != 0)
            holding->calendars[kept++] = calendar;
    }
    holding->calendars[kept++] = take_calendar;
    holding->public.calendar_count = holding->calendar_count = kept;
    holding->calendars_owned = 1;
    for (size_t i = 0; i < holding->public.rule_count; i++)
        rules[i].term.calendar =
            reference_calendar(&holding->public, calendar_name(rules[i].term.calendar));
    return &holding->public;
}

struct reference *reference_with_rule(struct reference *reference, const struct rule *rule)
{
    struct rule *rules;
    struct holding *holding = vary(reference, &rules);
    for (size_t i = 0; i < holding->public.rule_count; i++) {
        if (rules[i].id == rule->id)
            rules[i] = *rule;
    }
    return &holding->public;
}

bool reference_has_stage(const struct reference *reference, const char *stage)
{
    for (size_t i = 0; i < reference->rule_count; i++) {
        if (rule_is_of_stage(&reference->rules[i], stage))
            return true;
    }
    return false;
}

const struct department *reference_department(const struct reference *reference, const char *name)
{
    for (size_t i = 0; i < reference->department_count; i++) {
        const struct department *each = &reference->departments[i];
        if (strcmp(each->code, name) == 0 || strcmp(each->name_zh, name) == 0)
            return each;
    }
    return NULL;
}

const struct department *reference_department_of(const struct reference *reference, int id)
{
    for (size_t i = 0; i < reference->department_count; i++) {
        if (reference->departments[i].id == id)
            return &reference->departments[i];
    }
    return NULL;
}

const struct calendar *reference_calendar(const struct reference *reference, const char *name)
{
    for (size_t i = 0; i < reference->calendar_count; i++) {
        if (strcmp(calendar_name(reference->calendars[i]), name) == 0)
            return reference->calendars[i];
    }
    return NULL;
}

const struct rule *reference_rule(const struct reference *reference, int id)
{
    for (size_t i = 0; i < reference->rule_count; i++) {
        if (reference->rules[i].id == id)
            return &reference->rules[i];
    }
    return NULL;
}

const struct rule *reference_rule_of(const struct reference *reference, const char *code,
                                     int64_t received_at_us)
{
    const struct rule *first = NULL;
    for (size_t i = 0; i < reference->rule_count; i++) {
        const struct rule *each = &reference->rules[i];
        if (strcmp(each->code, code) != 0)
            continue;
        int32_t day = zone_day(calendar_zone(each->term.calendar), received_at_us);
        if (rule_governs_day(each, day))
            return each;
        first = first ? first : each;
    }
    return first;
}

/* A copy whose lists can be changed and whose texts are those of the one that it varies. */
static struct holding *vary(struct reference *reference, struct rule **ret_rules)
{
    const struct holding *base = (const struct holding *)reference;
    struct holding *holding = memory_new(1, sizeof(*holding));
    *holding = (struct holding){.public = base->public, .holds = 1};
    holding->base = reference_hold(reference);
    holding->arena = arena_new(ARENA_BYTES);
    *ret_rules = arena_alloc(holding->arena, reference->rule_count * sizeof(**ret_rules));
    memcpy(*ret_rules, reference->rules, reference->rule_count * sizeof(**ret_rules));
    holding->public.rules = *ret_rules;
    holding->calendar_count = base->calendar_count;
    holding->calendars =
        arena_alloc(holding->arena, (base->calendar_count + 1) * sizeof(*holding->calendars));
    memcpy(holding->calendars, base->calendars, base->calendar_count * sizeof(*holding->calendars));
    holding->public.calendars = (const struct calendar *const *)holding->calendars;
    return holding;
}
