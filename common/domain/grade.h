/* The grade of an accident by its figures (国务院令第493号 art. 3; 「以上」 includes the number).
 * It suggests the grade of an event and never sets it. Pure. */
#ifndef HUIYING_DOMAIN_GRADE_H
#define HUIYING_DOMAIN_GRADE_H

#include "domain/item.h"

/* Negative: not known. */
struct accident_figures {
    int64_t deaths;
    int64_t serious_injuries; /* acute industrial poisoning included */
    int64_t loss_yuan;        /* direct */
};

/* The highest grade that one of the figures gives; -1 if none is known. */
int grade_suggest(const struct accident_figures *figures);

#endif
