#include "limiter.h"

#include <criterion/criterion.h>
#include <stdio.h>

static const int64_t second_us = 1000000;

static struct limiter *limiter;
static struct allowance allowance;

static void setup(void)
{
    limiter = limiter_new();
}

static void teardown(void)
{
    limiter_free(limiter);
}

static bool take(const char *name, int per_minute, int64_t now_us)
{
    return limiter_take(limiter, name, per_minute, now_us, &allowance);
}

TestSuite(limiter, .init = setup, .fini = teardown);

Test(limiter, a_name_has_what_a_minute_gives_and_not_one_more)
{
    for (int i = 0; i < 30; i++)
        cr_expect(take("a", 30, 0), "number %d", i + 1);
    cr_expect_not(take("a", 30, 0));
    cr_expect_not(take("a", 30, 0));
}

Test(limiter, one_name_takes_nothing_from_another)
{
    cr_expect(take("a", 1, 0));
    cr_expect_not(take("a", 1, 0));
    cr_expect(take("b", 1, 0));
}

/* 30 a minute are one in 2 s. */
Test(limiter, it_fills_again_steadily_and_never_above_what_a_minute_gives)
{
    while (take("a", 30, 0))
        continue;
    cr_expect_not(take("a", 30, 2 * second_us - 1));
    cr_expect(take("a", 30, 2 * second_us));
    cr_expect_not(take("a", 30, 2 * second_us));
    int taken = 0;
    while (take("a", 30, 3600 * second_us))
        taken++;
    cr_expect_eq(taken, 30);
}

Test(limiter, it_tells_what_is_left_and_for_how_long)
{
    cr_expect(take("a", 30, 0));
    cr_expect_eq(allowance.per_minute, 30);
    cr_expect_eq(allowance.left, 29);
    cr_expect_eq(allowance.reset_s, 2);
    cr_expect_eq(allowance.retry_s, 0);
    while (take("a", 30, 0))
        continue;
    cr_expect_eq(allowance.left, 0);
    cr_expect_eq(allowance.reset_s, 60);
    cr_expect_eq(allowance.retry_s, 2);
}

Test(limiter, what_was_taken_in_vain_is_given_back)
{
    cr_expect(take("a", 1, 0));
    limiter_give(limiter, "a");
    cr_expect(take("a", 1, 0));
    cr_expect_not(take("a", 1, 0));
    limiter_give(limiter, "nobody");
    cr_expect_not(take("a", 1, 0));
}

Test(limiter, a_network_of_ipv6_counts_as_one_name)
{
    char one[LIMITER_NAME_SIZE], same[LIMITER_NAME_SIZE], other[LIMITER_NAME_SIZE];
    limiter_name_network("2001:db8:ffff:fff1:ffff:ffff:ffff:fff1", one);
    limiter_name_network("2001:db8:ffff:fff1:ffff:ffff:ffff:fff2", same);
    limiter_name_network("2001:db8:ffff:fff2:ffff:ffff:ffff:fff1", other);
    cr_expect_str_eq(one, same);
    cr_expect_str_neq(one, other);
    limiter_name_network("192.0.2.1", one);
    cr_expect_str_eq(one, "192.0.2.1");
}

Test(limiter, however_many_names_knock_the_table_does_not_grow)
{
    char name[LIMITER_NAME_SIZE];
    for (int i = 0; i < 100000; i++) {
        snprintf(name, sizeof(name), "2001:db8:%x:%x::", (unsigned)i >> 8, (unsigned)i & 255);
        cr_assert(take(name, 1, 0));
    }
}

/* Or else two addresses that share a place would have no limit at all. */
Test(limiter, who_has_spent_all_is_not_forgotten_for_others)
{
    enum { OTHERS = 20000 };
    char name[LIMITER_NAME_SIZE];
    while (take("a", 30, 0))
        continue;
    for (int i = 0; i < OTHERS; i++) {
        snprintf(name, sizeof(name), "%d", i);
        cr_assert(take(name, 30, 0));
    }
    cr_expect_not(take("a", 30, 0));
}
