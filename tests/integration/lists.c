/* GET /v1/items: filters, orders, pages. */
#include "base/macros.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

enum { WALKED = 25, PAGE = 4, CONNECT_MS_MAX = 10000 };

/* Four items that differ in all that lists can be asked for, oldest first. */
struct four {
    const struct reply *overdue;   /* inquiry, supervision_2, received in August 2018 */
    const struct reply *concluded; /* the same, answered */
    const struct reply *event;     /* opinion event, office, now */
    const struct reply *petition;  /* petition, office, supported by supervision_2, in June 2018 */
};

static struct four log_four(struct office *office);
static void check_list(struct office *office, const char *query, const char *const *refs,
                       size_t count);
static const char *next_page(const struct reply *page);
static void check_refused(struct office *office, const char *query, const char *parameter,
                          const char *problem);
static void walk(struct office *office, const char *first);
static const struct reply *log_walked(struct office *office, bool is_supported);
static const char *last_list_by(const struct office *office);

Test(lists, newest_come_first_if_nothing_is_said)
{
    struct office *office = office_open();
    struct four all = log_four(office);
    const char *refs[] = {reply_text(all.event, "ref"), reply_text(all.concluded, "ref"),
                          reply_text(all.overdue, "ref"), reply_text(all.petition, "ref")};
    check_list(office, "", refs, 4);
    check_list(office, "sort=received", refs, 4);
    office_close(office);
}

Test(lists, by_due_the_soonest_come_first_and_the_concluded_not_at_all)
{
    struct office *office = office_open();
    struct four all = log_four(office);
    const char *refs[] = {reply_text(all.petition, "ref"), reply_text(all.overdue, "ref"),
                          reply_text(all.event, "ref")};
    check_list(office, "sort=due", refs, 3);
    office_close(office);
}

