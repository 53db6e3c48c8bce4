#include "support/docket.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/macros.h"

static int64_t due_of(const char *text);
static void fire(struct docket_window *window, int64_t now_us);
static void advance(struct plan *plan);
static void expect_vouched_for(struct desk *desk, struct act act);

struct item_facts item_of(enum item_kind kind, int channel, int type, const char *at)
{
    struct item_facts facts = item_facts_of(kind, moment(at));
    facts.channel = channel;
    facts.type = type;
    return facts;
}

struct item_facts disclosure_of(const char *at)
{
    return item_of(ITEM_KIND_DISCLOSURE_REQUEST, ITEM_CHANNEL_FOI_WINDOW, ITEM_TYPE_FOI, at);
}

struct item_facts letter_of(const char *at)
{
    struct item_facts facts =
        item_of(ITEM_KIND_INQUIRY, ITEM_CHANNEL_MAYOR_MAILBOX, ITEM_TYPE_SUGGESTION, at);
    facts.transferred_at_us = facts.received_at_us;
    return facts;
}

struct item_facts inquiry_of(enum item_type type, const char *at)
{
    return item_of(ITEM_KIND_INQUIRY, ITEM_CHANNEL_HOTLINE, (int)type, at);
}

struct item_facts petition_of(const char *at)
{
    return item_of(ITEM_KIND_PETITION, ITEM_CHANNEL_VISIT, ITEM_TYPE_PETITION, at);
}

struct item_facts opinion_of(enum item_severity severity, const char *at)
{
    struct item_facts facts =
        item_of(ITEM_KIND_OPINION_EVENT, ITEM_CHANNEL_OPINION_MONITOR, -1, at);
    facts.severity = (int)severity;
    return facts;
}

void desk_log(struct desk *desk, const struct preset *preset, const struct item_facts *facts,
              const char *now)
{
    memset(desk, 0, sizeof(*desk));
    desk->docket = (struct docket){
        .item_id = DESK_ITEM,
        .version = 1,
        .facts = *facts,
        .lead_department_id = DESK_DEPARTMENT,
        .now_us = now ? moment(now) : facts->received_at_us,
        .rules = preset->rules,
        .rule_count = preset->rule_count,
        .windows = desk->windows,
        .window_room = DESK_WINDOWS_MAX,
        .events = desk->events,
        .event_room = ARRAY_LEN(desk->events),
    };
    docket_log(&desk->docket);
}

void preset_use(struct preset *preset, const struct calendar *calendar)
{
    for (size_t i = 0; i < preset->rule_count; i++)
        preset->rules[i].term.calendar = calendar;
}

void desk_read(struct desk *desk, int64_t now_us)
{
    desk->docket.now_us = now_us;
    desk->docket.event_count = 0;
    for (size_t i = 0; i < desk->docket.window_count; i++) {
        struct docket_window *each = &desk->windows[i];
        each->is_changed = each->is_planned = false;
        each->level_read = each->window.level;
        each->generation_read = each->window.generation;
        each->state_read = each->window.state;
    }
    memcpy(&desk->before, &desk->docket, sizeof(desk->before));
    memcpy(desk->windows_before, desk->windows,
           desk->docket.window_count * sizeof(desk->windows[0]));
}

void desk_move(struct desk *desk, const char *now)
{
    desk_read(desk, moment(now));
}

