#include "support/patience.h"

#include "base/clock.h"

#include <criterion/criterion.h>
#include <poll.h>

enum { LOOK_MS = 10 };

struct patience patience_of(int wait_ms_max)
{
    return (struct patience){clock_mono_us() + (int64_t)wait_ms_max * 1000};
}

void patience_wait(const struct patience *patience, const char *what)
{
    cr_assert_lt(clock_mono_us(), patience->end_us, "in vain: %s", what);
    poll(NULL, 0, LOOK_MS);
}
