#include "store/params.h"

#include "domain/civil.h"

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

const char *param_bool(bool boolean)
{
    return boolean ? "t" : "f";
}

const char *param_hex(struct arena *arena, const char *hex)
{
    return arena_format(arena, "\\x%s", hex);
}
