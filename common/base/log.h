/*
 * Structured logs: one line of JSON on standard error an event. Anyone may write; common/
 * keeps to debug but for what only it can tell. Never a payload, a name or a phone.
 *
 *     log_event(LOG_INFO, "request", LOG_S("request_id", id), LOG_I("status", 201));
 */
#ifndef HUIYING_BASE_LOG_H
#define HUIYING_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
    const char *name;
    const char *string; /* NULL: the number counts */
    int64_t number;
};

#define LOG_S(name, value) ((struct log_field){(name), (value), 0})
#define LOG_I(name, value) ((struct log_field){(name), NULL, (int64_t)(value)})
#define log_event(level, event, ...)                                     \
    log_write((level), (event), (const struct log_field[]){__VA_ARGS__}, \
              sizeof((const struct log_field[]){__VA_ARGS__}) / sizeof(struct log_field))

/* Lines below level are dropped; service is written into each line. Both are borrowed for good. */
void log_init(enum log_level level, const char *service);

/* True and *ret set if name is one of debug, info, warn, error. */
bool log_level_parse(const char *name, enum log_level *ret);

/* Use log_event. A field whose string is empty is left out. */
void log_write(enum log_level level, const char *event, const struct log_field *fields,
               size_t count);

#endif
