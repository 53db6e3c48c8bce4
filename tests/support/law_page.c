#include "support/law_page.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

static bool is_name(const char *from, const char *end);

const char *law_page_rule(struct arena *arena, const char *page, const char *code,
                          const char *stage)
{
    const char *start = arena_format(arena, "| `%s` | `%s`", code, stage), *rows = "";
    for (const char *line = page; *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (strncmp(line, start, strlen(start)) == 0)
            rows = arena_format(arena, "%s%.*s\n", rows, (int)strcspn(line, "\n"), line);
    return rows;
}

const char *law_page_chain(struct arena *arena, const char *page, const char *code)
{
    const char *from = strstr(page, arena_format(arena, "\n### `%s`\n", code));
    if (!from)
        return "";
    from += strlen("\n### ");
    const char *end = strstr(from, "\n#");
    return arena_format(arena, "%.*s", end ? (int)(end - from) : (int)strlen(from), from);
}

const char *law_page_next_test(struct arena *arena, const char **text)
{
    for (const char *from = strchr(*text, '`'), *end; from; from = strchr(end + 1, '`')) {
        end = strchr(++from, '`');
        if (!end)
            break;
        const char *dot = memchr(from, '.', (size_t)(end - from));
        *text = end + 1;
        if (dot && is_name(from, dot) && is_name(dot + 1, end))
            return arena_format(arena, "%.*s/%.*s", (int)(dot - from), from, (int)(end - dot - 1),
                                dot + 1);
    }
    return NULL;
}

static bool is_name(const char *from, const char *end)
{
    for (const char *at = from; at < end; at++)
        if (!islower((unsigned char)*at) && !isdigit((unsigned char)*at) && *at != '_')
            return false;
    return end > from;
}
