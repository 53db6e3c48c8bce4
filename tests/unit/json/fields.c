#include "json/fields.h"

#include "base/macros.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

struct contact {
    const char *phone;
    int severity;
};

struct answer {
    const char *stage;
    int64_t at_us;
};

struct form {
    const char *title;
    const char *content;
    int channel;
    bool urgent;
    int open;
    int64_t amount;
    int64_t any;
    int64_t received_at_us;
    int32_t day;
    struct field_texts tags;
    struct contact *contact;
    struct field_objects answers;
};

static const struct field contact_fields[] = {
    {"phone", FIELD_TEXT, offsetof(struct contact, phone), .required = true, .max = 20},
    {"severity", FIELD_WORD, offsetof(struct contact, severity), .words = item_severities},
};

static const struct field answer_fields[] = {
    {"stage", FIELD_TEXT, offsetof(struct answer, stage), .required = true, .max = 5},
    {"at", FIELD_INSTANT, offsetof(struct answer, at_us), .doc = NULL},
};

static const struct field fields[] = {
    {"title", FIELD_TEXT, offsetof(struct form, title), .required = true, .one_line = true,
     .max = 4},
    {"content", FIELD_TEXT, offsetof(struct form, content), .max = 100},
    {"channel", FIELD_WORD, offsetof(struct form, channel), .words = item_channels},
    {"urgent", FIELD_BOOL, offsetof(struct form, urgent), .doc = NULL},
    {"open", FIELD_SWITCH, offsetof(struct form, open), .doc = NULL},
    {"amount", FIELD_INTEGER, offsetof(struct form, amount), .min = -1, .max = 60, .absent = 15},
    {"any", FIELD_INTEGER, offsetof(struct form, any), .doc = NULL},
    {"received_at", FIELD_INSTANT, offsetof(struct form, received_at_us), .doc = NULL},
    {"day", FIELD_DATE, offsetof(struct form, day), .doc = NULL},
    {"tags", FIELD_TEXTS, offsetof(struct form, tags), .max = 3, .count_max = 2},
    {"contact", FIELD_OBJECT, offsetof(struct form, contact), .fields = contact_fields,
     .field_count = ARRAY_LEN(contact_fields), .size = sizeof(struct contact)},
    {"answers", FIELD_OBJECTS, offsetof(struct form, answers), .fields = answer_fields,
     .field_count = ARRAY_LEN(answer_fields), .size = sizeof(struct answer), .count_max = 2},
};

static struct arena *arena;
static struct form form;
static struct field_problems problems;
static struct error error;

static void setup(void)
{
    arena = arena_new(1 << 20);
    memset(&form, 0x55, sizeof(form));
    problems.count = 0;
    error = (struct error){0};
}

static void teardown(void)
{
    arena_free(arena);
}

static bool decode(const char *body)
{
    problems.count = 0;
    return fields_decode(fields, ARRAY_LEN(fields), body, strlen(body), arena, &form, &problems,
                         &error);
}

/* All problems, "field slug (detail)", parted by "; ". */
static const char *told(void)
{
    static char all[4096];
    all[0] = '\0';
    for (size_t i = 0; i < problems.count; i++) {
        const struct field_problem *one = &problems.all[i];
        size_t used = strlen(all);
        snprintf(all + used, sizeof(all) - used, "%s%s %s%s%s%s", i ? "; " : "", one->field,
                 problem_slug(one->problem), one->detail[0] ? " (" : "", one->detail,
                 one->detail[0] ? ")" : "");
    }
    return all;
}

TestSuite(fields, .init = setup, .fini = teardown);

Test(fields, decode_every_type)
{
    cr_assert(decode("{\"title\":\" \\u3000扬尘\\n \",\"content\":\"a\\n\\tb\",\"channel\":"
                     "\"letter\",\"urgent\":true,\"open\":false,\"amount\":60,"
                     "\"any\":-9223372036854775808,\"received_at\":\"2018-10-02T11:18:00+08:00\","
                     "\"day\":\"2018-10-09\",\"tags\":[\"安全\",\"b\"],"
                     "\"contact\":{\"phone\":\"138\",\"severity\":\"major\"},"
                     "\"answers\":[{\"stage\":\"x\",\"at\":\"1970-01-01T00:00:01Z\"},"
                     "{\"stage\":\"reply\"}]}"),
              "%s %s", error.message, told());
    cr_expect_str_eq(form.title, "扬尘");
    cr_expect_str_eq(form.content, "a\n\tb");
    cr_expect_eq(form.channel, ITEM_CHANNEL_LETTER);
    cr_expect(form.urgent);
    cr_expect_eq(form.open, 0);
    cr_expect_eq(form.amount, 60);
    cr_expect_eq(form.any, INT64_MIN);
    cr_expect_eq(form.received_at_us, 1538450280 * SECOND_US);
    cr_expect_eq(form.day, 17813);
    cr_assert_eq(form.tags.count, 2);
    cr_expect_str_eq(form.tags.all[0], "安全");
    cr_expect_str_eq(form.contact->phone, "138");
    cr_expect_eq(form.contact->severity, ITEM_SEVERITY_MAJOR);
    cr_assert_eq(form.answers.count, 2);
    const struct answer *answers = form.answers.all;
    cr_expect_eq(answers[0].at_us, SECOND_US);
    cr_expect_str_eq(answers[1].stage, "reply");
    cr_expect_eq(answers[1].at_us, INSTANT_NONE);
}