enum docket_verdict desk_act(struct desk *desk, const struct act *act)
{
    struct docket *docket = &desk->docket;
    struct field_problems *problems = &desk->problems;
    struct deed deed = {.at_us = act->at_us ? act->at_us : INSTANT_NONE,
                        .word = act->word,
                        .reviewer = act->has_reviewer ? "复核人" : NULL,
                        .proof = act->has_proof ? "值班记录" : NULL};
    struct assignment assignment = {act->amount, "supervision_1", "supervision_2"};
    static docket_window_action *const on_window[DOCKET_ACTION_COUNT] = {
        [DOCKET_PAUSE] = docket_pause,     [DOCKET_RESUME] = docket_resume,
        [DOCKET_RESTART] = docket_restart, [DOCKET_ACKNOWLEDGE] = docket_acknowledge,
        [DOCKET_CONFIRM] = docket_confirm, [DOCKET_VOID] = docket_void,
        [DOCKET_REOPEN] = docket_reopen,
    };
    static docket_item_action *const on_item[DOCKET_ACTION_COUNT] = {
        [DOCKET_REGRADE] = docket_regrade,
        [DOCKET_CLOSE] = docket_close,
        [DOCKET_ABANDON] = docket_abandon,
    };
    problems->count = 0;
    desk_read(desk, docket->now_us);
    if (on_window[act->action])
        desk->verdict = on_window[act->action](docket, act->n, &deed, problems);
    else if (on_item[act->action])
        desk->verdict = on_item[act->action](docket, &deed, problems);
    else if (act->action == DOCKET_FULFIL)
        desk->verdict =
            docket_fulfil(docket, act->n, &deed, act->answer ? act->answer : "{}", problems);
    else if (act->action == DOCKET_EXTEND)
        desk->verdict = docket_extend(docket, act->n, act->amount, &deed, problems);
    else if (act->action == DOCKET_REASSIGN)
        desk->verdict = docket_reassign(docket, &assignment, &deed, problems);
    else if (act->action == DOCKET_RETURN)
        desk->verdict = docket_return(docket, &assignment, &deed, problems);
    else {
        desk_read(act->into, docket->now_us);
        desk->verdict = docket_merge(docket, &act->into->docket, &deed, problems);
    }
    return desk->verdict;
}

void desk_do(struct desk *desk, const char *now, const struct act *act)
{
    desk_move(desk, now);
    desk_act(desk, act);
    cr_assert_eq(desk->verdict, DOCKET_DONE, "%s at %s: verdict %d",
                 docket_actions[act->action].code, now, (int)desk->verdict);
}

void desk_fire(struct desk *desk)
{
    for (size_t i = 0; i < desk->docket.window_count; i++)
        fire(&desk->windows[i], desk->docket.now_us);
}

void desk_copy(const struct desk *desk, struct desk *ret)
{
    memcpy(ret, desk, offsetof(struct desk, windows));
    memcpy(ret->windows, desk->windows, desk->docket.window_count * sizeof(ret->windows[0]));
    ret->docket.windows = ret->windows;
}

struct window *desk_window(const struct desk *desk, int n)
{
    struct docket_window *found = docket_find(&desk->docket, n);
    cr_assert_not_null(found, "window %d", n);
    return &found->window;
}

struct window *desk_stage(const struct desk *desk, const char *stage)
{
    for (size_t i = desk->docket.window_count; i-- > 0;)
        if (rule_is_of_stage(desk->windows[i].window.rule, stage))
            return desk_window(desk, desk->windows[i].window.n);
    cr_assert(false, "no %s", stage);
    return NULL;
}

const struct docket_event *desk_event(const struct desk *desk, enum docket_event_type type, int n)
{
    const struct docket *docket = &desk->docket;
    for (size_t i = 0; i < docket->event_count; i++)
        if (docket->events[i].type == type && (n == 0 || docket->events[i].n == n))
            return &docket->events[i];
    return NULL;
}

size_t desk_event_count(const struct desk *desk, enum docket_event_type type)
{
    size_t count = 0;
    for (size_t i = 0; i < desk->docket.event_count; i++)
        count += desk->docket.events[i].type == type;
    return count;
}

bool desk_is_untouched(const struct desk *desk)
{
    return memcmp(&desk->docket, &desk->before, sizeof(desk->before)) == 0 &&
           memcmp(desk->windows, desk->windows_before,
                  desk->docket.window_count * sizeof(desk->windows[0])) == 0;
}

bool desk_found(const struct desk *desk, const char *field, enum problem problem)
{
    for (size_t i = 0; i < desk->problems.count; i++)
        if (strcmp(desk->problems.all[i].field, field) == 0 &&
            desk->problems.all[i].problem == problem)
            return true;
    return false;
}

void expect_due(const struct window *window, const char *due)
{
    cr_expect_eq(window->times.due_at_us, due_of(due), "%s is due %s, not %s", window->rule->stage,
                 moment_text(window->times.due_at_us), due);
}

void expect_window(const struct desk *desk, int n, enum window_state state, const char *due)
{
    const struct window *window = desk_window(desk, n);
    cr_expect_eq(window->state, state, "%s (%d) is %s, not %s", window->rule->stage, n,
                 window_states[window->state].code, window_states[state].code);
    expect_due(window, due);
}

