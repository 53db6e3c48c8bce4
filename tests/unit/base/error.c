#include "base/error.h"

#include <criterion/criterion.h>
#include <string.h>

Test(error, every_code_has_a_status_a_slug_of_its_own_and_titles_in_two_languages)
{
    for (int i = ERROR_OK; i < ERROR_CODE_COUNT; i++) {
        enum error_code code = (enum error_code)i;
        int status = error_http_status(code);
        cr_expect(code == ERROR_OK ? status == 200 : status >= 400 && status <= 599);
        cr_expect(error_title(code, false)[0] && (unsigned char)error_title(code, true)[0] >= 0x80);
        cr_expect_eq(strspn(error_slug(code), "abcdefghijklmnopqrstuvwxyz-"),
                     strlen(error_slug(code)));
        for (int j = ERROR_OK; j < i; j++)
            cr_expect_str_neq(error_slug(code), error_slug((enum error_code)j));
    }
}

Test(error, setting_one_leaves_nothing_of_the_last)
{
    struct error error;
    error_set(&error, ERROR_BUSY, "a field", "number %d", 1);
    memcpy(error.sqlstate, "55P03", 6);
    error_set(&error, ERROR_NOT_FOUND, NULL, "%s", "gone");
    cr_assert_eq(error.code, ERROR_NOT_FOUND);
    cr_assert_str_eq(error.message, "gone");
    cr_assert_str_empty(error.field);
    cr_assert_str_empty(error.sqlstate);
}

Test(error, what_is_too_long_is_cut)
{
    char text[400];
    struct error error;
    memset(text, 'x', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    error_set(&error, ERROR_INTERNAL, text, "%s", text);
    cr_assert_eq(strlen(error.field), sizeof(error.field) - 1);
    cr_assert_eq(strlen(error.message), sizeof(error.message) - 1);
}
