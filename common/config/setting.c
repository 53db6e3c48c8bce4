#include "config/setting.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    API = CONFIG_API,
    WORKER = CONFIG_WORKER,
    CTL = CONFIG_CTL,
    ALL = CONFIG_ALL,
};

const struct setting config_settings[SETTING_COUNT] = {
#define X(TYPE, name, value, min, max, programs, doc) \
    {#name, CONFIG_TYPE_##TYPE, programs, value, min, max, offsetof(struct config, name), doc},
    CONFIG_SETTINGS(X)
#undef X
};

static const struct {
    const char *name;
    const char *words;
} types[CONFIG_TYPE_COUNT] = {
#define X(TYPE, people, words) [CONFIG_TYPE_##TYPE] = {people, words},
    CONFIG_TYPES(X)
#undef X
};

static bool number_read(const struct setting *setting, const char *value, struct config *config);
static bool text_read(const struct setting *setting, const char *value, struct config *config);
static bool word_read(const struct setting *setting, const char *value, struct config *config);
static void number_put(const struct setting *setting, int64_t number, struct config *config);
static int64_t number_get(const struct setting *setting, const struct config *config);
static void word_write(const char *words, int64_t place, struct text *text);
static void name_write(const struct setting *setting, const char *prefix, const char *alphabet,
                       char ret[SETTING_NAME_SIZE]);

bool setting_read(const struct setting *setting, const char *value, struct config *config)
{
    if (setting->type == CONFIG_TYPE_TEXT || setting->type == CONFIG_TYPE_SECRET)
        return text_read(setting, value, config);
    if (types[setting->type].words[0])
        return word_read(setting, value, config);
    return number_read(setting, value, config);
}

void setting_write_range(const struct setting *setting, struct text *text)
{
    const char *words = types[setting->type].words;
    if (words[0])
        text_add_format(text, "one of %s", words);
    else if (setting->type == CONFIG_TYPE_TEXT || setting->type == CONFIG_TYPE_SECRET)
        text_add_format(text, "%" PRId64 " to %" PRId64 " bytes", setting->min, setting->max);
    else
        text_add_format(text, "an integer from %" PRId64 " to %" PRId64, setting->min,
                        setting->max);
}

void setting_write_value(const struct setting *setting, const struct config *config,
                         struct text *text)
{
    bool secret = setting->type == CONFIG_TYPE_SECRET;
    const char *string;
    if (secret || setting->type == CONFIG_TYPE_TEXT) {
        memcpy(&string, (const char *)config + setting->offset, sizeof(string));
        text_add(text, secret && string[0] ? "***" : string);
    } else if (types[setting->type].words[0]) {
        word_write(types[setting->type].words, number_get(setting, config), text);
    } else {
        text_add_format(text, "%" PRId64, number_get(setting, config));
    }
}

const char *setting_type_name(enum config_type type)
{
    assert(type < CONFIG_TYPE_COUNT);
    return types[type].name;
}

void setting_variable(const struct setting *setting, char ret[SETTING_NAME_SIZE])
{
    name_write(setting, "HUIYING_", "ABCDEFGHIJKLMNOPQRSTUVWXYZ_", ret);
}

void setting_option(const struct setting *setting, char ret[SETTING_NAME_SIZE])
{
    name_write(setting, "--", "abcdefghijklmnopqrstuvwxyz-", ret);
}

const char *config_program_name(enum config_program program)
{
    if (program == CONFIG_CTL)
        return "huiyingctl";
    return program == CONFIG_WORKER ? "huiying-worker" : "huiying-api";
}

/* Digits alone: every range begins at 0 or above. */
static bool number_read(const struct setting *setting, const char *value, struct config *config)
{
    size_t length = strlen(value);
    if (length == 0 || length > 18 || strspn(value, "0123456789") != length)
        return false;
    int64_t number = strtoll(value, NULL, 10);
    if (number < setting->min || number > setting->max)
        return false;
    number_put(setting, number, config);
    return true;
}

static bool text_read(const struct setting *setting, const char *value, struct config *config)
{
    int64_t length = (int64_t)strlen(value);
    if (length < setting->min || length > setting->max)
        return false;
    memcpy((char *)config + setting->offset, &value, sizeof(value));
    return true;
}

static bool word_read(const struct setting *setting, const char *value, struct config *config)
{
    size_t length = strlen(value);
    int64_t place = 0;
    for (const char *word = types[setting->type].words; word; place++) {
        if (length && strcspn(word, ",") == length && strncmp(word, value, length) == 0) {
            number_put(setting, place, config);
            return true;
        }
        word = strchr(word, ',');
        word = word ? word + 1 : NULL;
    }
    return false;
}

static void number_put(const struct setting *setting, int64_t number, struct config *config)
{
    char *to = (char *)config + setting->offset;
    int integer = (int)number;
    size_t bytes = (size_t)number;
    uint16_t port = (uint16_t)number;
    if (setting->type == CONFIG_TYPE_BYTES)
        memcpy(to, &bytes, sizeof(bytes));
    else if (setting->type == CONFIG_TYPE_PORT)
        memcpy(to, &port, sizeof(port));
    else
        memcpy(to, &integer, sizeof(integer));
}

static int64_t number_get(const struct setting *setting, const struct config *config)
{
    const char *from = (const char *)config + setting->offset;
    int integer;
    size_t bytes;
    uint16_t port;
    if (setting->type == CONFIG_TYPE_BYTES) {
        memcpy(&bytes, from, sizeof(bytes));
        return (int64_t)bytes;
    }
    if (setting->type == CONFIG_TYPE_PORT) {
        memcpy(&port, from, sizeof(port));
        return port;
    }
    memcpy(&integer, from, sizeof(integer));
    return integer;
}

static void word_write(const char *words, int64_t place, struct text *text)
{
    for (; place > 0; place--)
        words = strchr(words, ',') + 1;
    text_add_bytes(text, words, strcspn(words, ","));
}

/* The name in another alphabet of 26 letters and a stroke. */
static void name_write(const struct setting *setting, const char *prefix, const char *alphabet,
                       char ret[SETTING_NAME_SIZE])
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz_";
    int length = snprintf(ret, SETTING_NAME_SIZE, "%s%s", prefix, setting->name);
    assert(length < SETTING_NAME_SIZE);
    for (char *c = ret + strlen(prefix); *c; c++) {
        const char *letter = strchr(letters, *c);
        *c = alphabet[letter - letters];
    }
    (void)length;
}
