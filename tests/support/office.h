/*
 * A bureau's whole installation for one test: a database of its own, the key, tokens made by
 * huiyingctl, a running huiying-api, workers as needed. All of it ends with the test.
 *
 * The servers are told by HUIYING_TEST_PGHOST, _PGPORT, _PGUSER, _PGPASSWORD and
 * HUIYING_TEST_REDIS; ./dev test sets them.
 */
#ifndef HUIYING_SUPPORT_OFFICE_H
#define HUIYING_SUPPORT_OFFICE_H

#include "base/arena.h"
#include "db/session.h"
#include "support/child.h"
#include "support/web.h"

enum { OFFICE_TOKENS_MAX = 16, OFFICE_CHILDREN_MAX = 8 };

struct office {
    struct arena *arena; /* for whatever the test reads or makes */
    struct db_session *session;
    char database[48];
    char folder[CHILD_PATH_SIZE]; /* temporary */
    char key_file[CHILD_PATH_SIZE + 8];
    int port;
    int admin_port; /* of the API's first process */
    pid_t api;
    pid_t children[OFFICE_CHILDREN_MAX]; /* workers and second APIs, ended with the test */
    size_t child_count;
    struct {
        const char *whose;
        const char *token;
    } tokens[OFFICE_TOKENS_MAX];
    size_t token_count;
};

/* Database and key, and an API that is ready. */
struct office *office_open(void);

/* Database and key alone; with is_empty not even the schema. */
struct office *office_furnish(bool is_empty);

/* Starts the API, with further options (pairs, a closing NULL; NULL for none), and waits until it
 * is ready. */
void office_start_api(struct office *office, const char *const *options);
void office_start_api_unready(struct office *office, const char *const *options);
void office_await_ready(const struct office *office, int admin_port);

/* Ends the API and demands that it goes in peace, without a sanitizer's report. */
void office_stop_api(struct office *office);

/* Starts a worker and waits until it is ready; *ret_admin_port may be NULL. */
pid_t office_start_worker(struct office *office, const char *const *options, int *ret_admin_port);

/* Ends one of the children; the status must be 0. */
void office_stop_child(struct office *office, pid_t pid);

/* Ends everything, demands peace, drops the database. */
void office_close(struct office *office);

/* The token of a role, or of a role in a department ("handler:office"); made the first time.
 * Handlers are of supervision_2 if nothing is said. */
const char *office_token(struct office *office, const char *whose);

/* Runs huiyingctl on the office's database; words end with NULL. */
struct child_run office_ctl(struct office *office, const char *const *words);

/* Where a program's log is. */
const char *office_log_path(const struct office *office, const char *program);
const char *office_log(const struct office *office, const char *program);

#endif
