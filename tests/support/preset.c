#include "support/preset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "support/csv.h"
#include "support/moment.h"

static void chains_load(struct preset *preset);
static void rungs_load(struct preset *preset);
static void rules_load(struct preset *preset);
static void rule_load(struct preset *preset, size_t row, struct rule *rule);
static uint32_t set_of(const char *codes, const struct word *words);
static int found(int place, const char *code);
static int32_t day_or_none(const char *text);
static int minutes_of(const char *time_of_day);

struct preset *preset_load(void)
{
    struct preset *preset = memory_new(1, sizeof(*preset));
    preset->calendar = preset_calendar_before(NULL);
    calendar_seal(preset->calendar);
    chains_load(preset);
    rungs_load(preset);
    rules_load(preset);
    return preset;
}

void preset_free(struct preset *preset)
{
    if (!preset)
        return;
    calendar_free(preset->calendar);
    csv_free(preset->csv);
    free(preset);
}

const struct chain *preset_chain(const struct preset *preset, const char *code)
{
    for (size_t i = 0; i < preset->chain_count; i++)
        if (strcmp(preset->chains[i].code, code) == 0)
            return &preset->chains[i];
    memory_abort(code);
}

const struct rule *preset_rule(const struct preset *preset, const char *code, const char *stage)
{
    for (size_t i = 0; i < preset->rule_count; i++)
        if (strcmp(preset->rules[i].code, code) == 0 && strcmp(preset->rules[i].stage, stage) == 0)
            return &preset->rules[i];
    memory_abort(code);
}

struct calendar *preset_calendar_before(const char *notice)
{
    static struct csv *days; /* kept, since calendars borrow its texts */
    struct calendar *calendar = calendar_new("cn", china);
    if (!days)
        days = csv_read("migrations/data/calendar_days.csv");
    for (size_t row = 0; row < csv_row_count(days); row++) {
        const struct calendar_day each = {
            .day = day(csv_value(days, row, "date")),
            .worked = strcmp(csv_value(days, row, "kind"), "workday") == 0,
            .name = csv_value(days, row, "name"),
            .notice = csv_value(days, row, "notice"),
        };
        if (!notice || strcmp(each.notice, notice) != 0)
            calendar_set_day(calendar, &each);
    }
    struct csv *years = csv_read("migrations/data/calendar_years.csv");
    for (size_t row = 0; row < csv_row_count(years); row++)
        if (strcmp(csv_value(years, row, "published"), "true") == 0)
            calendar_publish_year(calendar, csv_int(years, row, "year"));
    csv_free(years);
    return calendar;
}

static void chains_load(struct preset *preset)
{
    struct csv *csv = csv_read("migrations/data/chains.csv");
    for (size_t row = 0; row < csv_row_count(csv); row++) {
        if (preset->chain_count == PRESET_CHAINS_MAX)
            memory_abort("too many chains");
        struct chain *chain = &preset->chains[preset->chain_count++];
        chain->id = (int32_t)row + 1;
        snprintf(chain->code, sizeof(chain->code), "%s", csv_value(csv, row, "chain"));
        if (*csv_value(csv, row, "repeat_minutes"))
            chain->repeat_us = csv_int(csv, row, "repeat_minutes") * MINUTE_US;
    }
    csv_free(csv);
}

static void rungs_load(struct preset *preset)
{
    struct csv *csv = csv_read("migrations/data/chain_rungs.csv");
    for (size_t row = 0; row < csv_row_count(csv); row++) {
        const char *code = csv_value(csv, row, "chain"), *anchor = csv_value(csv, row, "anchor");
        struct chain *chain = &preset->chains[preset_chain(preset, code) - preset->chains];
        if (chain->rung_count == CHAIN_RUNGS_MAX)
            memory_abort("too many rungs");
        struct rung *rung = &chain->rungs[chain->rung_count++];
        rung->level = csv_int(csv, row, "level");
        rung->anchor = (enum rung_anchor)found(word_find(rung_anchors, anchor), anchor);
        rung->amount = csv_int(csv, row, "amount");
        rung->floor_minutes = csv_int(csv, row, "floor_minutes");
        rung->time_of_day_minutes = minutes_of(csv_value(csv, row, "time_of_day"));
        rung->unless_acknowledged = *csv_value(csv, row, "unless") != '\0';
    }
    csv_free(csv);
}

