/* The invariants themselves. For invariants.c alone. */
#ifndef HUIYING_SUPPORT_INVARIANTS_SQL_H
#define HUIYING_SUPPORT_INVARIANTS_SQL_H

#include "support/invariants.h"

#include <stddef.h>

struct invariant {
    enum invariant_kind kind;
    const char *what;
    const char *statement; /* a text for each violation */
};

extern const struct invariant invariants[];
extern const size_t invariant_count;

/* The longest that a step came after its excuse, in microseconds. */
extern const char invariants_lateness[];

#endif
