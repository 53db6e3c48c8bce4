/* One setting: its row, reading it into the struct, showing it. For the files of config/ alone. */
#ifndef HUIYING_CONFIG_SETTING_H
#define HUIYING_CONFIG_SETTING_H

#include "config/config.h"

struct setting {
    const char *name;
    enum config_type type;
    unsigned programs;
    const char *value; /* by default */
    int64_t min;
    int64_t max;
    size_t offset; /* in struct config */
    const char *doc;
};

#define X(TYPE, name, value, min, max, programs, doc) SETTING_##name,
enum { CONFIG_SETTINGS(X) SETTING_COUNT };
#undef X

extern const struct setting config_settings[SETTING_COUNT];

/* Reads a value into *config; false and untouched if it is none of this setting's. */
bool setting_read(const struct setting *setting, const char *value, struct config *config);

/* What a value must be: "an integer from 1 to 64". */
void setting_write_range(const struct setting *setting, struct text *text);

/* The value in *config, as it would be given; a secret as "***". */
void setting_write_value(const struct setting *setting, const struct config *config,
                         struct text *text);

const char *setting_type_name(enum config_type type);

/* HUIYING_NAME and --name. */
enum { SETTING_NAME_SIZE = 64 };
void setting_variable(const struct setting *setting, char ret[SETTING_NAME_SIZE]);
void setting_option(const struct setting *setting, char ret[SETTING_NAME_SIZE]);

const char *config_program_name(enum config_program program);

#endif
