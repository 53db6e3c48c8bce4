#include "support/chance.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

uint64_t chance_seed(const char *test)
{
    const char *given = getenv("HUIYING_TEST_SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : (uint64_t)clock_wall_us();
    fprintf(stderr, "%s: HUIYING_TEST_SEED=%" PRIu64 "\n", test, seed);
    return seed;
}

/* SplitMix64 (Steele, Lea, Flood 2014). The ranges asked for are far too small for the modulo to
 * show. */
int64_t chance_between(struct chance *chance, int64_t min, int64_t max)
{
    uint64_t mixed = chance->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    mixed ^= mixed >> 31;
    return min + (int64_t)(mixed % (uint64_t)(max - min + 1));
}
