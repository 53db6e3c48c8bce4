#include "support/csv.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

struct csv {
    char *bytes; /* the file, cut into values in place */
    char **values;
    size_t value_count;
    size_t column_count;
};

static void value_write(FILE *file, const char *value, bool is_last);
static char *file_read(const char *path);
static FILE *file_open(const char *path);
static char *value_cut(char **at, char *ret_end);
static char *quoted_cut(char **at);
static void value_add(struct csv *csv, char *value);
static size_t column_find(const struct csv *csv, const char *column);

struct csv *csv_read(const char *path)
{
    struct csv *csv = memory_new(1, sizeof(*csv));
    csv->bytes = file_read(path);
    for (char *at = csv->bytes; *at;) {
        char end;
        value_add(csv, value_cut(&at, &end));
        if (end == ',')
            continue;
        if (!csv->column_count)
            csv->column_count = csv->value_count;
        if (csv->value_count % csv->column_count != 0)
            memory_abort(path);
    }
    return csv;
}

void csv_free(struct csv *csv)
{
    if (!csv)
        return;
    free(csv->bytes);
    free(csv->values);
    free(csv);
}

size_t csv_row_count(const struct csv *csv)
{
    return csv->value_count / csv->column_count - 1;
}

const char *csv_value(const struct csv *csv, size_t row, const char *column)
{
    if (row >= csv_row_count(csv))
        memory_abort("no such row");
    return csv->values[(row + 1) * csv->column_count + column_find(csv, column)];
}

int csv_int(const struct csv *csv, size_t row, const char *column)
{
    const char *value = csv_value(csv, row, column);
    char *end;
    long number = strtol(value, &end, 10);
    if (end == value || *end || number < INT32_MIN || number > INT32_MAX)
        memory_abort(column);
    return (int)number;
}

void csv_write_changed(const struct csv *csv, const char *path, size_t row, const char *column,
                       const char *value)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        memory_abort(path);
    size_t changed = (row + 1) * csv->column_count + column_find(csv, column);
    for (size_t i = 0; i < csv->value_count; i++)
        value_write(file, i == changed ? value : csv->values[i], (i + 1) % csv->column_count == 0);
    if (fclose(file) != 0)
        memory_abort(path);
}

static void value_write(FILE *file, const char *value, bool is_last)
{
    fputc('"', file);
    for (; *value; value++) {
        if (*value == '"')
            fputc('"', file);
        fputc(*value, file);
    }
    fputs(is_last ? "\"\n" : "\",", file);
}

static char *file_read(const char *path)
{
    FILE *file = file_open(path);
    char *bytes = NULL;
    size_t room = 0;
    /* A file holds no NUL, so that reading up to one reads it all. */
    if (getdelim(&bytes, &room, '\0', file) <= 0)
        memory_abort(path);
    fclose(file);
    return bytes;
}

static FILE *file_open(const char *path)
{
    static const char data[] = "migrations/data/";
    const char *other = getenv(CSV_OTHER_DATA);
    char full[512];
    FILE *file = NULL;
    if (other && strncmp(path, data, strlen(data)) == 0) {
        snprintf(full, sizeof(full), "%s/%s", other, path + strlen(data));
        file = fopen(full, "rb");
    }
    snprintf(full, sizeof(full), "%s/%s", HUIYING_SOURCE_DIR, path);
    if (!file)
        file = fopen(full, "rb");
    if (!file)
        memory_abort(full);
    return file;
}

/* Cuts off one value and passes over what ends it: a comma, a line's end, or the file's. */
static char *value_cut(char **at, char *ret_end)
{
    char *value = **at == '"' ? quoted_cut(at) : *at;
    *at += strcspn(*at, ",\r\n");
    char *end = *at;
    *ret_end = *end;
    if (*end == '\r' && end[1] == '\n')
        ++*at;
    if (*end)
        ++*at;
    *end = '\0';
    return value;
}

/* Takes the quotes off; *at ends up behind the closing one. */
static char *quoted_cut(char **at)
{
    char *from = *at + 1, *to = *at, *value = *at;
    for (; from[0] != '"' || from[1] == '"'; from++) {
        if (!from[0])
            memory_abort("a quote without its end");
        *to++ = *from;
        if (from[0] == '"')
            from++;
    }
    *to = '\0';
    *at = from + 1;
    return value;
}

static void value_add(struct csv *csv, char *value)
{
    csv->values = memory_resize(csv->values, (csv->value_count + 1) * sizeof(*csv->values));
    csv->values[csv->value_count++] = value;
}

static size_t column_find(const struct csv *csv, const char *column)
{
    for (size_t i = 0; i < csv->column_count; i++)
        if (strcmp(csv->values[i], column) == 0)
            return i;
    memory_abort(column);
}