Test(lists, each_filter_leaves_what_it_says)
{
    struct office *office = office_open();
    struct four all = log_four(office);
    const char *overdue = reply_text(all.overdue, "ref"), *event = reply_text(all.event, "ref");
    const char *concluded = reply_text(all.concluded, "ref");
    const char *petition = reply_text(all.petition, "ref");
    const struct {
        const char *query;
        size_t count;
        const char *refs[4];
    } cases[] = {
        {"kind=inquiry", 2, {concluded, overdue}},
        {"kind=opinion_event", 1, {event}},
        {"kind=petition", 1, {petition}},
        {"kind=disclosure_request", 0, {NULL}},
        {"department=supervision_2&sort=due", 2, {petition, overdue}},
        {"department=office&sort=due", 2, {petition, event}},
        {"status=concluded", 1, {concluded}},
        {"status=registered", 3, {event, overdue, petition}},
        {"department=office", 2, {event, petition}},
        {"department=supervision_2", 3, {concluded, overdue, petition}},
        {"department=%E7%9B%91%E7%AE%A1%E4%BA%8C%E7%A7%91", 3, {concluded, overdue, petition}},
        {"stage=reply", 1, {overdue}},
        {"stage=authoritative_info", 1, {event}},
        {"overdue=true", 2, {petition, overdue}},
        {"overdue=false", 4, {event, concluded, overdue, petition}},
        {"overdue=true&stage=reply", 1, {overdue}},
        {"due_before=2018-08-01T00:00:00Z", 1, {petition}},
        {"received_from=2018-07-01T00:00:00Z", 3, {event, concluded, overdue}},
        {"received_before=2018-07-01T00:00:00Z", 1, {petition}},
        {"received_from=2018-07-01T00:00:00Z&received_before=2018-09-01T00:00:00Z",
         2,
         {concluded, overdue}},
        {"kind=inquiry&status=registered&department=supervision_2", 1, {overdue}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_list(office, cases[i].query, cases[i].refs, cases[i].count);
    office_close(office);
}

Test(lists, an_entry_shows_windows_but_no_content)
{
    struct office *office = office_open();
    log_event_of(office, "major", "");
    const struct reply *list = get_as(office, "operator", "/v1/items");
    cr_assert_str_eq(reply_text(list, "items[0].windows[1].stage"), "press_conference");
    cr_assert_str_eq(reply_text(list, "items[0].lead_department_name"), "办公室");
    cr_assert_str_eq(reply_text(list, "items[0].title"), "网传某化工仓库夜间起火");
    cr_assert_not(reply_at(list, "items[0].content"));
    cr_assert_not(reply_at(list, "items[0].query_code"));
    office_close(office);
}

Test(lists, pages_show_each_item_once_while_others_come_in)
{
    struct office *office = office_open();
    walk(office, arena_format(office->arena, "/v1/items?limit=%d", PAGE));
    office_close(office);
}

Test(lists, pages_by_due_show_each_item_once_while_others_come_in)
{
    struct office *office = office_open();
    walk(office, arena_format(office->arena, "/v1/items?sort=due&limit=%d", PAGE));
    office_close(office);
}

Test(lists, searches_by_due_show_each_item_once_while_others_come_in)
{
    struct office *office = office_open();
    walk(office, arena_format(office->arena, "/v1/items?sort=due&kind=inquiry&limit=%d", PAGE));
    office_close(office);
}

Test(lists, pages_of_a_department_show_what_it_leads_and_what_it_supports)
{
    struct office *office = office_open();
    walk(office,
         arena_format(office->arena, "/v1/items?sort=due&department=supervision_2&limit=%d", PAGE));
    office_close(office);
}

/* Else one that is slow keeps the others waiting. */
Test(lists, searches_have_connections_of_their_own)
{
    static const char opened[] =
        "SELECT string_agg(application_name || ' ' || n, ', ' ORDER BY application_name) FROM "
        "(SELECT "
        "application_name, count(*) AS n FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name LIKE 'huiying-api%' GROUP BY 1) AS x";
    static const struct {
        const char *role, *query;
        bool is_search;
    } cases[] = {
        {"operator", "", false},
        {"operator", "sort=due&limit=1", false},
        {"operator", "department=office", false},
        {"operator", "overdue=false&sort=received", false},
        {"handler", "", false},
        {"handler", "department=supervision_2", false},
        {"handler", "department=office", true},
        {"portal", "", true},
        {"operator", "kind=inquiry", true},
        {"operator", "status=concluded", true},
        {"operator", "stage=reply", true},
        {"operator", "overdue=true", true},
        {"operator", "due_before=2018-08-01T00:00:00Z", true},
        {"operator", "received_from=2018-07-01T00:00:00Z", true},
        {"operator", "received_before=2018-07-01T00:00:00Z", true},
    };
    struct office *office = office_open();
    struct patience left = patience_of(CONNECT_MS_MAX);
    while (strcmp(office_value(office, opened),
                  "huiying-api 4, huiying-api (reading) 2, huiying-api (searching) 2") != 0)
        patience_wait(&left, "all connections");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *path = arena_format(office->arena, "/v1/items?%s", cases[i].query);
        cr_assert_eq(get_as(office, cases[i].role, path)->status, 200, "%s", path);
        cr_expect_str_eq(last_list_by(office),
                         cases[i].is_search ? "huiying-api (searching)" : "huiying-api (reading)",
                         "%s: %s", cases[i].role, path);
    }
    office_close(office);
}

Test(lists, a_forged_or_foreign_cursor_is_refused)
{
    struct office *office = office_open();
    log_four(office);
    const char *next = next_page(get_as(office, "operator", "/v1/items?limit=1"));
    cr_assert(next);
    char *forged = arena_copy(office->arena, next, strlen(next));
    char *last = forged + strlen(forged) - 1;
    *last = *last == '1' ? '2' : '1';
    const struct reply *refused = get_as(office, "operator", forged);
    cr_assert_eq(refused->status, 400);
    cr_assert_str_eq(reply_problem(refused, "cursor"), "bad-format");
    const char *cursor = strstr(next, "cursor=");
    check_refused(office, arena_format(office->arena, "sort=due&%s", cursor), "cursor",
                  "bad-format");
    check_refused(office, "cursor=nonsense", "cursor", "bad-format");
    check_refused(office, "cursor=~~~", "cursor", "bad-format");
    const struct reply *feed = get_as(office, "operator", "/v1/escalations");
    check_refused(office, arena_format(office->arena, "cursor=%s", reply_text(feed, "since")),
                  "cursor", "bad-format");
    office_close(office);
}

Test(lists, wrong_parameters_are_named)
{
    struct office *office = office_open();
    static const char *const cases[][3] = {
        {"limit=0", "limit", "too-small"},
        {"limit=201", "limit", "too-big"},
        {"limit=-1", "limit", "too-small"},
        {"limit=1.5", "limit", "wrong-type"},
        {"limit=99999999999999999999", "limit", "wrong-type"},
        {"colour=red", "colour", "unknown-field"},
        {"kind=pigeon", "kind", "not-one-of"},
        {"status=lost", "status", "not-one-of"},
        {"sort=title", "sort", "not-one-of"},
        {"overdue=yes", "overdue", "wrong-type"},
        {"due_before=2018-08-01", "due_before", "bad-time"},
        {"department=nowhere", "department", "not-known"},
        {"stage=no_such_stage", "stage", "not-known"},
        {"kind=inquiry&kind=petition", "kind", "duplicate"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_refused(office, cases[i][0], cases[i][1], cases[i][2]);
    const struct reply *both = get_as(office, "operator", "/v1/items?limit=0&colour=red&kind=x");
    cr_assert_eq(reply_count(both, "errors"), 3);
    cr_assert_eq(get_as(office, "operator", "/v1/items?limit=200")->status, 200);
    cr_assert_eq(get_as(office, "operator", "/v1/items?limit=1")->status, 200);
    office_close(office);
}

Test(lists, an_items_events_come_in_order_and_in_pages)
{
    struct office *office = office_open();
    static const char *const types[] = {"registered", "fulfilled", "fulfilled"};
    const struct reply *item = log_event_of(office, "large", "\"accident\":true");
    fulfil_as(office, "operator", item, 2, NULL);
    fulfil_as(office, "admin", item, 1, NULL);
    const char *path = arena_format(office->arena, "%s/events?limit=1", item_path(item));
    size_t seen = 0;
    for (; path; seen++) {
        const struct reply *page = get_as(office, "operator", path);
        cr_assert_eq(page->status, 200);
        cr_assert_eq(reply_count(page, "events"), 1);
        cr_assert_str_eq(reply_text(page, "events[0].type"), types[seen]);
        cr_assert_str_eq(reply_text(page, "events[0].actor"), seen == 2 ? "admin" : "operator");
        cr_assert_eq(reply_number(page, "events[0].n"), seen == 0 ? 0 : 3 - (int64_t)seen);
        path = next_page(page);
    }
    cr_assert_eq(seen, 3);
    cr_assert_eq(get_as(office, "operator", "/v1/items/15/events")->status, 404);
    office_close(office);
}

static struct four log_four(struct office *office)
{
    struct four all;
    all.overdue = log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\"");
    all.concluded =
        log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\",\"answers\":["
                            "{\"stage\":\"reply\",\"reviewer\":\"办\",\"proof\":\"证\","
                            "\"answered_at\":\"2018-08-07T10:00:00+08:00\"}]");
    all.event = log_event_of(office, "major", "");
    all.petition = post_as(office, "operator", "/v1/inquiries",
                           "{\"channel\":\"visit\",\"type\":\"petition\",\"title\":\"来访\","
                           "\"content\":\"反映\",\"lead_department\":\"office\","
                           "\"support_departments\":[\"supervision_2\"],"
                           "\"received_at\":\"2018-06-01T10:00:00+08:00\"}");
    cr_assert_eq(all.petition->status, 201, "%s", all.petition->body);
    return all;
}

/* Exactly these, in this order. */
static void check_list(struct office *office, const char *query, const char *const *refs,
                       size_t count)
{
    const struct reply *list =
        get_as(office, "operator", arena_format(office->arena, "/v1/items?%s", query));
    cr_assert_eq(list->status, 200, "%s: %s", query, list->body);
    cr_assert_eq(reply_count(list, "items"), count, "%s: %zu", query, reply_count(list, "items"));
    for (size_t i = 0; i < count; i++)
        cr_assert_str_eq(json_string(json_get(json_at(reply_at(list, "items"), i), "ref")), refs[i],
                         "%s, entry %zu", query, i);
}

/* The path of Link: <…>; rel="next", or NULL. */
static const char *next_page(const struct reply *page)
{
    const char *link = reply_header(page, "Link");
    if (!link)
        return NULL;
    cr_assert(link[0] == '<' && strstr(link, ">; rel=\"next\""), "%s", link);
    return arena_copy(page->arena, link + 1, strcspn(link + 1, ">"));
}

static void check_refused(struct office *office, const char *query, const char *parameter,
                          const char *problem)
{
    const struct reply *refused =
        get_as(office, "operator", arena_format(office->arena, "/v1/items?%s", query));
    cr_assert_eq(refused->status, 400, "%s: %d", query, refused->status);
    cr_assert_str_eq(reply_text(refused, "type"), "/problems/bad-parameter");
    cr_assert_str_eq(reply_problem(refused, parameter), problem, "%s: %s", query, refused->body);
}

/* Before each page two more are logged, one due before and one due after all others. */
static void walk(struct office *office, const char *first)
{
    const char *refs[WALKED];
    int seen[WALKED] = {0};
    for (size_t i = 0; i < WALKED; i++)
        refs[i] = reply_text(log_walked(office, i % 3 == 2), "ref");
    for (const char *path = first; path;) {
        const struct reply *page = get_as(office, "operator", path);
        cr_assert_eq(page->status, 200, "%s", page->body);
        cr_assert_leq(reply_count(page, "items"), PAGE);
        for (size_t i = 0; i < reply_count(page, "items"); i++) {
            const char *ref = json_string(json_get(json_at(reply_at(page, "items"), i), "ref"));
            for (size_t j = 0; j < WALKED; j++)
                seen[j] += strcmp(ref, refs[j]) == 0;
        }
        path = next_page(page);
        if (path) {
            log_inquiry(office, "\"received_at\":\"2018-08-01T15:20:00+08:00\"");
            log_inquiry(office, "\"sender_due\":\"2199-01-01T00:00:00Z\"");
        }
    }
    for (size_t j = 0; j < WALKED; j++)
        cr_assert_eq(seen[j], 1, "item %zu was shown %d times", j, seen[j]);
}

/* All of one moment; supervision_2 leads them or supports another. */
static const struct reply *log_walked(struct office *office, bool is_supported)
{
    const char *body = arena_format(
        office->arena,
        "{\"channel\":\"hotline\",\"type\":\"consult\",\"title\":\"咨询\",\"content\":\"咨询\","
        "\"lead_department\":\"%s\",\"support_departments\":[%s],"
        "\"received_at\":\"2018-08-06T15:20:00+08:00\"}",
        is_supported ? "office" : "supervision_2", is_supported ? "\"supervision_2\"" : "");
    return log_item(office, "/v1/inquiries", body);
}

/* Which connections the last list was asked for by. */
static const char *last_list_by(const struct office *office)
{
    return office_value(office, "SELECT application_name FROM pg_stat_activity "
                                "WHERE datname = current_database() "
                                "AND query LIKE '-- A page of items%' "
                                "ORDER BY query_start DESC LIMIT 1");
}
