/* huiyingctl: what the people who run Huiying do by hand or by script. */
#include "command.h"

#include "base/log.h"
#include "base/macros.h"
#include "crypto/crypto.h"

#include <stdio.h>
#include <string.h>

static const struct command commands[] = {
    {"migrate", "", "bring the database's schema and preset data up to date", command_migrate},
    {"token create",
     "--name NAME --role ROLE [--department CODE] [--days N] [--requests-per-minute N]",
     "make a token and print it, this once", command_token_create},
    {"token list", "", "list the tokens, never their secrets", command_token_list},
    {"token revoke", "ID", "end a token; processes stop taking it within seconds",
     command_token_revoke},
    {"import", "--url URL [--token TOKEN] [FILE]",
     "log history through the API from NDJSON, a line an item, answers included: {\"inquiry\": "
     "{…}}, "
     "or opinion_event, disclosure_request, petition, guide_change; doing it again logs nothing "
     "twice",
     command_import},
    {"calendar import", "[--calendar NAME] --year YEAR [--notice TEXT] FILE",
     "put a year of a calendar from CSV (date,kind,name,notice); it is published if a notice is "
     "named, else provisional. What runs is counted anew",
     command_calendar_import},
    {"calendar export", "[--calendar NAME] --year YEAR", "print a year of a calendar as CSV",
     command_calendar_export},
    {"recalculation list", "", "show how far the last changes of calendars and rules have come",
     command_recalculation_list},
    {"generate",
     "[--items N] [--open N] [--seed N] [--due-in SECONDS [--due-over SECONDS]] [--jobs N]",
     "make up so many answered items, received over years, and so many open windows of others; "
     "with --due-in the open ones are opinion events that all fall due then, or spread over "
     "some time; to try the product at size, never beside what is real",
     command_generate},
    {"doctor", "", "say what of database, Redis, clock, calendar and settings is wrong",
     command_doctor},
    {"key create", "FILE", "make the key file that seals personal data", command_key_create},
};

static const struct command *find(int count, char **arguments, int *ret_words);
static int help(void);
static void print_text(struct text *text);

int main(int argc, char *argv[])
{
    struct config config;
    struct error error;
    struct text text = {0};
    if (!config_load(&config, CONFIG_CTL, argc, argv, &error)) {
        fprintf(stderr, "huiyingctl: %s\n", error.message);
        return COMMAND_MISUSED;
    }
    if (config.action == CONFIG_HELP)
        return help();
    if (config.action == CONFIG_VERSION) {
        puts("huiyingctl " HUIYING_VERSION);
        return COMMAND_OK;
    }
    if (config.action == CONFIG_SHOW) {
        config_write_values(&config, CONFIG_CTL, &text);
        print_text(&text);
        return COMMAND_OK;
    }
    log_init(config.log_level, "huiyingctl");
    crypto_init();
    char **arguments = argv + config.arguments_at;
    int count = argc - config.arguments_at;
    int words;
    const struct command *command = find(count, arguments, &words);
    if (!command) {
        fprintf(stderr, "huiyingctl: no such command; see huiyingctl --help\n");
        return COMMAND_MISUSED;
    }
    if (count > words && strcmp(arguments[words], "--help") == 0) {
        printf("huiyingctl %s %s\n    %s\n", command->words, command->arguments, command->help);
        return COMMAND_OK;
    }
    return command->run(&config, count - words, arguments + words);
}

struct db_session *command_session(const struct config *config, struct error *error)
{
    struct db_session *session = db_session_open(config->database, "huiyingctl", error);
    if (session && !db_session_run(session, "SET synchronous_commit = on", error)) {
        db_session_close(session);
        session = NULL;
    }
    return session;
}

struct db_session *command_connect(const struct config *config)
{
    struct error error;
    struct db_session *session = command_session(config, &error);
    if (!session)
        command_fail("cannot reach PostgreSQL", &error);
    return session;
}

int command_fail(const char *what, const struct error *error)
{
    fprintf(stderr, "huiyingctl: %s: %s\n", what, error->message);
    return COMMAND_FAILED;
}

const char *command_option(int *count, char **arguments, const char *name)
{
    for (int i = 0; i + 1 < *count; i++) {
        if (strncmp(arguments[i], "--", 2) != 0 || strcmp(arguments[i] + 2, name) != 0)
            continue;
        const char *value = arguments[i + 1];
        for (int j = i; j + 2 < *count; j++)
            arguments[j] = arguments[j + 2];
        *count -= 2;
        return value;
    }
    return NULL;
}

int command_misuse(const char *words)
{
    for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
        if (strcmp(commands[i].words, words) == 0)
            fprintf(stderr, "usage: huiyingctl %s %s\n", words, commands[i].arguments);
    }
    return COMMAND_MISUSED;
}

static const struct command *find(int count, char **arguments, int *ret_words)
{
    char two[64];
    for (int words = 1; words <= 2 && words <= count; words++) {
        snprintf(two, sizeof(two), "%s%s%s", arguments[0], words == 2 ? " " : "",
                 words == 2 ? arguments[1] : "");
        for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
            if (strcmp(commands[i].words, two) == 0) {
                *ret_words = words;
                return &commands[i];
            }
        }
    }
    return NULL;
}

static int help(void)
{
    struct text text = {0};
    text_add(&text, "huiyingctl [SETTINGS] COMMAND\n\nCommands:\n");
    for (size_t i = 0; i < ARRAY_LEN(commands); i++)
        text_add_format(&text, "  %s %s\n      %s\n", commands[i].words, commands[i].arguments,
                        commands[i].help);
    text_add(&text, "\nExit status: 0 done, 1 failed, 2 misused.\n\n");
    config_write_help(CONFIG_CTL, &text);
    print_text(&text);
    return COMMAND_OK;
}

static void print_text(struct text *text)
{
    fputs(text_string(text), stdout);
    text_done(text);
}
