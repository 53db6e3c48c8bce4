/* Chance that can be repeated: all of it comes from one seed, which is printed. Tests may use it.
 */
#ifndef HUIYING_SUPPORT_CHANCE_H
#define HUIYING_SUPPORT_CHANCE_H

#include <stdint.h>

struct chance {
    uint64_t state;
};

/* HUIYING_TEST_SEED, or one that was never used before; says which on standard error. */
uint64_t chance_seed(const char *test);

/* An evenly spread number from min to max, both included. */
int64_t chance_between(struct chance *chance, int64_t min, int64_t max);

#endif
