#include "config/config.h"

#include "base/macros.h"
#include "config/setting.h"

#include <stdlib.h>
#include <string.h>

/* The values that the command line gives, by place in the table. */
struct command_line {
    const char *values[SETTING_COUNT];
    enum config_action action;
    int at;
};

static bool command_line_read(struct command_line *line, enum config_program program, int argc,
                              char *const argv[], struct error *error);
static bool command_line_take(struct command_line *line, enum config_program program, int argc,
                              char *const argv[], struct error *error);
static bool action_find(const char *option, enum config_action *ret);
static const struct setting *setting_find(const char *option, size_t length,
                                          enum config_program program);
static bool setting_load(const struct setting *setting, const char *given,
                         enum config_program program, struct config *config, struct error *error);
static bool config_check(const struct config *config, enum config_program program,
                         struct error *error);

bool config_load(struct config *ret, enum config_program program, int argc, char *const argv[],
                 struct error *error)
{
    struct config config;
    struct command_line line = {.at = 1};
    memset(&config, 0, sizeof(config));
    if (!command_line_read(&line, program, argc, argv, error))
        return false;
    config.action = line.action;
    config.arguments_at = line.at;
    bool only_told = line.action == CONFIG_HELP || line.action == CONFIG_VERSION;
    for (size_t i = 0; i < SETTING_COUNT && !only_told; i++) {
        if (!setting_load(&config_settings[i], line.values[i], program, &config, error))
            return false;
    }
    if (!only_told && !config_check(&config, program, error))
        return false;
    *ret = config;
    return true;
}

static bool command_line_read(struct command_line *line, enum config_program program, int argc,
                              char *const argv[], struct error *error)
{
    while (line->at < argc && strncmp(argv[line->at], "--", 2) == 0) {
        if (strcmp(argv[line->at], "--") == 0) {
            line->at++;
            break;
        }
        if (!action_find(argv[line->at], &line->action)) {
            if (!command_line_take(line, program, argc, argv, error))
                return false;
        } else if (line->action != CONFIG_SHOW) {
            return true;
        }
        line->at++;
    }
    if (line->at < argc && program != CONFIG_CTL) {
        error_set(error, ERROR_BAD_PARAMETER, NULL, "%s takes no arguments, only options",
                  config_program_name(program));
        return false;
    }
    return true;
}

/* --name=value, or --name and the value after it. */
static bool command_line_take(struct command_line *line, enum config_program program, int argc,
                              char *const argv[], struct error *error)
{
    const char *option = argv[line->at], *equals = strchr(option, '=');
    size_t length = equals ? (size_t)(equals - option) : strlen(option);
    const struct setting *setting = setting_find(option, length, program);
    if (!setting) {
        error_set(error, ERROR_BAD_PARAMETER, option, "%s has no option %.*s (see --help)",
                  config_program_name(program), (int)length, option);
        return false;
    }
    if (!equals && line->at + 1 >= argc) {
        error_set(error, ERROR_BAD_PARAMETER, setting->name, "%s needs a value", option);
        return false;
    }
    line->values[setting - config_settings] = equals ? equals + 1 : argv[++line->at];
    return true;
}

static bool action_find(const char *option, enum config_action *ret)
{
    static const struct {
        const char *option;
        enum config_action action;
    } actions[] = {
        {"--help", CONFIG_HELP},
        {"--version", CONFIG_VERSION},
        {"--show-config", CONFIG_SHOW},
    };
    for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
        if (strcmp(option, actions[i].option) == 0) {
            *ret = actions[i].action;
            return true;
        }
    }
    return false;
}

static const struct setting *setting_find(const char *option, size_t length,
                                          enum config_program program)
{
    char name[SETTING_NAME_SIZE];
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        setting_option(&config_settings[i], name);
        if ((config_settings[i].programs & program) && strlen(name) == length &&
            strncmp(name, option, length) == 0)
            return &config_settings[i];
    }
    return NULL;
}

static bool setting_load(const struct setting *setting, const char *given,
                         enum config_program program, struct config *config, struct error *error)
{
    char name[SETTING_NAME_SIZE];
    setting_variable(setting, name);
    const char *value = given;
    if (given)
        setting_option(setting, name);
    else if (setting->programs & program)
        value = getenv(name);
    if (!given && (!value || !*value))
        value = setting->value;
    if (setting_read(setting, value, config))
        return true;
    struct text range = {0};
    setting_write_range(setting, &range);
    error_set(error, ERROR_BAD_PARAMETER, setting->name, "%s must be %s", name,
              text_string(&range));
    text_done(&range);
    return false;
}

/* What no single setting can say. */
static bool config_check(const struct config *config, enum config_program program,
                         struct error *error)
{
    int first = config->admin_port, last = first + config->processes - 1;
    if (program != CONFIG_API)
        return true;
    if (config->intake_lanes > config->database_connections / 2) {
        error_set(error, ERROR_BAD_PARAMETER, "intake_lanes",
                  "intake-lanes must be at most half of database-connections");
        return false;
    }
    if (last > UINT16_MAX || (config->port >= first && config->port <= last)) {
        error_set(error, ERROR_BAD_PARAMETER, "admin_port",
                  "admin-port needs a port a process from it on, none of them the main port");
        return false;
    }
    return true;
}
