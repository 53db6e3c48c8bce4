#include "store/params.h"

#include "base/text.h"
#include "domain/instant.h"

const char *param_integer(struct arena *arena, int64_t integer)
{
    return arena_format(arena, "%lld", (long long)integer);
}

const char *param_id(struct arena *arena, int64_t id)
{
    return id ? param_integer(arena, id) : NULL;
}

const char *param_instant(struct arena *arena, int64_t instant_us)
{
    if (instant_us == INSTANT_NONE)
        return NULL;
    char text[INSTANT_TEXT_SIZE];
    size_t length = instant_format(instant_us, (struct zone){0}, text);
    return arena_copy(arena, text, length);
}

const char *param_date(struct arena *arena, int32_t day)
{
    if (day == CIVIL_DAY_NONE)
        return NULL;
    char text[DATE_TEXT_SIZE];
    date_format(day, text);
    return arena_copy(arena, text, DATE_TEXT_SIZE - 1);
}

const char *param_integers(struct arena *arena, const int64_t *all, size_t count)
{
    struct text text = {0};
    text_add_char(&text, '{');
    for (size_t i = 0; i < count; i++)
        text_add_format(&text, "%s%lld", i ? "," : "", (long long)all[i]);
    text_add_char(&text, '}');
    const char *copy = arena_copy(arena, text.bytes, text.length);
    text_done(&text);
    return copy;
}

const char *param_bool(bool boolean)
{
    return boolean ? "t" : "f";
}

const char *param_hex(struct arena *arena, const char *hex)
{
    return arena_format(arena, "\\x%s", hex);
}
