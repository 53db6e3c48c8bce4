/* huiyingctl calendar: years of calendars from files and into them. */
#include "command.h"

#include "base/arena.h"
#include "base/text.h"
#include "domain/calendar_year.h"
#include "sql.h"
#include "store/recalculation.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_BYTES = 4 << 20, COLUMNS = 4, LINE_BYTES_MAX = 4096 };

static const char header[] = "date,kind,name,notice";
static const char years[] = "SELECT d ->> 'date', d ->> 'kind', d ->> 'name', d ->> 'notice' "
                            "FROM json_array_elements($1::json) AS d";

/* A file on its way in: what is wrong names its line. */
struct reading {
    const char *path;
    FILE *file;
    struct arena *arena;
    long line;
    struct calendar_day days[CALENDAR_YEAR_DAYS_MAX];
    long lines[CALENDAR_YEAR_DAYS_MAX]; /* on which each day stands */
    size_t count;
};

static bool read_year(struct reading *reading, struct calendar_year *year);
static bool read_line(struct reading *reading, char *line);
static size_t split(char *line, char *ret_values[COLUMNS + 1]);
static bool refuse(const struct reading *reading, long line, const char *why);
static int put(const struct config *config, struct arena *arena, const char *calendar,
               const struct calendar_year *year);
static bool print_year(struct db_session *session, const char *calendar, const char *year);
static void print_value(const char *value, char after);

int command_calendar_import(const struct config *config, int count, char **arguments)
{
    const char *calendar = command_option(&count, arguments, "calendar");
    const char *year_text = command_option(&count, arguments, "year");
    const char *notice = command_option(&count, arguments, "notice");
    char *end = NULL;
    long number = year_text ? strtol(year_text, &end, 10) : 0;
    if (count != 1 || number < CIVIL_YEAR_MIN || number > CIVIL_YEAR_MAX || *end != '\0')
        return command_misuse("calendar import");
    struct reading reading = {.path = arguments[0], .file = fopen(arguments[0], "r")};
    if (!reading.file) {
        fprintf(stderr, "huiyingctl: cannot open %s: %s\n", arguments[0], strerror(errno));
        return COMMAND_FAILED;
    }
    reading.arena = arena_new(ARENA_BYTES);
    struct calendar_year year = {
        .year = (int)number,
        .is_published = notice != NULL,
        .notice = notice ? notice : "",
    };
    int status = COMMAND_FAILED;
    if (read_year(&reading, &year))
        status = put(config, reading.arena, calendar ? calendar : "cn", &year);
    fclose(reading.file);
    arena_free(reading.arena);
    return status;
}

int command_calendar_export(const struct config *config, int count, char **arguments)
{
    const char *calendar = command_option(&count, arguments, "calendar");
    const char *year = command_option(&count, arguments, "year");
    if (count != 0 || !year)
        return command_misuse("calendar export");
    struct db_session *session = command_connect(config);
    if (!session)
        return COMMAND_FAILED;
    bool is_done = print_year(session, calendar ? calendar : "cn", year);
    db_session_close(session);
    return is_done ? COMMAND_OK : COMMAND_FAILED;
}

static bool read_year(struct reading *reading, struct calendar_year *year)
{
    char line[LINE_BYTES_MAX];
    enum calendar_fault fault;
    size_t place;
    while (fgets(line, sizeof(line), reading->file)) {
        reading->line++;
        if (!strchr(line, '\n') && !feof(reading->file))
            return refuse(reading, reading->line, "is too long");
        line[strcspn(line, "\r\n")] = '\0';
        char *text = strncmp(line, "\xef\xbb\xbf", 3) == 0 ? line + 3 : line;
        if (*text && !read_line(reading, text))
            return false;
    }
    if (reading->line == 0) /* as where an export failed; no line at all is no year without days */
        return refuse(reading, 1, "is missing: date,kind,name,notice");
    if (ferror(reading->file))
        return refuse(reading, reading->line, "is the last that could be read");
    year->days = reading->days;
    year->day_count = reading->count;
    if (calendar_year_fault(year, &place, &fault))
        return refuse(reading, reading->lines[place], calendar_faults[fault].en);
    return true;
}

