/* Names, phones and addresses of those who ask; and what the public may know. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

static const char contact[] =
    "\"contact\":{\"name\":\"化名乙丙丁\",\"phone\":\"13800004711\",\"email\":\"yi@example.org\","
    "\"address\":\"样例路四十七号\"}";
static const char *const secrets[] = {"化名乙丙丁", "13800004711", "yi@example.org",
                                      "样例路四十七号"};
enum { SECRETS = 4 };

static const char *contact_path(const struct reply *item)
{
    return arena_format(item->arena, "%s?include=contact", item_path(item));
}

static int64_t looks(const struct office *office)
{
    return office_number(office, "SELECT count(*) FROM item_event WHERE type = 'contact_viewed'");
}

/* In any column of any table, as text or as bytes. */
Test(contacts, they_lie_sealed_in_the_database)
{
    struct office *office = office_open();
    const struct ask ask = {
        .path = "/v1/inquiries", .key = "sealed", .body = inquiry_body(office, contact)};
    ask_as(office, "operator", &ask);
    get_as(office, "operator", contact_path(log_inquiry(office, contact)));
    for (size_t i = 0; i < SECRETS; i++) {
        const char *found = office_value(
            office, arena_format(office->arena,
                                 "SELECT string_agg(t.tablename, ' ') FROM pg_tables AS t, LATERAL "
                                 "(SELECT query_to_xml(format('SELECT x::text FROM %%I AS x', "
                                 "t.tablename), true, false, '')::text AS dump) AS d "
                                 "WHERE t.schemaname = 'public' AND (strpos(dump, '%s') > 0 OR "
                                 "strpos(dump, encode('%s', 'hex')) > 0)",
                                 secrets[i], secrets[i]));
        cr_assert_str_eq(found, "", "%s is in %s", secrets[i], found);
    }
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item WHERE contact IS NOT NULL AND "
                                       "contact_hash IS NOT NULL"),
                 2);
    office_close(office);
}

Test(contacts, the_same_contact_is_sealed_differently_each_time)
{
    struct office *office = office_open();
    log_inquiry(office, contact);
    log_inquiry(office, contact);
    cr_assert_eq(office_number(office, "SELECT count(DISTINCT contact) FROM item"), 2);
    cr_assert_eq(office_number(office, "SELECT count(DISTINCT contact_hash) FROM item"), 1);
    office_close(office);
}

Test(contacts, a_sealed_contact_moved_to_another_item_does_not_open)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, contact);
    log_inquiry(office, "\"contact\":{\"name\":\"甲\"}");
    office_sql(office,
               "UPDATE item SET contact = (SELECT contact FROM item ORDER BY id DESC LIMIT 1)");
    const struct reply *reply = get_as(office, "operator", contact_path(item));
    cr_assert_eq(reply->status, 500);
    cr_assert_not(strstr(reply->body, "甲"));
    office_close(office);
}

Test(contacts, those_who_answer_are_shown_them_and_each_look_is_on_record)
{
    struct office *office = office_open();
    static const char *const allowed[] = {"operator", "handler", "dept_head", "admin"};
    const struct reply *item = log_inquiry(office, contact);
    for (size_t i = 0; i < 4; i++) {
        const struct reply *shown = get_as(office, allowed[i], contact_path(item));
        cr_assert_eq(shown->status, 200, "%s", allowed[i]);
        cr_assert_str_eq(reply_text(shown, "contact.name"), secrets[0]);
        cr_assert_str_eq(reply_text(shown, "contact.phone"), secrets[1]);
        cr_assert_str_eq(reply_text(shown, "contact.email"), secrets[2]);
        cr_assert_str_eq(reply_text(shown, "contact.address"), secrets[3]);
        cr_assert_str_eq(reply_header(shown, "Cache-Control"), "no-store");
        cr_assert_eq(looks(office), (int64_t)i + 1);
    }
    cr_assert_str_eq(office_value(office,
                                  "SELECT string_agg(actor, ' ' ORDER BY id) FROM item_event "
                                  "WHERE type = 'contact_viewed'"),
                     "operator handler dept_head admin");
    office_close(office);
}

