/* Waiting for something to become so, with a bound: tests never sleep for a time to be right.
 *
 *     for (struct patience left = patience_of(5000); !is_so(); patience_wait(&left, "…"))
 *         ;
 */
#ifndef HUIYING_SUPPORT_PATIENCE_H
#define HUIYING_SUPPORT_PATIENCE_H

#include <stdint.h>

struct patience {
    int64_t end_us; /* by the monotonic clock */
};

struct patience patience_of(int wait_ms_max);

/* A short pause before the next look. Once the bound has passed the test fails, saying what did not
 * come about. */
void patience_wait(const struct patience *patience, const char *what);

#endif
