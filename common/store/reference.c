#include "store/reference.h"

#include "base/arena.h"
#include "base/memory.h"
#include "json/value.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 64 << 20 };

/* A reference with what it is made of. */
struct holding {
    struct reference public; /* first, so that both have one address */
    int holds;
    struct arena *arena;
    struct calendar **calendars;
    size_t calendar_count;
    struct chain *chains;
    size_t chain_count;
};

static bool build(struct holding *holding, const struct json *document, struct zone zone,
                  struct error *error);
static void build_calendars(struct holding *holding, const struct json *document, struct zone zone);
static bool build_chains(struct holding *holding, const struct json *document, struct error *error);
static bool chain_add_step(struct holding *holding, const struct json *row, struct error *error);
static void build_departments(struct holding *holding, const struct json *rows);
static bool build_rules(struct holding *holding, const struct json *rows, struct error *error);
static bool rule_from_row(const struct holding *holding, const struct json *row,
                          struct rule *ret_rule, struct error *error);
static bool word_set(const struct item_word *words, const char *list, uint32_t *ret_set);
static int32_t day_or_none(const struct json *node);
static struct calendar *find_calendar(const struct holding *holding, const char *name);
static struct chain *find_chain(const struct holding *holding, const char *code);

void reference_query(struct db_pool *pool, db_callback *callback, void *context)
{
    db_query(pool, SQL_REFERENCE_READ, NULL, 0, callback, context);
}

