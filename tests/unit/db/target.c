#include "db/target.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define EXPECT_TARGET(target, a_host, an_address, a_port) \
    do {                                                  \
        cr_expect_str_eq((target).host, (a_host));        \
        cr_expect_str_eq((target).address, (an_address)); \
        cr_expect_str_eq((target).port, (a_port));        \
    } while (0)

static struct db_target targets[DB_TARGETS_MAX];

static size_t read_targets(const char *conninfo)
{
    struct error error;
    return db_targets_read(conninfo, targets, &error);
}

static void clear_environment(void)
{
    unsetenv("PGHOST");
    unsetenv("PGHOSTADDR");
    unsetenv("PGPORT");
    unsetenv("PGSERVICE");
}

TestSuite(target, .init = clear_environment);

Test(target, several_hosts_share_a_port_or_have_their_own)
{
    cr_assert_eq(read_targets("host=db1,db2 port=6432"), 2);
    EXPECT_TARGET(targets[0], "db1", "", "6432");
    EXPECT_TARGET(targets[1], "db2", "", "6432");
    cr_assert_eq(read_targets("host=db1,10.0.0.2,/run/pg port=5432,5433,"), 3);
    EXPECT_TARGET(targets[0], "db1", "", "5432");
    EXPECT_TARGET(targets[1], "10.0.0.2", "", "5433");
    EXPECT_TARGET(targets[2], "/run/pg", "", "");
}

Test(target, an_address_spares_the_look_up_and_keeps_its_name)
{
    cr_assert_eq(read_targets("host=db1,db2 hostaddr=10.0.0.1,10.0.0.2"), 2);
    EXPECT_TARGET(targets[1], "db2", "10.0.0.2", "5432");
    cr_expect_not(db_target_is_name(&targets[1]));
    cr_assert_eq(read_targets("hostaddr=10.0.0.1"), 1);
    EXPECT_TARGET(targets[0], "", "10.0.0.1", "5432");
}

Test(target, an_address_of_the_web_kind_is_read_too)
{
    cr_assert_eq(read_targets("postgresql://u:p@db1:1,[2001:db8::1]:2/huiying?sslmode=require"), 2);
    EXPECT_TARGET(targets[0], "db1", "", "1");
    EXPECT_TARGET(targets[1], "2001:db8::1", "", "2");
    cr_expect(db_target_is_name(&targets[0]));
    cr_expect_not(db_target_is_name(&targets[1]));
}

Test(target, what_the_string_leaves_open_the_environment_says)
{
    setenv("PGHOST", "one,two", 1);
    setenv("PGPORT", "7000", 1);
    cr_assert_eq(read_targets(""), 2);
    EXPECT_TARGET(targets[1], "two", "", "7000");
    cr_assert_eq(read_targets("host=three"), 1);
    EXPECT_TARGET(targets[0], "three", "", "7000");
}

Test(target, with_nothing_said_libpq_chooses)
{
    cr_assert_eq(read_targets("dbname=huiying"), 1);
    EXPECT_TARGET(targets[0], "", "", "5432");
    cr_expect_not(db_target_is_name(&targets[0]));
}

Test(target, what_is_no_connection_string_is_refused)
{
    struct error error;
    cr_assert_eq(db_targets_read("host", targets, &error), 0);
    cr_assert_eq(error.code, ERROR_BAD_PARAMETER);
    cr_assert(error.message[0]);
}

Test(target, more_than_the_bound_are_refused_and_not_left_out)
{
    struct error error;
    char list[400] = "host=h", *end = list + 6;
    for (int i = 1; i < DB_TARGETS_MAX; i++, end += 2)
        snprintf(end, 3, ",h");
    cr_assert_eq(db_targets_read(list, targets, &error), DB_TARGETS_MAX);
    snprintf(end, 3, ",h");
    cr_assert_eq(db_targets_read(list, targets, &error), 0);
    cr_assert_str_eq(error.message, "more than 16 hosts");
}
