/* Merging duplicates (并单): one item is handled, every caller is answered. */
#include "domain/docket.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/docket.h"

static struct preset *preset;
static struct desk child, parent;

enum { PARENT_ITEM = DESK_ITEM + 1 };

static const struct act merge = {DOCKET_MERGE, .into = &parent};

static void setup(void)
{
    preset = preset_load();
}

static void teardown(void)
{
    preset_free(preset);
}

static void log_both_as(const struct item_facts *of_child, const struct item_facts *of_parent)
{
    desk_log(&child, preset, of_child, NULL);
    desk_log(&parent, preset, of_parent, NULL);
    parent.docket.item_id = PARENT_ITEM;
}

static void log_both(enum item_type type, const char *child_at, const char *parent_at)
{
    struct item_facts of_child = inquiry_of(type, child_at);
    struct item_facts of_parent = inquiry_of(type, parent_at);
    log_both_as(&of_child, &of_parent);
}

static void expect_not_merged(void)
{
    desk_move(&child, "2019-09-20T10:00:00");
    expect_refused(&child, DOCKET_NOT_NOW, &merge);
}

TestSuite(docket_merge, .init = setup, .fini = teardown);

Test(docket_merge, the_parent_carries_what_the_child_owed)
{
    log_both(ITEM_TYPE_COMPLAINT, "2018-09-27T09:00:00", "2018-09-26T09:00:00");
    desk_do(&child, "2018-09-28T10:00:00", &merge);
    expect_window(&child, 1, WINDOW_STATE_MERGED, "2018-10-09");
    cr_expect_eq(child.docket.status, ITEM_STATUS_MERGED);
    cr_expect_eq(child.docket.merged_into, PARENT_ITEM);
    cr_expect_eq(child.docket.event_count, 1);
    cr_expect_eq(desk_event(&child, DOCKET_EVENT_MERGED, 0)->other_id, PARENT_ITEM);
    cr_expect_eq(desk_window(&child, 1)->generation, 1);
    cr_expect_eq(docket_allowed(&child.docket, 0), 0u);
    cr_expect_eq(docket_allowed(&child.docket, 1), 0u);
    expect_window(&parent, 1, WINDOW_STATE_OPEN, "2018-10-08");
    cr_expect_eq(parent.docket.window_count, 1);
    cr_expect_eq(desk_window(&parent, 1)->generation, 1, "its own time is the earlier");
    cr_expect_eq(parent.docket.event_count, 1);
    cr_expect_eq(desk_event(&parent, DOCKET_EVENT_INHERITED, 0)->other_id, DESK_ITEM);
    cr_expect_eq(parent.docket.status, ITEM_STATUS_REGISTERED);
    cr_expect_eq(parent.docket.merged_into, 0);
}

Test(docket_merge, what_the_child_owed_earlier_is_owed_earlier_and_told_at_once)
{
    log_both(ITEM_TYPE_COMPLAINT, "2018-09-26T09:00:00", "2018-09-28T09:00:00");
    expect_window(&parent, 1, WINDOW_STATE_OPEN, "2018-10-10");
    desk_do(&child, "2018-09-28T10:00:00", &merge);
    expect_window(&child, 1, WINDOW_STATE_MERGED, "2018-10-08");
    expect_window(&parent, 1, WINDOW_STATE_OPEN, "2018-10-08");
    cr_expect_eq(desk_window(&parent, 1)->times.rule_due_at_us, moment("2018-10-11T00:00:00"));
    cr_expect_eq(desk_window(&parent, 1)->generation, 2);
    expect_moved(desk_event(&parent, DOCKET_EVENT_TIGHTENED, 1), "2018-10-10", "2018-10-08");
    cr_expect_not(docket_recount(&parent.docket, "calendar"), "and stays so");
}

