/* What holds of a docket whatever was done to it. Tests may use it. */
#ifndef HUIYING_SUPPORT_DOCKET_LAWS_H
#define HUIYING_SUPPORT_DOCKET_LAWS_H

#include "support/docket.h"

/* Ends the test, with what was done to it last, where anything does not hold. */
void expect_lawful(const struct desk *desk, const char *what);

/* After counting anew, beside the above. */
void expect_recounted(const struct desk *desk, const char *what);

/* After a merger that was done: the parent owes or has answered all that the child owed, no later.
 */
void expect_handed_over(const struct desk *child, const struct desk *parent, const char *what);

#endif
