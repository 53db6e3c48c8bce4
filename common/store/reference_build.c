/* From the document of sql/reference_read.sql to the shapes of the domain. */
#include "store/reference_own.h"

#include "store/words.h"
#include "store/zone.h"

#include <stdio.h>
#include <string.h>

static bool build_calendars(struct holding *holding, const struct json *document,
                            struct error *error);
static bool add_calendar(struct holding *holding, const struct json *row, struct error *error);
static void fill_calendars(struct holding *holding, const struct json *document);
static bool build_chains(struct holding *holding, const struct json *document, struct error *error);
static bool add_rung(struct holding *holding, const struct json *row, struct error *error);
static void build_departments(struct holding *holding, const struct json *rows);
static bool build_rules(struct holding *holding, const struct json *rows, struct error *error);
static bool rule_from_row(const struct holding *holding, const struct json *row, struct rule *rule);
static bool rule_terms_from_row(const struct holding *holding, const struct json *row,
                                struct rule *rule);
static int32_t day_or_none(const struct json *node);
static struct calendar *find_calendar(const struct holding *holding, const char *name);
static struct chain *find_chain(const struct holding *holding, const char *code);

bool reference_build(struct holding *holding, const struct json *document, struct error *error)
{
    build_departments(holding, json_get(document, "departments"));
    return build_calendars(holding, document, error) && build_chains(holding, document, error) &&
           build_rules(holding, json_get(document, "rules"), error);
}

static bool build_calendars(struct holding *holding, const struct json *document,
                            struct error *error)
{
    const struct json *rows = json_get(document, "calendars");
    holding->calendars =
        arena_alloc(holding->arena, json_count(rows) * sizeof(*holding->calendars));
    for (size_t i = 0; i < json_count(rows); i++) {
        if (!add_calendar(holding, json_at(rows, i), error))
            return false;
    }
    fill_calendars(holding, document);
    holding->public.calendars = (const struct calendar *const *)holding->calendars;
    holding->public.calendar_count = holding->calendar_count;
    return true;
}

static bool add_calendar(struct holding *holding, const struct json *row, struct error *error)
{
    struct zone zone;
    const char *name = json_string(json_at(row, 0)), *zone_name = json_string(json_at(row, 1));
    if (!zone_find(zone_name, &zone)) {
        error_set(error, ERROR_INTERNAL, "calendar",
                  "calendar %s has the zone %s, which this machine's tz database does not know",
                  name, zone_name);
        return false;
    }
    struct calendar *calendar = calendar_new(name, zone);
    calendar_set_closing(calendar, (int)json_integer(json_at(row, 2)));
    holding->calendars[holding->calendar_count++] = calendar;
    holding->calendars_owned++;
    return true;
}

static void fill_calendars(struct holding *holding, const struct json *document)
{
    const struct json *years = json_get(document, "years");
    const struct json *days = json_get(document, "days");
    for (size_t i = 0; i < json_count(years); i++) {
        const struct json *row = json_at(years, i);
        struct calendar *calendar = find_calendar(holding, json_string(json_at(row, 0)));
        if (json_boolean(json_at(row, 2)))
            calendar_publish_year(calendar, (int)json_integer(json_at(row, 1)));
    }
    for (size_t i = 0; i < json_count(days); i++) {
        const struct json *row = json_at(days, i);
        const struct calendar_day day = {
            .day = (int32_t)json_integer(json_at(row, 1)),
            .worked = json_boolean(json_at(row, 2)),
            .name = json_string(json_at(row, 3)),
            .notice = json_string(json_at(row, 4)),
        };
        calendar_set_day(find_calendar(holding, json_string(json_at(row, 0))), &day);
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
    const struct json *rungs = json_get(document, "rungs");
    holding->chain_count = json_count(chains);
    holding->chains = arena_alloc(holding->arena, holding->chain_count * sizeof(*holding->chains));
    for (size_t i = 0; i < holding->chain_count; i++) {
        const struct json *row = json_at(chains, i);
        struct chain *chain = &holding->chains[i];
        chain->id = (int32_t)json_integer(json_at(row, 0));
        snprintf(chain->code, sizeof(chain->code), "%s", json_string(json_at(row, 1)));
        chain->repeat_us = json_integer(json_at(row, 2)) * MINUTE_US;
    }
    for (size_t i = 0; i < json_count(rungs); i++) {
        if (!add_rung(holding, json_at(rungs, i), error))
            return false;
    }
    return true;
}

static bool add_rung(struct holding *holding, const struct json *row, struct error *error)
{
    const char *code = json_string(json_at(row, 0));
    struct chain *chain = find_chain(holding, code);
    int anchor = word_find(rung_anchors, json_string(json_at(row, 2)));
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
        .unless_acknowledged = json_boolean(json_at(row, 6)),
    };
    return true;
}

