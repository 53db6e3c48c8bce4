/* The invariants themselves. For invariants.c alone. */
#ifndef HUIYING_SUPPORT_INVARIANTS_SQL_H
#define HUIYING_SUPPORT_INVARIANTS_SQL_H

#include <stddef.h>

struct invariant {
    const char *what;
    const char *statement; /* a text for each violation */
};

extern const struct invariant invariants[];
extern const size_t invariant_count;

#endif
