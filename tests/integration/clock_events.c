/* What people do to a window's clock, over HTTP: pause, resume, extend, restart, acknowledge,
 * confirm, void. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define VOUCHED "\"reviewer\":\"办公室\",\"proof\":\"值班日志\""

static const struct reply *request_of_2019(struct office *office)
{
    return log_request(office, "\"received_at\":\"2019-09-16T09:00:00+08:00\"");
}

/* The stages and states of all windows, "stage state, stage state". */
static const char *states(const struct reply *item)
{
    const char *text = "";
    char path[40];
    for (size_t i = 0; i < reply_count(item, "windows"); i++) {
        snprintf(path, sizeof(path), "windows[%zu].stage", i);
        const char *stage = reply_text(item, path);
        snprintf(path, sizeof(path), "windows[%zu].state", i);
        text = arena_format(item->arena, "%s%s%s %s", text, *text ? ", " : "", stage,
                            reply_text(item, path));
    }
    return text;
}

static bool is_allowed(const struct reply *reply, const char *path, const char *action)
{
    const struct json *allowed = reply_at(reply, path);
    for (size_t i = 0; i < json_count(allowed); i++) {
        if (strcmp(json_string(json_at(allowed, i)), action) == 0)
            return true;
    }
    return false;
}

Test(clock_events, asking_a_third_party_stops_the_clock_and_gives_them_a_time_of_their_own)
{
    struct office *office = office_open();
    const struct reply *item = request_of_2019(office);
    cr_assert_str_eq(reply_text(item, "windows[1].last_day"), "2019-10-17");
    const struct reply *asked =
        act(office, item, 2, "pause",
            "{\"reason\":\"third_party\",\"at\":\"2019-09-18T10:00:00+08:00\"," VOUCHED "}");
    cr_expect_str_eq(states(asked),
                     "supplement_notice open, reply paused, third_party_answer open");
    cr_expect_str_eq(reply_text(asked, "windows[2].last_day"), "2019-10-14");
    cr_expect_eq(office_number(office, "SELECT count(*) FROM response_window WHERE stage = 'reply' "
                                       "AND next_at IS NOT NULL"),
                 0, "nothing fires while it stands still");
    const struct reply *answered =
        act(office, item, 2, "resume", "{\"at\":\"2019-09-25T10:00:00+08:00\"," VOUCHED "}");
    cr_expect_str_eq(states(answered),
                     "supplement_notice open, reply open, third_party_answer met");
    /* 18, 19, 20, 23 and 24 September are not counted: five working days later */
    cr_expect_str_eq(reply_text(answered, "windows[1].last_day"), "2019-10-24");
    cr_expect_eq(reply_count(answered, "windows[1].pauses"), 1);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = 'resumed' AND "
                                       "data ->> 'new_due_at' = '2019-10-25T00:00:00+08:00'"),
                 1);
    office_close(office);
}

Test(clock_events, a_wrong_moment_is_409_and_tells_what_is_possible)
{
    struct office *office = office_open();
    const struct reply *item = request_of_2019(office);
    const struct reply *refused = act_as(office, "operator", item, 2, "resume", NULL);
    cr_assert_eq(refused->status, 409, "%s", refused->body);
    cr_expect_str_eq(reply_text(refused, "type"), "/problems/conflict");
    cr_expect_str_eq(reply_problem(refused, "resume"), "not-now");
    cr_expect(is_allowed(refused, "allowed", "pause"));
    cr_expect_not(is_allowed(refused, "allowed", "resume"));
    cr_expect(is_allowed(item, "windows[1].allowed", "extend"));
    cr_expect_not(is_allowed(item, "windows[0].allowed", "extend"), "the notice has no extension");
    cr_expect_eq(act_as(office, "operator", item, 9, "resume", NULL)->status, 404);
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_expect_str_eq(read->body, item->body, "nothing has changed");
    office_close(office);
}

Test(clock_events, an_extension_needs_who_why_and_how_it_was_told_and_is_given_once)
{
    struct office *office = office_open();
    const struct reply *item = log_request(office, "");
    const struct reply *bare = act_as(office, "operator", item, 2, "extend", "{}");
    cr_assert_eq(bare->status, 422);
    cr_expect_str_eq(reply_problem(bare, "approved_by"), "required");
    cr_expect_str_eq(reply_problem(bare, "reason"), "required");
    cr_expect_str_eq(reply_problem(bare, "notice"), "required");
    const char *good = "{\"reason\":\"需检索档案\",\"approved_by\":\"办公室负责人\","
                       "\"notice\":\"延期告知书〔2019〕3号\"}";
    const struct reply *most = act_as(office, "operator", item, 2, "extend",
                                      "{\"reason\":\"需检索档案\",\"approved_by\":\"负责人\","
                                      "\"notice\":\"告知书\",\"amount\":21}");
    cr_expect_str_eq(reply_problem(most, "amount"), "too-big");
    const struct reply *extended = act(office, item, 2, "extend", good);
    cr_expect_eq(reply_number(extended, "windows[1].extension"), 20);
    cr_expect_str_neq(reply_text(extended, "windows[1].due_at"),
                      reply_text(item, "windows[1].due_at"));
    const struct reply *again = act_as(office, "operator", item, 2, "extend", good);
    cr_expect_eq(again->status, 409);
    cr_expect_eq(office_number(office,
                               "SELECT count(*) FROM item_event WHERE type = 'extended' AND "
                               "data ->> 'approved_by' = '办公室负责人'"),
                 1);
    office_close(office);
}

