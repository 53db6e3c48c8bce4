#include "json/field_text.h"

#include "base/utf8.h"

static size_t text_leading_space(const char *text, size_t length);
static size_t text_trailing_space(const char *text, size_t length);
static bool text_is_control(uint32_t point, bool one_line);

const char *field_text_trim(const char *text, size_t *length)
{
    size_t step;
    while ((step = text_leading_space(text, *length))) {
        text += step;
        *length -= step;
    }
    while ((step = text_trailing_space(text, *length)))
        *length -= step;
    return text;
}

bool field_text_count(const char *text, size_t length, bool one_line, int64_t *ret_characters)
{
    int64_t characters = 0;
    for (size_t at = 0; at < length; characters++) {
        uint32_t point = 0;
        size_t step = utf8_decode(text + at, length - at, &point);
        if (step == 0 || text_is_control(point, one_line))
            return false;
        at += step;
    }
    *ret_characters = characters;
    return true;
}

/* The length of the white space character that the text begins with, or 0. White space is that of
 * ASCII, the no-break and the full-width space. */
static size_t text_leading_space(const char *text, size_t length)
{
    uint32_t point = 0;
    size_t step = utf8_decode(text, length, &point);
    bool space =
        point == ' ' || (point >= '\t' && point <= '\r') || point == 0xa0 || point == 0x3000;
    return space ? step : 0;
}

static size_t text_trailing_space(const char *text, size_t length)
{
    size_t start = length;
    while (start && length - start < 3) {
        start--;
        if (text_leading_space(text + start, length - start) == length - start)
            return length - start;
    }
    return 0;
}

static bool text_is_control(uint32_t point, bool one_line)
{
    if (point == '\n' || point == '\t')
        return one_line;
    return point < 0x20 || (point >= 0x7f && point < 0xa0);
}