Test(contacts, nobody_else_is_shown_them)
{
    struct office *office = office_open();
    static const char *const refused[] = {"reviewer", "supervisor", "deputy_leader", "chief",
                                          "auditor",  "dashboard",  "portal"};
    const struct reply *item =
        post_as(office, "portal", "/v1/inquiries", inquiry_body(office, contact));
    for (size_t i = 0; i < 7; i++)
        cr_assert_eq(get_as(office, refused[i], contact_path(item))->status, 403, "%s", refused[i]);
    cr_assert_eq(looks(office), 0);
    office_close(office);
}

Test(contacts, an_item_without_one_is_404_and_no_look)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    cr_assert_eq(get_as(office, "operator", contact_path(item))->status, 404);
    const char *other = arena_format(office->arena, "%s?include=secrets", item_path(item));
    cr_assert_eq(get_as(office, "operator", other)->status, 400);
    cr_assert_eq(looks(office), 0);
    office_close(office);
}

Test(contacts, the_public_is_told_the_status_and_nothing_personal)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, contact);
    const char *path =
        arena_format(office->arena, "/v1/public/items/%s?code=", reply_text(item, "ref"));
    const struct reply *shown = get_as(
        office, NULL, arena_format(office->arena, "%s%s", path, reply_text(item, "query_code")));
    cr_assert_eq(shown->status, 200);
    cr_assert_eq(json_count(shown->json), 6);
    cr_assert_str_eq(reply_text(shown, "ref"), reply_text(item, "ref"));
    cr_assert_str_eq(reply_text(shown, "kind"), "inquiry");
    cr_assert_str_eq(reply_text(shown, "status"), "registered");
    cr_assert_str_eq(reply_text(shown, "status_name"), "已登记");
    cr_assert_str_eq(reply_text(shown, "due_day"), reply_text(item, "windows[0].last_day"));
    fulfil_as(office, "operator", item, 1, NULL);
    shown = get_as(office, NULL,
                   arena_format(office->arena, "%s%s", path, reply_text(item, "query_code")));
    cr_assert_str_eq(reply_text(shown, "status_name"), "已办结");
    office_close(office);
}

Test(contacts, a_wrong_code_and_an_unknown_ref_look_alike)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *path = arena_format(office->arena, "/v1/public/items/%s", reply_text(item, "ref"));
    const struct reply *wrong =
        get_as(office, NULL, arena_format(office->arena, "%s?code=00000000", path));
    const struct reply *unknown = get_as(office, NULL, "/v1/public/items/15?code=00000000");
    cr_assert_eq(wrong->status, 404);
    cr_assert_eq(unknown->status, 404);
    cr_assert_str_eq(reply_text(wrong, "title"), reply_text(unknown, "title"));
    const struct reply *none = get_as(office, NULL, path);
    cr_assert_eq(none->status, 400);
    cr_assert_str_eq(reply_problem(none, "code"), "required");
    office_close(office);
}

Test(contacts, who_keeps_guessing_codes_is_slowed)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--public-requests-per-minute", "3", NULL};
    office_start_api(office, options);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(get_as(office, NULL, "/v1/public/items/15?code=1")->status, 404);
    const struct reply *refused = get_as(office, NULL, "/v1/public/items/15?code=1");
    cr_assert_eq(refused->status, 429);
    cr_assert(reply_header(refused, "Retry-After"));
    cr_assert_eq(get_as(office, NULL, "/%761/public/items/15?code=1")->status, 429);
    cr_assert_eq(get_as(office, NULL, "/readyz")->status, 200);
    cr_assert_eq(get_as(office, "operator", "/v1/items")->status, 200);
    office_close(office);
}
