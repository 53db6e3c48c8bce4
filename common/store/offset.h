/*
 * How far the database's clock is ahead of this process's monotonic clock, as far as it can be
 * known: what the database said lies between the asking and the hearing, so each answer bounds the
 * offset on both sides, and answers together bound it closer (Marzullo's intersection of intervals,
 * as in NTP, RFC 5905 section 11.2.1). No I/O.
 */
#ifndef HUIYING_STORE_OFFSET_H
#define HUIYING_STORE_OFFSET_H

#include <stdbool.h>
#include <stdint.h>

/* All zero: nothing is known. */
struct offset {
    int64_t low_us;
    int64_t high_us;
    int64_t at_us; /* monotonic, when the last answer was heard */
    bool is_known;
};

/* Takes in that the database's clock showed said_us at some moment between asked_us and heard_us of
 * the monotonic clock. An answer that contradicts what was known, as of a clock that was set or of
 * another server's, replaces it. */
void offset_learn(struct offset *offset, int64_t asked_us, int64_t heard_us, int64_t said_us);

/* How much the offset might be more than its low bound, in microseconds. */
int64_t offset_doubt_us(const struct offset *offset);

#endif
