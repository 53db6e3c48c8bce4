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
    metrics_write(METRIC_OF_BOTH, &text);
    for (const char *c = text.bytes; *c; c++)
        lines += *c == '\n';
    cr_expect_eq(lines, 3 * METRIC_COUNT);
    cr_expect(strstr(text.bytes, "# HELP huiying_intake_items_total Items logged.\n"
                                 "# TYPE huiying_intake_items_total counter\n"
                                 "huiying_intake_items_total 5\n"));
}

Test(metric, a_program_tells_its_own_and_no_other)
{
    metrics_write(METRIC_OF_API, &text);
    cr_expect(strstr(text.bytes, "\nhuiying_db_waiting "));
    cr_expect_not(strstr(text.bytes, "huiying_redis_up"));
    text_clear(&text);
    metrics_write(METRIC_OF_WORKER, &text);
    cr_expect(strstr(text.bytes, "\nhuiying_redis_up "));
    cr_expect_not(strstr(text.bytes, "huiying_intake_items_total"));
}

Test(metric, counters_and_only_they_end_with_total)
{
    metrics_write(METRIC_OF_BOTH, &text);
    for (const char *at = text.bytes; (at = strstr(at, "# TYPE ")); at++) {
        const char *name = at + strlen("# TYPE ");
        size_t length = strcspn(name, " ");
        bool is_total = length > 6 && strncmp(name + length - 6, "_total", 6) == 0;
        bool is_counter = strncmp(name + length, " counter\n", 9) == 0;
        cr_expect_eq(is_total, is_counter, "%.*s", (int)length, name);
    }
}

static const char *line_of(const struct metric_histogram *histogram, const char *labels,
                           const char *start)
{
    static char line[120];
    text_clear(&text);
    metric_histogram_write(histogram, METRIC_HISTOGRAM_FIRE_LAG, labels, &text);
    const char *at = strstr(text.bytes, start);
    snprintf(line, sizeof(line), "%.*s", at ? (int)strcspn(at, "\n") : 4, at ? at : "none");
    return line;
}

Test(metric, a_duration_falls_into_the_bucket_whose_bound_it_does_not_pass)
{
    struct metric_histogram histogram = {.count = 0};
    metric_histogram_add(&histogram, METRIC_HISTOGRAM_FIRE_LAG, 500);
    metric_histogram_add(&histogram, METRIC_HISTOGRAM_FIRE_LAG, 501);
    metric_histogram_add(&histogram, METRIC_HISTOGRAM_FIRE_LAG, 5000000);
    metric_histogram_add(&histogram, METRIC_HISTOGRAM_FIRE_LAG, 5000001);
    static const char *const lines[] = {
        "huiying_fire_lag_seconds_bucket{route=\"x\",le=\"0.0005\"} 1",
        "huiying_fire_lag_seconds_bucket{route=\"x\",le=\"0.001\"} 2",
        "huiying_fire_lag_seconds_bucket{route=\"x\",le=\"5\"} 3",
        "huiying_fire_lag_seconds_bucket{route=\"x\",le=\"+Inf\"} 4",
        "huiying_fire_lag_seconds_count{route=\"x\"} 4",
        "huiying_fire_lag_seconds_sum{route=\"x\"} 10.001002",
    };
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        cr_expect_str_eq(line_of(&histogram, "route=\"x\"", lines[i]), lines[i]);
    cr_expect_str_eq(line_of(&histogram, "", "huiying_fire_lag_seconds_bucket{le=\"5\"} 3"),
                     "huiying_fire_lag_seconds_bucket{le=\"5\"} 3");
}

Test(metric, sizes_are_told_as_they_are)
{
    struct metric_histogram histogram = {.count = 0};
    metric_histogram_add(&histogram, METRIC_HISTOGRAM_INTAKE_BATCH, 1);
    metric_histogram_add(&histogram, METRIC_HISTOGRAM_INTAKE_BATCH, 100);
    metric_histogram_write(&histogram, METRIC_HISTOGRAM_INTAKE_BATCH, "", &text);
    cr_expect(strstr(text.bytes, "huiying_intake_batch_items_bucket{le=\"1\"} 1\n"));
    cr_expect(strstr(text.bytes, "huiying_intake_batch_items_bucket{le=\"96\"} 1\n"));
    cr_expect(strstr(text.bytes, "huiying_intake_batch_items_bucket{le=\"128\"} 2\n"));
    cr_expect(strstr(text.bytes, "huiying_intake_batch_items_sum{} 101.0"));
}

Test(metric, a_histogram_says_what_it_is)
{
    metric_histogram_begin(METRIC_HISTOGRAM_HTTP_REQUEST, &text);
    cr_expect_str_eq(text.bytes, "# HELP huiying_http_request_seconds "
                                 "How long requests took, by route and status.\n"
                                 "# TYPE huiying_http_request_seconds histogram\n");
}
