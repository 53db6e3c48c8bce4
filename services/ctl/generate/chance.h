/* Chance that comes out the same whenever it is asked with the same seed. For generate alone. */
#ifndef HUIYING_CTL_GENERATE_CHANCE_H
#define HUIYING_CTL_GENERATE_CHANCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

/* The chance of one thing of many: each number has its own, whoever asks first. */
struct chance chance_of(uint64_t seed, uint64_t number);

/* From 0 to below - 1; below is positive. */
int64_t chance_below(struct chance *chance, int64_t below);

/* True in so many of a thousand. */
bool chance_permille(struct chance *chance, int permille);

/* A word of a list that is parted by |, borrowed from it. */
struct chance_word {
    const char *start;
    size_t length;
};
struct chance_word chance_word_of(struct chance *chance, const char *list);

/* The place that its weight gives; the last weight is 0 and ends the list. */
size_t chance_weighted(struct chance *chance, const int *weights);

#endif
