#include "json/cursor.h"

#include "base/utf8.h"

#include <string.h>

static bool cursor_take_character(struct cursor *cursor, uint32_t *ret_point);
static bool cursor_take_escape(struct cursor *cursor, uint32_t *ret_point);
static bool cursor_take_unicode(struct cursor *cursor, uint32_t *ret_point);
static bool cursor_take_hex(struct cursor *cursor, uint32_t *ret_unit);
static bool cursor_take_integer(struct cursor *cursor, bool *ret_fits);
static bool cursor_take_digits(struct cursor *cursor);

bool cursor_fail(struct cursor *cursor, const char *reason)
{
    cursor->reason = reason;
    return false;
}

int cursor_peek(const struct cursor *cursor)
{
    return cursor->at < cursor->size ? (unsigned char)cursor->bytes[cursor->at] : -1;
}

void cursor_skip_space(struct cursor *cursor)
{
    for (int c = cursor_peek(cursor); c == ' ' || c == '\t' || c == '\n' || c == '\r';
         c = cursor_peek(cursor))
        cursor->at++;
}

bool cursor_take(struct cursor *cursor, char byte)
{
    if (cursor_peek(cursor) != (unsigned char)byte)
        return false;
    cursor->at++;
    return true;
}

bool cursor_take_word(struct cursor *cursor, const char *word)
{
    size_t length = strlen(word);
    if (cursor->size - cursor->at < length || memcmp(cursor->bytes + cursor->at, word, length) != 0)
        return cursor_fail(cursor, "no value begins like this");
    cursor->at += length;
    return true;
}

bool cursor_take_string(struct cursor *cursor, uint32_t *ret_hash)
{
    uint32_t hash = 2166136261U; /* FNV-1a over characters */
    cursor->at++;
    while (!cursor_take(cursor, '"')) {
        uint32_t point = 0;
        if (!cursor_take_character(cursor, &point))
            return false;
        hash = (hash ^ point) * 16777619U;
    }
    *ret_hash = hash;
    return true;
}

bool cursor_take_number(struct cursor *cursor)
{
    size_t start = cursor->at;
    bool fits = true;
    if (!cursor_take_integer(cursor, &fits))
        return false;
    bool fraction = cursor_take(cursor, '.');
    if (fraction && !cursor_take_digits(cursor))
        return false;
    bool exponent = cursor_take(cursor, 'e') || cursor_take(cursor, 'E');
    if (exponent) {
        if (!cursor_take(cursor, '+'))
            cursor_take(cursor, '-');
        if (!cursor_take_digits(cursor))
            return false;
    }
    if (fits || fraction || exponent)
        return true;
    cursor->at = start;
    return cursor_fail(cursor, "the integer is beyond 64 bits");
}

bool cursor_same_string(const struct cursor *cursor, size_t a, size_t b)
{
    struct cursor first = *cursor, second = *cursor;
    first.at = a + 1;
    second.at = b + 1;
    while (cursor_peek(&first) != '"' && cursor_peek(&second) != '"') {
        uint32_t one = 0, other = 0;
        if (!cursor_take_character(&first, &one) || !cursor_take_character(&second, &other) ||
            one != other)
            return false;
    }
    return cursor_peek(&first) == cursor_peek(&second);
}

static bool cursor_take_character(struct cursor *cursor, uint32_t *ret_point)
{
    int c = cursor_peek(cursor);
    if (c < 0)
        return cursor_fail(cursor, "a string does not end");
    if (c < 0x20)
        return cursor_fail(cursor, "a string holds a control character");
    if (c == '\\')
        return cursor_take_escape(cursor, ret_point);
    size_t length = utf8_decode(cursor->bytes + cursor->at, cursor->size - cursor->at, ret_point);
    if (length == 0)
        return cursor_fail(cursor, "this is not UTF-8");
    cursor->at += length;
    return true;
}

static bool cursor_take_escape(struct cursor *cursor, uint32_t *ret_point)
{
    static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
    cursor->at++;
    if (cursor_take(cursor, 'u'))
        return cursor_take_unicode(cursor, ret_point);
    int c = cursor_peek(cursor);
    const char *letter = c > 0 ? strchr(letters, c) : NULL;
    if (!letter)
        return cursor_fail(cursor, "there is no such escape");
    *ret_point = (unsigned char)meanings[letter - letters];
    cursor->at++;
    return true;
}

static bool cursor_take_unicode(struct cursor *cursor, uint32_t *ret_point)
{
    uint32_t unit = 0, low = 0;
    if (!cursor_take_hex(cursor, &unit))
        return false;
    if (unit == 0)
        return cursor_fail(cursor, "NUL is not taken");
    *ret_point = unit;
    if (unit < 0xd800 || unit > 0xdfff)
        return true;
    if (unit > 0xdbff || !cursor_take(cursor, '\\') || !cursor_take(cursor, 'u'))
        return cursor_fail(cursor, "a surrogate stands alone");
    if (!cursor_take_hex(cursor, &low))
        return false;
    if (low < 0xdc00 || low > 0xdfff)
        return cursor_fail(cursor, "a surrogate stands alone");
    *ret_point = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

static bool cursor_take_hex(struct cursor *cursor, uint32_t *ret_unit)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    for (int i = 0; i < 4; i++) {
        int c = cursor_peek(cursor);
        const char *digit = c > 0 ? strchr(digits, c) : NULL;
        if (!digit)
            return cursor_fail(cursor, "\\u needs four hexadecimal digits");
        uint32_t value = (uint32_t)(digit - digits);
        *ret_unit = *ret_unit << 4 | (value < 16 ? value : value - 6);
        cursor->at++;
    }
    return true;
}

static bool cursor_take_integer(struct cursor *cursor, bool *ret_fits)
{
    uint64_t limit = cursor_take(cursor, '-') ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    if (cursor_take(cursor, '0'))
        return true;
    size_t start = cursor->at;
    if (!cursor_take_digits(cursor))
        return false;
    uint64_t value = 0;
    for (size_t i = start; i < cursor->at && *ret_fits; i++) {
        uint64_t digit = (uint64_t)(cursor->bytes[i] - '0');
        *ret_fits = value <= (limit - digit) / 10;
        value = value * 10 + digit;
    }
    return true;
}

static bool cursor_take_digits(struct cursor *cursor)
{
    size_t start = cursor->at;
    for (int c = cursor_peek(cursor); c >= '0' && c <= '9'; c = cursor_peek(cursor))
        cursor->at++;
    return cursor->at > start || cursor_fail(cursor, "a digit is missing");
}
