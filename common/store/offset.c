#include "store/offset.h"

/* Two clocks of ordinary machines part by at most this much. */
enum { DRIFT_PER_MILLION = 100 };

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

void offset_learn(struct offset *offset, int64_t asked_us, int64_t heard_us, int64_t said_us)
{
    struct offset learned = {
        .low_us = said_us - heard_us,
        .high_us = said_us - asked_us,
        .at_us = heard_us,
        .is_known = true,
    };
    int64_t drift_us = (heard_us - offset->at_us) * DRIFT_PER_MILLION / 1000000 + 1;
    int64_t low_us = greater(learned.low_us, offset->low_us - drift_us);
    int64_t high_us = lesser(learned.high_us, offset->high_us + drift_us);
    if (offset->is_known && low_us <= high_us) {
        learned.low_us = low_us;
        learned.high_us = high_us;
    }
    *offset = learned;
}

int64_t offset_doubt_us(const struct offset *offset)
{
    return offset->high_us - offset->low_us;
}
