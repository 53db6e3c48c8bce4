/* Counting anew after a calendar, a rule or a chain has changed. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk desk;
static struct calendar *before;

static const char new_year_2019[] = "gov.cn/2018-12/06/content_5346276";
static const char may_day_2019[] = "gov.cn/2019-03/22/content_5375877";
static const char spring_2020[] = "gov.cn/2020-01/27/content_5472352";
static const char why[] = "国务院办公厅通知";

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    calendar_free(before);
    preset_free(preset);
}

/* Until the next import all count as before a notice, with what it replaced (NULL: nothing). */
static void count_as_before(const char *notice, const char *replaced, bool was_worked)
{
    calendar_free(before);
    before = preset_calendar_before(notice);
    if (replaced)
        calendar_set_day(before, &(struct calendar_day){day(replaced), was_worked, "", ""});
    calendar_seal(before);
    preset_use(preset, before);
}

static bool import_at(const char *now)
{
    preset_use(preset, preset->calendar);
    desk_move(&desk, now);
    return docket_recount(&desk.docket, why);
}

static struct rule *letter_rule(void)
{
    return &preset->rules[preset_rule(preset, "LETTER_5WD", "written_opinion") - preset->rules];
}

static void log_item(const struct item_facts *facts)
{
    desk_log(&desk, preset, facts, NULL);
}

/* Five working days of 2018-12-24 end on the 31st, and by the notice of 2018-12-06 on the 29th. */
static void log_letter_of_christmas(void)
{
    struct item_facts facts = letter_of("2018-12-24T09:00:00");
    count_as_before(new_year_2019, "2019-01-01", false);
    log_item(&facts);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-12-31");
}

static void expect_unmoved(const char *now)
{
    desk_move(&desk, now);
    cr_expect_not(docket_recount(&desk.docket, why));
    cr_expect(desk_is_untouched(&desk));
}

TestSuite(docket_recount, .init = setup, .fini = teardown);

Test(docket_recount, the_notices_of_three_years_moved_what_was_running)
{
    const struct {
        const char *notice;
        const char *replaced;
        bool was_worked;
        struct item_facts facts;
        const char *extended;
        const char *imported;
        const char *from;
        const char *to;
    } cases[] = {
        {new_year_2019, NULL, false, disclosure_of("2018-11-19T09:00:00"), "2018-12-05T10:00:00",
         "2018-12-06T10:00:00", "2018-12-31", "2018-12-29"},
        {new_year_2019, NULL, false, inquiry_of(ITEM_TYPE_REPORT, "2018-10-30T09:00:00"), NULL,
         "2018-12-06T10:00:00", "2018-12-31", "2018-12-29"},
        {new_year_2019, "2019-01-01", false, inquiry_of(ITEM_TYPE_REPORT, "2018-11-01T09:00:00"),
         NULL, "2018-12-06T10:00:00", "2018-12-31", "2019-01-02"},
        {may_day_2019, "2019-05-01", false, disclosure_of("2019-03-20T09:00:00"),
         "2019-03-21T10:00:00", "2019-03-22T10:00:00", "2019-05-03", "2019-05-05"},
        {spring_2020, "2020-02-01", true, letter_of("2020-01-20T09:00:00"), NULL,
         "2020-01-27T10:00:00", "2020-02-01", "2020-02-04"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        count_as_before(cases[i].notice, cases[i].replaced, cases[i].was_worked);
        log_item(&cases[i].facts);
        if (cases[i].extended)
            desk_do(&desk, cases[i].extended, &(struct act){DOCKET_EXTEND, .n = 1});
        int generation = desk_window(&desk, 1)->generation;
        expect_window(&desk, 1, WINDOW_STATE_OPEN, cases[i].from);
        cr_expect(import_at(cases[i].imported));
        expect_window(&desk, 1, WINDOW_STATE_OPEN, cases[i].to);
        cr_expect_eq(desk_window(&desk, 1)->generation, generation + 1);
        cr_expect(docket_find(&desk.docket, 1)->is_planned);
        cr_expect_not(desk_window(&desk, 1)->is_held);
        cr_expect_eq(desk.docket.event_count, 1);
        const struct docket_event *event = desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1);
        expect_moved(event, cases[i].from, cases[i].to);
        cr_expect_eq(event->at_us, moment(cases[i].imported));
        cr_expect_str_eq(event->deed.note, why);
        expect_unmoved(cases[i].imported);
    }
}

