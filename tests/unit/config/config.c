#include "config/config.h"

#include "base/macros.h"
#include "config/setting.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct config config;
static struct error error;

static bool load(enum config_program program, int count, const char *const *options)
{
    static char words[8][64];
    char *argv[8] = {words[0]};
    for (int i = 0; i < count; i++) {
        snprintf(words[i + 1], sizeof(words[0]), "%s", options[i]);
        argv[i + 1] = words[i + 1];
    }
    return config_load(&config, program, count + 1, argv, &error);
}

static bool load_one(enum config_program program, const char *option)
{
    return load(program, 1, &option);
}

Test(config, defaults_hold_for_every_program)
{
    static const enum config_program programs[] = {CONFIG_API, CONFIG_WORKER, CONFIG_CTL};
    for (size_t i = 0; i < ARRAY_LEN(programs); i++) {
        cr_assert(load(programs[i], 0, NULL), "%s", error.message);
        cr_expect_eq(config.port, 8080);
        cr_expect_str_eq(config.listen, "127.0.0.1");
        cr_expect_str_eq(config.database, "");
        cr_expect_eq(config.intake_batch_bytes, 1048576);
        cr_expect_eq(config.database_timeout_ms, 5000);
        cr_expect_eq(config.log_level, LOG_INFO);
        cr_expect_eq(config.action, CONFIG_RUN);
        cr_expect_eq(config.arguments_at, 1);
    }
}

Test(config, the_command_line_wins_over_the_environment)
{
    static const char *const options[] = {"--port=81", "--database-connections", "20",
                                          "--log-level=debug"};
    setenv("HUIYING_PORT", "82", 1);
    setenv("HUIYING_LISTEN", "::1", 1);
    setenv("HUIYING_DATABASE_CONNECTIONS", "rubbish", 1);
    setenv("HUIYING_ZONE", "", 1);
    cr_assert(load(CONFIG_API, 4, options), "%s", error.message);
    cr_expect_eq(config.port, 81);
    cr_expect_str_eq(config.listen, "::1");
    cr_expect_eq(config.database_connections, 20);
    cr_expect_eq(config.log_level, LOG_DEBUG);
    cr_expect_str_eq(config.zone, "Asia/Shanghai");
}

Test(config, a_program_passes_over_what_is_not_its_own)
{
    setenv("HUIYING_FIRE_BATCH", "rubbish", 1);
    setenv("HUIYING_SERVICE_HOST", "10.0.0.1", 1);
    cr_expect(load(CONFIG_API, 0, NULL));
    cr_expect_not(load(CONFIG_WORKER, 0, NULL));
    cr_expect_str_eq(error.field, "fire_batch");
    cr_expect_str_eq(error.message, "HUIYING_FIRE_BATCH must be an integer from 1 to 1000");
}

