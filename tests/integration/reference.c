/* Rules, calendar and departments are data: a change counts from its commit on, for everybody. */
#include "sql.h"
#include "support/child.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const char received[] = "\"received_at\":\"2018-08-06T15:20:00+08:00\"";

Test(reference, a_new_rule_holds_for_the_next_item)
{
    struct office *office = office_open();
    const struct reply *before = log_inquiry(office, received);
    cr_assert_str_eq(reply_text(before, "windows[0].last_day"), "2018-08-13");
    office_sql(office, "BEGIN; UPDATE window_rule SET amount = 3 WHERE code = 'INQUIRY_LOCAL'; "
                       "UPDATE data_version SET version = version + 1; COMMIT");
    const struct reply *after = log_inquiry(office, received);
    cr_assert_str_eq(reply_text(after, "windows[0].last_day"), "2018-08-09");
    cr_assert_eq(office_number(office, "SELECT count(DISTINCT data_version) FROM response_window"),
                 2);
    office_close(office);
}

Test(reference, a_new_holiday_holds_for_the_next_item)
{
    struct office *office = office_open();
    log_inquiry(office, received);
    office_sql(office, "BEGIN; INSERT INTO calendar_day VALUES "
                       "('cn', '2018-08-08', 'holiday', '台风停工', 'test'); "
                       "UPDATE data_version SET version = version + 1; COMMIT");
    cr_assert_str_eq(reply_text(log_inquiry(office, received), "windows[0].last_day"),
                     "2018-08-14");
    office_close(office);
}

Test(reference, a_renamed_department_is_known_by_its_new_name)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    office_sql(office, "BEGIN; UPDATE department SET name_zh = '监管二处' "
                       "WHERE code = 'supervision_2'; "
                       "UPDATE data_version SET version = version + 1; COMMIT");
    struct patience left = patience_of(10000);
    while (strcmp(reply_text(get_as(office, "operator", item_path(item)), "lead_department_name"),
                  "监管二处") != 0)
        patience_wait(&left, "the new name is shown");
    const struct reply *list =
        get_as(office, "operator", "/v1/items?department=%E7%9B%91%E7%AE%A1%E4%BA%8C%E5%A4%84");
    cr_assert_eq(reply_count(list, "items"), 1);
    office_close(office);
}

Test(reference, a_count_into_an_unpublished_year_is_provisional)
{
    struct office *office = office_open();
    office_sql(office, "BEGIN; UPDATE calendar_year SET published = false; "
                       "UPDATE data_version SET version = version + 1; COMMIT");
    const struct reply *item = log_inquiry(office, "\"urgent\":true");
    cr_assert(strcmp(reply_text(item, "windows[3].stage"), "reply") == 0);
    cr_assert(json_boolean(reply_at(item, "windows[3].provisional")));
    cr_assert_not(json_boolean(reply_at(item, "windows[0].provisional")));
    office_close(office);
}

/* The change had not reached the standby that was promoted. */
Test(reference, a_change_that_a_failover_has_lost_is_let_go_of)
{
    struct office *office = office_open();
    office_sql(office, "BEGIN; UPDATE window_rule SET amount = 3 WHERE code = 'INQUIRY_LOCAL'; "
                       "UPDATE data_version SET version = version + 1; COMMIT");
    cr_assert_str_eq(reply_text(log_inquiry(office, received), "windows[0].last_day"),
                     "2018-08-09");
    office_sql(office, "BEGIN; UPDATE window_rule SET amount = 5 WHERE code = 'INQUIRY_LOCAL'; "
                       "UPDATE data_version SET version = version - 1; COMMIT");
    cr_assert_str_eq(reply_text(log_inquiry(office, received), "windows[0].last_day"),
                     "2018-08-13");
    office_close(office);
}

static void raise_version(void *context)
{
    struct db_session *session = office_session(context);
    session_sql(session, "UPDATE data_version SET version = version + 1");
    db_session_close(session);
    _Exit(0);
}

/* The statement by which items are stored, without any: *ret_outcome is the sqlstate. */
static void store_nothing(struct db_session *session, char *ret_sqlstate)
{
    static const char *const params[] = {"[]", "[]", "1"};
    struct error error = {.code = ERROR_OK};
    db_session_rows_free(db_session_query(session, sql[SQL_INTAKE_INSERT].text, params, 3, &error));
    memcpy(ret_sqlstate, error.sqlstate, sizeof(error.sqlstate));
}

/* Otherwise, while items are stored without a pause, the data could never be changed. */
Test(reference, what_is_stored_after_a_change_has_begun_to_wait_waits_behind_it)
{
    struct office *office = office_open();
    struct db_session *before = office_session(office), *after = office_session(office);
    char sqlstate[sizeof(((struct error *)0)->sqlstate)];
    session_sql(before, "BEGIN");
    store_nothing(before, sqlstate);
    cr_assert_str_eq(sqlstate, "");
    session_sql(after, "SET lock_timeout = 100");
    store_nothing(after, sqlstate);
    cr_assert_str_eq(sqlstate, "", "many are stored at once");
    pid_t change = child_fork(raise_version, office);
    office_await_number(office,
                        "SELECT count(*) FROM pg_locks JOIN pg_database AS d ON d.oid = database "
                        "WHERE NOT granted AND datname = current_database()",
                        1, 10000);
    store_nothing(after, sqlstate);
    cr_assert_str_eq(sqlstate, "57000", "which nobody takes for another's key");
    session_sql(before, "COMMIT");
    cr_assert_eq(child_wait(change, 10000), 0);
    store_nothing(after, sqlstate);
    cr_assert_str_eq(sqlstate, "");
    db_session_close(before);
    db_session_close(after);
    office_close(office);
}