Test(docket_recount, what_moved_into_the_past_is_held_and_fires_nothing_by_itself)
{
    log_letter_of_christmas();
    cr_expect(import_at("2018-12-30T10:00:00"));
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-12-29");
    cr_expect(desk_window(&desk, 1)->is_held);
    expect_moved(desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1), "2018-12-31", "2018-12-29");
    desk_fire(&desk);
    cr_expect_eq(desk_window(&desk, 1)->level, 0);
    expect_unmoved("2019-01-15T10:00:00");
}

Test(docket_recount, what_is_due_in_a_microsecond_is_not_held_and_what_was_due_one_ago_is)
{
    static const int64_t after_us[] = {-1, 1};
    for (size_t i = 0; i < ARRAY_LEN(after_us); i++) {
        log_letter_of_christmas();
        preset_use(preset, preset->calendar);
        desk_read(&desk, moment("2018-12-30T00:00:00") + after_us[i]);
        cr_expect(docket_recount(&desk.docket, why));
        cr_expect_eq(desk_window(&desk, 1)->is_held, after_us[i] > 0);
    }
}

Test(docket_recount, what_stands_still_moves_and_is_not_held)
{
    struct item_facts facts = disclosure_of("2018-12-10T09:00:00");
    count_as_before(new_year_2019, "2019-01-01", false);
    log_item(&facts);
    desk_do(&desk, "2018-12-28T10:00:00",
            &(struct act){DOCKET_PAUSE, .n = 1, .word = "third_party"});
    cr_expect(import_at("2018-12-30T10:00:00"));
    expect_window(&desk, 1, WINDOW_STATE_PAUSED, "2018-12-29");
    cr_expect_not(desk_window(&desk, 1)->is_held);
    expect_moved(desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1), "2018-12-31", "2018-12-29");
    desk_do(&desk, "2019-01-03T10:00:00", &(struct act){DOCKET_RESUME, .n = 1});
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2019-01-04");
    expect_unmoved("2019-01-03T11:00:00");
}

Test(docket_recount, what_is_closed_never_moves)
{
    static struct desk parent;
    struct item_facts facts = letter_of("2018-12-24T09:00:00");
    static const struct act ends[] = {
        {DOCKET_FULFIL, .n = 1}, {DOCKET_VOID, .n = 1}, {DOCKET_MERGE, .into = &parent}};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        log_letter_of_christmas();
        desk_log(&parent, preset, &facts, NULL);
        parent.docket.item_id++;
        desk_do(&desk, "2018-12-25T10:00:00", &ends[i]);
        preset_use(preset, preset->calendar);
        expect_unmoved("2018-12-26T10:00:00");
        expect_due(desk_window(&desk, 1), "2018-12-31");
    }
}

Test(docket_recount, an_answer_keeps_the_verdict_of_its_time)
{
    log_letter_of_christmas();
    desk_do(&desk, "2018-12-31T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    cr_expect_not(import_at("2018-12-31T11:00:00"));
    expect_window(&desk, 1, WINDOW_STATE_MET, "2018-12-31");
}

Test(docket_recount, counting_anew_by_the_same_calendar_changes_nothing)
{
    struct item_facts facts = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T03:18:00");
    log_item(&facts);
    expect_unmoved("2018-10-02T03:18:00");
    expect_unmoved("2018-10-02T06:00:00");
    desk_fire(&desk);
    expect_unmoved("2018-10-02T06:00:00");
    desk_do(&desk, "2018-10-02T06:30:00", &(struct act){DOCKET_ACKNOWLEDGE, .n = 1});
    expect_unmoved("2018-10-02T08:30:00");
    desk_fire(&desk);
    cr_expect_eq(desk_window(&desk, 1)->level, 1);
    expect_unmoved("2018-10-02T12:00:00");
    desk_fire(&desk);
    expect_unmoved("2018-10-04T12:00:00");
}

Test(docket_recount, a_level_that_fired_is_not_planned_again)
{
    struct item_facts facts = letter_of("2020-01-16T09:00:00");
    log_item(&facts);
    desk_move(&desk, "2020-01-23T10:00:00");
    desk_fire(&desk);
    cr_expect_eq(desk_window(&desk, 1)->level, 1, "due on the 22nd");
    letter_rule()->term.amount = 6;
    cr_expect(import_at("2020-01-23T10:00:00"));
    const struct docket_window *window = docket_find(&desk.docket, 1);
    expect_due(&window->window, "2020-01-23");
    cr_expect_eq(window->plan.levels_before, 1);
    cr_expect_eq(window->window.level, 1);
    cr_expect_eq(window->plan.first_level_step, 2, "the last warning comes once more");
    cr_expect_eq(window->plan.at_us[0], moment("2020-01-23T15:00:00"));
    cr_expect_eq(window->plan.at_us[1], moment("2020-02-05T09:00:00"));
}

Test(docket_recount, a_published_year_makes_a_time_certain)
{
    struct item_facts facts = letter_of("2018-06-01T09:00:00");
    calendar_free(before);
    before = calendar_copy_without(preset->calendar, 2018);
    calendar_seal(before);
    preset_use(preset, before);
    log_item(&facts);
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-06-08");
    cr_expect(desk_window(&desk, 1)->times.provisional);
    cr_expect(import_at("2018-06-02T10:00:00"));
    cr_expect_not(desk_window(&desk, 1)->times.provisional);
    expect_due(desk_window(&desk, 1), "2018-06-08");
    expect_moved(desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1), NULL, NULL);
}

