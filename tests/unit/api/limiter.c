#include "limiter.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <time.h>

static void wait_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

Test(limiter, an_address_has_what_a_minute_gives_and_not_one_more)
{
    struct limiter *limiter = limiter_new(30);
    for (int i = 0; i < 30; i++)
        cr_expect(limiter_take(limiter, "192.0.2.1"), "number %d", i + 1);
    cr_expect_not(limiter_take(limiter, "192.0.2.1"));
    cr_expect_not(limiter_take(limiter, "192.0.2.1"));
    limiter_free(limiter);
}

Test(limiter, one_address_takes_nothing_from_another)
{
    struct limiter *limiter = limiter_new(1);
    cr_expect(limiter_take(limiter, "192.0.2.1"));
    cr_expect_not(limiter_take(limiter, "192.0.2.1"));
    cr_expect(limiter_take(limiter, "192.0.2.2"));
    limiter_free(limiter);
}

Test(limiter, a_network_of_ipv6_counts_as_one_address)
{
    struct limiter *limiter = limiter_new(1);
    cr_expect(limiter_take(limiter, "2001:db8:ffff:fff1:ffff:ffff:ffff:fff1"));
    cr_expect_not(limiter_take(limiter, "2001:db8:ffff:fff1:ffff:ffff:ffff:fff2"));
    cr_expect(limiter_take(limiter, "2001:db8:ffff:fff2:ffff:ffff:ffff:fff1"));
    limiter_free(limiter);
}

/* 1,200 a minute are one in 50 ms. */
Test(limiter, it_fills_again_steadily_and_never_above_what_a_minute_gives)
{
    struct limiter *limiter = limiter_new(1200);
    int taken = 0;
    wait_ms(20);
    while (limiter_take(limiter, "192.0.2.1"))
        taken++;
    cr_expect(taken >= 1200 && taken < 1210, "%d", taken);
    cr_expect_not(limiter_take(limiter, "192.0.2.1"));
    wait_ms(60);
    cr_expect(limiter_take(limiter, "192.0.2.1"));
    limiter_free(limiter);
}

Test(limiter, however_many_addresses_knock_the_table_does_not_grow)
{
    struct limiter *limiter = limiter_new(1);
    char address[48];
    for (int i = 0; i < 100000; i++) {
        snprintf(address, sizeof(address), "2001:db8:%x:%x::1", (unsigned)i >> 8,
                 (unsigned)i & 255);
        cr_assert(limiter_take(limiter, address));
    }
    limiter_free(limiter);
}
