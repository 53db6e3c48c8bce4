/* huiyingctl generate: what is made up is what the API would have stored. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

#define RUN(office, ...) office_ctl(office, (const char *const[]){__VA_ARGS__, NULL})

enum { ITEMS = 200 };

static void generate(struct office *office, const char *items, const char *open, const char *seed)
{
    struct child_run run =
        RUN(office, "generate", "--items", items, "--open", open, "--seed", seed);
    cr_assert_eq(run.status, 0, "%s", run.err);
}

/* What a client would have sent to have each item logged, and where to. */
static const char requests[] =
    "CREATE VIEW request AS SELECT row_number() OVER (ORDER BY i.id) AS n, "
    "CASE i.kind WHEN 'opinion_event' THEN '/v1/opinion-events' ELSE '/v1/inquiries' END AS path, "
    "jsonb_strip_nulls(jsonb_build_object('title', title, 'content', content, 'tags', tags, "
    "'external_ref', external_ref, 'lead_department', l.code, "
    "'support_departments', (SELECT json_agg(d.code ORDER BY d.id) FROM item_department AS x "
    "JOIN department AS d ON d.id = x.department_id WHERE x.item_id = i.id), "
    "'history', true, 'answers', (SELECT json_agg(w.answer::jsonb || "
    "jsonb_build_object('stage', w.stage, 'answered_at', w.answered_at)) "
    "FROM response_window AS w WHERE w.item_id = i.id)) || "
    "CASE i.kind WHEN 'opinion_event' THEN jsonb_build_object('source', source, "
    "'severity', severity, 'accident', accident, 'detected_at', received_at, "
    "'occurred_at', occurred_at, 'drill', drill) "
    "ELSE jsonb_build_object('channel', channel, 'type', type, 'urgent', urgent, "
    "'personal_data', personal_data, 'anonymous', anonymous, 'confidential', confidential, "
    "'received_at', received_at, 'transferred_at', transferred_at) END) AS body "
    "FROM item AS i JOIN department AS l ON l.id = i.lead_department_id "
    "JOIN api_token AS t ON t.id = i.created_by AND t.name = 'generate'";

static const char *request_of(const struct office *office, const char *column, int n)
{
    return office_value(
        office,
        arena_format(office->arena, "SELECT %s::text FROM request WHERE n = %d", column, n));
}

/* Every column counts, whichever there will be, but those that cannot be the same. */
Test(generating, an_answered_item_is_stored_as_the_api_stores_it)
{
    struct office *office = office_open();
    generate(office, "200", "0", "7");
    office_sql(office, "CREATE VIEW same_item AS SELECT id, to_jsonb(i) - "
                       "'{id, ref, recorded_at, created_by, contact, contact_hash}'::text[] AS it "
                       "FROM item AS i");
    office_sql(office, "CREATE VIEW same_window AS SELECT item_id, jsonb_agg(to_jsonb(w) - "
                       "'{id, item_id, opened_at, recorded_at}'::text[] ORDER BY n) AS they "
                       "FROM response_window AS w GROUP BY item_id");
    office_sql(office, requests);
    for (int n = 1; n <= ITEMS; n++) {
        const char *body = request_of(office, "body", n);
        const struct reply *reply =
            post_as(office, "operator", request_of(office, "path", n), body);
        cr_assert_eq(reply->status, 201, "%s\n%s", body, reply->body);
    }
    const char *differs = office_value(
        office,
        "SELECT g.it::text || p.it::text || gw.they::text || pw.they::text FROM "
        "(SELECT row_number() OVER (PARTITION BY created_by ORDER BY id) AS n, * FROM item) AS a "
        "JOIN (SELECT row_number() OVER (PARTITION BY created_by ORDER BY id) AS n, * FROM item) "
        "AS b ON a.n = b.n AND a.created_by < b.created_by "
        "JOIN same_item AS g ON g.id = a.id JOIN same_item AS p ON p.id = b.id "
        "JOIN same_window AS gw ON gw.item_id = a.id JOIN same_window AS pw ON pw.item_id = b.id "
        "WHERE g.it <> p.it OR gw.they <> pw.they LIMIT 1");
    cr_assert_str_eq(differs, "", "%s", differs);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 2L * ITEMS);
    office_close(office);
}

Test(generating, so_many_windows_are_open_and_none_is_due)
{
    struct office *office = office_furnish(false);
    generate(office, "50", "333", "1");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item WHERE status = 'concluded'"), 50);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window WHERE state = 'open'"),
                 333);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window WHERE state = 'open' "
                                       "AND (due_at <= clock_timestamp() OR next_at IS NULL)"),
                 0);
    cr_assert_eq(office_number(office,
                               "SELECT count(*) FROM item AS i WHERE due_at IS DISTINCT FROM "
                               "(SELECT min(w.due_at) FROM response_window AS w "
                               "WHERE w.item_id = i.id AND w.state = 'open')"),
                 0);
    office_close(office);
}

Test(generating, the_same_seed_makes_the_same_texts_and_another_others)
{
    static const char texts[] = "SELECT md5(string_agg(title || content, '' ORDER BY received_at, "
                                "title)) FROM item";
    struct office *office = office_furnish(false);
    const char *made[3];
    static const char *const seeds[] = {"5", "5", "6"};
    for (int i = 0; i < 3; i++) {
        office_sql(office, "TRUNCATE item, response_window");
        generate(office, "1500", "0", seeds[i]);
        made[i] = office_value(office, texts);
    }
    cr_assert_str_eq(made[0], made[1]);
    cr_assert_str_neq(made[0], made[2]);
    office_close(office);
}

Test(generating, a_contact_can_be_opened)
{
    struct office *office = office_open();
    generate(office, "20", "0", "1");
    const char *ref =
        office_value(office, "SELECT ref FROM item WHERE contact IS NOT NULL LIMIT 1");
    const struct reply *reply = get_as(
        office, "operator", arena_format(office->arena, "/v1/items/%s?include=contact", ref));
    cr_assert_eq(reply->status, 200);
    cr_assert(strstr(reply->body, "\"name\":\"化名"), "%s", reply->body);
    office_close(office);
}

Test(generating, windows_fall_due_when_they_are_told_to)
{
    struct office *office = office_furnish(false);
    struct child_run run =
        RUN(office, "generate", "--open", "100", "--due-in", "60", "--due-over", "10");
    cr_assert_eq(run.status, 0, "%s", run.err);
    cr_assert_eq(office_number(office,
                               "SELECT count(*) FROM response_window WHERE state = 'open' AND "
                               "next_at = due_at AND next_at - clock_timestamp() BETWEEN "
                               "interval '30 s' AND interval '71 s'"),
                 100);
    cr_assert_eq(office_number(office,
                               "SELECT extract(epoch FROM max(due_at) - min(due_at))::integer "
                               "FROM response_window"),
                 10);
    office_close(office);
}
