#include "generate/chance.h"

#include <assert.h>
#include <string.h>

static uint64_t next(struct chance *chance);

struct chance chance_of(uint64_t seed, uint64_t number)
{
    struct chance chance = {seed * UINT64_C(0xd1342543de82ef95) + number};
    chance.state = next(&chance);
    return chance;
}

/* The ranges asked for are far too small for the modulo to show. */
int64_t chance_below(struct chance *chance, int64_t below)
{
    assert(below > 0);
    return (int64_t)(next(chance) % (uint64_t)below);
}

bool chance_permille(struct chance *chance, int permille)
{
    return chance_below(chance, 1000) < permille;
}

struct chance_word chance_word_of(struct chance *chance, const char *list)
{
    int64_t count = 1;
    for (const char *at = list; *at; at++)
        count += *at == '|';
    for (int64_t left = chance_below(chance, count); left > 0; left--)
        list = strchr(list, '|') + 1;
    return (struct chance_word){list, strcspn(list, "|")};
}

size_t chance_weighted(struct chance *chance, const int *weights)
{
    int64_t sum = 0;
    for (size_t i = 0; weights[i]; i++)
        sum += weights[i];
    int64_t at = chance_below(chance, sum);
    size_t place = 0;
    while (at >= weights[place])
        at -= weights[place++];
    return place;
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t next(struct chance *chance)
{
    uint64_t mixed = chance->state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}
