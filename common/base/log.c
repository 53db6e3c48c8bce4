#include "base/log.h"

#include "base/clock.h"
#include "base/metric.h"
#include "base/utf8.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 4096, STRING_MAX = 400, FIELD_BYTES = 600 };

static enum log_level lowest = LOG_INFO;
static const char *service_name = "huiying";
static int output = STDERR_FILENO;
static const char *const level_names[] = {"debug", "info", "warn", "error"};

struct line {
    char bytes[LINE_BYTES];
    size_t length;
};

static void open_output(void);
static void line_write(const struct line *line);
static void line_add(struct line *line, const char *bytes, size_t size);
static void line_add_time(struct line *line);
static void line_add_string(struct line *line, const char *string);
static size_t plain_length(const char *string, size_t size_max);

void log_init(enum log_level level, const char *service)
{
    lowest = level;
    service_name = service;
    open_output();
}

/* A pipe is opened once more for ourselves: what it does not take at once is lost, and stops
 * nobody, while whoever shares it finds it as it was. */
static void open_output(void)
{
    struct stat file;
    if (output != STDERR_FILENO)
        close(output);
    output = STDERR_FILENO;
    if (fstat(STDERR_FILENO, &file) != 0 || !S_ISFIFO(file.st_mode))
        return;
    int own = open("/proc/self/fd/2", O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (own >= 0)
        output = own;
}

bool log_level_parse(const char *name, enum log_level *ret)
{
    for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++) {
        if (strcmp(name, level_names[i]) == 0) {
            *ret = (enum log_level)i;
            return true;
        }
    }
    return false;
}

void log_write(enum log_level level, const char *event, const struct log_field *fields,
               size_t count)
{
    if (level < lowest)
        return;
    struct line line;
    line.length = 0;
    line_add_time(&line);
    line_add_string(&line, level_names[level]);
    line_add(&line, ",\"service\":", 11);
    line_add_string(&line, service_name);
    line_add(&line, ",\"event\":", 9);
    line_add_string(&line, event);
    for (size_t i = 0; i < count && line.length + FIELD_BYTES < LINE_BYTES; i++) {
        char number[32];
        if (fields[i].string && !*fields[i].string)
            continue;
        line_add(&line, ",", 1);
        line_add_string(&line, fields[i].name);
        line_add(&line, ":", 1);
        if (fields[i].string)
            line_add_string(&line, fields[i].string);
        else
            line_add(&line, number,
                     (size_t)snprintf(number, sizeof(number), "%lld", (long long)fields[i].number));
    }
    memcpy(line.bytes + line.length, "}\n", 2);
    line_write(&line);
}

/* A pipe that takes anything takes a line, which is shorter than PIPE_BUF. One whose reader has
 * stopped would stop the whole process. */
static void line_write(const struct line *line)
{
    struct pollfd file = {.fd = output, .events = POLLOUT};
    if (poll(&file, 1, 0) != 1 || write(output, line->bytes, line->length + 2) < 0)
        metric_add(METRIC_LOG_LINES_LOST, 1);
}

/* Keeps room for the closing "}\n" and for the quote that a cut string still needs. */
static void line_add(struct line *line, const char *bytes, size_t size)
{
    size_t room = LINE_BYTES - 3 - line->length;
    if (size > room)
        size = room;
    memcpy(line->bytes + line->length, bytes, size);
    line->length += size;
}

static void line_add_time(struct line *line)
{
    int64_t now_us = clock_wall_us();
    time_t seconds = (time_t)(now_us / 1000000);
    struct tm utc;
    char stamp[64];
    gmtime_r(&seconds, &utc);
    size_t length = strftime(stamp, sizeof(stamp), "{\"time\":\"%Y-%m-%dT%H:%M:%S", &utc);
    line_add(line, stamp, length);
    length =
        (size_t)snprintf(stamp, sizeof(stamp), ".%03dZ\",\"level\":", (int)(now_us / 1000 % 1000));
    line_add(line, stamp, length);
}

/* Whatever it is given, the line stays JSON: what is no UTF-8 is written as U+FFFD, and what is too
 * long ends with a whole character. */
static void line_add_string(struct line *line, const char *string)
{
    line_add(line, "\"", 1);
    for (size_t i = 0; string[i] && i < STRING_MAX && line->length + 16 < LINE_BYTES;) {
        size_t left = STRING_MAX - i, room = LINE_BYTES - 16 - line->length;
        size_t plain = plain_length(string + i, left < room ? left : room);
        line_add(line, string + i, plain);
        i += plain;
        if (plain)
            continue;
        uint32_t point = 0xfffd;
        char escaped[8];
        size_t length = utf8_decode(string + i, strnlen(string + i, UTF8_BYTES_MAX), &point);
        if (length == 1 && (point == '"' || point == '\\'))
            line_add(line, escaped, (size_t)snprintf(escaped, sizeof(escaped), "\\%c", (int)point));
        else if (length == 0 || point < 0x20)
            line_add(line, escaped, (size_t)snprintf(escaped, sizeof(escaped), "\\u%04x", point));
        else
            line_add(line, string + i, length);
        i += length ? length : 1;
    }
    line_add(line, "\"", 1);
}

/* Of the characters in front that are written as they are, if they have a byte each. */
static size_t plain_length(const char *string, size_t size_max)
{
    size_t length = 0;
    while (length < size_max && string[length] >= ' ' && string[length] <= '~' &&
           string[length] != '"' && string[length] != '\\')
        length++;
    return length;
}