Test(docket_recount, the_senders_time_stays_and_the_rules_moves_beside_it)
{
    struct item_facts facts = letter_of("2018-12-24T09:00:00");
    facts.sender_due_us = moment("2018-12-28T12:00:00");
    count_as_before(new_year_2019, "2019-01-01", false);
    log_item(&facts);
    cr_expect(import_at("2018-12-25T10:00:00"));
    expect_due(desk_window(&desk, 1), "2018-12-28T12:00:00");
    cr_expect_eq(desk_window(&desk, 1)->times.rule_due_at_us, moment("2018-12-30T00:00:00"));
    expect_moved(desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1), NULL, NULL);
}

Test(docket_recount, a_changed_rule_moves_what_it_governs)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    log_item(&facts);
    letter_rule()->term.amount = 3;
    cr_expect(import_at("2018-09-28T10:00:00"));
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-09-30");
    expect_moved(desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1), "2018-10-09", "2018-09-30");
}

Test(docket_recount, a_rule_that_no_longer_governs_gives_way_to_the_one_that_does)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    struct rule *old = letter_rule(), *next = &preset->rules[preset->rule_count];
    log_item(&facts);
    *next = *old;
    preset->rule_count++;
    next->id = 99;
    next->term.amount = 10;
    next->valid_from_day = day("2018-09-27");
    old->valid_to_day = day("2018-09-27");
    desk.docket.rule_count = preset->rule_count;
    expect_unmoved("2018-09-28T10:00:00");
    old->valid_to_day = day("2018-09-26");
    cr_expect(import_at("2018-09-28T10:00:00"));
    expect_window(&desk, 1, WINDOW_STATE_OPEN, "2018-10-16");
    cr_expect_eq(desk_window(&desk, 1)->rule, next);
    next->valid_from_day = day("2018-09-28");
    expect_unmoved("2018-09-28T11:00:00");
    cr_expect_eq(desk_window(&desk, 1)->rule, next, "where none governs, the last one stays");
}

Test(docket_recount, a_changed_chain_gives_a_new_plan_and_the_same_time)
{
    struct item_facts facts = letter_of("2018-09-27T09:30:00");
    struct chain *chain = &preset->chains[letter_rule()->chain - preset->chains];
    log_item(&facts);
    chain->rungs[0].time_of_day_minutes = 8 * 60;
    cr_expect(import_at("2018-09-28T10:00:00"));
    const struct docket_window *window = docket_find(&desk.docket, 1);
    expect_due(&window->window, "2018-10-09");
    cr_expect_eq(window->window.generation, 2);
    cr_expect_eq(window->plan.next_at_us, moment("2018-09-30T08:00:00"));
    expect_moved(desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1), NULL, NULL);
    chain->rungs[0].time_of_day_minutes = 7 * 60;
    expect_unmoved("2018-10-08T10:00:00");
    chain->repeat_us = DAY_US;
    cr_expect(import_at("2018-10-08T10:00:00"));
    cr_expect_eq(window->window.generation, 3);
    cr_expect_eq(window->plan.repeat_us, DAY_US);
}

Test(docket_recount, each_window_of_an_item_moves_by_itself)
{
    struct item_facts facts = letter_of("2018-12-24T09:00:00");
    facts.type = ITEM_TYPE_REPORT;
    facts.received_at_us = facts.transferred_at_us = moment("2018-12-24T09:00:00");
    count_as_before(new_year_2019, "2019-01-01", false);
    log_item(&facts);
    desk_do(&desk, "2018-12-25T09:00:00", &(struct act){DOCKET_REASSIGN, .amount = 4});
    cr_expect(import_at("2018-12-25T10:00:00"));
    expect_moved(desk_event(&desk, DOCKET_EVENT_RECALCULATED, 1), "2018-12-31", "2018-12-29");
    expect_due(desk_stage(&desk, "department_opinion"), "2018-12-28");
    cr_expect_eq(desk_stage(&desk, "department_opinion")->generation, 1);
}
