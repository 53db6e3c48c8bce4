/*
 * A transaction that is left open for minutes while other faults come and go: with a snapshot and a
 * transaction number of its own, it holds back vacuum and all that looks at what is still going on.
 */
#ifndef HUIYING_FAULTS_IDLER_H
#define HUIYING_FAULTS_IDLER_H

#include "faults/full/world.h"

/* Opens it; there is none yet. */
void idler_begin(struct world *world);

bool idler_is_there(const struct world *world);

/* Ends it if its time has come. It must have lasted until then, or the test fails. */
void idler_end_in_time(struct world *world);

/* Waits for its time, and ends it; nothing if there is none. */
void idler_await_end(struct world *world);

#endif