Test(clock_events, sixteen_extensions_at_once_are_one)
{
    struct office *office = office_open();
    enum { CLIENTS = 16 };
    struct ask asks[CLIENTS];
    const struct reply *item = log_request(office, "");
    size_t done = 0;
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){
            .path = arena_format(office->arena, "%s/windows/2/extend", item_path(item)),
            .token = office_token(office, "operator"),
            .body = "{\"reason\":\"需检索档案\",\"approved_by\":\"负责人\",\"notice\":\"告知书\"}"};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++) {
        cr_expect(replies[i]->status == 200 || replies[i]->status == 409, "%d", replies[i]->status);
        done += replies[i]->status == 200;
    }
    cr_expect_eq(done, 1);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item_event WHERE type = 'extended'"),
                 1);
    cr_expect_eq(office_number(office, "SELECT generation FROM response_window WHERE n = 2"), 2);
    office_close(office);
}

Test(clock_events, a_supplement_is_asked_for_once_and_starts_the_time_anew)
{
    struct office *office = office_open();
    const struct reply *item = request_of_2019(office);
    const struct reply *asked =
        act(office, item, 2, "pause",
            "{\"reason\":\"supplement\",\"at\":\"2019-09-18T10:00:00+08:00\"," VOUCHED "}");
    cr_expect_str_eq(states(asked), "supplement_notice met, reply paused");
    cr_expect(is_allowed(asked, "allowed", "abandon"));
    const struct reply *come =
        act(office, item, 2, "restart",
            "{\"reason\":\"supplemented\",\"at\":\"2019-09-27T10:00:00+08:00\"," VOUCHED "}");
    cr_expect_str_eq(reply_text(come, "windows[1].starts_at"), "2019-09-27T10:00:00+08:00");
    cr_expect_str_eq(reply_text(come, "windows[1].last_day"), "2019-10-30");
    cr_expect_eq(act_as(office, "operator", item, 2, "pause",
                        "{\"reason\":\"supplement\",\"at\":\"2019-09-28T10:00:00+08:00\"," VOUCHED
                        "}")
                     ->status,
                 409, "everything is asked for at once");
    office_close(office);
}

Test(clock_events, a_request_that_is_not_supplemented_is_abandoned)
{
    struct office *office = office_open();
    const struct reply *item = log_request(office, "");
    const char *why = "{\"reason\":\"逾期未补正\"}";
    cr_expect_eq(act_as(office, "supervisor", item, 0, "abandon", why)->status, 409);
    act(office, item, 2, "pause", "{\"reason\":\"supplement\"}");
    const struct reply *gone = act_as(office, "supervisor", item, 0, "abandon", why);
    cr_assert_eq(gone->status, 200, "%s", gone->body);
    cr_expect_str_eq(reply_text(gone, "status"), "abandoned");
    cr_expect_str_eq(states(gone), "supplement_notice met, reply void");
    office_close(office);
}

Test(clock_events, what_is_entered_late_needs_reviewer_and_proof)
{
    struct office *office = office_open();
    const struct reply *item = request_of_2019(office);
    const char *body = "{\"reason\":\"third_party\",\"at\":\"2019-09-18T10:00:00+08:00\"}";
    const struct reply *refused = act_as(office, "operator", item, 2, "pause", body);
    cr_assert_eq(refused->status, 422);
    cr_expect_str_eq(reply_problem(refused, "reviewer"), "late-entry");
    cr_expect_str_eq(reply_problem(refused, "proof"), "late-entry");
    office_close(office);
}

Test(clock_events, the_version_that_was_seen_can_be_demanded)
{
    struct office *office = office_open();
    const struct reply *item = log_request(office, "");
    struct ask ask = {.path = arena_format(office->arena, "%s/windows/2/pause", item_path(item)),
                      .if_match = reply_header(item, "ETag"),
                      .body = "{\"reason\":\"third_party\"}"};
    cr_expect_eq(ask_as(office, "operator", &ask)->status, 200);
    ask.path = arena_format(office->arena, "%s/windows/2/resume", item_path(item));
    ask.method = "POST";
    ask.body = NULL;
    cr_expect_eq(ask_as(office, "operator", &ask)->status, 412);
    office_close(office);
}

Test(clock_events, a_signature_stops_the_ring_and_is_given_once)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    const struct reply *signed_for = act_as(office, "chief", item, 1, "acknowledge", NULL);
    cr_assert_eq(signed_for->status, 200, "%s", signed_for->body);
    cr_expect(json_boolean(reply_at(signed_for, "windows[0].acknowledged")));
    const struct reply *again = act_as(office, "chief", item, 1, "acknowledge", NULL);
    cr_expect_str_eq(again->body, signed_for->body);
    office_close(office);
}

Test(clock_events, a_stage_that_is_not_owed_is_voided_by_a_supervisor_alone)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    const char *body = "{\"reason\":\"事态已平息\",\"approved_by\":\"分管领导\"}";
    cr_expect_eq(act_as(office, "operator", item, 2, "void", body)->status, 403);
    const struct reply *gone = act_as(office, "supervisor", item, 2, "void", body);
    cr_assert_eq(gone->status, 200, "%s", gone->body);
    cr_expect_str_eq(states(gone), "authoritative_info open, press_conference void");
    cr_expect_eq(act_as(office, "operator", item, 2, "fulfil", NULL)->status, 409);
    office_close(office);
}
