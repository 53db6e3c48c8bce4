#include "base/metric.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct text text;

static void teardown(void)
{
    text_done(&text);
}

TestSuite(metric, .fini = teardown);

Test(metric, a_counter_counts_and_a_gauge_is_set)
{
    metric_add(METRIC_INTAKE_ITEMS, 2);
    metric_add(METRIC_INTAKE_ITEMS, 3);
    metric_set(METRIC_DB_OPEN, 8);
    metric_set(METRIC_DB_OPEN, 7);
    cr_expect_eq(metric_value(METRIC_INTAKE_ITEMS), 5);
    cr_expect_eq(metric_value(METRIC_DB_OPEN), 7);
}

Test(metric, each_is_written_once_with_help_and_type)
{
    size_t lines = 0;
    metric_add(METRIC_INTAKE_ITEMS, 5);
    metrics_write(&text);
    for (const char *c = text.bytes; *c; c++)
        lines += *c == '\n';
    cr_expect_eq(lines, 3 * METRIC_COUNT);
    cr_expect(strstr(text.bytes, "# HELP huiying_intake_items_total Items logged.\n"
                                 "# TYPE huiying_intake_items_total counter\n"
                                 "huiying_intake_items_total 5\n"));
}

Test(metric, counters_and_only_they_end_with_total)
{
    metrics_write(&text);
    for (const char *at = text.bytes; (at = strstr(at, "# TYPE ")); at++) {
        char name[80], type[16];
        cr_assert_eq(sscanf(at, "# TYPE %79s %15s", name, type), 2);
        size_t length = strlen(name);
        bool is_total = length > 6 && strcmp(name + length - 6, "_total") == 0;
        cr_expect_eq(is_total, strcmp(type, "counter") == 0, "%s", name);
    }
}

static const char *line_of(const struct metric_histogram *histogram, const char *start)
{
    static char line[120];
    text_clear(&text);
    metric_histogram_write(histogram, "t", "route=\"x\"", &text);
    const char *at = strstr(text.bytes, start);
    snprintf(line, sizeof(line), "%.*s", at ? (int)strcspn(at, "\n") : 4, at ? at : "none");
    return line;
}

Test(metric, a_duration_falls_into_the_bucket_whose_bound_it_does_not_pass)
{
    struct metric_histogram histogram = {.count = 0};
    metric_histogram_add(&histogram, 500);
    metric_histogram_add(&histogram, 501);
    metric_histogram_add(&histogram, 5000000);
    metric_histogram_add(&histogram, 5000001);
    cr_expect_str_eq(line_of(&histogram, "t_bucket{route=\"x\",le=\"0.0005\"}"),
                     "t_bucket{route=\"x\",le=\"0.0005\"} 1");
    cr_expect_str_eq(line_of(&histogram, "t_bucket{route=\"x\",le=\"0.001\"}"),
                     "t_bucket{route=\"x\",le=\"0.001\"} 2");
    cr_expect_str_eq(line_of(&histogram, "t_bucket{route=\"x\",le=\"5\"}"),
                     "t_bucket{route=\"x\",le=\"5\"} 3");
    cr_expect_str_eq(line_of(&histogram, "t_bucket{route=\"x\",le=\"+Inf\"}"),
                     "t_bucket{route=\"x\",le=\"+Inf\"} 4");
    cr_expect_str_eq(line_of(&histogram, "t_count"), "t_count{route=\"x\"} 4");
    cr_expect_str_eq(line_of(&histogram, "t_sum"), "t_sum{route=\"x\"} 10.001002");
}
