/* Latencies of one run, kept whole, so that percentiles are exact. */
#ifndef HUIYING_BENCH_LATENCIES_H
#define HUIYING_BENCH_LATENCIES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct latencies {
    int64_t *all_us;
    size_t count;
    size_t room;
};

void latencies_add(struct latencies *latencies, int64_t us);

/* To be called once, when all are there; before latencies_at_ms. */
void latencies_sort(struct latencies *latencies);

/* The latency that so many percent do not exceed, in milliseconds; 0 if there are none. */
double latencies_at_ms(const struct latencies *latencies, double percent);

/* A curve for drawing: percent and milliseconds a line. */
void latencies_write(const struct latencies *latencies, FILE *file);

#endif
