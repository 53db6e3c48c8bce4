/* The table of settings in docs/operations.md is the code's. */
#include "config/config.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char begin[] = "<!-- settings: begin -->\n", end[] = "<!-- settings: end -->";

Test(operations, the_settings_are_documented_as_they_are)
{
    static char page[1 << 20];
    struct text table = {0};
    FILE *file = fopen(HUIYING_SOURCE_DIR "/docs/operations.md", "r");
    cr_assert(file);
    page[fread(page, 1, sizeof(page) - 1, file)] = '\0';
    fclose(file);
    char *from = strstr(page, begin), *to = strstr(page, end);
    cr_assert(from && to && from < to);
    *to = '\0';
    config_write_markdown(&table);
    cr_expect_str_eq(from + strlen(begin), text_string(&table),
                     "put this between the marks of docs/operations.md:\n%s", text_string(&table));
    text_done(&table);
}
