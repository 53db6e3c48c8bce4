#include "store/lanes.h"

#include "base/clock.h"

enum { SLOW_US = 50000 };

bool lanes_have_one(const struct lanes *lanes)
{
    bool is_in_the_way = lanes->carried > 1 && clock_mono_us() - lanes->sent_us < SLOW_US;
    return lanes->busy == 0 || (lanes->busy < lanes->max && !is_in_the_way);
}

void lanes_take(struct lanes *lanes, size_t count)
{
    lanes->busy++;
    lanes->carried += count;
    lanes->sent_us = clock_mono_us();
}

void lanes_give(struct lanes *lanes, size_t count)
{
    lanes->busy--;
    lanes->carried -= count;
}
