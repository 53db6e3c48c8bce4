/* The table of roles in docs/security.md is that of the routes. */
#include <criterion/criterion.h>

#include "base/macros.h"
#include "routes.h"
#include "store/token.h"
#include "support/page.h"
#include "unit/api/description.h"

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
    struct text table = {0};
    write_table(&table);
    page_expect_part("docs/security.md", "roles", &table);
    text_done(&table);
}
