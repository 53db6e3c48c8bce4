#include "base/log.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/metric.h"
#include "base/text.h"
#include "json/value.h"

enum { LINE_MAX_BYTES = 4096 };

static int saved;
static int pipe_ends[2];
static struct arena *arena;
static char line[1 << 16];
static size_t line_size;

/* What the test logs goes into a pipe. */
static void setup(void)
{
    cr_assert_eq(pipe(pipe_ends), 0);
    fcntl(pipe_ends[0], F_SETFL, O_NONBLOCK);
    saved = dup(STDERR_FILENO);
    dup2(pipe_ends[1], STDERR_FILENO);
    close(pipe_ends[1]);
    arena = arena_new(1 << 20);
    log_init(LOG_DEBUG, "huiying-test");
}

static void take_line(void)
{
    dup2(saved, STDERR_FILENO);
    ssize_t size = read(pipe_ends[0], line, sizeof(line) - 1);
    line_size = size > 0 ? (size_t)size : 0;
    line[line_size] = '\0';
}

/* The line as JSON, after the log's checks: one line, bounded, one object. */
static const struct json *taken(void)
{
    const struct json *value = NULL;
    struct error error;
    take_line();
    cr_assert(line_size > 0 && line_size <= LINE_MAX_BYTES, "%zu bytes", line_size);
    cr_assert_eq(strchr(line, '\n'), line + line_size - 1);
    cr_assert(json_parse(arena, line, line_size, &value, &error), "%s: %s", error.message, line);
    return value;
}

static void teardown(void)
{
    dup2(saved, STDERR_FILENO);
    close(pipe_ends[0]);
    arena_free(arena);
}

TestSuite(log, .init = setup, .fini = teardown);

Test(log, a_line_tells_when_how_grave_who_what_and_its_fields)
{
    log_event(LOG_WARN, "request", LOG_S("route", "item_list"), LOG_I("status", -503));
    const struct json *value = taken();
    cr_expect_eq(strlen(json_string(json_get(value, "time"))), strlen("2018-10-02T03:18:00.000Z"));
    cr_expect_str_eq(json_string(json_get(value, "level")), "warn");
    cr_expect_str_eq(json_string(json_get(value, "service")), "huiying-test");
    cr_expect_str_eq(json_string(json_get(value, "event")), "request");
    cr_expect_str_eq(json_string(json_get(value, "route")), "item_list");
    cr_expect_eq(json_integer(json_get(value, "status")), -503);
}

Test(log, every_byte_there_is_makes_a_line_of_json)
{
    char bytes[256];
    for (int i = 1; i < 256; i++)
        bytes[i - 1] = (char)i;
    bytes[255] = '\0';
    log_event(LOG_INFO, "bytes", LOG_S("all", bytes), LOG_S("after", "whole"));
    cr_expect_str_eq(json_string(json_get(taken(), "after")), "whole");
}

Test(log, what_is_no_utf8_is_replaced_and_what_is_stays)
{
    log_event(LOG_INFO, "x", LOG_S("a", "回\xe5\xba应\xff"), LOG_S("b", "\xed\xa0\x80"));
    const struct json *value = taken();
    cr_expect_str_eq(json_string(json_get(value, "a")), "回\xef\xbf\xbd\xef\xbf\xbd应\xef\xbf\xbd");
    cr_expect_eq(json_string_length(json_get(value, "b")), 9);
}

Test(log, a_long_text_is_cut_between_characters)
{
    struct text text = {0};
    text_add(&text, "x");
    for (int i = 0; i < 500; i++)
        text_add(&text, "应");
    log_event(LOG_INFO, "long", LOG_S("text", text.bytes));
    text_done(&text);
    size_t length = json_string_length(json_get(taken(), "text"));
    cr_expect(length >= 400 && length < 404 && length % 3 == 1, "%zu", length);
}

Test(log, many_long_fields_make_one_bounded_line)
{
    char text[2000];
    memset(text, '\x01', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    log_event(LOG_INFO, "wide", LOG_S("a", text), LOG_S("b", text), LOG_S("c", text),
              LOG_S("d", text), LOG_I("e", INT64_MIN), LOG_S("f", text));
    taken();
}

Test(log, what_is_below_the_level_is_not_written)
{
    log_init(LOG_ERROR, "huiying-test");
    log_event(LOG_WARN, "quiet", LOG_I("n", 1));
    log_event(LOG_ERROR, "loud", LOG_I("n", 2));
    cr_expect_str_eq(json_string(json_get(taken(), "event")), "loud");
}

Test(log, the_four_levels_are_known_by_name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    enum log_level level;
    for (int i = 0; i < 4; i++)
        cr_expect(log_level_parse(names[i], &level) && (int)level == i);
    level = LOG_WARN;
    cr_expect_not(log_level_parse("fatal", &level));
    cr_expect_not(log_level_parse("", &level));
    cr_expect_eq(level, LOG_WARN);
}

/* As of a shipper that hangs: nobody waits for it, and what is lost is counted. */
Test(log, a_reader_that_has_stopped_stops_nobody)
{
    enum { LINES = 2000 };
    int64_t before = metric_value(METRIC_LOG_LINES_LOST);
    for (int i = 0; i < LINES; i++)
        log_event(LOG_INFO, "much", LOG_S("text", "as much as a request tells of itself, or more"));
    cr_expect_gt(metric_value(METRIC_LOG_LINES_LOST), before);
    dup2(saved, STDERR_FILENO);
}