Test(docket_merge, the_parent_inherits_each_stage_that_it_lacks_at_its_time)
{
    static const char *const stages[] = {"acknowledged", "first_disposal", "disposal_result"};
    static const char *const due[] = {"2018-09-27T09:30:00", "2018-09-27T11:00:00",
                                      "2018-09-28T09:00:00"};
    struct item_facts urgent = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-09-27T09:00:00");
    struct item_facts plain = urgent;
    urgent.urgent = true;
    plain.received_at_us = moment("2018-09-26T09:00:00");
    log_both_as(&urgent, &plain);
    desk_do(&child, "2018-09-27T09:10:00", &merge);
    cr_assert_eq(parent.docket.window_count, 4);
    for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
        const struct window *window = desk_stage(&parent, stages[i]);
        expect_window(&parent, window->n, WINDOW_STATE_OPEN, due[i]);
        cr_expect_eq(window->clock.starts_at_us, moment("2018-09-27T09:00:00"));
        cr_expect_eq(window->department_id, DESK_DEPARTMENT);
        cr_expect(docket_find(&parent.docket, window->n)->is_planned);
        cr_expect_not_null(desk_event(&parent, DOCKET_EVENT_INHERITED, window->n));
        expect_window(&child, (int)i + 1, WINDOW_STATE_MERGED, due[i]);
    }
    cr_expect_eq(desk_event_count(&parent, DOCKET_EVENT_INHERITED), 4);
    expect_window(&child, 4, WINDOW_STATE_MERGED, "2018-10-09");
}

Test(docket_merge, what_is_inherited_goes_on_by_the_same_clock)
{
    struct item_facts report = inquiry_of(ITEM_TYPE_REPORT, "2018-08-13T11:02:00");
    struct item_facts complaint = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-08-14T11:02:00");
    report.sender_due_us = moment("2018-10-01T00:00:00");
    for (int i = 0; i < 2; i++) {
        log_both_as(&report, &complaint);
        desk_do(&child, "2018-08-15T10:00:00", &merge);
        const int n = desk_stage(&parent, "conclusion")->n;
        expect_window(&parent, n, WINDOW_STATE_OPEN, i ? "2018-10-12" : "2018-09-30");
        desk_do(&parent, "2018-10-11T10:00:00", &(struct act){DOCKET_EXTEND, .n = n});
        expect_window(&parent, n, WINDOW_STATE_OPEN, i ? "2018-11-12" : "2018-09-30");
        report.sender_due_us = INSTANT_NONE;
    }
}

Test(docket_merge, no_drill_merges_with_what_is_real)
{
    for (int i = 0; i < 2; i++) {
        log_both(ITEM_TYPE_COMPLAINT, "2019-09-20T09:00:00", "2019-09-20T09:00:00");
        (i ? &child : &parent)->docket.is_drill = true;
        expect_not_merged();
        (i ? &parent : &child)->docket.is_drill = true;
        desk_do(&child, "2019-09-20T11:00:00", &merge);
    }
}

/* Due by 9 October, and told so on the 10th: the caller was not answered before the parent's was.
 */