static void expect_absent(void)
{
    cr_expect_null(form.content);
    cr_expect_eq(form.channel, -1);
    cr_expect_not(form.urgent);
    cr_expect_eq(form.open, -1);
    cr_expect_eq(form.amount, 15);
    cr_expect_eq(form.any, 0);
    cr_expect_eq(form.received_at_us, INSTANT_NONE);
    cr_expect_eq(form.day, CIVIL_DAY_NONE);
    cr_expect_eq(form.tags.count, 0);
    cr_expect_null(form.contact);
    cr_expect_eq(form.answers.count, 0);
}

Test(fields, absent_and_null_are_the_same)
{
    cr_assert(decode("{\"title\":\"a\"}"));
    expect_absent();
    memset(&form, 0x55, sizeof(form));
    cr_assert(decode("{\"title\":\"a\",\"content\":null,\"channel\":null,\"urgent\":null,"
                     "\"open\":null,\"amount\":null,\"any\":null,\"received_at\":null,"
                     "\"day\":null,\"tags\":null,\"contact\":null,\"answers\":null}"));
    expect_absent();
    cr_assert(decode("{\"title\":\"a\",\"content\":\" \\t\\r\\n\\u3000\\u00a0\",\"tags\":[],"
                     "\"answers\":[]}"));
    expect_absent();
}

