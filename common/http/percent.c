#include "http/percent.h"

static int hex_value(char c);
static bool decode_one(const char *bytes, size_t size, size_t *at, bool plus, unsigned char *ret);
static size_t utf8_length(const unsigned char *bytes);
static size_t utf8_length_said(unsigned char first);

const char *percent_decode(struct arena *arena, const char *bytes, size_t size, bool plus)
{
    unsigned char *decoded = arena_alloc(arena, size + 1);
    size_t length = 0;
    for (size_t at = 0; at < size;) {
        unsigned char c;
        if (!decode_one(bytes, size, &at, plus, &c))
            return NULL;
        if (c < 0x20 || c == 0x7f)
            return NULL;
        decoded[length++] = c;
    }
    return percent_utf8_valid((char *)decoded) ? (char *)decoded : NULL;
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

static bool decode_one(const char *bytes, size_t size, size_t *at, bool plus, unsigned char *ret)
{
    char c = bytes[*at];
    if (c != '%') {
        *ret = plus && c == '+' ? ' ' : (unsigned char)c;
        *at += 1;
        return true;
    }
    if (size - *at < 3)
        return false;
    int high = hex_value(bytes[*at + 1]), low = hex_value(bytes[*at + 2]);
    if (high < 0 || low < 0)
        return false;
    *ret = (unsigned char)(high * 16 + low);
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
    size_t length = utf8_length_said(bytes[0]);
    for (size_t i = 1; i < length; i++) {
        if ((bytes[i] & 0xc0) != 0x80)
            return 0;
    }
    switch (bytes[0]) {
    case 0xe0: /* overlong */
        return bytes[1] < 0xa0 ? 0 : length;
    case 0xf0:
        return bytes[1] < 0x90 ? 0 : length;
    case 0xed: /* surrogates */
        return bytes[1] > 0x9f ? 0 : length;
    case 0xf4: /* beyond U+10FFFF */
        return bytes[1] > 0x8f ? 0 : length;
    default:
        return length;
    }
}

static size_t utf8_length_said(unsigned char first)
{
    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
