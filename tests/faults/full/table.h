/* What became of each kind of fault: the table that a full run prints. */
#ifndef HUIYING_FAULTS_TABLE_H
#define HUIYING_FAULTS_TABLE_H

#include "faults/full/fault.h"
#include "faults/full/watch.h"

enum { TABLE_ROWS_MAX = 64 };

struct table_row {
    const char *name;
    int times;
    struct verdict found;
    long unexpected; /* answers that no client should get */
    int ended;
    int leaked;
    int slow;
};

struct table {
    struct table_row rows[TABLE_ROWS_MAX];
    size_t count;
};

/* The row of a fault; made the first time. */
struct table_row *table_row(struct table *table, const char *name);

void table_add(struct table_row *row, const struct verdict *verdict, struct watched watched);

/* Prints all, in Markdown, and returns how many violations there were. */
long table_print(const struct table *table);

#endif
