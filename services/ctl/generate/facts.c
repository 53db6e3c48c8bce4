#include "generate/facts.h"

#include "base/macros.h"
#include "domain/civil.h"

#include <assert.h>
#include <string.h>

/* Of a thousand that come in, so many are of each theme; the rest of a row goes with it. */
static const int theme_weights[] = {430, 235, 75, 140, 50, 10, 20, 5, 15, 20, 0};

static const int themes[THEME_COUNT] = {
    [THEME_CONSULT] = ITEM_TYPE_CONSULT,
    [THEME_COMPLAINT] = ITEM_TYPE_COMPLAINT,
    [THEME_REPORT] = ITEM_TYPE_REPORT,
    [THEME_HELP] = ITEM_TYPE_HELP,
    [THEME_SUGGESTION] = ITEM_TYPE_SUGGESTION,
    [THEME_CORRECTION] = ITEM_TYPE_CORRECTION,
    [THEME_PETITION] = ITEM_TYPE_PETITION,
    [THEME_PROPOSAL] = ITEM_TYPE_PROPOSAL,
    [THEME_FOI] = ITEM_TYPE_FOI,
    [THEME_EVENT] = -1,
};

static const int channels[] = {
    ITEM_CHANNEL_HOTLINE,      ITEM_CHANNEL_HOTLINE_12350, ITEM_CHANNEL_PORTAL,
    ITEM_CHANNEL_WECHAT,       ITEM_CHANNEL_APP,           ITEM_CHANNEL_MAYOR_MAILBOX,
    ITEM_CHANNEL_SERVICE_HALL, ITEM_CHANNEL_VISIT,         ITEM_CHANNEL_GOVERNOR_MESSAGE,
    ITEM_CHANNEL_LETTER,       ITEM_CHANNEL_WEIBO,
};
static const int channel_weights[] = {540, 90, 110, 90, 60, 40, 25, 15, 12, 10, 8, 0};

static const int foi_channels[] = {ITEM_CHANNEL_FOI_ONLINE, ITEM_CHANNEL_FOI_MAIL,
                                   ITEM_CHANNEL_FOI_WINDOW};
static const int event_channels[] = {ITEM_CHANNEL_OPINION_MONITOR, ITEM_CHANNEL_WEIBO,
                                     ITEM_CHANNEL_WECHAT};
static const int severity_weights[ITEM_SEVERITY_COUNT + 1] = {1, 6, 25, 68, 0};

static const struct {
    const char *code;
    int weight;
} leads[] = {{"supervision_2", 28},   {"supervision_1", 18},  {"supervision_3", 16},
             {"enforcement", 12},     {"office", 10},         {"legal", 6},
             {"publicity_center", 5}, {"emergency_center", 5}};

static int channel_of(struct chance *chance, enum generate_theme theme);
static size_t department_of(const struct reference *reference, const char *code);

struct item_facts generate_facts(struct chance *chance, enum generate_theme *ret_theme)
{
    enum generate_theme theme = (enum generate_theme)chance_weighted(chance, theme_weights);
    struct item_facts facts = generate_facts_of_event();
    assert(theme < THEME_COUNT);
    *ret_theme = theme;
    facts.channel = channel_of(chance, theme);
    if (theme == THEME_EVENT) {
        facts.severity = (int)chance_weighted(chance, severity_weights);
        facts.accident = chance_permille(chance, 200);
        return facts;
    }
    facts.severity = -1;
    facts.type = themes[theme];
    facts.kind = item_kind_of_type((enum item_type)facts.type);
    facts.urgent = (theme == THEME_REPORT || theme == THEME_HELP) && chance_permille(chance, 40);
    facts.personal_data = theme == THEME_CORRECTION && chance_permille(chance, 100);
    return facts;
}

struct item_facts generate_facts_of_event(void)
{
    struct item_facts facts = item_facts_of(ITEM_KIND_OPINION_EVENT, INSTANT_NONE);
    facts.channel = ITEM_CHANNEL_OPINION_MONITOR;
    facts.severity = ITEM_SEVERITY_ORDINARY;
    return facts;
}

size_t generate_lead(const struct reference *reference, struct chance *chance)
{
    int weights[ARRAY_LEN(leads) + 1] = {0};
    for (size_t i = 0; i < ARRAY_LEN(leads); i++)
        weights[i] = leads[i].weight;
    return department_of(reference, leads[chance_weighted(chance, weights)].code);
}

/* Most need no help. Sorted by number, as the API has them. */
size_t generate_supports(const struct reference *reference, struct chance *chance, size_t lead,
                         int ret_ids[GENERATE_SUPPORT_MAX])
{
    size_t count = 0;
    if (!chance_permille(chance, 300))
        return 0;
    size_t wanted = 1 + (size_t)chance_below(chance, GENERATE_SUPPORT_MAX);
    for (size_t i = 0; i < reference->department_count && count < wanted; i++) {
        if (i != lead && chance_permille(chance, 250))
            ret_ids[count++] = reference->departments[i].id;
    }
    return count;
}

static int channel_of(struct chance *chance, enum generate_theme theme)
{
    switch (theme) {
    case THEME_EVENT:
        return event_channels[chance_below(chance, ARRAY_LEN(event_channels))];
    case THEME_FOI:
        return foi_channels[chance_below(chance, ARRAY_LEN(foi_channels))];
    case THEME_PROPOSAL:
        return ITEM_CHANNEL_PROPOSAL;
    case THEME_CONSULT:
    case THEME_COMPLAINT:
    case THEME_REPORT:
    case THEME_HELP:
    case THEME_SUGGESTION:
    case THEME_CORRECTION:
    case THEME_PETITION:
    case THEME_COUNT:
        break;
    }
    return channels[chance_weighted(chance, channel_weights)];
}

/* A bureau with other departments gets all from its first. */
static size_t department_of(const struct reference *reference, const char *code)
{
    for (size_t i = 0; i < reference->department_count; i++) {
        if (strcmp(reference->departments[i].code, code) == 0)
            return i;
    }
    return 0;
}
