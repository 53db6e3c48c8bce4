/* The worker's figures of what is overdue or waits. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKED_MS_MAX = 15000 };

Test(backlog, the_worker_tells_what_is_overdue_and_what_waits)
{
    struct office *office = office_open();
    int admin_port;
    log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\"");
    log_inquiry(office, "");
    office_start_worker(office, NULL, &admin_port);
    web_await_metric(office->arena, admin_port, "huiying_outbox_oldest_microseconds", 1,
                     LOOKED_MS_MAX);
    cr_expect_eq(web_metric(office->arena, admin_port, "huiying_overdue_items"), 1);
    cr_expect_eq(web_metric(office->arena, admin_port, "huiying_overdue_steps"), 0);
    cr_expect_eq(web_metric(office->arena, admin_port, "huiying_overdue_oldest_microseconds"), 0);
    cr_expect_gt(web_metric(office->arena, admin_port, "huiying_fire_lag_seconds_count{}"), 0);
    office_close(office);
}

/* Nothing fires while the windows are held, and that is told. */
Test(backlog, a_step_that_does_not_fire_is_told_with_its_age)
{
    struct office *office = office_open();
    struct db_session *holder = office_session(office);
    int admin_port;
    log_inquiry(office, "\"received_at\":\"2018-08-06T15:20:00+08:00\"");
    session_sql(holder, "BEGIN; SELECT FROM response_window FOR UPDATE");
    office_start_worker(office, NULL, &admin_port);
    web_await_metric(office->arena, admin_port, "huiying_overdue_steps", 1, LOOKED_MS_MAX);
    cr_expect_gt(web_metric(office->arena, admin_port, "huiying_overdue_oldest_microseconds"),
                 500000);
    db_session_close(holder);
    office_close(office);
}
