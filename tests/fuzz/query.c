/* The query: any bytes give a verdict, and what is decoded is UTF-8 without control characters. */
#include "http/query.h"

#include "http/percent.h"

#include <stdlib.h>

static void require_sound(const char *string)
{
    if (!percent_utf8_valid(string))
        abort();
    for (; *string; string++) {
        if ((unsigned char)*string < 0x20 || *string == 0x7f)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const char *const known[] = {"limit", "cursor", NULL};
    struct arena *arena = arena_new((size_t)1 << 20);
    struct query query;
    struct error error;
    if (query_parse(arena, (const char *)data, size, &query, &error)) {
        for (size_t i = 0; i < query.count; i++) {
            require_sound(query.all[i].name);
            require_sound(query.all[i].value);
        }
        query_stranger(&query, known);
    }
    arena_free(arena);
    return 0;
}