/* The first line is the header. */
static bool read_line(struct reading *reading, char *line)
{
    char *values[COLUMNS + 1];
    struct calendar_day *day = &reading->days[reading->count];
    if (reading->line == 1)
        return strcmp(line, header) == 0 || refuse(reading, 1, "must be: date,kind,name,notice");
    if (split(line, values) != COLUMNS)
        return refuse(reading, reading->line, "must have a date, a kind, a name and a notice");
    if (reading->count == CALENDAR_YEAR_DAYS_MAX)
        return refuse(reading, reading->line, "is one day more than a year has");
    if (!date_parse(values[0], strlen(values[0]), &day->day))
        return refuse(reading, reading->line, "must begin with a date such as 2019-05-01");
    if (strcmp(values[1], "workday") != 0 && strcmp(values[1], "holiday") != 0)
        return refuse(reading, reading->line, "must be a holiday or a workday");
    day->worked = strcmp(values[1], "workday") == 0;
    day->name = arena_copy(reading->arena, values[2], strlen(values[2]));
    day->notice = *values[3] ? arena_copy(reading->arena, values[3], strlen(values[3])) : NULL;
    reading->lines[reading->count++] = reading->line;
    return true;
}

/* The values of a line of CSV (RFC 4180), in their places; COLUMNS + 1 if there are more. */
static size_t split(char *line, char *ret_values[COLUMNS + 1])
{
    size_t count = 0;
    for (char *at = line; at && count <= COLUMNS; count++) {
        bool is_quoted = *at == '"';
        char *to = ret_values[count] = at;
        at += is_quoted;
        for (; *at && (is_quoted || *at != ','); at++) {
            if (is_quoted && *at == '"' && *++at != '"')
                is_quoted = false, at--;
            else
                *to++ = *at;
        }
        bool has_more = *at == ',';
        *to = '\0';
        at = has_more ? at + 1 : NULL;
    }
    return count;
}

static bool refuse(const struct reading *reading, long line, const char *why)
{
    fprintf(stderr, "huiyingctl: %s, line %ld: %s\n", reading->path, line, why);
    return false;
}

static int put(const struct config *config, struct arena *arena, const char *calendar,
               const struct calendar_year *year)
{
    struct error error;
    char number[16];
    struct db_session *session = command_connect(config);
    if (!session)
        return COMMAND_FAILED;
    snprintf(number, sizeof(number), "%d", year->year);
    const char *params[] = {calendar,
                            number,
                            year->is_published ? "true" : "false",
                            year->notice,
                            calendar_year_days(arena, year),
                            "huiyingctl"};
    struct db_rows *rows = db_session_query(session, sql[SQL_CALENDAR_PUT].text, params, 6, &error);
    int status = COMMAND_FAILED;
    if (!rows)
        command_fail("the year was not put", &error);
    else if (db_rows_count(rows) == 0)
        fprintf(stderr, "huiyingctl: there is no calendar %s\n", calendar);
    else if (db_rows_is_null(rows, 0, CALENDAR_PUT_VERSION))
        fprintf(stderr, "huiyingctl: somebody else has just changed the data, please retry\n");
    else {
        printf("%s %d put: %zu days. What runs is counted anew: recalculation %lld\n", calendar,
               year->year, year->day_count,
               (long long)db_rows_integer(rows, 0, CALENDAR_PUT_RECALCULATION));
        status = COMMAND_OK;
    }
    db_session_rows_free(rows);
    db_session_close(session);
    return status;
}

static bool print_year(struct db_session *session, const char *calendar, const char *year)
{
    struct error error;
    const char *params[] = {calendar, year};
    struct db_rows *rows =
        db_session_query(session, sql[SQL_CALENDAR_READ].text, params, 2, &error);
    struct db_rows *days = NULL;
    if (rows && db_rows_count(rows) > 0) {
        const char *list[] = {db_rows_text(rows, 0, CALENDAR_READ_DAYS)};
        days = db_session_query(session, years, list, 1, &error);
    } else if (rows) {
        error_set(&error, ERROR_NOT_FOUND, NULL, "nothing is known of it");
    }
    if (days)
        puts(header);
    else
        command_fail("the year cannot be shown", &error);
    for (size_t i = 0; days && i < db_rows_count(days); i++) {
        for (size_t j = 0; j < COLUMNS; j++)
            print_value(db_rows_text(days, i, j), j + 1 < COLUMNS ? ',' : '\n');
    }
    bool is_done = days != NULL;
    db_session_rows_free(days);
    db_session_rows_free(rows);
    return is_done;
}

static void print_value(const char *value, char after)
{
    bool is_quoted = strpbrk(value, ",\"") != NULL;
    if (is_quoted)
        putchar('"');
    for (; *value; value++) {
        if (*value == '"')
            putchar('"');
        putchar(*value);
    }
    if (is_quoted)
        putchar('"');
    putchar(after);
}
