#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

static struct text text;

static void teardown(void)
{
    text_done(&text);
}

TestSuite(text, .fini = teardown);

Test(text, an_empty_one_is_an_empty_string)
{
    cr_expect_str_empty(text_string(&text));
    text_clear(&text);
    cr_expect_str_empty(text_string(&text));
    text_add_bytes(&text, NULL, 0);
    cr_expect_str_empty(text_string(&text));
}

Test(text, it_grows_over_every_size)
{
    for (size_t i = 0; i < 5000; i++) {
        text_add_char(&text, (char)('a' + i % 26));
        cr_assert_eq(text.length, i + 1);
        cr_assert_eq(text.bytes[i + 1], '\0');
        cr_assert(text.room > text.length);
    }
    for (size_t i = 0; i < 5000; i++)
        cr_assert_eq(text.bytes[i], 'a' + (char)(i % 26));
}

/* 63 and 64 are the edges of the room that a format is first given, 126 to 128 of the first. */
Test(text, a_format_of_any_length_is_whole)
{
    static const int lengths[] = {0, 1, 62, 63, 64, 65, 126, 127, 128, 129, 5000};
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        text_done(&text);
        text_add_format(&text, "%*s", lengths[i], "");
        cr_expect_eq(text.length, (size_t)lengths[i]);
        cr_expect_eq(strlen(text_string(&text)), (size_t)lengths[i]);
        text_add(&text, "x");
        cr_expect_eq(text.bytes[text.length - 1], 'x');
    }
}

Test(text, clearing_keeps_the_memory)
{
    text_add(&text, "abc");
    const char *bytes = text.bytes;
    text_clear(&text);
    text_add(&text, "de");
    cr_expect_eq(text.bytes, bytes);
    cr_expect_str_eq(text_string(&text), "de");
}

Test(text, what_stood_first_can_be_dropped)
{
    text_add(&text, "abcde");
    text_drop(&text, 2);
    cr_expect_str_eq(text_string(&text), "cde");
    text_add(&text, "f");
    text_drop(&text, 4);
    cr_expect_str_eq(text_string(&text), "");
    cr_expect_eq(text.length, 0);
}

Test(text, a_json_string_is_escaped_as_it_must_be)
{
    static const struct {
        const char *string;
        const char *json;
    } cases[] = {
        {"", "\"\""},
        {"plain 回应", "\"plain 回应\""},
        {"\"\\/", "\"\\\"\\\\/\""},
        {"\n\t\r\x01\x1f\x20\x7f", "\"\\n\\t\\u000d\\u0001\\u001f \x7f\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        text_clear(&text);
        text_add_json(&text, cases[i].string);
        cr_expect_str_eq(text_string(&text), cases[i].json);
    }
}
