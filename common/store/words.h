/* Lists of words as columns hold them, parted by |, and as the domain does, a bit for each. For the
 * files of store/ alone. */
#ifndef HUIYING_STORE_WORDS_H
#define HUIYING_STORE_WORDS_H

#include "domain/item.h"

/* False if a word is not in the table; "" is 0. */
bool words_read_set(const struct word *words, const char *list, uint32_t *ret_set);

#endif
