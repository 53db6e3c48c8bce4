#include "base/utf8.h"

#include <criterion/criterion.h>
#include <string.h>

/* RFC 3629: the first and last of each length, and what lies just outside. */
static const struct {
    const char *bytes;
    size_t size;
    size_t length;
    uint32_t point;
} cases[] = {
    {"", 0, 0, 0},
    {"\x00", 1, 1, 0},
    {"\x7f", 1, 1, 0x7f},
    {"\x80", 1, 0, 0},
    {"\xc1\xbf", 2, 0, 0},
    {"\xc2\x80", 2, 2, 0x80},
    {"\xdf\xbf", 2, 2, 0x7ff},
    {"\xdf", 1, 0, 0},
    {"\xdf\xc0", 2, 0, 0},
    {"\xe0\x9f\xbf", 3, 0, 0},
    {"\xe0\xa0\x80", 3, 3, 0x800},
    {"\xed\x9f\xbf", 3, 3, 0xd7ff},
    {"\xed\xa0\x80", 3, 0, 0},
    {"\xed\xbf\xbf", 3, 0, 0},
    {"\xee\x80\x80", 3, 3, 0xe000},
    {"\xef\xbf\xbf", 3, 3, 0xffff},
    {"\xf0\x8f\xbf\xbf", 4, 0, 0},
    {"\xf0\x90\x80\x80", 4, 4, 0x10000},
    {"\xf4\x8f\xbf\xbf", 4, 4, 0x10ffff},
    {"\xf4\x90\x80\x80", 4, 0, 0},
    {"\xf5\x80\x80\x80", 4, 0, 0},
    {"\xf0\x90\x80", 3, 0, 0},
};

Test(utf8, a_character_is_read_and_nothing_else)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint32_t point = 0xabad1dea;
        cr_expect_eq(utf8_decode(cases[i].bytes, cases[i].size, &point), cases[i].length, "%zu", i);
        cr_expect_eq(point, cases[i].length ? cases[i].point : 0xabad1dea, "%zu", i);
    }
}
