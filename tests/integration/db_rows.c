/* What PostgreSQL answers, read as what it is. */
#include "db/session.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

Test(db_rows, are_read_as_what_they_are)
{
    struct error error;
    char conninfo[300];
    snprintf(conninfo, sizeof(conninfo), "host=%s port=%s user=%s password=%s dbname=postgres",
             getenv("HUIYING_TEST_PGHOST"), getenv("HUIYING_TEST_PGPORT"),
             getenv("HUIYING_TEST_PGUSER"), getenv("HUIYING_TEST_PGPASSWORD"));
    struct db_session *session = db_session_open(conninfo, "db-rows-test", &error);
    cr_assert(session, "%s", error.message);
    static const char *const params[] = {"文本", "\\x00ff", NULL};
    struct db_rows *rows = db_session_query(
        session,
        "SELECT $1::text AS t, $2::bytea, $3::text, (-2)::smallint, 2147483647, -9007199254740993, "
        "true, false, '1969-12-31 23:59:59.999999+00'::timestamptz, "
        "'2018-10-02 11:18:00+08'::timestamptz, '1969-12-31'::date, '2018-10-02'::date, "
        "'{\"a\":1}'::json, null::bigint, null::timestamptz, null::date, null::boolean",
        params, 3, &error);
    size_t size;
    cr_assert(rows, "%s", error.message);
    cr_expect(db_rows_count(rows) == 1 && db_rows_columns(rows) == 17);
    cr_expect_str_eq(db_rows_column_name(rows, 0), "t");
    cr_expect_str_eq(db_rows_text(rows, 0, 0), "文本");
    const unsigned char *bytes = db_rows_bytes(rows, 0, 1, &size);
    cr_expect(size == 2 && bytes[0] == 0 && bytes[1] == 0xff);
    cr_expect(db_rows_is_null(rows, 0, 2) && !db_rows_text(rows, 0, 2));
    cr_expect_eq(db_rows_integer(rows, 0, 3), -2);
    cr_expect_eq(db_rows_integer(rows, 0, 4), 2147483647);
    cr_expect_eq(db_rows_integer(rows, 0, 5), -9007199254740993);
    cr_expect(db_rows_bool(rows, 0, 6) && !db_rows_bool(rows, 0, 7));
    cr_expect_eq(db_rows_instant(rows, 0, 8), -1);
    cr_expect_eq(db_rows_instant(rows, 0, 9), 1538450280000000);
    cr_expect_eq(db_rows_date(rows, 0, 10), -1);
    cr_expect_eq(db_rows_date(rows, 0, 11), 17806);
    cr_expect_str_eq(db_rows_text(rows, 0, 12), "{\"a\":1}");
    cr_expect_eq(db_rows_integer(rows, 0, 13), 0);
    cr_expect_eq(db_rows_instant(rows, 0, 14), INT64_MIN);
    cr_expect_eq(db_rows_date(rows, 0, 15), INT32_MIN);
    cr_expect_not(db_rows_bool(rows, 0, 16));
    db_session_rows_free(rows);
    db_session_close(session);
}
