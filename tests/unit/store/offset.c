#include "store/offset.h"

#include <criterion/criterion.h>

/* The database's clock is ahead of the monotonic one by this much, unless a test says otherwise. */
enum { AHEAD_US = 1000000 };

/* Asks at asked_us; the database reads its clock after `going` and the answer takes `coming`. */
static void ask(struct offset *offset, int64_t asked_us, int64_t going_us, int64_t coming_us)
{
    int64_t read_us = asked_us + going_us;
    offset_learn(offset, asked_us, read_us + coming_us, read_us + AHEAD_US);
}

Test(offset, an_answer_bounds_it_on_both_sides)
{
    struct offset offset = {0};
    ask(&offset, 1000, 300, 200);
    cr_assert(offset.is_known);
    cr_assert_eq(offset.low_us, AHEAD_US - 200);
    cr_assert_eq(offset.high_us, AHEAD_US + 300);
    cr_assert_eq(offset_doubt_us(&offset), 500);
}

Test(offset, one_that_waited_for_its_connection_puts_nothing_ahead)
{
    struct offset offset = {0};
    ask(&offset, 1000, 2000000, 100);
    cr_assert_eq(offset.low_us, AHEAD_US - 100);
}

Test(offset, a_slow_answer_does_not_undo_a_quick_one)
{
    struct offset offset = {0};
    ask(&offset, 0, 100, 100);
    ask(&offset, 5000000, 50000, 900000);
    cr_assert_geq(offset.low_us, AHEAD_US - 100 - 700);
    cr_assert_leq(offset.low_us, AHEAD_US);
    cr_assert_leq(offset.high_us, AHEAD_US + 100 + 700);
}

Test(offset, answers_together_bound_it_closer)
{
    struct offset offset = {0};
    ask(&offset, 0, 400, 5);
    ask(&offset, 1000, 5, 400);
    cr_assert_leq(offset_doubt_us(&offset), 5 + 5 + 4);
    cr_assert_leq(offset.low_us, AHEAD_US);
    cr_assert_geq(offset.high_us, AHEAD_US);
}

Test(offset, a_clock_that_was_set_is_believed_at_once)
{
    struct offset offset = {0};
    ask(&offset, 0, 100, 100);
    offset_learn(&offset, 5000000, 5000200, 5000100 + AHEAD_US - 3600000000);
    cr_assert_eq(offset.low_us, AHEAD_US - 3600000000 - 100);
    offset_learn(&offset, 6000000, 6000200, 6000100 + AHEAD_US);
    cr_assert_eq(offset.low_us, AHEAD_US - 100);
}

Test(offset, clocks_that_drift_apart_are_followed)
{
    struct offset offset = {0};
    for (int i = 0; i < 1000; i++) {
        int64_t asked_us = i * INT64_C(5000000);
        int64_t drifted_us = i * INT64_C(450); /* 90 parts in a million */
        offset_learn(&offset, asked_us, asked_us + 400, asked_us + 200 + AHEAD_US + drifted_us);
        cr_assert_leq(offset.low_us, AHEAD_US + drifted_us);
        cr_assert_geq(offset.low_us, AHEAD_US + drifted_us - 1000);
    }
}
