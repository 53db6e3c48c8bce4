/* What must not grow while the world goes on: memory, queues, dead rows. */
#ifndef HUIYING_FAULTS_GAUGE_H
#define HUIYING_FAULTS_GAUGE_H

#include "faults/full/world.h"

enum gauge {
    GAUGE_API_BYTES,    /* of the largest process */
    GAUGE_WORKER_BYTES, /* the same */
    GAUGE_QUEUE,        /* items and statements that wait in the programs */
    GAUGE_TIMERS,       /* in Redis, leased ones included */
    GAUGE_OVERDUE,      /* steps */
    GAUGE_DEAD_PERCENT, /* of the bytes of windows and items, those of rows that are dead */
    GAUGE_COUNT
};

struct gauges {
    double values[GAUGE_COUNT];
};

/* Gives the office's database what gauges_read needs; once. */
void gauges_prepare(struct world *world);

struct gauges gauges_read(struct world *world);

const char *gauge_name(enum gauge gauge);

#endif
