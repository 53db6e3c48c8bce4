/* The tables of settings and of metrics in docs/operations.md are the code's. */
#include "base/metric.h"
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

Test(operations, the_metrics_are_documented_as_they_are)
{
    struct text table = {0};
    metrics_write_markdown(&table);
    page_expect_part("docs/operations.md", "metrics", &table);
    text_done(&table);
}
