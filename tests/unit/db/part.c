#include "db/part.h"

#include <criterion/criterion.h>
#include <stdint.h>

enum { COUNT = 200 };

/* Sends a batch of which the database refuses some, and says how many statements it took. Each
 * thing is done or singled out, once. */
static int send_all(const bool refused[COUNT], enum error_code why)
{
    struct db_part part = db_part_all(COUNT);
    struct error error = {.code = why};
    int settled[COUNT] = {0}, sent = 0;
    for (bool is_more = true; is_more;) {
        bool is_good = true;
        for (size_t i = part.first; i < part.first + part.size; i++)
            is_good &= !refused[i];
        cr_assert_leq(part.first + part.size, COUNT);
        cr_assert_lt(sent++, 3 * COUNT);
        if (!is_good && db_part_narrow(&part, &error))
            continue;
        cr_expect(is_good || part.size == 1);
        for (size_t i = part.first; i < part.first + part.size; i++)
            settled[i]++;
        is_more = db_part_next(&part);
    }
    for (size_t i = 0; i < COUNT; i++)
        cr_expect_eq(settled[i], 1, "%zu: %d", i, settled[i]);
    return sent;
}

Test(part, what_is_not_refused_goes_as_a_whole)
{
    const bool none[COUNT] = {false};
    cr_expect_eq(send_all(none, ERROR_INTERNAL), 1);
}

Test(part, one_that_cannot_be_stored_costs_a_few_statements_wherever_it_is)
{
    for (size_t i = 0; i < COUNT; i++) {
        bool refused[COUNT] = {false};
        refused[i] = true;
        cr_expect_leq(send_all(refused, ERROR_INTERNAL), 40, "%zu", i);
    }
}

Test(part, one_that_is_held_is_waited_for_as_seldom_as_can_be)
{
    struct db_part part = db_part_all(COUNT);
    struct error busy = {.code = ERROR_BUSY};
    cr_expect(db_part_narrow(&part, &busy));
    cr_expect_eq(part.size, 1);
    cr_expect_not(db_part_narrow(&part, &busy));
    cr_expect_eq(part.size, 1);
}

Test(part, where_all_are_refused_each_is_singled_out)
{
    bool all[COUNT];
    for (size_t i = 0; i < COUNT; i++)
        all[i] = true;
    cr_expect_leq(send_all(all, ERROR_INTERNAL), 2 * COUNT + 10);
}

Test(part, of_nothing_nothing_is_left)
{
    struct db_part part = db_part_all(0);
    cr_expect_not(db_part_next(&part));
    cr_expect_eq(part.size, 0);
}
