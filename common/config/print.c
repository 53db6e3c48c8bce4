#include "config/config.h"

#include "base/macros.h"
#include "config/setting.h"

static void write_programs(unsigned programs, struct text *text);
static void write_row(const struct setting *setting, struct text *text);

void config_write_help(enum config_program program, struct text *text)
{
    char option[SETTING_NAME_SIZE], variable[SETTING_NAME_SIZE];
    text_add_format(text, "Usage: %s [--name=value]...%s\n\n", config_program_name(program),
                    program == CONFIG_CTL ? " command [argument]..." : "");
    text_add(text, "Options, or else environment variables, or else the default:\n");
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        const struct setting *setting = &config_settings[i];
        if (!(setting->programs & program))
            continue;
        setting_option(setting, option);
        setting_variable(setting, variable);
        text_add_format(text, "  %s (%s)\n      %s; ", option, variable, setting->doc);
        setting_write_range(setting, text);
        text_add_format(text, " [%s]\n", setting->value);
    }
    text_add(text, "  --help, --version, --show-config\n      print, and do nothing else\n");
}

void config_write_values(const struct config *config, enum config_program program,
                         struct text *text)
{
    for (size_t i = 0; i < SETTING_COUNT; i++) {
        if (!(config_settings[i].programs & program))
            continue;
        text_add_format(text, "%s = ", config_settings[i].name);
        setting_write_value(&config_settings[i], config, text);
        text_add_char(text, '\n');
    }
}

void config_write_markdown(struct text *text)
{
    text_add(text, "| setting | type | default | must be | read by | what it is |\n");
    text_add(text, "|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < SETTING_COUNT; i++)
        write_row(&config_settings[i], text);
}

static void write_row(const struct setting *setting, struct text *text)
{
    text_add_format(text, "| `%s` | %s | ", setting->name, setting_type_name(setting->type));
    if (setting->value[0])
        text_add_format(text, "`%s`", setting->value);
    text_add(text, " | ");
    setting_write_range(setting, text);
    text_add(text, " | ");
    write_programs(setting->programs, text);
    text_add_format(text, " | %s |\n", setting->doc);
}

static void write_programs(unsigned programs, struct text *text)
{
    static const char *const names[] = {"api", "worker", "ctl"};
    const char *before = "";
    for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
        if (programs & 1U << i) {
            text_add_format(text, "%s%s", before, names[i]);
            before = ", ";
        }
    }
}
