/* Whether the programs still run, and keep to their size. */
#ifndef HUIYING_FAULTS_WATCH_H
#define HUIYING_FAULTS_WATCH_H

#include "faults/full/world.h"

struct watched {
    int ended;  /* by themselves; they are started again */
    int leaked; /* larger than a process may have become */
    int64_t bytes_max;
};

/* Looks at all of them. Once one has run for a while, its memory then is its level. */
struct watched watch_processes(struct world *world);

/* How much of a process is in memory, in bytes; 0 if the system does not say. */
int64_t watch_memory(pid_t pid);

#endif
