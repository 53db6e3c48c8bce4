#include "domain/explain.h"

const struct word explained_roles[] = {EXPLAINED_ROLES(WORD_OF_CODE) WORD_END};

struct walk {
    const struct clock *clock;
    const struct term *term;
    struct zone zone;
    int32_t day;
    int number; /* counted so far */
    explain_callback *callback;
    void *context;
};

static void walk_counting(struct walk *walk);
static void walk_to_target(struct walk *walk);
static void walk_off_rest_days(struct walk *walk);
static void tell(const struct walk *walk, enum explained_role role, const struct pause *pause);
static const struct pause *pause_on(const struct walk *walk, int32_t day);

int32_t explain_days(const struct clock *clock, const struct term *term, explain_callback *callback,
                     void *context)
{
    struct walk walk = {.clock = clock, .term = term, .callback = callback, .context = context};
    if (term_is_on_the_wall(term->unit))
        return CIVIL_DAY_NONE;
    walk.zone = calendar_zone(term->calendar);
    walk.day = zone_day(walk.zone, clock->starts_at_us);
    tell(&walk, EXPLAINED_START, NULL);
    if (term->unit == TERM_UNIT_WORKING_DAYS || term->unit == TERM_UNIT_NATURAL_DAYS)
        walk_counting(&walk);
    else
        walk_to_target(&walk);
    if (term->unit == TERM_UNIT_NATURAL_DAYS || term->unit == TERM_UNIT_MONTHS)
        walk_off_rest_days(&walk);
    return walk.day;
}

static void walk_counting(struct walk *walk)
{
    int wanted = walk->term->amount + walk->clock->extension;
    bool skips_rest = walk->term->unit == TERM_UNIT_WORKING_DAYS;
    while (walk->number < wanted) {
        walk->day++;
        const struct pause *pause = pause_on(walk, walk->day);
        bool is_worked = calendar_is_worked(walk->term->calendar, walk->day);
        if (pause) {
            tell(walk, EXPLAINED_EXCLUDED, pause);
        } else if (skips_rest && !is_worked) {
            tell(walk, EXPLAINED_REST, NULL);
        } else {
            walk->number++;
            tell(walk, EXPLAINED_COUNTED, NULL);
        }
    }
}

/* Months on to the same day number; each day that was excluded moves it by one. */
static void walk_to_target(struct walk *walk)
{
    const struct term *term = walk->term;
    int32_t start = walk->day;
    if (term_is_a_date(term->unit)) {
        walk->day = term_date(term->unit, term->amount, start);
        tell(walk, EXPLAINED_TARGET, NULL);
        return;
    }
    int32_t target = civil_add_months(start, term->amount + walk->clock->extension);
    for (walk->day = start + 1; walk->day <= target; walk->day++) {
        const struct pause *pause = pause_on(walk, walk->day);
        if (!pause)
            continue;
        target++;
        tell(walk, EXPLAINED_EXCLUDED, pause);
    }
    walk->day = target;
    tell(walk, EXPLAINED_TARGET, NULL);
}

/* A rest day on which the clock stood still is passed over like the others. */
static void walk_off_rest_days(struct walk *walk)
{
    bool is_over = true;
    while (!calendar_is_worked(walk->term->calendar, walk->day) || pause_on(walk, walk->day)) {
        if (!is_over)
            tell(walk, EXPLAINED_PASSED, pause_on(walk, walk->day));
        is_over = false;
        walk->day++;
    }
    if (!is_over)
        tell(walk, EXPLAINED_ROLLED, NULL);
}

static void tell(const struct walk *walk, enum explained_role role, const struct pause *pause)
{
    const struct explained_day day = {
        .day = walk->day,
        .role = role,
        .number = role == EXPLAINED_COUNTED ? walk->number : 0,
        .is_worked = calendar_is_worked(walk->term->calendar, walk->day),
        .special = calendar_day_find(walk->term->calendar, walk->day),
        .pause = pause,
    };
    if (walk->callback)
        walk->callback(&day, walk->context);
}

/* From the day of asking up to the day before the answer. */
static const struct pause *pause_on(const struct walk *walk, int32_t day)
{
    for (size_t i = 0; i < walk->clock->pause_count; i++) {
        const struct pause *pause = &walk->clock->pauses[i];
        if (pause->to_us != INSTANT_NONE && day >= zone_day(walk->zone, pause->from_us) &&
            day < zone_day(walk->zone, pause->to_us))
            return pause;
    }
    return NULL;
}
