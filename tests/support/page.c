#include "support/page.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { PAGE_BYTES_MAX = 1024 * 1024 };

const char *page_read(struct arena *arena, const char *path)
{
    FILE *file = fopen(arena_format(arena, "%s/%s", HUIYING_SOURCE_DIR, path), "rb");
    if (!file)
        memory_abort(path);
    char *page = arena_alloc(arena, PAGE_BYTES_MAX + 1);
    page[fread(page, 1, PAGE_BYTES_MAX, file)] = '\0';
    fclose(file);
    return page;
}

void page_expect_part(const char *path, const char *name, const struct text *part)
{
    struct arena *arena = arena_new(2 * PAGE_BYTES_MAX);
    const char *page = page_read(arena, path);
    const char *begin = arena_format(arena, "<!-- %s: begin -->\n", name);
    const char *from = strstr(page, begin);
    const char *to = strstr(page, arena_format(arena, "<!-- %s: end -->", name));
    cr_assert(from && to && from < to, "%s has no marks of %s", path, name);
    from += strlen(begin);
    cr_expect_str_eq(arena_copy(arena, from, (size_t)(to - from)), text_string(part),
                     "put this between the marks of %s:\n%s", path, text_string(part));
    arena_free(arena);
}
