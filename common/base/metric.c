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

/* In what values are counted and told: bounds[i] / scale is told of a bucket. */
struct unit {
    int64_t bounds[METRIC_BUCKETS];
    double scale;
};

static const struct unit seconds = {
    {500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 5000000}, 1e6};
static const struct unit items = {{1, 2, 4, 8, 16, 32, 64, 96, 128, 256, 512, 1000}, 1};

static const struct {
    const char *name;
    const struct unit *unit;
    const char *help;
} histograms[METRIC_HISTOGRAM_COUNT] = {
#define X(NAME, name, unit, help) [METRIC_HISTOGRAM_##NAME] = {name, &unit, help},
    METRIC_HISTOGRAMS(X)
#undef X
};

static int64_t values[METRIC_COUNT];

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

void metric_histogram_add(struct metric_histogram *histogram, enum metric_histogram_name name,
                          int64_t value)
{
    int bucket = 0;
    while (bucket < METRIC_BUCKETS && value > histograms[name].unit->bounds[bucket])
        bucket++;
    histogram->buckets[bucket]++;
    histogram->count++;
    histogram->sum += value;
}

void metric_histogram_begin(enum metric_histogram_name name, struct text *text)
{
    text_add_format(text, "# HELP %s %s\n# TYPE %s histogram\n", histograms[name].name,
                    histograms[name].help, histograms[name].name);
}

void metric_histogram_write(const struct metric_histogram *histogram,
                            enum metric_histogram_name name, const char *labels, struct text *text)
{
    const struct unit *unit = histograms[name].unit;
    const char *called = histograms[name].name, *comma = *labels ? "," : "";
    uint64_t below = 0;
    for (int i = 0; i < METRIC_BUCKETS; i++) {
        below += histogram->buckets[i];
        text_add_format(text, "%s_bucket{%s%sle=\"%g\"} %llu\n", called, labels, comma,
                        (double)unit->bounds[i] / unit->scale, (unsigned long long)below);
    }
    text_add_format(text, "%s_bucket{%s%sle=\"+Inf\"} %llu\n%s_sum{%s} %.6f\n%s_count{%s} %llu\n",
                    called, labels, comma, (unsigned long long)histogram->count, called, labels,
                    (double)histogram->sum / unit->scale, called, labels,
                    (unsigned long long)histogram->count);
}
