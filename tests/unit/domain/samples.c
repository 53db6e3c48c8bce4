/* The thirty sample items of migrations/data/demo: which stages they owe, under which rules, and by
 * when. */
#include "domain/window.h"

#include <criterion/criterion.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "support/moment.h"
#include "support/preset.h"

static const char *string_of(struct json_object *sample, const char *name)
{
    return json_object_get_string(json_object_object_get(sample, name));
}

static bool flag_of(struct json_object *sample, const char *name)
{
    return json_object_get_boolean(json_object_object_get(sample, name));
}

static bool is_one_of(const char *id, const char *first, const char *second)
{
    return strcmp(id, first) == 0 || strcmp(id, second) == 0;
}

static struct item_facts facts_of(struct json_object *sample)
{
    const char *id = string_of(sample, "id"), *kind = string_of(sample, "kind");
    int type = word_find(item_types, kind);
    cr_assert(type >= 0 || strcmp(kind, "opinion_event") == 0, "%s", kind);
    struct item_facts facts =
        item_facts_of(type < 0 ? ITEM_KIND_OPINION_EVENT : item_kind_of_type((enum item_type)type),
                      moment(string_of(sample, "received_at")));
    facts.channel = word_find(item_channels, string_of(sample, "channel"));
    facts.type = type;
    facts.severity = word_find(item_severities, string_of(sample, "severity"));
    facts.urgent = flag_of(sample, "urgent");
    facts.accident = is_one_of(id, "S05", "S06");
    facts.personal_data = strcmp(id, "S28") == 0;
    if (string_of(sample, "confirmed_at"))
        facts.confirmed_at_us = moment(string_of(sample, "confirmed_at"));
    return facts;
}

/* The clock of a letter starts at the office's receipt, of all else at receipt. */
static void start_clock(struct item_facts *facts, struct json_object *sample)
{
    const char *start = string_of(sample, "clock_start");
    bool letter = facts->channel == ITEM_CHANNEL_MAYOR_MAILBOX ||
                  facts->channel == ITEM_CHANNEL_GOVERNOR_MESSAGE;
    if (letter)
        facts->transferred_at_us = moment(start);
    else if (start)
        cr_assert_eq(facts->received_at_us, moment(start));
}

/* Whether the sample names this rule; petitions are split by the date of their law. */
static bool names_rule(struct json_object *sample, const char *code)
{
    struct json_object *rules = json_object_object_get(sample, "rules");
    if (strcmp(string_of(sample, "rule"), "PETITION") == 0)
        return strcmp(code, "PETITION_2005") == 0;
    for (size_t i = 0; rules && i < json_object_array_length(rules); i++)
        if (strcmp(json_object_get_string(json_object_array_get_idx(rules, i)), code) == 0)
            return true;
    return strcmp(string_of(sample, "rule"), code) == 0;
}

static void check_stage(struct json_object *sample, const struct rule *rule,
                        const struct item_facts *facts)
{
    const char *id = string_of(sample, "id");
    const char *due = string_of(json_object_object_get(sample, "due"), rule->stage);
    cr_assert(names_rule(sample, rule->code), "%s does not name %s", id, rule->code);
    cr_assert_not_null(due, "%s owes %s", id, rule->stage);
    struct clock clock = clock_start(rule_start_of(rule, facts), item_cap_us(facts));
    struct window_times times = clock_count(&clock, &rule->term);
    if (strlen(due) == DATE_TEXT_SIZE - 1) {
        cr_expect_eq(times.last_day, day(due), "%s %s: %s, not %s", id, rule->stage,
                     day_text(times.last_day), due);
        cr_expect_eq(times.due_at_us, zone_day_start(china, day(due) + 1));
    } else {
        cr_expect_eq(times.due_at_us, moment(due), "%s %s: %s, not %s", id, rule->stage,
                     moment_text(times.due_at_us), due);
    }
    cr_expect_not(times.provisional);
    const char *longest = string_of(json_object_object_get(sample, "due"), "max_extended");
    if (longest && rule->extension_max) {
        clock.extension = rule->extension_max;
        times = clock_count(&clock, &rule->term);
        cr_expect_eq(times.last_day, day(longest), "%s extended: %s, not %s", id,
                     day_text(times.last_day), longest);
    }
}

static void check_sample(const struct preset *preset, struct json_object *sample)
{
    const struct rule *matches[RULE_MATCHES_MAX];
    struct json_object *due = json_object_object_get(sample, "due");
    struct item_facts facts = facts_of(sample);
    start_clock(&facts, sample);
    size_t count = rules_match(preset->rules, preset->rule_count, &facts, matches);
    size_t expected = (size_t)json_object_object_length(due);
    if (json_object_object_get_ex(due, "max_extended", NULL))
        expected--;
    cr_expect_eq(count, expected, "%s owes %zu stages, not %zu", string_of(sample, "id"), count,
                 expected);
    for (size_t i = 0; i < count; i++)
        check_stage(sample, matches[i], &facts);
}

Test(samples, all_thirty_owe_their_stages_by_their_times)
{
    struct preset *preset = preset_load();
    FILE *file = fopen(HUIYING_SOURCE_DIR "/migrations/data/demo/samples.jsonl", "r");
    cr_assert_not_null(file);
    char *line = NULL;
    size_t room = 0, samples = 0;
    for (; getline(&line, &room, file) > 0; samples++) {
        struct json_object *sample = json_tokener_parse(line);
        cr_assert_not_null(sample);
        check_sample(preset, sample);
        json_object_put(sample);
    }
    cr_expect_eq(samples, 30);
    free(line);
    fclose(file);
    preset_free(preset);
}