Test(docket_merge, no_answer_reaches_a_caller_before_it_was_given)
{
    struct act late = merge;
    log_both(ITEM_TYPE_COMPLAINT, "2018-09-27T09:00:00", "2018-09-28T09:00:00");
    desk_do(&parent, "2018-10-10T09:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    parent.docket.status = ITEM_STATUS_REGISTERED; /* something else of it is still owed */
    late.at_us = moment("2018-10-09T16:00:00");
    late.has_reviewer = late.has_proof = true;
    desk_move(&parent, "2018-10-10T10:00:00");
    desk_do(&child, "2018-10-10T10:00:00", &late);
    expect_window(&child, 1, WINDOW_STATE_LATE, "2018-10-09");
    cr_expect_eq(desk_window(&child, 1)->answered_at_us, moment("2018-10-10T09:00:00"));
}

Test(docket_merge, a_later_time_of_the_child_loosens_nothing)
{
    log_both(ITEM_TYPE_REPORT, "2018-08-13T11:02:00", "2018-08-13T12:00:00");
    desk_do(&child, "2018-10-11T10:00:00", &(struct act){DOCKET_EXTEND, .n = 1});
    expect_window(&child, 1, WINDOW_STATE_OPEN, "2018-11-12");
    desk_do(&child, "2018-10-11T11:00:00", &merge);
    expect_window(&parent, 1, WINDOW_STATE_OPEN, "2018-10-12");
    cr_expect_null(desk_event(&parent, DOCKET_EVENT_TIGHTENED, 0));
    cr_expect_eq(desk_window(&parent, 1)->generation, 1);
}

Test(docket_merge, what_the_parent_answered_already_is_the_childs_answer_too)
{
    static const struct {
        int64_t after_us;
        enum window_state state;
    } cases[] = {{-1, WINDOW_STATE_MET}, {0, WINDOW_STATE_MET}, {1, WINDOW_STATE_LATE}};
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct item_facts late = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-09-27T09:00:00");
        struct item_facts early = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-09-26T09:00:00");
        early.urgent = true;
        log_both_as(&late, &early);
        int n = desk_stage(&parent, "reply")->n;
        desk_do(&parent, "2018-09-28T09:00:00", &(struct act){DOCKET_FULFIL, .n = n});
        desk_read(&child, moment("2018-10-10T00:00:00") + cases[i].after_us);
        cr_expect_eq(desk_act(&child, &merge), DOCKET_DONE);
        expect_window(&child, 1, cases[i].state, "2018-10-09");
        cr_expect_eq(desk_window(&child, 1)->answered_at_us, child.docket.now_us);
        cr_expect_not_null(docket_find(&child.docket, 1)->answer);
        cr_expect_eq(child.docket.status, ITEM_STATUS_CONCLUDED, "nothing is owed to it");
        expect_window(&parent, n, WINDOW_STATE_MET, "2018-10-08");
        cr_expect_eq(parent.docket.window_count, 4);
    }
}

Test(docket_merge, a_stage_that_the_parent_voided_is_one_that_it_lacks)
{
    struct item_facts late = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-09-27T09:00:00");
    struct item_facts early = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-09-26T09:00:00");
    early.urgent = true;
    log_both_as(&late, &early);
    int n = desk_stage(&parent, "reply")->n;
    desk_do(&parent, "2018-09-26T10:00:00", &(struct act){DOCKET_VOID, .n = n});
    desk_do(&child, "2018-09-28T10:00:00", &merge);
    expect_window(&parent, n, WINDOW_STATE_VOID, "2018-10-08");
    expect_window(&parent, 5, WINDOW_STATE_OPEN, "2018-10-09");
}

Test(docket_merge, the_earliest_time_goes_with_the_item_through_a_second_merger)
{
    static struct desk last;
    struct item_facts facts = inquiry_of(ITEM_TYPE_COMPLAINT, "2018-09-29T09:00:00");
    log_both(ITEM_TYPE_COMPLAINT, "2018-09-26T09:00:00", "2018-09-28T09:00:00");
    desk_log(&last, preset, &facts, NULL);
    last.docket.item_id = PARENT_ITEM + 1;
    desk_do(&child, "2018-09-29T10:00:00", &merge);
    desk_do(&parent, "2018-09-29T11:00:00", &(struct act){DOCKET_MERGE, .into = &last});
    expect_window(&last, 1, WINDOW_STATE_OPEN, "2018-10-08");
    expect_window(&parent, 1, WINDOW_STATE_MERGED, "2018-10-08");
}

Test(docket_merge, disclosure_requests_and_petitions_never_merge)
{
    struct item_facts disclosure = disclosure_of("2019-09-16T10:00:00");
    struct item_facts old_disclosure = disclosure_of("2019-05-14T10:00:00");
    struct item_facts petition = petition_of("2019-09-16T10:00:00");
    log_both_as(&disclosure, &disclosure);
    expect_not_merged();
    log_both_as(&old_disclosure, &old_disclosure);
    expect_not_merged();
    log_both_as(&petition, &petition);
    expect_not_merged();
}