struct reference *reference_from_rows(const struct db_rows *rows, struct zone zone,
                                      struct error *error)
{
    struct holding *holding = memory_new(1, sizeof(*holding));
    holding->holds = 1;
    holding->arena = arena_new(ARENA_BYTES);
    holding->public.version = db_rows_integer(rows, 0, 0);
    const char *text = db_rows_text(rows, 0, 1);
    const struct json *document;
    if (!json_parse_trusted(holding->arena, text, strlen(text), &document, error) ||
        !build(holding, document, zone, error)) {
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
    for (size_t i = 0; i < holding->calendar_count; i++)
        calendar_free(holding->calendars[i]);
    arena_free(holding->arena);
    free(holding);
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

bool reference_has_stage(const struct reference *reference, const char *stage)
{
    for (size_t i = 0; i < reference->rule_count; i++) {
        if (strcmp(reference->rules[i].stage, stage) == 0)
            return true;
    }
    return false;
}

static bool build(struct holding *holding, const struct json *document, struct zone zone,
                  struct error *error)
{
    build_calendars(holding, document, zone);
    build_departments(holding, json_get(document, "departments"));
    return build_chains(holding, document, error) &&
           build_rules(holding, json_get(document, "rules"), error);
}

static void build_calendars(struct holding *holding, const struct json *document, struct zone zone)
{
    const struct json *years = json_get(document, "years");
    const struct json *days = json_get(document, "days");
    holding->calendars =
        arena_alloc(holding->arena, json_count(years) * sizeof(*holding->calendars));
    for (size_t i = 0; i < json_count(years); i++) {
        const struct json *row = json_at(years, i);
        const char *name = json_string(json_at(row, 0));
        struct calendar *calendar = find_calendar(holding, name);
        if (!calendar)
            calendar = holding->calendars[holding->calendar_count++] = calendar_new(name, zone);
        if (json_boolean(json_at(row, 2)))
            calendar_publish_year(calendar, (int)json_integer(json_at(row, 1)));
    }
    for (size_t i = 0; i < json_count(days); i++) {
        const struct json *row = json_at(days, i);
        struct calendar *calendar = find_calendar(holding, json_string(json_at(row, 0)));
        if (calendar)
            calendar_set_day(calendar, (int32_t)json_integer(json_at(row, 1)),
                             json_boolean(json_at(row, 2)));
    }
    for (size_t i = 0; i < holding->calendar_count; i++)
        calendar_seal(holding->calendars[i]);
}

static void build_departments(struct holding *holding, const struct json *rows)
{
    struct department *departments =
        arena_alloc(holding->arena, json_count(rows) * sizeof(*departments));
    for (size_t i = 0; i < json_count(rows); i++) {
        const struct json *row = json_at(rows, i);
        departments[i] = (struct department){
            .id = (int)json_integer(json_at(row, 0)),
            .code = json_string(json_at(row, 1)),
            .name_zh = json_string(json_at(row, 2)),
            .name_en = json_string(json_at(row, 3)),
        };
    }
    holding->public.departments = departments;
    holding->public.department_count = json_count(rows);
}

static bool build_chains(struct holding *holding, const struct json *document, struct error *error)
{
    const struct json *chains = json_get(document, "chains");
    const struct json *steps = json_get(document, "steps");
    holding->chain_count = json_count(chains);
    holding->chains = arena_alloc(holding->arena, holding->chain_count * sizeof(*holding->chains));
    for (size_t i = 0; i < holding->chain_count; i++) {
        const struct json *row = json_at(chains, i);
        struct chain *chain = &holding->chains[i];
        chain->id = (int32_t)json_integer(json_at(row, 0));
        snprintf(chain->code, sizeof(chain->code), "%s", json_string(json_at(row, 1)));
        chain->repeat_us = json_integer(json_at(row, 2)) * MINUTE_US;
    }
    for (size_t i = 0; i < json_count(steps); i++) {
        if (!chain_add_step(holding, json_at(steps, i), error))
            return false;
    }
    return true;
}

static bool chain_add_step(struct holding *holding, const struct json *row, struct error *error)
{
    const char *code = json_string(json_at(row, 0));
    struct chain *chain = find_chain(holding, code);
    int anchor = rung_anchor_find(json_string(json_at(row, 2)));
    if (!chain || anchor < 0 || chain->rung_count == CHAIN_RUNGS_MAX) {
        error_set(error, ERROR_INTERNAL, "escalation_step", "chain %s has a step that cannot be",
                  code);
        return false;
    }
    chain->rungs[chain->rung_count++] = (struct rung){
        .level = (int)json_integer(json_at(row, 1)),
        .anchor = (enum rung_anchor)anchor,
        .amount = (int)json_integer(json_at(row, 3)),
        .floor_minutes = (int)json_integer(json_at(row, 4)),
        .time_of_day_minutes = (int)json_integer(json_at(row, 5)),
    };
    return true;
}

static bool build_rules(struct holding *holding, const struct json *rows, struct error *error)
{
    struct rule *rules = arena_alloc(holding->arena, json_count(rows) * sizeof(*rules));
    for (size_t i = 0; i < json_count(rows); i++) {
        if (!rule_from_row(holding, json_at(rows, i), &rules[i], error))
            return false;
    }
    holding->public.rules = rules;
    holding->public.rule_count = json_count(rows);
    return true;
}

static bool rule_from_row(const struct holding *holding, const struct json *row,
                          struct rule *ret_rule, struct error *error)
{
    int condition = rule_condition_find(json_string(json_at(row, 7)));
    int start = rule_start_find(json_string(json_at(row, 8)));
    int unit = rule_unit_find(json_string(json_at(row, 9)));
    struct rule rule = {
        .id = (int32_t)json_integer(json_at(row, 0)),
        .amount = (int)json_integer(json_at(row, 10)),
        .valid_from_day = day_or_none(json_at(row, 11)),
        .valid_to_day = day_or_none(json_at(row, 12)),
        .calendar = find_calendar(holding, json_string(json_at(row, 13))),
        .chain = find_chain(holding, json_string(json_at(row, 14))),
        .legal_zh = json_string(json_at(row, 15)),
        .legal_en = json_string(json_at(row, 16)),
    };
    snprintf(rule.code, sizeof(rule.code), "%s", json_string(json_at(row, 1)));
    snprintf(rule.stage, sizeof(rule.stage), "%s", json_string(json_at(row, 2)));
    bool fits = condition >= 0 && start >= 0 && unit >= 0 && rule.calendar && rule.chain &&
                word_set(item_kinds, json_string(json_at(row, 3)), &rule.kinds) &&
                word_set(item_channels, json_string(json_at(row, 4)), &rule.channels) &&
                word_set(item_types, json_string(json_at(row, 5)), &rule.types) &&
                word_set(item_severities, json_string(json_at(row, 6)), &rule.severities);
    fits = fits && rule.amount > 0 && rule.amount <= rule_unit_max((enum rule_unit)unit);
    if (!fits) {
        error_set(error, ERROR_INTERNAL, "window_rule",
                  "rule %s %s has a word that is not known or an amount out of bounds", rule.code,
                  rule.stage);
        return false;
    }
    rule.condition = (enum rule_condition)condition;
    rule.start = (enum rule_start)start;
    rule.unit = (enum rule_unit)unit;
    *ret_rule = rule;
    return true;
}

/* "hotline|portal" to the bits of its words; an empty list is 0, which means any. */
static bool word_set(const struct item_word *words, const char *list, uint32_t *ret_set)
{
    uint32_t set = 0;
    while (*list) {
        char code[64];
        size_t length = strcspn(list, "|");
        snprintf(code, sizeof(code), "%.*s", (int)length, list);
        int place = item_word_find(words, code);
        if (place < 0)
            return false;
        set |= (uint32_t)1 << place;
        list += length + (list[length] == '|');
    }
    *ret_set = set;
    return true;
}

static int32_t day_or_none(const struct json *node)
{
    return json_is_null(node) ? CIVIL_DAY_NONE : (int32_t)json_integer(node);
}

static struct calendar *find_calendar(const struct holding *holding, const char *name)
{
    for (size_t i = 0; i < holding->calendar_count; i++) {
        if (strcmp(calendar_name(holding->calendars[i]), name) == 0)
            return holding->calendars[i];
    }
    return NULL;
}

static struct chain *find_chain(const struct holding *holding, const char *code)
{
    for (size_t i = 0; i < holding->chain_count; i++) {
        if (strcmp(holding->chains[i].code, code) == 0)
            return &holding->chains[i];
    }
    return NULL;
}