Test(fields, each_problem_is_named)
{
    static const struct {
        const char *body;
        const char *told;
    } cases[] = {
        {"{}", "title required"},
        {"{\"title\":null}", "title required"},
        {"{\"title\":\"\"}", "title empty"},
        {"{\"title\":\" \\n\\u3000\"}", "title empty"},
        {"{\"title\":\"一二三四\"}", ""},
        {"{\"title\":\" 一二三四 \"}", ""},
        {"{\"title\":\"一二三四五\"}", "title too-long (4)"},
        {"{\"title\":\"😀😀😀\\ud83d\\ude00\"}", ""},
        {"{\"title\":\"😀😀😀😀\\ud83d\\ude00\"}", "title too-long (4)"},
        {"{\"title\":\"a\\nb\"}", "title bad-text"},
        {"{\"title\":\"a\\tb\"}", "title bad-text"},
        {"{\"title\":\"a\",\"content\":\"a\\rb\"}", "content bad-text"},
        {"{\"title\":\"a\",\"content\":\"a\\u001bb\"}", "content bad-text"},
        {"{\"title\":\"a\",\"content\":\"a\\u007f\"}", "content bad-text"},
        {"{\"title\":\"a\",\"content\":\"a\\u0085b\"}", "content bad-text"},
        {"{\"title\":5}", "title wrong-type (string)"},
        {"{\"title\":\"a\",\"urgent\":\"true\"}", "urgent wrong-type (boolean)"},
        {"{\"title\":\"a\",\"urgent\":1}", "urgent wrong-type (boolean)"},
        {"{\"title\":\"a\",\"open\":0}", "open wrong-type (boolean)"},
        {"{\"title\":\"a\",\"amount\":-1}", ""},
        {"{\"title\":\"a\",\"amount\":-2}", "amount too-small (-1)"},
        {"{\"title\":\"a\",\"amount\":60}", ""},
        {"{\"title\":\"a\",\"amount\":61}", "amount too-big (60)"},
        {"{\"title\":\"a\",\"amount\":1.0}", "amount wrong-type (integer)"},
        {"{\"title\":\"a\",\"any\":9223372036854775807}", ""},
        {"{\"title\":\"a\",\"received_at\":\"2018-10-02T11:18:00\"}",
         "received_at bad-time (2018-10-02T11:18:00+08:00)"},
        {"{\"title\":\"a\",\"received_at\":1538450280}", "received_at wrong-type (string)"},
        {"{\"title\":\"a\",\"day\":\"2018-02-29\"}", "day bad-date (2018-10-09)"},
        {"{\"title\":\"a\",\"tags\":[\"1\",\"2\"]}", ""},
        {"{\"title\":\"a\",\"tags\":[\"1\",\"2\",\"3\"]}", "tags too-many (2)"},
        {"{\"title\":\"a\",\"tags\":[\" \",\"1234\"]}", "tags[0] empty; tags[1] too-long (3)"},
        {"{\"title\":\"a\",\"tags\":[null,1]}",
         "tags[0] wrong-type (string); tags[1] wrong-type (string)"},
        {"{\"title\":\"a\",\"tags\":\"1\"}", "tags wrong-type (array)"},
        {"{\"title\":\"a\",\"contact\":[]}", "contact wrong-type (object)"},
        {"{\"title\":\"a\",\"contact\":{}}", "contact.phone required"},
        {"{\"title\":\"a\",\"contact\":{\"phone\":\"1\",\"severity\":\"huge\",\"fax\":1}}",
         "contact.severity not-one-of (extraordinary, major, large, ordinary); "
         "contact.fax unknown-field"},
        {"{\"title\":\"a\",\"answers\":[{\"stage\":\"a\"},{\"stage\":\"123456\",\"n\":null}]}",
         "answers[1].stage too-long (5); answers[1].n unknown-field"},
        {"{\"title\":\"a\",\"answers\":[{},{},{}]}", "answers too-many (2)"},
        {"{\"title\":\"a\",\"answers\":[null]}", "answers[0] wrong-type (object)"},
        {"{\"Title\":\"a\"}", "title required; Title unknown-field"},
        {"[]", " wrong-type (object)"},
        {"null", " wrong-type (object)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        bool taken = decode(cases[i].body);
        cr_expect_str_eq(told(), cases[i].told, "%s: %s", cases[i].body, told());
        cr_expect_eq(taken, cases[i].told[0] == '\0', "%s", cases[i].body);
        cr_expect(taken || error.code == ERROR_INVALID_FIELDS);
    }
}

Test(fields, all_wrong_fields_are_told_at_once)
{
    cr_expect_not(decode("{\"nobody\":1,\"title\":\"\",\"channel\":\"\",\"urgent\":0,\"day\":\"\","
                         "\"contact\":{\"phone\":false},\"answers\":[{\"at\":\"now\"}]}"));
    cr_expect_str_eq(error.field, "title");
    cr_expect_eq(problems.count, 8);
    cr_expect_str_eq(problems.all[7].field, "nobody");
    cr_expect_str_eq(problems.all[6].field, "answers[0].at");
}

Test(fields, a_long_list_of_words_is_cut_after_a_whole_one)
{
    cr_expect_not(decode("{\"title\":\"a\",\"channel\":\"telex\"}"));
    cr_expect_str_eq(
        problems.all[0].detail,
        "hotline, hotline_12350, portal, mayor_mailbox, governor_message, app, "
        "wechat, weibo, service_hall, visit, letter, fax, media, proposal, transfer, …");
}

Test(fields, a_long_or_strange_name_stays_whole_characters)
{
    struct text body = {0};
    text_add(&body, "{\"title\":\"a\",\"");
    for (int i = 0; i < 40; i++)
        text_add(&body, "字");
    text_add(&body, "\":1}");
    cr_expect_not(decode(text_string(&body)));
    cr_expect_eq(strlen(problems.all[0].field), 63);
    text_done(&body);
    cr_expect_not(decode("{\"title\":\"a\",\"contact\":{\"phone\":\"1\",\"a.b[\\\"\":1}}"));
    cr_expect_str_eq(problems.all[0].field, "contact.a.b[\"");
}

Test(fields, more_problems_than_are_told_still_refuse)
{
    struct text body = {0};
    text_add(&body, "{\"title\":\"a\"");
    for (int i = 0; i < 40; i++)
        text_add_format(&body, ",\"k%d\":1", i);
    text_add(&body, "}");
    cr_expect_not(decode(text_string(&body)));
    cr_expect_eq(problems.count, FIELD_PROBLEMS_MAX);
    text_done(&body);
}

Test(fields, what_is_no_json_is_said_to_be_none)
{
    static const char *const bodies[] = {"", "{", "{\"title\":\"a\",}", "{\"title\":\"\\u0000\"}",
                                         "{\"title\":\"a\",\"title\":\"a\"}"};
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        cr_expect_not(decode(bodies[i]));
        cr_expect_eq(error.code, ERROR_BAD_JSON);
        cr_expect_eq(problems.count, 0);
    }
}

Test(fields, types_have_the_names_that_json_has)
{
    cr_expect_str_eq(field_type_json(FIELD_TEXT), "string");
    cr_expect_str_eq(field_type_json(FIELD_SWITCH), "boolean");
    cr_expect_str_eq(field_type_json(FIELD_OBJECTS), "array");
}
