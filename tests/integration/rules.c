/* Rules are data: read with their law, changed under a version, and what runs by them moves. */
#include "base/macros.h"
#include "base/text.h"
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>

static int64_t rule_id(const struct office *office, const char *code)
{
    return office_number(
        office,
        arena_format(office->arena, "SELECT min(id) FROM window_rule WHERE code = '%s'", code));
}

static const struct reply *log_letter(struct office *office)
{
    return log_item(office, "/v1/inquiries",
                    "{\"channel\":\"mayor_mailbox\",\"type\":\"complaint\",\"title\":\"来信\","
                    "\"content\":\"来信。\",\"lead_department\":\"supervision_2\"}");
}

Test(rules, a_changed_rule_moves_what_runs_by_it)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const struct reply *item = log_letter(office);
    const char *path =
        arena_format(office->arena, "/v1/rules/%lld", (long long)rule_id(office, "LETTER_5WD"));
    const char *change = "{\"amount\":7,\"unit\":\"working_days\",\"reason\":\"市政府通知\","
                         "\"version\":1}";
    const struct reply *preview =
        post_as(office, "supervisor", arena_format(office->arena, "%s/preview", path), change);
    cr_assert_eq(preview->status, 200, "%s", preview->body);
    cr_expect_eq(reply_number(preview, "moved"), 1);
    const struct ask put = {.method = "PUT", .path = path, .body = change};
    cr_assert_eq(ask_as(office, "admin", &put)->status, 202);
    cr_expect_eq(ask_as(office, "admin", &put)->status, 409, "the version has moved on");
    office_await_number(office, "SELECT count(*) FROM response_window WHERE generation = 2", 1,
                        20000);
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_expect_str_eq(reply_text(read, "windows[0].due_at"),
                     reply_text(preview, "windows[0].new_due_at"));
    office_close(office);
}

/* Wherever one would cut the reason, it would be within a character for one of these. */
Test(rules, a_reason_of_many_characters_is_kept_whole_where_windows_move)
{
    static const char *const begin[] = {"", "a", "aa"};
    struct office *office = office_open();
    struct text many = {0};
    for (int i = 0; i < 150; i++)
        text_add(&many, "依");
    office_start_worker(office, NULL, NULL);
    log_letter(office);
    int64_t id = rule_id(office, "LETTER_5WD");
    for (int i = 0; i < (int)ARRAY_LEN(begin); i++) {
        const char *reason = arena_format(office->arena, "%s%s", begin[i], text_string(&many));
        const struct ask put = {.method = "PUT",
                                .path =
                                    arena_format(office->arena, "/v1/rules/%lld", (long long)id),
                                .body = arena_format(office->arena,
                                                     "{\"amount\":%d,\"unit\":\"working_days\","
                                                     "\"reason\":\"%s\",\"version\":%d}",
                                                     7 + i, reason, 1 + i)};
        cr_assert_eq(ask_as(office, "admin", &put)->status, 202);
        office_await_number(
            office,
            arena_format(office->arena,
                         "SELECT count(*) FROM item_event WHERE type = 'recalculated' AND"
                         " data ->> 'note' LIKE '%%: %s'",
                         reason),
            1, 20000);
    }
    text_done(&many);
    office_close(office);
}

Test(rules, a_rule_is_not_changed_into_nonsense)
{
    struct office *office = office_open();
    const char *path =
        arena_format(office->arena, "/v1/rules/%lld", (long long)rule_id(office, "LETTER_5WD"));
    static const char *const cases[][2] = {
        {"{\"amount\":121,\"unit\":\"months\",\"reason\":\"x\"}", "amount"},
        {"{\"amount\":20180230,\"unit\":\"fixed_date\",\"reason\":\"x\"}", "amount"},
        {"{\"amount\":5,\"unit\":\"working_days\",\"reason\":\"x\",\"valid_from\":\"2019-01-02\","
         "\"valid_to\":\"2019-01-01\"}",
         "valid_to"},
        {"{\"amount\":5,\"unit\":\"working_days\"}", "reason"},
    };
    for (size_t i = 0; i < 4; i++) {
        const struct ask put = {.method = "PUT", .path = path, .body = cases[i][0]};
        const struct reply *refused = ask_as(office, "admin", &put);
        cr_expect_eq(refused->status, 422, "%s", cases[i][0]);
        cr_expect(*reply_problem(refused, cases[i][1]), "%s", refused->body);
    }
    const struct ask nothing = {.method = "PUT", .path = "/v1/rules/9999", .body = cases[0][0]};
    cr_expect_eq(ask_as(office, "admin", &nothing)->status, 404);
    office_close(office);
}

Test(rules, rules_are_listed_with_their_law)
{
    struct office *office = office_open();
    const struct reply *list = get_as(office, "operator", "/v1/rules");
    cr_assert_eq(list->status, 200);
    cr_expect_eq((int64_t)reply_count(list, "rules"),
                 office_number(office, "SELECT count(*) FROM window_rule"));
    cr_expect(*reply_text(list, "rules[0].legal_basis.zh"));
    cr_expect(*reply_text(list, "rules[0].legal_basis.en"));
    office_close(office);
}
