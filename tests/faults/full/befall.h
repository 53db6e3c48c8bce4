/* One fault, from its moment to the verdict. */
#ifndef HUIYING_FAULTS_BEFALL_H
#define HUIYING_FAULTS_BEFALL_H

#include "faults/full/fault.h"
#include "faults/full/table.h"

/* All that there are, in the order of their files. */
size_t befall_list(const struct fault *ret[TABLE_ROWS_MAX]);

/* Lets it happen at a random moment, waits until all goes on again, and holds the invariants; false
 * if intake does not go on. */
bool befall(struct world *world, const struct fault *fault, struct table *table);

/* Ends what was left going on, the load at last, and holds everything. */
void befall_at_last(struct world *world, struct table *table);

#endif
