/*
 * Item numbers, leased from the database in blocks and handed out one by one, so that an item has
 * its number, and so its ref, before it is stored. Unused ones are lost when the process ends:
 * numbers rise, but not without gaps. For whoever logs items.
 */
#ifndef HUIYING_STORE_NUMBERS_H
#define HUIYING_STORE_NUMBERS_H

#include "db/pool.h"

struct numbers;

/* Begins leasing at once, and again whenever it runs low. The pool is borrowed. */
struct numbers *numbers_new(struct event_base *base, struct db_pool *pool);

/* To be called after the pool is freed. NULL is accepted. */
void numbers_free(struct numbers *numbers);

/* True while a number is at hand. */
bool numbers_are_there(const struct numbers *numbers);

/* The next number, or 0 if none is at hand: the database has not answered yet. */
int64_t numbers_take(struct numbers *numbers);

#endif
