/*
 * Settings, from one table (config/settings.h): defaults, then the environment (HUIYING_NAME), then
 * the command line (--name=value or --name value, with dashes for underscores). For services.
 *
 * A program looks only at the settings it uses, so that one environment can serve all of them. What
 * else begins with HUIYING_ is passed over: orchestrators inject names of their own.
 */
#ifndef HUIYING_CONFIG_CONFIG_H
#define HUIYING_CONFIG_CONFIG_H

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "config/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who uses a setting: a bit set. */
enum config_program {
    CONFIG_API = 1,
    CONFIG_WORKER = 2,
    CONFIG_CTL = 4,
    CONFIG_ALL = CONFIG_API | CONFIG_WORKER | CONFIG_CTL
};

/* X(TYPE, for people, words parted by commas) A SECRET is a text that is never shown. */
#define CONFIG_TYPES(X)       \
    X(TEXT, "text", "")       \
    X(SECRET, "secret", "")   \
    X(INTEGER, "integer", "") \
    X(MS, "milliseconds", "") \
    X(BYTES, "bytes", "")     \
    X(PORT, "port", "")       \
    X(LOG_LEVEL, "word", "debug,info,warn,error")

#define X(TYPE, people, words) CONFIG_TYPE_##TYPE,
enum config_type { CONFIG_TYPES(X) CONFIG_TYPE_COUNT };
#undef X

/* What a setting of each type is in C. */
#define CONFIG_C_TEXT const char *
#define CONFIG_C_SECRET const char *
#define CONFIG_C_INTEGER int
#define CONFIG_C_MS int
#define CONFIG_C_BYTES size_t
#define CONFIG_C_PORT uint16_t
#define CONFIG_C_LOG_LEVEL enum log_level

/* What the command line asks the program to do. */
enum config_action { CONFIG_RUN, CONFIG_HELP, CONFIG_VERSION, CONFIG_SHOW };

/* Texts are borrowed from the environment and the command line, or are constants. */
struct config {
#define X(TYPE, name, value, min, max, programs, doc) CONFIG_C_##TYPE name;
    CONFIG_SETTINGS(X)
#undef X
    enum config_action action; /* --help, --version, --show-config */
    int arguments_at;          /* the first of argv that is no option; argc if there is none */
};

/*
 * Fills *ret for one program. Options end at "--" or at the first argument that does not begin
 * with "--"; only huiyingctl may have arguments after them. --help and --version end the reading,
 * and all settings are then zeros. An empty variable counts as none. False: ERROR_BAD_PARAMETER,
 * whose field is the setting's name and whose message says where the value came from and what it
 * must be, but not the value; *ret is then untouched.
 */
bool config_load(struct config *ret, enum config_program program, int argc, char *const argv[],
                 struct error *error);

/* What --help prints: one line a setting of this program. */
void config_write_help(enum config_program program, struct text *text);

/* The values in effect, one "name = value" a line, secrets that are set as "***". */
void config_write_values(const struct config *config, enum config_program program,
                         struct text *text);

/* All settings as a table in Markdown: docs/operations.md holds the same, kept so by a test. */
void config_write_markdown(struct text *text);

#endif
