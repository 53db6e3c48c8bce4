#include "http/percent.h"

static int hex_value(char c);
static bool decode_one(const char *bytes, size_t size, size_t *at, bool plus, char *ret);
static size_t utf8_length(const unsigned char *bytes);

const char *percent_decode(struct arena *arena, const char *bytes, size_t size, bool plus)
{
    char *decoded = arena_alloc(arena, size + 1);
    size_t length = 0;
    for (size_t at = 0; at < size;) {
        char c;
        if (!decode_one(bytes, size, &at, plus, &c))
            return NULL;
        if ((unsigned char)c < 0x20 || c == 0x7f)
            return NULL;
        decoded[length++] = c;
    }
    return percent_utf8_valid(decoded) ? decoded : NULL;
}

bool percent_utf8_valid(const char *string)
{
    const unsigned char *at = (const unsigned char *)string;
    while (*at) {
        size_t length = utf8_length(at);
        if (!length)
            return false;
        at += length;
    }
    return true;
}

static bool decode_one(const char *bytes, size_t size, size_t *at, bool plus, char *ret)
{
    char c = bytes[*at];
    if (c != '%') {
        *ret = plus && c == '+' ? ' ' : c;
        *at += 1;
        return true;
    }
    if (size - *at < 3)
        return false;
    int high = hex_value(bytes[*at + 1]), low = hex_value(bytes[*at + 2]);
    if (high < 0 || low < 0)
        return false;
    *ret = (char)(high * 16 + low);
    *at += 3;
    return true;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* The bytes of the character here, 0 if it is none (Unicode, table 3-7). The terminating NUL
 * stops each look ahead. */
static size_t utf8_length(const unsigned char *bytes)
{
    unsigned char first = bytes[0];
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    bool overlong = (first == 0xe0 && bytes[1] < 0xa0) || (first == 0xf0 && bytes[1] < 0x90);
    bool beyond = (first == 0xed && bytes[1] > 0x9f) || (first == 0xf4 && bytes[1] > 0x8f);
    return overlong || beyond ? 0 : length;
}
