#include "latencies.h"

#include "base/macros.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *one, const void *other);

void latencies_add(struct latencies *latencies, int64_t us)
{
    if (latencies->count == latencies->room) {
        latencies->room = latencies->room ? 2 * latencies->room : 1 << 16;
        latencies->all_us =
            memory_resize(latencies->all_us, latencies->room * sizeof(*latencies->all_us));
    }
    latencies->all_us[latencies->count++] = us;
}

void latencies_sort(struct latencies *latencies)
{
    if (latencies->count > 0)
        qsort(latencies->all_us, latencies->count, sizeof(*latencies->all_us), compare);
}

double latencies_at_ms(const struct latencies *latencies, double percent)
{
    if (latencies->count == 0)
        return 0;
    size_t rank = (size_t)ceil(percent / 100 * (double)latencies->count);
    return (double)latencies->all_us[rank ? rank - 1 : 0] / 1000;
}

void latencies_write(const struct latencies *latencies, FILE *file)
{
    static const double percents[] = {1,  5,  10, 20, 30, 40, 50,   60,   70,   75,    80,    85,
                                      90, 93, 95, 97, 98, 99, 99.5, 99.8, 99.9, 99.95, 99.99, 100};
    for (size_t i = 0; i < ARRAY_LEN(percents); i++)
        fprintf(file, "%g\t%.3f\n", percents[i], latencies_at_ms(latencies, percents[i]));
}

static int compare(const void *one, const void *other)
{
    const int64_t *a = one, *b = other;
    return (*a > *b) - (*a < *b);
}
