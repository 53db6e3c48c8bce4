/*
 * How often somebody may ask: a bucket for each name, which holds what a minute gives and fills
 * steadily. The table does not grow, whoever knocks: a newcomer to places that are all taken finds
 * a full bucket in the place of the fullest.
 */
#ifndef HUIYING_API_LIMITER_H
#define HUIYING_API_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

struct limiter;

/* What one bucket holds after it was asked. */
struct allowance {
    int per_minute;
    int left;    /* requests that it would still give at once */
    int reset_s; /* until it is full again */
    int retry_s; /* until it gives one; 0: now */
};

struct limiter *limiter_new(void);
void limiter_free(struct limiter *limiter);

/* Takes one from the bucket of that name; false if there is none. Moments are of one clock that
 * does not go back. */
bool limiter_take(struct limiter *limiter, const char *name, int per_minute, int64_t now_us,
                  struct allowance *ret);

/* Puts one back that was taken in vain. */
void limiter_give(struct limiter *limiter, const char *name);

/* The name under which an address counts: IPv6 by its /64, which is what one customer has. */
enum { LIMITER_NAME_SIZE = 64 };
void limiter_name_network(const char *address, char ret[LIMITER_NAME_SIZE]);

#endif
