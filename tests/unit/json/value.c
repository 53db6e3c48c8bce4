#include "json/value.h"

#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new(1 << 16);
}

static void teardown(void)
{
    arena_free(arena);
}

static const struct json *parse(const char *document)
{
    const struct json *root = NULL;
    struct error error;
    cr_assert(json_parse(arena, document, strlen(document), &root, &error), "%s", error.message);
    return root;
}

TestSuite(value, .init = setup, .fini = teardown);

Test(value, reads_every_kind)
{
    const struct json *all = parse("[null,true,-9223372036854775808,1.5,\"中\",[1],{\"a\":2}]");
    static const enum json_kind kinds[] = {JSON_NULL,   JSON_BOOLEAN, JSON_INTEGER, JSON_NUMBER,
                                           JSON_STRING, JSON_ARRAY,   JSON_OBJECT};
    cr_assert_eq(json_count(all), 7);
    for (size_t i = 0; i < 7; i++)
        cr_expect_eq(json_kind(json_at(all, i)), kinds[i]);
    cr_expect(json_boolean(json_at(all, 1)));
    cr_expect_eq(json_integer(json_at(all, 2)), INT64_MIN);
    cr_expect_str_eq(json_string(json_at(all, 4)), "中");
    cr_expect_eq(json_string_length(json_at(all, 4)), 3);
    cr_expect_eq(json_integer(json_at(json_at(all, 5), 0)), 1);
    cr_expect_eq(json_integer(json_get(json_at(all, 6), "a")), 2);
}

Test(value, what_is_not_there_reads_as_null)
{
    const struct json *object = parse("{\"a\":null,\"b\":1}");
    cr_expect(json_is_null(json_get(object, "a")));
    cr_expect(json_is_null(json_get(object, "none")));
    cr_expect_null(json_get(json_get(json_get(object, "b"), "c"), "d"));
    cr_expect_null(json_at(object, 0));
    cr_expect_null(json_at(parse("[1]"), 1));
    cr_expect_null(json_string(json_get(object, "b")));
    cr_expect_eq(json_string_length(NULL), 0);
    cr_expect_eq(json_integer(parse("\"5\"")), 0);
    cr_expect_eq(json_integer(parse("1.0")), 0);
    cr_expect_not(json_boolean(parse("1")));
    cr_expect_eq(json_count(NULL), 0);
    cr_expect_eq(json_count(parse("\"text\"")), 0);
    cr_expect_null(parse("null"));
}

Test(value, walks_the_members_in_order)
{
    struct text keys = {0};
    const struct json *object = parse("{\"b\":1,\"a\":null,\"c\":3}");
    for (struct json_member member = {0}; json_next(object, &member);)
        text_add(&keys, member.key);
    cr_expect_str_eq(text_string(&keys), "bac");
    text_done(&keys);
    struct json_member none = {0};
    cr_expect_not(json_next(parse("{}"), &none));
    cr_expect_not(json_next(NULL, &none));
}

Test(value, a_document_at_the_edges_of_numbers_and_space)
{
    cr_expect_eq(json_integer(parse(" 7 \n")), 7);
    cr_expect_eq(json_integer(parse("9223372036854775807")), INT64_MAX);
    cr_expect_eq(json_kind(parse("1e400")), JSON_NUMBER);
    cr_expect_eq(json_integer(parse("-0")), 0);
}

Test(value, documents_of_our_own_may_be_deeper_but_must_be_json)
{
    const char *deep = "[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]";
    const struct json *root = NULL;
    struct error error = {0};
    cr_expect_not(json_parse(arena, deep, strlen(deep), &root, &error));
    cr_expect_eq(error.code, ERROR_BAD_JSON);
    cr_expect(json_parse_trusted(arena, deep, strlen(deep), &root, &error));
    cr_expect_not(json_parse_trusted(arena, "[1,", 3, &root, &error));
    cr_expect_eq(error.code, ERROR_INTERNAL);
    cr_expect_not(json_parse_trusted(arena, "", 0, &root, &error));
}
