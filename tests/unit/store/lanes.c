/* When requests that share statements are sent (store/lanes). */
#include "store/lanes.h"

#include "base/clock.h"

#include <criterion/criterion.h>

static struct lanes lanes;

static void setup(void)
{
    lanes = (struct lanes){.max = 2};
}

/* As if the newest statement had left so long ago. */
static void wait_us(int64_t duration_us)
{
    lanes.sent_us = clock_mono_us() - duration_us;
}

TestSuite(lanes, .init = setup);

Test(lanes, one_that_comes_alone_is_sent_and_none_waits_for_it)
{
    cr_expect(lanes_have_one(&lanes));
    lanes_take(&lanes, 1);
    cr_expect(lanes_have_one(&lanes));
}

Test(lanes, others_gather_while_several_are_under_way)
{
    lanes_take(&lanes, 2);
    cr_expect_not(lanes_have_one(&lanes));
    lanes_give(&lanes, 2);
    cr_expect(lanes_have_one(&lanes));
}

Test(lanes, they_do_not_gather_behind_a_statement_that_takes_its_time)
{
    lanes_take(&lanes, 128);
    wait_us(1000000);
    cr_expect(lanes_have_one(&lanes));
    lanes_take(&lanes, 40);
    cr_expect_not(lanes_have_one(&lanes));
}

Test(lanes, there_are_never_more_than_so_many)
{
    lanes_take(&lanes, 1);
    lanes_take(&lanes, 1);
    wait_us(1000000);
    cr_expect_not(lanes_have_one(&lanes));
    lanes_give(&lanes, 1);
    cr_expect(lanes_have_one(&lanes));
}