Test(config, wrong_options_are_named_and_values_are_not_shown)
{
    static const struct {
        const char *option;
        const char *message;
    } cases[] = {
        {"--prot=80", "huiying-api has no option --prot (see --help)"},
        {"--fire-batch=1", "huiying-api has no option --fire-batch (see --help)"},
        {"--database_timeout_ms=1000",
         "huiying-api has no option --database_timeout_ms (see --help)"},
        {"--port", "--port needs a value"},
        {"--port=", "--port must be an integer from 1 to 65535"},
        {"--port=0", "--port must be an integer from 1 to 65535"},
        {"--port=65536", "--port must be an integer from 1 to 65535"},
        {"--port=80x", "--port must be an integer from 1 to 65535"},
        {"--port= 80", "--port must be an integer from 1 to 65535"},
        {"--port=-80", "--port must be an integer from 1 to 65535"},
        {"--port=99999999999999999999", "--port must be an integer from 1 to 65535"},
        {"--processes=65", "--processes must be an integer from 1 to 64"},
        {"--log-level=loud", "--log-level must be one of debug,info,warn,error"},
        {"--log-level=inf", "--log-level must be one of debug,info,warn,error"},
        {"--log-level=", "--log-level must be one of debug,info,warn,error"},
        {"--zone=", "--zone must be 1 to 64 bytes"},
        {"serve", "huiying-api takes no arguments, only options"},
        {"--intake-lanes=5", "intake-lanes must be at most half of database-connections"},
        {"--database-connections=3", "intake-lanes must be at most half of database-connections"},
        {"--admin-port=8080",
         "admin-port needs a port a process from it on, none of them the main port"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        cr_expect_not(load_one(CONFIG_API, cases[i].option), "%s", cases[i].option);
        cr_expect_eq(error.code, ERROR_BAD_PARAMETER);
        cr_expect_str_eq(error.message, cases[i].message);
    }
    cr_expect(load_one(CONFIG_API, "--intake-lanes=4"), "%s", error.message);
}

Test(config, both_edges_of_every_number_are_taken_and_not_one_beyond)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &config_settings[i];
        char value[32];
        if (setting->max == 0 || setting->type == CONFIG_TYPE_TEXT ||
            setting->type == CONFIG_TYPE_SECRET)
            continue;
        for (int beyond = 0; beyond <= 1; beyond++) {
            snprintf(value, sizeof(value), "%lld", (long long)setting->min - beyond);
            cr_expect_eq(setting_read(setting, value, &config), !beyond, "%s", setting->name);
            snprintf(value, sizeof(value), "%lld", (long long)setting->max + beyond);
            cr_expect_eq(setting_read(setting, value, &config), !beyond, "%s", setting->name);
        }
    }
}

Test(config, the_tool_keeps_the_arguments_after_its_options)
{
    static const char *const options[] = {"--database", "host=db", "user", "--name", "x"};
    cr_assert(load(CONFIG_CTL, 5, options), "%s", error.message);
    cr_expect_str_eq(config.database, "host=db");
    cr_expect_eq(config.arguments_at, 3);
    static const char *const ended[] = {"--", "--x"};
    cr_assert(load(CONFIG_CTL, 2, ended));
    cr_expect_eq(config.arguments_at, 2);
    cr_assert(load(CONFIG_API, 1, ended));
}

Test(config, what_to_print_is_told_before_settings_are_read)
{
    setenv("HUIYING_PORT", "rubbish", 1);
    cr_expect(load_one(CONFIG_API, "--help"));
    cr_expect_eq(config.action, CONFIG_HELP);
    cr_expect(load_one(CONFIG_API, "--version"));
    cr_expect_eq(config.action, CONFIG_VERSION);
    cr_expect_not(load_one(CONFIG_API, "--show-config"));
    unsetenv("HUIYING_PORT");
    cr_expect(load_one(CONFIG_API, "--show-config"));
    cr_expect_eq(config.action, CONFIG_SHOW);
    cr_expect_eq(config.port, 8080);
}

Test(config, values_are_shown_and_secrets_are_not)
{
    struct text text = {0};
    static const char *const options[] = {"--database=password=hunter2", "--log-level=error"};
    cr_assert(load(CONFIG_API, 2, options));
    config_write_values(&config, CONFIG_API, &text);
    cr_expect(strstr(text_string(&text), "database = ***\n"));
    cr_expect_null(strstr(text_string(&text), "hunter2"));
    cr_expect(strstr(text_string(&text), "log_level = error\n"));
    cr_expect(strstr(text_string(&text), "port = 8080\n"));
    cr_expect(strstr(text_string(&text), "intake_batch_bytes = 1048576\n"));
    cr_expect_null(strstr(text_string(&text), "fire_batch"));
    text_clear(&text);
    cr_assert(load(CONFIG_API, 0, NULL));
    config_write_values(&config, CONFIG_API, &text);
    cr_expect(strstr(text_string(&text), "database = \n"));
    text_done(&text);
}

Test(config, help_tells_a_program_its_own_settings)
{
    struct text text = {0};
    config_write_help(CONFIG_WORKER, &text);
    cr_expect(strstr(text_string(&text), "Usage: huiying-worker [--name=value]...\n"));
    cr_expect(strstr(text_string(&text), "  --fire-batch (HUIYING_FIRE_BATCH)\n"));
    cr_expect_null(strstr(text_string(&text), "--port"));
    text_done(&text);
}
