#include "json/field_text.h"

#include "json/utf8.h"

static bool text_is_space(uint32_t point);
static bool text_is_control(uint32_t point, bool one_line);

const char *field_text_trim(const char *text, size_t *length)
{
    const char *start = text + *length, *end = start;
    size_t step;
    for (size_t at = 0; at < *length; at += step) {
        uint32_t point = 0;
        step = utf8_decode(text + at, *length - at, &point);
        if (step == 0)
            step = 1;
        if (text_is_space(point))
            continue;
        if (start == text + *length)
            start = text + at;
        end = text + at + step;
    }
    *length = (size_t)(end - start);
    return start;
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

/* White space of ASCII, and the no-break and the full-width space. */
static bool text_is_space(uint32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xa0 || point == 0x3000;
}

static bool text_is_control(uint32_t point, bool one_line)
{
    if (point == '\n' || point == '\t')
        return one_line;
    return point < 0x20 || (point >= 0x7f && point < 0xa0);
}