void expect_moved(const struct docket_event *event, const char *from, const char *to)
{
    cr_assert_not_null(event);
    cr_expect_eq(event->old_due_us, due_of(from), "%s from %s, not %s",
                 docket_events[event->type].code, moment_text(event->old_due_us), from);
    cr_expect_eq(event->new_due_us, due_of(to), "%s to %s, not %s", docket_events[event->type].code,
                 moment_text(event->new_due_us), to);
    cr_expect_eq(event->is_told_at_once, from && to && due_of(to) < due_of(from));
}

void expect_refused(struct desk *desk, enum docket_verdict verdict, const struct act *act)
{
    desk_act(desk, act);
    cr_expect_eq(desk->verdict, verdict, "%s is answered with %d, not %d",
                 docket_actions[act->action].code, (int)desk->verdict, (int)verdict);
    cr_expect(desk_is_untouched(desk), "%s is refused and leaves its mark",
              docket_actions[act->action].code);
    cr_expect(!act->into || desk_is_untouched(act->into), "and on the parent");
    cr_expect_eq(desk->problems.count > 0, verdict == DOCKET_WRONG_FIELDS);
}

void expect_wrong(struct desk *desk, const char *field, enum problem problem, const struct act *act)
{
    expect_refused(desk, DOCKET_WRONG_FIELDS, act);
    cr_expect(desk_found(desk, field, problem), "%s finds %s not %s",
              docket_actions[act->action].code, field, problem_slug(problem));
}

void expect_late_entry_is_vouched_for(struct desk *desk, const struct act *act)
{
    int64_t now_us = desk->docket.now_us;
    expect_vouched_for(desk, *act);
    struct act ahead = *act;
    ahead.at_us = now_us + 5 * SECOND_US + 1;
    expect_wrong(desk, act->action == DOCKET_FULFIL ? "answered_at" : "at", PROBLEM_IN_FUTURE,
                 &ahead);
    cr_expect_eq(desk->problems.count, 1);
}

static void expect_vouched_for(struct desk *desk, struct act act)
{
    act.has_reviewer = act.has_proof = false;
    expect_wrong(desk, "reviewer", PROBLEM_LATE_ENTRY, &act);
    cr_expect(desk_found(desk, "proof", PROBLEM_LATE_ENTRY));
    cr_expect_eq(desk->problems.count, 2);
    act.has_reviewer = true;
    expect_wrong(desk, "proof", PROBLEM_LATE_ENTRY, &act);
    cr_expect_eq(desk->problems.count, 1);
    act.has_reviewer = false;
    act.has_proof = true;
    expect_wrong(desk, "reviewer", PROBLEM_LATE_ENTRY, &act);
    cr_expect_eq(desk->problems.count, 1);
}

/* A day as its end, unless a time is said. */
static int64_t due_of(const char *text)
{
    if (!text)
        return INSTANT_NONE;
    return strlen(text) > 10 ? moment(text) : zone_day_start(china, day(text) + 1);
}

/* As the worker would: one step after the other, and then repeats, of which missed ones collapse.
 */
static void fire(struct docket_window *window, int64_t now_us)
{
    struct plan *plan = &window->plan;
    bool runs = window->window.state == WINDOW_STATE_OPEN && !window->window.is_held;
    while (runs && plan->next_at_us != INSTANT_NONE && plan->next_at_us <= now_us) {
        if (plan->step_count == 0) {
            plan->next_at_us = now_us + plan->repeat_us;
            continue;
        }
        if (plan->first_level_step == 1) {
            window->window.level++;
            plan->levels_before++;
        }
        advance(plan);
    }
}

static void advance(struct plan *plan)
{
    int64_t fired_us = plan->at_us[0];
    plan->step_count--;
    memmove(plan->at_us, plan->at_us + 1, plan->step_count * sizeof(plan->at_us[0]));
    memmove(plan->rungs, plan->rungs + 1, (plan->step_count + 1) * sizeof(plan->rungs[0]));
    if (plan->first_level_step > 1)
        plan->first_level_step--;
    if (plan->step_count > 0)
        plan->next_at_us = plan->at_us[0];
    else
        plan->next_at_us = plan->repeat_us ? fired_us + plan->repeat_us : INSTANT_NONE;
}
