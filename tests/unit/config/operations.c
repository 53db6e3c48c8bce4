/* The table of settings in docs/operations.md is the code's. */
#include "config/config.h"

#include <criterion/criterion.h>

#include "support/page.h"

Test(operations, the_settings_are_documented_as_they_are)
{
    struct text table = {0};
    config_write_markdown(&table);
    page_expect_part("docs/operations.md", "settings", &table);
    text_done(&table);
}
