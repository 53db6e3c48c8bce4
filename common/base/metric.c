#include "base/metric.h"

static void write_row(const char *name, const char *type, unsigned programs, const char *help,
                      struct text *text);

static const struct {
    const char *name;
    const char *type;
    unsigned programs;
    const char *help;
} metrics[METRIC_COUNT] = {
#define X(NAME, name, type, who, help) [METRIC_##NAME] = {name, type, METRIC_OF_##who, help},
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
    unsigned programs;
    const char *help;
} histograms[METRIC_HISTOGRAM_COUNT] = {
#define X(NAME, name, unit, who, help) \
    [METRIC_HISTOGRAM_##NAME] = {name, &unit, METRIC_OF_##who, help},
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

void metrics_write(unsigned program, struct text *text)
{
    for (int i = 0; i < METRIC_COUNT; i++) {
        if (metrics[i].programs & program)
            text_add_format(text, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", metrics[i].name,
                            metrics[i].help, metrics[i].name, metrics[i].type, metrics[i].name,
                            (long long)values[i]);
    }
}

void metrics_write_markdown(struct text *text)
{
    text_add(text, "| metric | type | told by | what it is |\n|---|---|---|---|\n");
    for (int i = 0; i < METRIC_COUNT; i++)
        write_row(metrics[i].name, metrics[i].type, metrics[i].programs, metrics[i].help, text);
    for (int i = 0; i < METRIC_HISTOGRAM_COUNT; i++)
        write_row(histograms[i].name, "histogram", histograms[i].programs, histograms[i].help,
                  text);
}

static void write_row(const char *name, const char *type, unsigned programs, const char *help,
                      struct text *text)
{
    static const char *const tellers[] = {
        [METRIC_OF_API] = "api", [METRIC_OF_WORKER] = "worker", [METRIC_OF_BOTH] = "api, worker"};
    text_add_format(text, "| `%s` | %s | %s | %s |\n", name, type, tellers[programs], help);
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
