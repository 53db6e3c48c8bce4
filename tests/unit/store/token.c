#include "store/token.h"

#include <criterion/criterion.h>
#include <string.h>

#define X(NAME, code, zh) {ROLE_##NAME, code, zh},
static const struct {
    enum token_role role;
    const char *code;
    const char *zh;
} roles[] = {TOKEN_ROLES(X)};
#undef X

Test(token, each_role_is_one_bit_of_its_own_with_a_code_and_a_name)
{
    unsigned seen = 0;
    for (int i = 0; i < TOKEN_ROLE_COUNT; i++) {
        unsigned bit = (unsigned)roles[i].role;
        cr_expect_eq(__builtin_popcount(bit), 1, "%s", roles[i].code);
        cr_expect_eq(seen & bit, 0, "%s", roles[i].code);
        cr_expect((unsigned char)roles[i].zh[0] >= 0x80);
        cr_expect_eq(token_role_of_code(roles[i].code), roles[i].role);
        cr_expect_str_eq(token_role_code(roles[i].role), roles[i].code);
        seen |= bit;
    }
}

Test(token, what_is_no_role_is_none)
{
    cr_expect_eq(token_role_of_code(""), ROLE_NONE);
    cr_expect_eq(token_role_of_code("root"), ROLE_NONE);
    cr_expect_eq(token_role_of_code("Admin"), ROLE_NONE);
    cr_expect_eq(token_role_of_code("admin "), ROLE_NONE);
    cr_expect_str_empty(token_role_code(ROLE_NONE));
    cr_expect_str_empty(token_role_code((enum token_role)(ROLE_ADMIN | ROLE_CHIEF)));
}
