/* Many random lives of items: whatever people do and calendars change, the laws of
 * support/docket_laws.h hold after each step, and what is refused leaves no mark. */
#include "domain/docket.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>

#include "base/macros.h"
#include "support/chance.h"
#include "support/docket_laws.h"

enum { LIVES = 20000, ACTS_MAX = 12, CALENDARS = 5, DONE_AT_LEAST = 50 };

static struct chance chance;
static struct preset *presets[2]; /* the second pauses, extends and restarts whatever it can */
static struct preset *preset;     /* of this life */
static struct calendar *calendars[CALENDARS];
static const struct calendar *calendar; /* that all count by now */
static struct desk desk, other;
static char what[160]; /* is being done, by which seed */
static int done[DOCKET_ACTION_COUNT], recounted;

static void setup(void)
{
    static const char *const notices[] = {"gov.cn/2018-12/06/content_5346276",
                                          "gov.cn/2019-03/22/content_5375877",
                                          "gov.cn/2020-01/27/content_5472352"};
    presets[0] = preset_load();
    presets[1] = preset_load();
    for (size_t i = 0; i < ARRAY_LEN(notices); i++)
        calendars[i] = preset_calendar_before(notices[i]);
    calendars[3] = calendar_copy_without(presets[0]->calendar, 2019);
    calendars[4] = preset_calendar_before(NULL);
    for (size_t i = 0; i < CALENDARS; i++)
        calendar_seal(calendars[i]);
    for (size_t i = 0; i < presets[1]->rule_count; i++) {
        struct rule *rule = &presets[1]->rules[i];
        rule->restarts = (1u << RESTART_REASON_COUNT) - 1;
        if (term_is_a_date(rule->term.unit))
            continue;
        if (rule_starts_at_logging(rule->start) &&
            !rule_is_of_stage(rule, RULE_STAGE_SUPPLEMENT_NOTICE))
            rule->pauses = (1u << PAUSE_REASON_COUNT) - 1;
        rule->extension_max = 1 + (int)i % 7;
        rule->term.day_end = i % 3 ? TERM_END_MIDNIGHT : TERM_END_CLOSING;
    }
}

static void teardown(void)
{
    for (size_t i = 0; i < CALENDARS; i++)
        calendar_free(calendars[i]);
    preset_free(presets[0]);
    preset_free(presets[1]);
}

static int64_t between(int64_t min, int64_t max)
{
    return chance_between(&chance, min, max);
}

static bool once_in(int64_t number)
{
    return between(1, number) == 1;
}

static int64_t seconds(int64_t max)
{
    return between(0, max) * SECOND_US;
}

static const char *any_of(const struct word *words, int count)
{
    return words[between(0, count - 1)].code;
}

static int64_t any_moment_of_receipt(void)
{
    static const char *const years[] = {"2018-06-01T00:00:00", "2018-11-01T00:00:00",
                                        "2019-02-01T00:00:00", "2019-12-01T00:00:00",
                                        "2022-03-01T00:00:00", "2026-11-01T00:00:00"};
    return moment(years[between(0, ARRAY_LEN(years) - 1)]) + seconds(120 * 24 * 3600);
}

static struct item_facts any_facts(void)
{
    int64_t at_us = any_moment_of_receipt();
    struct item_facts facts = item_facts_of((enum item_kind)between(0, ITEM_KIND_COUNT - 1), at_us);
    if (once_in(4))
        facts.kind = ITEM_KIND_OPINION_EVENT;
    facts.channel = (int)between(0, ITEM_CHANNEL_COUNT - 1);
    facts.type = (int)between(0, ITEM_TYPE_COUNT - 1);
    if (facts.kind == ITEM_KIND_OPINION_EVENT) {
        facts.type = -1;
        facts.severity =
            once_in(2) ? ITEM_SEVERITY_MAJOR : (int)between(0, ITEM_SEVERITY_COUNT - 1);
    }
    facts.urgent = once_in(8);
    facts.accident = once_in(8);
    facts.personal_data = once_in(16);
    if (once_in(2))
        facts.transferred_at_us = facts.confirmed_at_us = facts.accepted_at_us =
            facts.approved_at_us = at_us + seconds(2 * 24 * 3600);
    if (once_in(5))
        facts.sender_due_us = at_us + seconds(once_in(2) ? 6 * 3600 : 60 * 24 * 3600);
    return facts;
}

