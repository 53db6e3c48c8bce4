/* POST /v1/inquiries: what is taken, and what is owed for it by when. */
#include "base/text.h"
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

enum { CONTENT_CHARACTERS_MAX = 20000 };

static const char full_body[] =
    "{\"channel\":\"mayor_mailbox\",\"type\":\"complaint\",\"urgent\":false,\"personal_data\":"
    "false,"
    "\"title\":\"学校旁烟花爆竹零售点距离不足\",\"content\":\"第一行\\n第二行\\t𠮷\","
    "\"contact\":{\"name\":\"化名乙\",\"phone\":\"10000000001\",\"email\":\"a@example.org\","
    "\"address\":\"样例路1号\"},\"anonymous\":false,\"confidential\":true,"
    "\"received_at\":\"2018-09-26T20:41:00+08:00\",\"transferred_at\":\"2018-09-27T09:30:00+08:"
    "00\","
    "\"sender_due\":\"2018-10-20T00:00:00+08:00\",\"lead_department\":\"监管二科\","
    "\"support_departments\":[\"执法支队\",\"office\"],\"external_ref\":\"市长信箱-2018-77\","
    "\"tags\":[\"烟花爆竹\",\"零售许可\"]}";

static const char *content_of(const struct office *office, size_t characters);
static const char *body_with_content(const struct office *office, const char *content);
static void check_windows(const struct reply *item, const char *const (*windows)[2], size_t count);

Test(inquiries, a_logged_inquiry_comes_back_whole_with_location_tag_and_code)
{
    struct office *office = office_open();
    const struct reply *item = post_as(office, "operator", "/v1/inquiries", full_body);
    cr_assert_eq(item->status, 201, "%s", item->body);
    cr_assert_str_eq(reply_header(item, "Location"), item_path(item));
    cr_assert_str_eq(reply_header(item, "Content-Type"), "application/json; charset=utf-8");
    const char *tag = reply_header(item, "ETag");
    cr_assert(tag && tag[0] == '"' && tag[strlen(tag) - 1] == '"', "%s", tag);
    cr_assert_eq(strspn(reply_text(item, "ref"), "0123456789"), 8);
    cr_assert_eq(strspn(reply_text(item, "query_code"), "0123456789"), 8);
    cr_assert_str_eq(reply_text(item, "kind"), "inquiry");
    cr_assert_str_eq(reply_text(item, "status"), "registered");
    cr_assert_str_eq(reply_text(item, "channel"), "mayor_mailbox");
    cr_assert_str_eq(reply_text(item, "type"), "complaint");
    cr_assert_str_eq(reply_text(item, "title"), "学校旁烟花爆竹零售点距离不足");
    cr_assert_str_eq(reply_text(item, "content"), "第一行\n第二行\t𠮷");
    cr_assert_str_eq(reply_text(item, "external_ref"), "市长信箱-2018-77");
    cr_assert_str_eq(reply_text(item, "tags[1]"), "零售许可");
    cr_assert_str_eq(reply_text(item, "received_at"), "2018-09-26T20:41:00+08:00");
    cr_assert_str_eq(reply_text(item, "transferred_at"), "2018-09-27T09:30:00+08:00");
    cr_assert_str_eq(reply_text(item, "sender_due"), "2018-10-20T00:00:00+08:00");
    cr_assert_str_eq(reply_text(item, "lead_department"), "supervision_2");
    cr_assert_str_eq(reply_text(item, "lead_department_name"), "监管二科");
    cr_assert_eq(reply_count(item, "support_departments"), 2);
    cr_assert(json_boolean(reply_at(item, "confidential")));
    cr_assert(json_boolean(reply_at(item, "has_contact")));
    cr_assert_not(json_boolean(reply_at(item, "anonymous")));
    cr_assert_not(reply_at(item, "contact"), "a contact is not shown unasked");
    office_close(office);
}

Test(inquiries, what_was_answered_at_logging_is_what_is_read_later)
{
    struct office *office = office_open();
    const struct reply *item = post_as(office, "operator", "/v1/inquiries", full_body);
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_assert_eq(read->status, 200);
    cr_assert_str_eq(read->body, item->body);
    office_close(office);
}

Test(inquiries, a_letter_over_the_national_day_of_2018_has_five_working_days)
{
    struct office *office = office_open();
    const struct reply *item = post_as(office, "operator", "/v1/inquiries", full_body);
    cr_assert_eq(reply_count(item, "windows"), 1);
    cr_assert_eq(reply_number(item, "windows[0].n"), 1);
    cr_assert_str_eq(reply_text(item, "windows[0].stage"), "written_opinion");
    cr_assert_str_eq(reply_text(item, "windows[0].rule"), "LETTER_5WD");
    cr_assert_str_eq(reply_text(item, "windows[0].starts_at"), "2018-09-27T09:30:00+08:00");
    cr_assert_str_eq(reply_text(item, "windows[0].due_at"), "2018-10-10T00:00:00+08:00");
    cr_assert_str_eq(reply_text(item, "windows[0].last_day"), "2018-10-09");
    cr_assert_str_eq(reply_text(item, "windows[0].state"), "open");
    cr_assert(strstr(reply_text(item, "windows[0].legal_basis.zh"), "150号"));
    cr_assert(strstr(reply_text(item, "windows[0].legal_basis.en"), "150"));
    cr_assert_not(json_boolean(reply_at(item, "windows[0].provisional")));
    office_close(office);
}

