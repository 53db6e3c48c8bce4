/*
 * What may befall the world, a row each: to add one, write a row. Of the time between inflict and
 * mend the row says how long it is, by chance.
 */
#ifndef HUIYING_FAULTS_FAULT_H
#define HUIYING_FAULTS_FAULT_H

#include "faults/full/world.h"

/* What is nobody's fault. */
enum excuse {
    EXCUSE_NONE,    /* whoever logs notices nothing */
    EXCUSE_REFUSAL, /* some are refused, or hear nothing, and ask again */
    EXCUSE_AWAY, /* no database can commit from inflict until mend returns: steps are late, too */
};

/* What may take longer comes once in a run, and in no soak. */
enum { FAULT_OFTEN_MS_MAX = 60000 };

struct fault {
    const char *name; /* as --only and the table know it */
    void (*inflict)(struct world *world);
    void (*mend)(struct world *world); /* NULL: nothing to mend */
    int ms_min;
    int ms_max;
    enum excuse excuse;
    bool ends_sessions; /* of the primary: waits while a transaction is left open */
};

struct faults {
    const struct fault *all;
    size_t count;
};

/* Each file's own. */
struct faults faults_of_processes(void);
struct faults faults_of_redis(void);
struct faults faults_of_postgres(void);
struct faults faults_of_load(void);

#endif