static void log_any(struct desk *of, const struct item_facts *facts, int64_t now_us)
{
    desk_log(of, preset, facts, NULL);
    of->docket.is_confidential = once_in(10);
    of->docket.window_count = 0;
    of->docket.now_us = now_us;
    docket_log(&of->docket);
    if (facts->kind == ITEM_KIND_PLAN_TASK)
        docket_open(&of->docket, &preset->rules[preset->rule_count - (size_t)between(1, 5)],
                    clock_start(facts->received_at_us, item_cap_us(facts)));
    docket_settle(&of->docket);
}

/* Items that might well be one have the same facts but their receipt. */
static void begin_life(void)
{
    struct item_facts facts = any_facts(), alike = facts;
    int64_t now_us = facts.received_at_us + 2 * DAY_US + seconds(3600);
    alike.received_at_us -= seconds(2 * 24 * 3600);
    alike.urgent = once_in(4);
    preset = presets[between(0, 1)];
    calendar = calendars[between(0, CALENDARS - 1)];
    preset_use(preset, calendar);
    log_any(&desk, &facts, now_us);
    log_any(&other, &alike, now_us);
    other.docket.item_id++;
}

/* A while later, or around the moment at which something is due. */
static int64_t any_later_moment(void)
{
    int64_t now_us = desk.docket.now_us;
    static const int64_t whiles[] = {1, 20 * 60, 30 * 3600, 12 * 24 * 3600};
    if (once_in(4) && desk.docket.window_count > 0) {
        size_t i = (size_t)between(0, (int64_t)desk.docket.window_count - 1);
        int64_t due_us = desk.windows[i].window.times.due_at_us + between(-1, 1) * SECOND_US;
        if (due_us > now_us)
            return due_us;
    }
    return now_us + seconds(whiles[between(0, ARRAY_LEN(whiles) - 1)]);
}

static int64_t any_moment_of_deed(void)
{
    if (once_in(8))
        return desk.docket.now_us - seconds(5 * 24 * 3600);
    return once_in(6) ? desk.docket.now_us - seconds(10 * 60) : 0;
}

/* Mostly something that is allowed, and what rarely is whenever it is. */
static enum docket_action any_action(int n)
{
    static const enum docket_action rare[] = {DOCKET_CONFIRM, DOCKET_CLOSE, DOCKET_ABANDON};
    uint32_t allowed = docket_allowed(&desk.docket, n);
    int first = n ? 0 : DOCKET_REOPEN, last = n ? DOCKET_VOID : DOCKET_ABANDON;
    for (size_t i = 0; i < ARRAY_LEN(rare); i++)
        if (allowed >> rare[i] & 1 && once_in(2))
            return rare[i];
    for (int i = 0; i < 20 && !once_in(20); i++) {
        int action = (int)between(first, last);
        bool ends_it = action == DOCKET_VOID && !once_in(4);
        if (allowed >> action & 1 && !ends_it)
            return (enum docket_action)action;
    }
    return (enum docket_action)between(first, last);
}

