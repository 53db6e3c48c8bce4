#include "json/strict.h"

#include "base/arena.h"
#include "base/macros.h"
#include "base/text.h"
#include "json/value.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define BYTES(literal)               \
    {                                \
        literal, sizeof(literal) - 1 \
    }

struct bytes {
    const char *bytes;
    size_t size;
};

static const struct bytes good[] = {
    BYTES("null"),
    BYTES("true"),
    BYTES("false"),
    BYTES("0"),
    BYTES("-0"),
    BYTES("\"\""),
    BYTES("[]"),
    BYTES("{}"),
    BYTES(" \t\r\n[ ]\t\r\n "),
    BYTES("[1,2]"),
    BYTES("[[],{}]"),
    BYTES("{\"a\":1,\"b\":[null]}"),
    BYTES("{\"\":0}"),
    BYTES("{ \"a\" : 1 , \"b\" : 2 }"),
    /* numbers */
    BYTES("9223372036854775807"),
    BYTES("-9223372036854775808"),
    BYTES("1.5"),
    BYTES("0.0"),
    BYTES("-0.1"),
    BYTES("1e5"),
    BYTES("1E+5"),
    BYTES("1e-5"),
    BYTES("0e0"),
    BYTES("1e400"),
    BYTES("92233720368547758080.5"),
    BYTES("92233720368547758080e0"),
    BYTES("123.456e78"),
    /* strings */
    BYTES("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""),
    BYTES("\"\\u0001\""),
    BYTES("\"\\u4e2d\\u6587\""),
    BYTES("\"\\uD83D\\ude00\""),
    BYTES("\"\\ud800\\udc00\""),
    BYTES("\"\\udbff\\uDFFF\""),
    BYTES("\"\x7f\""),
    BYTES("\"中文\""),
    BYTES("\"\xf0\x9f\x98\x80\""),
    BYTES("\"\\ud7ff\\ue000\""),
    BYTES("\"\xc2\x80\xdf\xbf\""),
    BYTES("\"\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\""),
    BYTES("\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\""),
    BYTES("\"\\uFFFF\""),
    /* keys that only look alike */
    BYTES("{\"a\":1,\"A\":2}"),
    BYTES("{\"a\":{\"a\":{\"a\":1}}}"),
    BYTES("[{\"a\":1},{\"a\":1}]"),
    BYTES("{\"a\":1,\"aa\":2,\"\":3}"),
    BYTES("{\"\\u0061b\":1,\"a\":2}"),
};

static const struct bytes bad[] = {
    BYTES(""),
    BYTES(" "),
    BYTES("\xef\xbb\xbf{}"),
    BYTES("nul"),
    BYTES("nulll"),
    BYTES("True"),
    BYTES("NaN"),
    BYTES("Infinity"),
    BYTES("-Infinity"),
    BYTES("undefined"),
    BYTES("'a'"),
    BYTES("// c\n1"),
    BYTES("1 /* c */"),
    BYTES("#"),
    BYTES("{} {}"),
    BYTES("1 2"),
    BYTES("{},"),
    BYTES("null\0"),
    BYTES("\0"),
    BYTES("[\f1]"),
    BYTES("[1\v]"),
    BYTES("[1\xc2\xa0]"),
    /* arrays */
    BYTES("["),
    BYTES("]"),
    BYTES("[1"),
    BYTES("[1,"),
    BYTES("[1,]"),
    BYTES("[,1]"),
    BYTES("[,]"),
    BYTES("[1,,2]"),
    BYTES("[1 2]"),
    BYTES("[1}"),
    BYTES("[[]"),
    BYTES("[]]"),
    /* objects */
    BYTES("{"),
    BYTES("}"),
    BYTES("{\"a\""),
    BYTES("{\"a\":"),
    BYTES("{\"a\":1"),
    BYTES("{\"a\":1,"),
    BYTES("{\"a\":1,}"),
    BYTES("{,}"),
    BYTES("{a:1}"),
    BYTES("{'a':1}"),
    BYTES("{1:1}"),
    BYTES("{\"a\" 1}"),
    BYTES("{\"a\"}"),
    BYTES("{\"a\"::1}"),
    BYTES("{\"a\":1 \"b\":2}"),
    BYTES("{\"a\":1,,\"b\":2}"),
    BYTES("{\"a\":1]"),
    BYTES("{null:1}"),
    BYTES("{\"a\":1,\"a\":1}"),
    BYTES("{\"a\":1,\"b\":1,\"\\u0061\":2}"),
    BYTES("{\"\":1,\"\":2}"),
    BYTES("{\"\xf0\x9f\x98\x80\":1,\"\\ud83d\\ude00\":2}"),
    BYTES("{\"/\":1,\"\\/\":2}"),
    BYTES("{\"a\":{\"b\":1,\"c\":[{}],\"b\":1}}"),
    BYTES("{\"a\":{\"b\":1},\"a\":1}"),
    /* numbers */
    BYTES("-"),
    BYTES("+1"),
    BYTES("01"),
    BYTES("-01"),
    BYTES("00"),
    BYTES("1."),
    BYTES(".5"),
    BYTES("1.e1"),
    BYTES("1e"),
    BYTES("1e+"),
    BYTES("1e1.5"),
    BYTES("0x10"),
    BYTES("1_000"),
    BYTES("--1"),
    BYTES("- 1"),
    BYTES("1a"),
    BYTES("9223372036854775808"),
    BYTES("-9223372036854775809"),
    BYTES("99999999999999999999"),
    BYTES("[18446744073709551616]"),
    BYTES("\xef\xbc\x91"),
    /* strings */
    BYTES("\""),
    BYTES("\"a"),
    BYTES("\"\\\""),
    BYTES("\"\\"),
    BYTES("\"\\x41\""),
    BYTES("\"\\'\""),
    BYTES("\"\\0\""),
    BYTES("\"\\U0041\""),
    BYTES("\"\\u\""),
    BYTES("\"\\u004\""),
    BYTES("\"\\u004g\""),
    BYTES("\"\\u 041\""),
    BYTES("\"\\u+041\""),
    BYTES("\"\\u0000\""),
    BYTES("\"a\nb\""),
    BYTES("\"a\tb\""),
    BYTES("\"\x1f\""),
    BYTES("\"a\0b\""),
    BYTES("\"\\\0\""),
    BYTES("\"\\u00\0\60\""),
    BYTES("\"\\\n\""),
    /* surrogates */
    BYTES("\"\\ud800\""),
    BYTES("\"\\udbff x\""),
    BYTES("\"\\udc00\""),
    BYTES("\"\\udfff\""),
    BYTES("\"\\ud800\\ud800\""),
    BYTES("\"\\ud800\\u0041\""),
    BYTES("\"\\ud800\\n\""),
    BYTES("\"\\udc00\\ud800\""),
    BYTES("\"\\ud83d\\ude0\""),
    BYTES("\"\\ud83d"),
    /* UTF-8 */
    BYTES("\"\x80\""),
    BYTES("\"\xbf\""),
    BYTES("\"\xc0\x80\""),
    BYTES("\"\xc1\xbf\""),
    BYTES("\"\xc2\""),
    BYTES("\"\xc2\x41\""),
    BYTES("\"\xe0\x9f\xbf\""),
    BYTES("\"\xe4\xb8\""),
    BYTES("\"\xed\xa0\x80\""),
    BYTES("\"\xed\xbf\xbf\""),
    BYTES("\"\xf0\x8f\xbf\xbf\""),
    BYTES("\"\xf4\x90\x80\x80\""),
    BYTES("\"\xf5\x80\x80\x80\""),
    BYTES("\"\xf8\x88\x80\x80\x80\""),
    BYTES("\"\xfe\""),
    BYTES("\"\xff\""),
    BYTES("\"\xf0\x9f\x98\""),
    BYTES("\"\xe4\xb8"),
};

/* A copy without a NUL behind it, so that the address sanitizer sees a step too far. */
static bool check(const char *bytes, size_t size, struct error *error)
{
    struct arena *arena = arena_new(1 << 20);
    char *copy = malloc(size ? size : 1);
    if (size)
        memcpy(copy, bytes, size);
    bool taken = json_check(copy, size, error);
    if (taken) {
        const struct json *root;
        cr_expect(json_parse(arena, copy, size, &root, error), "json-c refuses %.*s", (int)size,
                  bytes);
    }
    free(copy);
    arena_free(arena);
    return taken;
}

/* count times what opens, then what closes. */
static bool check_nested(size_t count, const char *open, const char *close)
{
    struct text text = {0};
    struct error error;
    for (size_t i = 0; i < count; i++)
        text_add(&text, open);
    text_add(&text, "1");
    for (size_t i = 0; i < count; i++)
        text_add(&text, close);
    bool taken = check(text.bytes, text.length, &error);
    text_done(&text);
    return taken;
}

static bool check_repeated(size_t count, const char *begin, bool keys, const char *end)
{
    struct text text = {0};
    struct error error;
    text_add(&text, begin);
    for (size_t i = 0; i < count; i++) {
        text_add(&text, i ? "," : "");
        if (keys)
            text_add_format(&text, "\"k%zu\":", i);
        text_add_format(&text, "%zu", i);
    }
    text_add(&text, end);
    bool taken = check(text.bytes, text.length, &error);
    text_done(&text);
    return taken;
}

Test(strict, takes_all_that_is_json)
{
    struct error error = {0};
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        cr_expect(check(good[i].bytes, good[i].size, &error), "%s: %s", good[i].bytes,
                  error.message);
}

Test(strict, refuses_all_that_is_not)
{
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct error error = {0};
        cr_expect_not(check(bad[i].bytes, bad[i].size, &error), "%zu: %s", i, bad[i].bytes);
        cr_expect_eq(error.code, ERROR_BAD_JSON);
        cr_expect_eq(strncmp(error.message, "at byte ", 8), 0, "%s", error.message);
    }
}