static bool build_rules(struct holding *holding, const struct json *rows, struct error *error)
{
    struct rule *rules = arena_alloc(holding->arena, json_count(rows) * sizeof(*rules));
    for (size_t i = 0; i < json_count(rows); i++) {
        if (rule_from_row(holding, json_at(rows, i), &rules[i]))
            continue;
        error_set(error, ERROR_INTERNAL, "window_rule",
                  "rule %s %s has a word that is not known or an amount out of bounds",
                  rules[i].code, rules[i].stage);
        return false;
    }
    holding->public.rules = rules;
    holding->public.rule_count = json_count(rows);
    return true;
}

/* The columns in the order of the statement. */
static bool rule_from_row(const struct holding *holding, const struct json *row, struct rule *rule)
{
    int condition = word_find(rule_conditions, json_string(json_at(row, 8)));
    int start = word_find(rule_starts, json_string(json_at(row, 9)));
    *rule = (struct rule){
        .id = (int32_t)json_integer(json_at(row, 0)),
        .version = (int)json_integer(json_at(row, 1)),
        .condition = (enum rule_condition)condition,
        .start = (enum rule_start)start,
        .after = json_string(json_at(row, 10)),
        .valid_from_day = day_or_none(json_at(row, 17)),
        .valid_to_day = day_or_none(json_at(row, 18)),
        .chain = find_chain(holding, json_string(json_at(row, 20))),
        .ends_zh = json_string(json_at(row, 21)),
        .ends_en = json_string(json_at(row, 22)),
        .legal_zh = json_string(json_at(row, 23)),
        .legal_en = json_string(json_at(row, 24)),
    };
    snprintf(rule->code, sizeof(rule->code), "%s", json_string(json_at(row, 2)));
    snprintf(rule->stage, sizeof(rule->stage), "%s", json_string(json_at(row, 3)));
    return condition >= 0 && start >= 0 && rule->chain && rule->chain->rung_count > 0 &&
           rule_terms_from_row(holding, row, rule) &&
           words_read_set(item_kinds, json_string(json_at(row, 4)), &rule->kinds) &&
           words_read_set(item_channels, json_string(json_at(row, 5)), &rule->channels) &&
           words_read_set(item_types, json_string(json_at(row, 6)), &rule->types) &&
           words_read_set(item_severities, json_string(json_at(row, 7)), &rule->severities);
}

static bool rule_terms_from_row(const struct holding *holding, const struct json *row,
                                struct rule *rule)
{
    int unit = word_find(term_units, json_string(json_at(row, 11)));
    int end = word_find(term_ends, json_string(json_at(row, 13)));
    rule->term = (struct term){
        .calendar = find_calendar(holding, json_string(json_at(row, 19))),
        .unit = (enum term_unit)unit,
        .amount = (int)json_integer(json_at(row, 12)),
        .day_end = (enum term_end)end,
    };
    rule->extension_max = (int)json_integer(json_at(row, 14));
    return unit >= 0 && end >= 0 && rule->term.calendar &&
           term_amount_is_good((enum term_unit)unit, rule->term.amount) &&
           words_read_set(pause_reasons, json_string(json_at(row, 15)), &rule->pauses) &&
           words_read_set(restart_reasons, json_string(json_at(row, 16)), &rule->restarts);
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
