#include "db/result.h"

#include <assert.h>
#include <string.h>

/* PostgreSQL counts from 2000-01-01. */
static const int64_t epoch_us = INT64_C(946684800000000);
static const int32_t epoch_days = 10957;

static int place(const struct db_rows *rows, size_t row);
static int64_t big_endian(const char *bytes, int size);

size_t db_rows_count(const struct db_rows *rows)
{
    return (size_t)rows->count;
}

size_t db_rows_columns(const struct db_rows *rows)
{
    return (size_t)PQnfields(rows->result);
}

const char *db_rows_column_name(const struct db_rows *rows, size_t column)
{
    return PQfname(rows->result, (int)column);
}

void db_rows_pass(const struct db_rows *rows, size_t row, db_callback *callback, void *context)
{
    bool is_there = row < db_rows_count(rows);
    struct db_rows alone = {rows->result, place(rows, row), is_there};
    callback(&alone, NULL, context);
}

bool db_rows_is_null(const struct db_rows *rows, size_t row, size_t column)
{
    return PQgetisnull(rows->result, place(rows, row), (int)column);
}

const char *db_rows_text(const struct db_rows *rows, size_t row, size_t column)
{
    if (db_rows_is_null(rows, row, column))
        return NULL;
    return PQgetvalue(rows->result, place(rows, row), (int)column);
}

const unsigned char *db_rows_bytes(const struct db_rows *rows, size_t row, size_t column,
                                   size_t *ret_size)
{
    *ret_size = (size_t)PQgetlength(rows->result, place(rows, row), (int)column);
    return (const unsigned char *)db_rows_text(rows, row, column);
}

int64_t db_rows_integer(const struct db_rows *rows, size_t row, size_t column)
{
    if (db_rows_is_null(rows, row, column))
        return 0;
    return big_endian(PQgetvalue(rows->result, place(rows, row), (int)column),
                      PQgetlength(rows->result, place(rows, row), (int)column));
}

bool db_rows_bool(const struct db_rows *rows, size_t row, size_t column)
{
    const char *value = db_rows_text(rows, row, column);
    return value && *value;
}

int64_t db_rows_instant(const struct db_rows *rows, size_t row, size_t column)
{
    if (db_rows_is_null(rows, row, column))
        return INT64_MIN;
    return db_rows_integer(rows, row, column) + epoch_us;
}

int32_t db_rows_date(const struct db_rows *rows, size_t row, size_t column)
{
    if (db_rows_is_null(rows, row, column))
        return INT32_MIN;
    return (int32_t)db_rows_integer(rows, row, column) + epoch_days;
}

static int place(const struct db_rows *rows, size_t row)
{
    return rows->first + (int)row;
}

static int64_t big_endian(const char *bytes, int size)
{
    assert(size == 2 || size == 4 || size == 8);
    uint64_t value = (signed char)bytes[0] < 0 ? UINT64_MAX : 0;
    for (int i = 0; i < size; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return (int64_t)value;
}
