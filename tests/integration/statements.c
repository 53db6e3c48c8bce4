/* The statements of common/store/sql, held against the schema as huiyingctl migrates it. */
#include "sql.h"
#include "support/office_database.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* What the comment at the head of a statement's file tells of it. */
struct told {
    int param_count; /* -1: they are not numbered from 1 on */
    int column_count;
    char columns[32][64];
};

static struct told told_of(const char *text);
static void read_line(struct told *told, const char *line);

Test(statements, each_can_be_prepared_and_takes_and_gives_what_its_file_says)
{
    struct office *office = office_furnish(false);
    for (size_t i = 0; i < SQL_COUNT; i++) {
        struct db_description description = {.param_count = -1};
        struct error error = {.code = ERROR_OK};
        cr_assert(
            db_session_describe(office->session, sql[i].name, sql[i].text, &description, &error),
            "%s: %s", sql[i].name, error.message);
        struct told told = told_of(sql[i].text);
        cr_expect_eq(told.param_count, description.param_count, "%s takes %d parameters, not %d",
                     sql[i].name, description.param_count, told.param_count);
        cr_assert_eq(told.column_count, description.column_count, "%s gives %d columns, not %d",
                     sql[i].name, description.column_count, told.column_count);
        for (int j = 0; j < told.column_count; j++)
            cr_expect_str_eq(told.columns[j], description.columns[j], "%s, column %d", sql[i].name,
                             j + 1);
    }
    office_close(office);
}

Test(statements, each_file_begins_by_saying_what_it_is_for)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        const char *text = sql[i].text;
        cr_assert(strncmp(text, "-- ", 3) == 0 && isupper((unsigned char)text[3]), "%s",
                  sql[i].name);
        cr_assert_not(strstr(text, "SELECT * FROM item "), "%s", sql[i].name);
    }
}

static struct told told_of(const char *text)
{
    struct told told = {.param_count = 0};
    while (strncmp(text, "--", 2) == 0) {
        size_t length = strcspn(text, "\n");
        read_line(&told, text);
        text += length + (text[length] == '\n');
    }
    return told;
}

/* "-- $1 name: …" or "-- > name: …". */
static void read_line(struct told *told, const char *line)
{
    char expected[24];
    snprintf(expected, sizeof(expected), "-- $%d ", told->param_count + 1);
    if (strncmp(line, "-- $", 4) == 0) {
        bool is_next = told->param_count >= 0 && strncmp(line, expected, strlen(expected)) == 0;
        told->param_count = is_next ? told->param_count + 1 : -1;
    } else if (strncmp(line, "-- > ", 5) == 0 && told->column_count < 32) {
        size_t name = strcspn(line + 5, ":\n ");
        snprintf(told->columns[told->column_count++], 64, "%.*s", (int)name, line + 5);
    }
}
