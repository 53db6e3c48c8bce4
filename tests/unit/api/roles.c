/* The table of roles in docs/security.md is that of the routes. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/text.h"
#include "routes.h"
#include "store/token.h"
#include "unit/api/description.h"

static const char begin[] = "<!-- roles: begin -->\n", end[] = "<!-- roles: end -->";

#define X(NAME, code, zh) {ROLE_##NAME, code},
static const struct {
    enum token_role role;
    const char *code;
} roles[] = {TOKEN_ROLES(X)};
#undef X

static void write_table(struct text *text)
{
    const struct routes *routes = description_routes();
    text_add(text, "| |");
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        text_add_format(text, " %s |", roles[i].code);
    text_add(text, "\n|---|");
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        text_add(text, "---|");
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->all[i];
        text_add_format(text, "\n| `%s %s` |", route->method, route->path);
        for (size_t j = 0; j < ARRAY_LEN(roles); j++)
            text_add(text,
                     route->roles & roles[j].role || route->roles == ROLES_ANYBODY ? " ✓ |" : " |");
    }
    text_add(text, "\n");
}

Test(roles, who_may_do_what_is_documented_as_it_is)
{
    static char page[1 << 20];
    struct text table = {0};
    FILE *file = fopen(HUIYING_SOURCE_DIR "/docs/security.md", "r");
    cr_assert(file);
    page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
    fclose(file);
    char *from = strstr(page, begin), *to = strstr(page, end);
    cr_assert(from && to && from < to);
    *to = '\0';
    write_table(&table);
    cr_expect_str_eq(from + strlen(begin), text_string(&table),
                     "put this between the marks of docs/security.md:\n%s", text_string(&table));
    text_done(&table);
}
