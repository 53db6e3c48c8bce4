/* When requests that share statements are sent (store/lanes). */
#include "store/lanes.h"

#include <criterion/criterion.h>

enum { NEVER_US = 1000000000, AT_ONCE_US = 0, SOON_US = 2000 };

static struct event_base *base;
static struct lanes *lanes;
static int woken;

static void on_wake(void *context)
{
    (void)context;
    woken++;
}

static void setup(void)
{
    base = event_base_new();
}

static void teardown(void)
{
    lanes_free(lanes);
    event_base_free(base);
}

/* Statements take their time after that. */
static void begin(int max, int slow_us)
{
    lanes = lanes_new(base, max, slow_us, on_wake, NULL);
}

TestSuite(lanes, .init = setup, .fini = teardown);

Test(lanes, nobody_waits_for_one_that_is_alone)
{
    begin(3, NEVER_US);
    cr_expect(lanes_have_one(lanes));
    lanes_take(lanes, 1);
    cr_expect(lanes_have_one(lanes));
    lanes_take(lanes, 1);
    cr_expect(lanes_have_one(lanes));
}

Test(lanes, others_gather_while_several_are_under_way)
{
    begin(2, NEVER_US);
    int lane = lanes_take(lanes, 2);
    cr_expect_not(lanes_have_one(lanes));
    lanes_give(lanes, lane);
    cr_expect(lanes_have_one(lanes));
}

Test(lanes, they_do_not_gather_behind_a_statement_that_takes_its_time)
{
    begin(2, AT_ONCE_US);
    lanes_take(lanes, 128);
    cr_expect(lanes_have_one(lanes));
    int quick = lanes_take(lanes, 40);
    cr_expect_not(lanes_have_one(lanes));
    lanes_give(lanes, quick);
    cr_expect(lanes_have_one(lanes));
}

Test(lanes, a_slow_statement_is_in_nobodys_way_once_a_quick_one_is_back)
{
    begin(2, SOON_US);
    lanes_take(lanes, 128);
    while (!lanes_have_one(lanes))
        event_base_loop(base, EVLOOP_ONCE);
    lanes_give(lanes, lanes_take(lanes, 40));
    cr_expect(lanes_have_one(lanes));
}

Test(lanes, who_gathers_is_woken_when_the_statement_takes_its_time)
{
    begin(2, SOON_US);
    lanes_take(lanes, 2);
    cr_assert_not(lanes_have_one(lanes));
    while (!lanes_have_one(lanes))
        event_base_loop(base, EVLOOP_ONCE);
    cr_expect_geq(woken, 1);
}

Test(lanes, there_are_never_more_than_so_many)
{
    begin(2, AT_ONCE_US);
    int first = lanes_take(lanes, 1);
    lanes_take(lanes, 1);
    cr_expect_not(lanes_have_one(lanes));
    lanes_give(lanes, first);
    cr_expect(lanes_have_one(lanes));
}