Test(inquiries, an_urgent_report_owes_three_more_windows_of_its_own)
{
    struct office *office = office_open();
    static const char *const windows[][2] = {{"acknowledged", "2018-08-13T11:32:00+08:00"},
                                             {"first_disposal", "2018-08-13T13:02:00+08:00"},
                                             {"disposal_result", "2018-08-14T11:02:00+08:00"},
                                             {"conclusion", "2018-10-13T00:00:00+08:00"}};
    const struct reply *item =
        post_as(office, "operator", "/v1/inquiries",
                "{\"channel\":\"hotline_12350\",\"type\":\"report\",\"urgent\":true,"
                "\"title\":\"采石场一面墙开采\",\"content\":\"随时可能垮塌。\","
                "\"received_at\":\"2018-08-13T11:02:00+08:00\",\"lead_department\":\"监管一科\"}");
    cr_assert_eq(item->status, 201, "%s", item->body);
    check_windows(item, windows, 4);
    office_close(office);
}

Test(inquiries, the_senders_time_counts_only_where_it_is_earlier)
{
    struct office *office = office_open();
    const struct reply *earlier =
        log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\","
                            "\"sender_due\":\"2018-08-08T12:00:00+08:00\"");
    cr_assert_str_eq(reply_text(earlier, "windows[0].due_at"), "2018-08-08T12:00:00+08:00");
    cr_assert_str_eq(reply_text(earlier, "windows[0].rule_due_at"), "2018-08-14T00:00:00+08:00");
    const struct reply *later = log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\","
                                                    "\"sender_due\":\"2018-09-08T12:00:00+08:00\"");
    cr_assert_str_eq(reply_text(later, "windows[0].due_at"), "2018-08-14T00:00:00+08:00");
    office_close(office);
}

Test(inquiries, a_department_may_be_named_by_its_code_or_in_chinese)
{
    struct office *office = office_open();
    const struct reply *item =
        log_inquiry(office, "\"support_departments\":[\"office\",\"执法支队\"]");
    cr_assert_str_eq(reply_text(item, "support_departments[0]"), "office");
    cr_assert_str_eq(reply_text(item, "support_departments[1]"), "enforcement");
    office_close(office);
}

Test(inquiries, one_without_a_receipt_was_received_now)
{
    struct office *office = office_open();
    log_inquiry(office, "");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item WHERE received_at > "
                                       "clock_timestamp() - interval '5 seconds' AND "
                                       "received_at <= clock_timestamp()"),
                 1);
    office_close(office);
}

Test(inquiries, petitions_and_disclosure_requests_are_kinds_of_their_own)
{
    struct office *office = office_open();
    static const char body[] = "{\"channel\":\"%s\",\"type\":\"%s\",\"title\":\"申请\","
                               "\"content\":\"内容\",\"lead_department\":\"办公室\"}";
    const struct reply *petition = post_as(office, "operator", "/v1/inquiries",
                                           arena_format(office->arena, body, "visit", "petition"));
    const struct reply *request = post_as(office, "operator", "/v1/inquiries",
                                          arena_format(office->arena, body, "foi_online", "foi"));
    cr_assert_str_eq(reply_text(petition, "kind"), "petition");
    cr_assert_str_eq(reply_text(request, "kind"), "disclosure_request");
    cr_assert_eq(reply_count(petition, "windows"), 2);
    cr_assert_eq(reply_count(request, "windows"), 2);
    office_close(office);
}

Test(inquiries, twenty_thousand_characters_are_taken_and_one_more_is_refused)
{
    struct office *office = office_open();
    const char *most = content_of(office, CONTENT_CHARACTERS_MAX);
    const struct reply *taken =
        post_as(office, "operator", "/v1/inquiries", body_with_content(office, most));
    cr_assert_eq(taken->status, 201, "%.300s", taken->body);
    cr_assert_str_eq(reply_text(taken, "content"), most);
    const struct reply *refused =
        post_as(office, "operator", "/v1/inquiries",
                body_with_content(office, content_of(office, CONTENT_CHARACTERS_MAX + 1)));
    cr_assert_eq(refused->status, 422);
    cr_assert_str_eq(reply_problem(refused, "content"), "too-long");
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 1);
    office_close(office);
}

Test(inquiries, twenty_thousand_escaped_characters_fit_too)
{
    struct office *office = office_open();
    struct text content = {0};
    for (int i = 0; i < CONTENT_CHARACTERS_MAX; i++)
        text_add(&content, "\\u5b89");
    const struct reply *taken = post_as(office, "operator", "/v1/inquiries",
                                        body_with_content(office, text_string(&content)));
    cr_assert_eq(taken->status, 201, "%.300s", taken->body);
    cr_assert_eq(office_number(office, "SELECT length(content) FROM item"), CONTENT_CHARACTERS_MAX);
    text_done(&content);
    office_close(office);
}

static const char *content_of(const struct office *office, size_t characters)
{
    char *content = arena_alloc(office->arena, characters * 3 + 1);
    for (size_t i = 0; i < characters; i++)
        memcpy(content + 3 * i, "安", 3);
    return content;
}

static const char *body_with_content(const struct office *office, const char *content)
{
    return arena_format(office->arena,
                        "{\"channel\":\"hotline\",\"type\":\"consult\",\"title\":\"长\","
                        "\"lead_department\":\"office\",\"content\":\"%s\"}",
                        content);
}

/* Each stage and due moment, in the order shown, whatever it is numbered. */
static void check_windows(const struct reply *item, const char *const (*windows)[2], size_t count)
{
    cr_assert_eq(reply_count(item, "windows"), count, "%s", item->body);
    for (size_t i = 0; i < count; i++) {
        const struct json *window = json_at(reply_at(item, "windows"), i);
        cr_assert_str_eq(json_string(json_get(window, "stage")), windows[i][0]);
        cr_assert_str_eq(json_string(json_get(window, "due_at")), windows[i][1]);
        cr_assert_eq(json_integer(json_get(window, "n")), (int64_t)i + 1);
    }
}
