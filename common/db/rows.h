/*
 * What a statement returned. Rows are borrowed inside the callback that is given them. Columns are
 * read by their place, as the statement's file names them; the type must be the column's.
 */
#ifndef HUIYING_DB_ROWS_H
#define HUIYING_DB_ROWS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db_rows;

/* rows is NULL on failure, error on success; both are borrowed for the call. */
typedef void db_callback(const struct db_rows *rows, const struct error *error, void *context);

/* Calls back with one of the rows alone, as if the statement had returned no other; with none if
 * there are not so many. */
void db_rows_pass(const struct db_rows *rows, size_t row, db_callback *callback, void *context);

size_t db_rows_count(const struct db_rows *rows);
size_t db_rows_columns(const struct db_rows *rows);
const char *db_rows_column_name(const struct db_rows *rows, size_t column);

bool db_rows_is_null(const struct db_rows *rows, size_t row, size_t column);

/* text and json: the characters, NUL-terminated; NULL for null. */
const char *db_rows_text(const struct db_rows *rows, size_t row, size_t column);

/* bytea: the bytes, and how many. */
const unsigned char *db_rows_bytes(const struct db_rows *rows, size_t row, size_t column,
                                   size_t *ret_size);

/* smallint, integer, bigint; 0 for null. */
int64_t db_rows_integer(const struct db_rows *rows, size_t row, size_t column);

/* boolean; false for null. */
bool db_rows_bool(const struct db_rows *rows, size_t row, size_t column);

/* timestamptz as UTC microseconds since 1970; INT64_MIN for null. */
int64_t db_rows_instant(const struct db_rows *rows, size_t row, size_t column);

/* date as days since 1970-01-01; INT32_MIN for null. */
int32_t db_rows_date(const struct db_rows *rows, size_t row, size_t column);

#endif
