#include "base/metric.h"

static const struct {
    const char *name;
    const char *type;
    const char *help;
} metrics[METRIC_COUNT] = {
#define X(NAME, name, type, help) [METRIC_##NAME] = {name, type, help},
    METRICS(X)
#undef X
};

static const struct {
    const char *name;
    const char *help;
} histograms[METRIC_HISTOGRAM_COUNT] = {
#define X(NAME, name, help) [METRIC_HISTOGRAM_##NAME] = {name, help},
    METRIC_HISTOGRAMS(X)
#undef X
};

static int64_t values[METRIC_COUNT];

static const int64_t bounds_us[METRIC_BUCKETS] = {500,   1000,   2500,   5000,   10000,   25000,
                                                  50000, 100000, 250000, 500000, 1000000, 5000000};

void metric_add(enum metric metric, int64_t count)
{
    values[metric] += count;
}

void metric_set(enum metric metric, int64_t value)
{
    values[metric] = value;
}

int64_t metric_value(enum metric metric)
{
    return values[metric];
}

void metrics_write(struct text *text)
{
    for (int i = 0; i < METRIC_COUNT; i++)
        text_add_format(text, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", metrics[i].name,
                        metrics[i].help, metrics[i].name, metrics[i].type, metrics[i].name,
                        (long long)values[i]);
}

void metric_histogram_add(struct metric_histogram *histogram, int64_t duration_us)
{
    int bucket = 0;
    while (bucket < METRIC_BUCKETS && duration_us > bounds_us[bucket])
        bucket++;
    histogram->buckets[bucket]++;
    histogram->count++;
    histogram->sum_us += duration_us;
}

void metric_histogram_begin(enum metric_histogram_name name, struct text *text)
{
    text_add_format(text, "# HELP %s %s\n# TYPE %s histogram\n", histograms[name].name,
                    histograms[name].help, histograms[name].name);
}

void metric_histogram_write(const struct metric_histogram *histogram,
                            enum metric_histogram_name name, const char *labels, struct text *text)
{
    const char *called = histograms[name].name, *comma = *labels ? "," : "";
    uint64_t below = 0;
    for (int i = 0; i < METRIC_BUCKETS; i++) {
        below += histogram->buckets[i];
        text_add_format(text, "%s_bucket{%s%sle=\"%g\"} %llu\n", called, labels, comma,
                        (double)bounds_us[i] / 1e6, (unsigned long long)below);
    }
    text_add_format(text, "%s_bucket{%s%sle=\"+Inf\"} %llu\n%s_sum{%s} %.6f\n%s_count{%s} %llu\n",
                    called, labels, comma, (unsigned long long)histogram->count, called, labels,
                    (double)histogram->sum_us / 1e6, called, labels,
                    (unsigned long long)histogram->count);
}