static void rules_load(struct preset *preset)
{
    preset->csv = csv_read("migrations/data/rules.csv");
    preset->rule_count = csv_row_count(preset->csv);
    if (preset->rule_count > PRESET_RULES_MAX)
        memory_abort("too many rules");
    for (size_t row = 0; row < preset->rule_count; row++)
        rule_load(preset, row, &preset->rules[row]);
}

static void rule_load(struct preset *preset, size_t row, struct rule *rule)
{
    const struct csv *csv = preset->csv;
    const char *condition = csv_value(csv, row, "condition");
    const char *start = csv_value(csv, row, "start"), *unit = csv_value(csv, row, "unit");
    snprintf(rule->code, sizeof(rule->code), "%s", csv_value(csv, row, "code"));
    snprintf(rule->stage, sizeof(rule->stage), "%s", csv_value(csv, row, "stage"));
    rule->id = csv_int(csv, row, "position");
    rule->kinds = set_of(csv_value(csv, row, "kinds"), item_kinds);
    rule->channels = set_of(csv_value(csv, row, "channels"), item_channels);
    rule->types = set_of(csv_value(csv, row, "types"), item_types);
    rule->severities = set_of(csv_value(csv, row, "severities"), item_severities);
    rule->condition = (enum rule_condition)found(word_find(rule_conditions, condition), condition);
    rule->start = (enum rule_start)found(word_find(rule_starts, start), start);
    rule->after = csv_value(csv, row, "after");
    rule->term.unit = (enum term_unit)found(word_find(term_units, unit), unit);
    rule->term.amount = csv_int(csv, row, "amount");
    rule->term.day_end =
        (enum term_end)found(word_find(term_ends, csv_value(csv, row, "day_end")), "day_end");
    rule->extension_max = csv_int(csv, row, "extension");
    rule->pauses = set_of(csv_value(csv, row, "pauses"), pause_reasons);
    rule->restarts = set_of(csv_value(csv, row, "restarts"), restart_reasons);
    rule->valid_from_day = day_or_none(csv_value(csv, row, "valid_from"));
    rule->valid_to_day = day_or_none(csv_value(csv, row, "valid_to"));
    rule->term.calendar = preset->calendar;
    rule->chain = preset_chain(preset, csv_value(csv, row, "chain"));
    rule->version = 1;
    rule->ends_zh = csv_value(csv, row, "ends_zh");
    rule->ends_en = csv_value(csv, row, "ends_en");
    rule->legal_zh = csv_value(csv, row, "legal_zh");
    rule->legal_en = csv_value(csv, row, "legal_en");
}

/* The bit set of "a|b|c". */
static uint32_t set_of(const char *codes, const struct word *words)
{
    uint32_t set = 0;
    while (*codes) {
        char code[64];
        size_t length = strcspn(codes, "|");
        snprintf(code, sizeof(code), "%.*s", (int)length, codes);
        set |= (uint32_t)1 << found(word_find(words, code), code);
        codes += length + (codes[length] == '|');
    }
    return set;
}

static int found(int place, const char *code)
{
    if (place < 0)
        memory_abort(code);
    return place;
}

static int32_t day_or_none(const char *text)
{
    return *text ? day(text) : CIVIL_DAY_NONE;
}

static int minutes_of(const char *time_of_day)
{
    char full[32];
    snprintf(full, sizeof(full), "1970-01-01T%.5s:00Z", time_of_day);
    return (int)(moment(full) / MINUTE_US);
}