static struct act any_act(void)
{
    int n = once_in(3) ? 0 : (int)between(1, (int64_t)desk.docket.window_count + 1);
    struct act act = {any_action(n), .n = n, .at_us = any_moment_of_deed()};
    act.has_reviewer = act.has_proof = !once_in(8);
    act.amount = (int)between(0, act.action == DOCKET_EXTEND ? 8 : 5);
    act.into = act.action == DOCKET_MERGE ? &other : NULL;
    if (act.action == DOCKET_PAUSE)
        act.word = any_of(pause_reasons, PAUSE_REASON_COUNT);
    if (act.action == DOCKET_RESTART)
        act.word = any_of(restart_reasons, RESTART_REASON_COUNT);
    if (act.action == DOCKET_REOPEN)
        act.word = any_of(reopen_reasons, REOPEN_REASON_COUNT);
    if (act.action == DOCKET_REGRADE)
        act.word = any_of(item_severities, ITEM_SEVERITY_COUNT);
    if (act.action == DOCKET_REOPEN && once_in(2))
        act.n = (int)between(1, (int64_t)desk.docket.window_count + 1);
    return act;
}

static void act_once(uint64_t seed)
{
    struct act act = any_act();
    int of = act.action >= DOCKET_REOPEN ? 0 : act.n;
    bool is_allowed = docket_allowed(&desk.docket, of) >> act.action & 1;
    snprintf(what, sizeof(what), "seed %" PRIu64 ": %s of %d for %s at %s", seed,
             docket_actions[act.action].code, act.n, act.word ? act.word : "no reason",
             moment_text(desk.docket.now_us));
    desk_act(&desk, &act);
    if (desk.verdict == DOCKET_DONE)
        cr_assert(is_allowed, "%s is done and was not allowed", what);
    else
        cr_assert(desk_is_untouched(&desk) && (!act.into || desk_is_untouched(act.into)),
                  "%s is refused and leaves its mark", what);
    cr_assert_eq(desk.problems.count > 0, desk.verdict == DOCKET_WRONG_FIELDS, "%s", what);
    expect_lawful(&desk, what);
    done[act.action] += desk.verdict == DOCKET_DONE;
    if (act.action != DOCKET_MERGE || desk.verdict != DOCKET_DONE)
        return;
    expect_lawful(&other, what);
    expect_handed_over(&desk, &other, what);
}

static void recount(struct desk *of, uint64_t seed)
{
    snprintf(what, sizeof(what), "seed %" PRIu64 ": counting anew at %s", seed,
             moment_text(of->docket.now_us));
    desk_read(of, of->docket.now_us);
    bool is_changed = docket_recount(&of->docket, "通知");
    cr_assert_eq(is_changed, of->docket.event_count > 0, "%s", what);
    cr_assert(is_changed || desk_is_untouched(of), "%s", what);
    expect_lawful(of, what);
    expect_recounted(of, what);
    desk_read(of, of->docket.now_us);
    cr_assert_not(docket_recount(&of->docket, "通知"), "%s twice", what);
    recounted += is_changed;
}

static void live(uint64_t seed)
{
    chance = (struct chance){seed};
    begin_life();
    for (int64_t left = between(3, ACTS_MAX); left > 0; left--) {
        int64_t now_us = any_later_moment();
        desk_read(&desk, now_us);
        desk_read(&other, now_us);
        if (!once_in(5)) {
            desk_fire(&desk);
            desk_fire(&other);
        }
        if (once_in(3)) {
            calendar = calendars[between(0, CALENDARS - 1)];
            preset_use(preset, calendar);
            recount(&desk, seed);
            recount(&other, seed);
        }
        act_once(seed);
    }
}

TestSuite(docket_walk, .init = setup, .fini = teardown);

Test(docket_walk, whatever_is_done_to_an_item_its_time_stays_lawful)
{
    uint64_t seed = chance_seed("docket_walk");
    for (uint64_t i = 0; i < LIVES; i++)
        live(seed + i);
    for (int action = 0; action < DOCKET_ACTION_COUNT; action++)
        cr_expect_geq(done[action], DONE_AT_LEAST, "%s was done only %d times",
                      docket_actions[action].code, done[action]);
    cr_expect_geq(recounted, DONE_AT_LEAST);
}
