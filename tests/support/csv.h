/* Small CSV reader for test data: a header line, RFC 4180 quoting, UTF-8. A file that is missing or
 * malformed ends the test. */
#ifndef HUIYING_SUPPORT_CSV_H
#define HUIYING_SUPPORT_CSV_H

#include <stddef.h>

struct csv;

/* Reads a file named from the root of the sources. The caller frees. Where the environment names a
 * folder in CSV_OTHER_DATA, files of migrations/data that are there are read from there instead. */
#define CSV_OTHER_DATA "HUIYING_TEST_DATA"
struct csv *csv_read(const char *path);
void csv_free(struct csv *csv);

/* Rows after the header, counted from 0. */
size_t csv_row_count(const struct csv *csv);

/* The value of a row in the column of this name, borrowed from csv. */
const char *csv_value(const struct csv *csv, size_t row, const char *column);
int csv_int(const struct csv *csv, size_t row, const char *column);

/* Writes a copy whose one value is another to a path. */
void csv_write_changed(const struct csv *csv, const char *path, size_t row, const char *column,
                       const char *value);

#endif
