/* Timers that nobody waits for any more, as a Redis brings them that was restored from an old copy.
 * Tests may use it. */
#ifndef HUIYING_SUPPORT_OLD_TIMERS_H
#define HUIYING_SUPPORT_OLD_TIMERS_H

#include "support/office.h"

/* Puts into Redis, for windows whose next step is near: the steps before it and after it, and the
 * same of other generations, all due at the moment of that step, so that they are claimed with it.
 */
void old_timers_put(struct office *office, int redis_port);

#endif