Test(docket_merge, confidential_reports_never_merge_and_open_ones_do)
{
    log_both(ITEM_TYPE_REPORT, "2019-09-16T10:00:00", "2019-09-16T11:00:00");
    child.docket.is_confidential = true;
    expect_not_merged();
    child.docket.is_confidential = false;
    parent.docket.is_confidential = true;
    expect_not_merged();
    parent.docket.is_confidential = false;
    desk_do(&child, "2019-09-20T10:00:00", &merge);
    log_both(ITEM_TYPE_COMPLAINT, "2019-09-16T10:00:00", "2019-09-16T11:00:00");
    child.docket.is_confidential = parent.docket.is_confidential = true;
    desk_do(&child, "2019-09-20T10:00:00", &merge);
}

Test(docket_merge, what_is_not_of_a_kind_or_is_the_same_never_merges)
{
    struct item_facts complaint = inquiry_of(ITEM_TYPE_COMPLAINT, "2019-09-16T10:00:00");
    struct item_facts opinion = opinion_of(ITEM_SEVERITY_LARGE, "2019-09-16T10:00:00");
    log_both_as(&complaint, &opinion);
    expect_not_merged();
    log_both_as(&complaint, &complaint);
    parent.docket.item_id = DESK_ITEM;
    expect_not_merged();
}

Test(docket_merge, what_is_concluded_or_merged_already_never_merges)
{
    log_both(ITEM_TYPE_COMPLAINT, "2019-09-16T10:00:00", "2019-09-16T11:00:00");
    desk_do(&parent, "2019-09-18T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_not_merged();
    log_both(ITEM_TYPE_COMPLAINT, "2019-09-16T10:00:00", "2019-09-16T11:00:00");
    desk_do(&child, "2019-09-18T10:00:00", &(struct act){DOCKET_FULFIL, .n = 1});
    expect_not_merged();
    log_both(ITEM_TYPE_COMPLAINT, "2019-09-16T10:00:00", "2019-09-16T11:00:00");
    desk_do(&child, "2019-09-18T10:00:00", &merge);
    expect_not_merged();
    desk_move(&parent, "2019-09-20T10:00:00");
    expect_refused(&parent, DOCKET_NOT_NOW, &(struct act){DOCKET_MERGE, .into = &child});
}

Test(docket_merge, a_parent_that_is_full_takes_no_more)
{
    log_both(ITEM_TYPE_COMPLAINT, "2019-09-16T10:00:00", "2019-09-16T11:00:00");
    parent.docket.window_room = 1;
    expect_not_merged();
    parent.docket.window_room = 2;
    desk_do(&child, "2019-09-20T10:00:00", &merge);
}

Test(docket_merge, events_that_are_one_merge_too)
{
    struct item_facts large = opinion_of(ITEM_SEVERITY_LARGE, "2018-10-02T03:18:00");
    struct item_facts major = opinion_of(ITEM_SEVERITY_MAJOR, "2018-10-02T04:00:00");
    log_both_as(&large, &major);
    desk_do(&child, "2018-10-02T04:30:00", &merge);
    expect_due(desk_stage(&parent, "authoritative_info"), "2018-10-02T09:00:00");
    expect_due(desk_stage(&parent, "press_conference"), "2018-10-03T04:00:00");
    expect_due(desk_stage(&parent, "response"), "2018-10-04T03:18:00");
}

Test(docket_merge, a_merger_is_entered_late_only_with_proof_and_not_before_receipt)
{
    struct act act = merge;
    log_both(ITEM_TYPE_COMPLAINT, "2018-09-26T09:00:00", "2018-09-28T09:00:00");
    act.at_us = moment("2018-09-28T10:00:00");
    desk_move(&child, "2018-09-28T11:00:00");
    expect_late_entry_is_vouched_for(&child, &act);
    act.at_us = moment("2018-09-26T09:00:00") - 1;
    expect_wrong(&child, "at", PROBLEM_TOO_EARLY, &act);
    act.at_us = moment("2018-09-28T10:00:00");
    act.has_reviewer = act.has_proof = true;
    cr_expect_eq(desk_act(&child, &act), DOCKET_DONE);
    cr_expect_eq(desk_event(&parent, DOCKET_EVENT_TIGHTENED, 1)->at_us,
                 moment("2018-09-28T10:00:00"));
}
