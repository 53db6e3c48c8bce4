/* What no fault excuses: statements that PostgreSQL refused because they are wrong. Tests may use
 * it. */
#ifndef HUIYING_SUPPORT_MISTAKES_H
#define HUIYING_SUPPORT_MISTAKES_H

#include "support/office.h"

/* How many lines of a program's log tell of broken constraints, bad data, wrong SQL or PostgreSQL's
 * own failures (SQLSTATE classes 22, 23, 42, XX); says the first on standard error. */
long mistakes_count(const struct office *office, const char *program);

#endif
