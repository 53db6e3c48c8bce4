/* The commands of huiyingctl, as one table: dispatch and help share it. */
#ifndef HUIYING_CTL_COMMAND_H
#define HUIYING_CTL_COMMAND_H

#include "config/config.h"
#include "db/session.h"

/* Exit statuses that scripts can use. */
enum { COMMAND_OK = 0, COMMAND_FAILED = 1, COMMAND_MISUSED = 2 };

struct command {
    const char *words; /* "token create" */
    const char *arguments;
    const char *help;
    /* arguments follow the words; returns the exit status */
    int (*run)(const struct config *config, int count, char **arguments);
};

int command_migrate(const struct config *config, int count, char **arguments);
int command_token_create(const struct config *config, int count, char **arguments);
int command_token_list(const struct config *config, int count, char **arguments);
int command_token_revoke(const struct config *config, int count, char **arguments);
int command_import(const struct config *config, int count, char **arguments);
int command_calendar_import(const struct config *config, int count, char **arguments);
int command_calendar_export(const struct config *config, int count, char **arguments);
int command_recalculation_list(const struct config *config, int count, char **arguments);
int command_generate(const struct config *config, int count, char **arguments);
int command_doctor(const struct config *config, int count, char **arguments);
int command_key_create(const struct config *config, int count, char **arguments);

/* A session with the database whose commits are durable; NULL and *error if there is none. */
struct db_session *command_session(const struct config *config, struct error *error);

/* The same; NULL after saying why not. */
struct db_session *command_connect(const struct config *config);

/* Says on standard error what failed; returns COMMAND_FAILED. */
int command_fail(const char *what, const struct error *error);

/* The value of --name among the arguments, taken out of them; NULL if it is not there. */
const char *command_option(int *count, char **arguments, const char *name);

/* Says how the command is used; returns COMMAND_MISUSED. */
int command_misuse(const char *words);

#endif
