#include "deadlines/explain_text.h"

#include "domain/ref.h"

#include <string.h>

/* Days of the same kind that follow one another are told in one line. */
struct telling {
    struct text *text;
    bool chinese;
    struct explained_day first;
    struct explained_day last;
    int count; /* days in the run at hand; 0: none */
};

static const char *const weekdays_zh[] = {"日", "一", "二", "三", "四", "五", "六"};
static const char *const weekdays_en[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

static void tell_head(const struct explained *explained, bool chinese, struct text *text);
static void tell_clock(const struct explained *explained, bool chinese, struct text *text);
static void tell_pause(const struct pause *pause, struct zone zone, bool chinese,
                       struct text *text);
static void tell_end(const struct explained *explained, bool chinese, struct text *text);
static void on_day(const struct explained_day *day, void *context);
static bool is_same_run(const struct telling *telling, const struct explained_day *day);
static void end_run(struct telling *telling);
static void tell_role(const struct telling *telling);
static void tell_role_zh(const struct telling *telling);
static void tell_role_en(const struct telling *telling);
static void tell_date(struct text *text, int32_t day, bool chinese);
static void tell_instant(struct zone zone, int64_t at_us, struct text *text);
static const char *name_of(const struct word *word, bool chinese);

void explain_text(const struct explained *explained, bool chinese, struct text *text)
{
    struct telling telling = {.text = text, .chinese = chinese};
    tell_head(explained, chinese, text);
    tell_clock(explained, chinese, text);
    if (explain_is_current(explained->window))
        explain_days(&explained->window->clock, &explained->window->rule->term, on_day, &telling);
    else
        text_add(text, chinese
                           ? "日历或规则此后有变，不再逐日列出。\n"
                           : "The calendar or the rule has changed since: no days are listed.\n");
    end_run(&telling);
    tell_end(explained, chinese, text);
}

bool explain_is_current(const struct window *window)
{
    return window_count(window).rule_due_at_us == window->times.rule_due_at_us;
}

const char *explain_why(const struct explained_day *day)
{
    int weekday = civil_weekday(day->day);
    if (day->pause)
        return pause_reasons[day->pause->reason].code;
    if (day->special)
        return day->special->worked ? "make_up_workday" : "holiday";
    return weekday == 0 || weekday == 6 ? "weekend" : "weekday";
}

static void tell_head(const struct explained *explained, bool chinese, struct text *text)
{
    const struct rule *rule = explained->window->rule;
    const struct term *term = &rule->term;
    char ref[REF_SIZE];
    ref_format(explained->item->docket.item_id, ref);
    text_add_format(text, chinese ? "事项 %s 第 %d 项时限：%s\n" : "Item %s, window %d: %s\n", ref,
                    explained->window->n, rule->stage);
    text_add_format(text, chinese ? "规则 %s（第 %d 版）：" : "Rule %s (version %d): ", rule->code,
                    rule->version);
    if (term_is_a_date(term->unit))
        text_add_format(text, "%s %d\n", name_of(&term_units[term->unit], chinese), term->amount);
    else
        text_add_format(text, "%d %s\n", term->amount, name_of(&term_units[term->unit], chinese));
    text_add_format(text, chinese ? "依据：%s\n" : "Legal basis: %s\n",
                    chinese ? rule->legal_zh : rule->legal_en);
    text_add(text, chinese ? "起算：" : "Starts: ");
    tell_instant(explained->zone, explained->window->clock.starts_at_us, text);
    text_add_char(text, '\n');
}

static void tell_clock(const struct explained *explained, bool chinese, struct text *text)
{
    const struct clock *clock = &explained->window->clock;
    for (int i = 0; i < RESTART_REASON_COUNT; i++) {
        if (clock->restarts >> i & 1)
            text_add_format(text, chinese ? "重新起算：%s\n" : "Started anew: %s\n",
                            name_of(&restart_reasons[i], chinese));
    }
    for (size_t i = 0; i < clock->pause_count; i++)
        tell_pause(&clock->pauses[i], explained->zone, chinese, text);
    if (clock->extension)
        text_add_format(text, chinese ? "延期：%d %s\n" : "Extended by %d %s\n", clock->extension,
                        name_of(&term_units[explained->window->rule->term.unit], chinese));
}

static void tell_pause(const struct pause *pause, struct zone zone, bool chinese, struct text *text)
{
    const struct word *reason = &pause_reasons[pause->reason];
    text_add_format(text, chinese ? "不计入时限：%s，自 " : "Not counted: %s, from ",
                    name_of(reason, chinese));
    tell_instant(zone, pause->from_us, text);
    text_add(text, chinese ? " 至 " : " to ");
    if (pause->to_us == INSTANT_NONE)
        text_add(text, chinese ? "今" : "now");
    else
        tell_instant(zone, pause->to_us, text);
    text_add_char(text, '\n');
}

static void tell_end(const struct explained *explained, bool chinese, struct text *text)
{
    const struct window_times *times = &explained->window->times;
    if (times->due_at_us < times->rule_due_at_us) {
        text_add(text, chinese ? "按规则应于 " : "By the rule it would be due ");
        tell_instant(explained->zone, times->rule_due_at_us, text);
        text_add(text, chinese ? " 到期；另有更早的时限。\n" : "; an earlier time was set.\n");
    }
    text_add(text, chinese ? "到期：" : "Due: ");
    tell_instant(explained->zone, times->due_at_us, text);
    if (!term_is_on_the_wall(explained->window->rule->term.unit)) {
        text_add(text, chinese ? "（最后一日 " : " (last day ");
        tell_date(text, times->last_day, chinese);
        text_add(text, chinese ? "）" : ")");
    }
    if (times->provisional)
        text_add(text, chinese ? "，暂定：有年度放假安排尚未公布"
                               : ", provisional: a year's holiday notice is not out yet");
    text_add_char(text, '\n');
}

static void on_day(const struct explained_day *day, void *context)
{
    struct telling *telling = context;
    if (!is_same_run(telling, day)) {
        end_run(telling);
        telling->first = *day;
    }
    telling->last = *day;
    telling->count++;
}

static bool is_same_run(const struct telling *telling, const struct explained_day *day)
{
    const struct explained_day *last = &telling->last;
    if (telling->count == 0 || last->role != day->role || last->day + 1 != day->day ||
        last->pause != day->pause || (last->special != NULL) != (day->special != NULL))
        return false;
    return !day->special || (last->special->worked == day->special->worked &&
                             strcmp(last->special->name, day->special->name) == 0);
}

static void end_run(struct telling *telling)
{
    if (telling->count == 0)
        return;
    text_add(telling->text, "  ");
    tell_date(telling->text, telling->first.day, telling->chinese);
    if (telling->count > 1) {
        text_add(telling->text, telling->chinese ? "至" : " to ");
        tell_date(telling->text, telling->last.day, telling->chinese);
    }
    text_add(telling->text, telling->chinese ? "：" : ": ");
    tell_role(telling);
    if (telling->first.special)
        text_add_format(telling->text, telling->chinese ? "（%s，%s）" : " (%s, %s)",
                        telling->first.special->name, telling->first.special->notice);
    text_add_char(telling->text, '\n');
    telling->count = 0;
}

static void tell_role(const struct telling *telling)
{
    if (telling->chinese)
        tell_role_zh(telling);
    else
        tell_role_en(telling);
}

static void tell_role_zh(const struct telling *telling)
{
    static const char *const words[] = {
        [EXPLAINED_START] = "起算当日，不计入",      [EXPLAINED_REST] = "休息日，不计入",
        [EXPLAINED_EXCLUDED] = "不计入办理时限",     [EXPLAINED_TARGET] = "对应日",
        [EXPLAINED_PASSED] = "期满日为休息日，顺延", [EXPLAINED_ROLLED] = "顺延后的最后一日",
    };
    if (telling->first.role != EXPLAINED_COUNTED)
        text_add(telling->text, words[telling->first.role]);
    else if (telling->count == 1)
        text_add_format(telling->text, "第 %d 日", telling->first.number);
    else
        text_add_format(telling->text, "第 %d 至 %d 日", telling->first.number,
                        telling->last.number);
}

static void tell_role_en(const struct telling *telling)
{
    static const char *const words[] = {
        [EXPLAINED_START] = "the start day, not counted",
        [EXPLAINED_REST] = "rest days, not counted",
        [EXPLAINED_EXCLUDED] = "excluded",
        [EXPLAINED_TARGET] = "the same day number",
        [EXPLAINED_PASSED] = "the time would end on a rest day and rolls on",
        [EXPLAINED_ROLLED] = "the last day, rolled on",
    };
    if (telling->first.role != EXPLAINED_COUNTED)
        text_add(telling->text, words[telling->first.role]);
    else if (telling->count == 1)
        text_add_format(telling->text, "day %d", telling->first.number);
    else
        text_add_format(telling->text, "days %d to %d", telling->first.number,
                        telling->last.number);
}

static void tell_date(struct text *text, int32_t day, bool chinese)
{
    char date[DATE_TEXT_SIZE];
    int weekday = civil_weekday(day);
    date_format(day, date);
    text_add_format(text, chinese ? "%s（周%s）" : "%s (%s)", date,
                    chinese ? weekdays_zh[weekday] : weekdays_en[weekday]);
}

static void tell_instant(struct zone zone, int64_t at_us, struct text *text)
{
    char instant[INSTANT_TEXT_SIZE];
    instant_format(at_us, zone, instant);
    text_add(text, instant);
}

static const char *name_of(const struct word *word, bool chinese)
{
    return chinese ? word->zh : word->en;
}