Test(strict, refuses_every_control_character_in_a_string)
{
    for (int c = 0; c < 0x20; c++) {
        char string[] = {'"', (char)c, '"'};
        struct error error;
        cr_expect_not(check(string, sizeof(string), &error), "%d", c);
    }
}

Test(strict, is_sixteen_deep_and_not_seventeen)
{
    cr_expect(check_nested(16, "[", "]"));
    cr_expect_not(check_nested(17, "[", "]"));
    cr_expect(check_nested(16, "{\"a\":", "}"));
    cr_expect_not(check_nested(17, "{\"a\":", "}"));
    cr_expect(check_nested(8, "[{\"a\":", "}]"));
    cr_expect_not(check_nested(100000, "[", "]"));
}

Test(strict, holds_sixty_four_keys_and_not_sixty_five)
{
    cr_expect(check_repeated(64, "{", true, "}"));
    cr_expect_not(check_repeated(65, "{", true, "}"));
}

Test(strict, holds_ten_thousand_values_and_no_more)
{
    cr_expect(check_repeated(9999, "[", false, "]"));
    cr_expect_not(check_repeated(10000, "[", false, "]"));
}

Test(strict, a_prefix_of_a_document_is_none)
{
    static const char document[] =
        "{\"a\":[1.5e+3,true,null,\"\\ud83d\\ude00中\"],\"b\":{\"c\":false}}";
    for (size_t size = 0; size < sizeof(document) - 1; size++) {
        struct error error;
        cr_expect_not(check(document, size, &error), "%.*s", (int)size, document);
    }
}

Test(strict, says_where_and_why_and_shows_nothing)
{
    static const struct {
        const char *json;
        const char *message;
    } cases[] = {
        {"{\"phone\":13800000000,}", "at byte 21: a key in double quotes is missing"},
        {"{\"secret\":1,\"secret\":2}", "at byte 12: this key was given before"},
        {"[1,2", "at byte 4: a comma or closing bracket is missing"},
        {"[9223372036854775808]", "at byte 1: the integer is beyond 64 bits"},
        {"\"\\u0000\"", "at byte 7: NUL is not taken"},
        {"{\"a\":secret}", "at byte 5: no value begins like this"},
        {"{} secret", "at byte 3: something follows the value"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct error error = {0};
        cr_expect_not(json_check(cases[i].json, strlen(cases[i].json), &error));
        cr_expect_str_eq(error.message, cases[i].message);
    }
}
