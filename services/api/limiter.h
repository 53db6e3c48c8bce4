/* How often one address may ask without a token, so that nobody guesses query codes. */
#ifndef HUIYING_API_LIMITER_H
#define HUIYING_API_LIMITER_H

#include <stdbool.h>

struct limiter;

struct limiter *limiter_new(int per_minute);
void limiter_free(struct limiter *limiter);

/* False if the address has used up what it may for now. IPv6 addresses count by their /64, which is
 * what one customer has. */
bool limiter_take(struct limiter *limiter, const char *address);

#endif
