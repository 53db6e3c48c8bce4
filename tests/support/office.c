#include "support/office.h"

#include "base/memory.h"
#include "base/text.h"
#include "support/office_database.h"
#include "support/patience.h"
#include "support/reserve.h"

#include <criterion/criterion.h>
#include <curl/curl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ARENA_BYTES = 256 << 20, READY_MS_MAX = 20000, END_MS_MAX = 20000 };

static void make_folder(struct office *office);
static void make_key(struct office *office);
static pid_t start(struct office *office, const char *program, const char *const *fixed,
                   const char *const *options);
static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk);

struct office *office_open(void)
{
    struct office *office = office_furnish(false);
    office_start_api(office, NULL);
    return office;
}

struct office *office_furnish(bool is_empty)
{
    struct office *office = memory_new(1, sizeof(*office));
    signal(SIGPIPE, SIG_IGN);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    office->arena = arena_new(ARENA_BYTES);
    make_folder(office);
    office_database_make(office, is_empty);
    make_key(office);
    return office;
}

void office_start_api(struct office *office, const char *const *options)
{
    office_start_api_unready(office, options);
    office_await_ready(office, office->admin_port);
}

void office_start_api_unready(struct office *office, const char *const *options)
{
    if (!office->port) {
        office->port = reserve_ports(1);
        office->admin_port = reserve_ports(2);
    }
    const char *port = arena_format(office->arena, "%d", office->port);
    const char *admin_port = arena_format(office->arena, "%d", office->admin_port);
    const char *fixed[] = {"--port",
                           port,
                           "--admin-port",
                           admin_port,
                           "--key-file",
                           office->key_file,
                           "--public-requests-per-minute",
                           "100000",
                           "--summary-interval-ms",
                           "100",
                           "--log-level",
                           "debug",
                           NULL};
    office->api = start(office, "huiying-api", fixed, options);
}

void office_await_ready(const struct office *office, int admin_port)
{
    const struct ask ask = {.path = "/readyz"};
    struct patience left = patience_of(READY_MS_MAX);
    while (web_ask(office->arena, admin_port, &ask)->status != 200)
        patience_wait(&left, "the process is ready");
}

void office_stop_api(struct office *office)
{
    int status = child_end(office->api, SIGTERM, END_MS_MAX);
    office->api = 0;
    cr_assert_eq(status, 0, "huiying-api ended with %d; %s", status,
                 office_log_path(office, "huiying-api"));
}

pid_t office_start_worker(struct office *office, const char *const *options, int *ret_admin_port)
{
    int port = reserve_ports(1);
    const char *admin_port = arena_format(office->arena, "%d", port);
    const char *redis = getenv("HUIYING_TEST_REDIS");
    const char *fixed[] = {"--admin-port",   admin_port,    "--redis", redis, "--redis-prefix",
                           office->database, "--log-level", "debug",   NULL};
    pid_t pid = start(office, "huiying-worker", fixed, options);
    cr_assert_lt(office->child_count, OFFICE_CHILDREN_MAX);
    office->children[office->child_count++] = pid;
    office_await_ready(office, port);
    if (ret_admin_port)
        *ret_admin_port = port;
    return pid;
}

void office_stop_child(struct office *office, pid_t pid)
{
    int status = child_end(pid, SIGTERM, END_MS_MAX);
    cr_assert_eq(status, 0, "a process ended with %d; %s", status,
                 office_log_path(office, "huiying-worker"));
    for (size_t i = 0; i < office->child_count; i++) {
        if (office->children[i] == pid)
            office->children[i] = 0;
    }
}

void office_close(struct office *office)
{
    for (size_t i = 0; i < office->child_count; i++) {
        if (office->children[i])
            office_stop_child(office, office->children[i]);
    }
    if (office->api)
        office_stop_api(office);
    office_database_drop(office);
    nftw(office->folder, remove_one, 4, FTW_DEPTH | FTW_PHYS);
    arena_free(office->arena);
    curl_global_cleanup();
    free(office);
}

const char *office_token(struct office *office, const char *whose)
{
    for (size_t i = 0; i < office->token_count; i++) {
        if (strcmp(office->tokens[i].whose, whose) == 0)
            return office->tokens[i].token;
    }
    const char *role = arena_copy(office->arena, whose, strcspn(whose, ":"));
    const char *department = strchr(whose, ':') ? strchr(whose, ':') + 1 : "supervision_2";
    bool is_of_one = strcmp(role, "handler") == 0 || strcmp(role, "dept_head") == 0;
    const char *words[] = {
        "token",    "create", "--name", whose, "--role", role, is_of_one ? "--department" : NULL,
        department, NULL};
    struct child_run run = office_ctl(office, words);
    cr_assert_eq(run.status, 0, "no token for %s: %s", whose, run.err);
    cr_assert_lt(office->token_count, OFFICE_TOKENS_MAX);
    const char *token = arena_copy(office->arena, run.out, strcspn(run.out, "\n"));
    office->tokens[office->token_count].whose = arena_copy(office->arena, whose, strlen(whose));
    office->tokens[office->token_count++].token = token;
    return token;
}

struct child_run office_ctl(struct office *office, const char *const *words)
{
    const char *arguments[CHILD_ARGUMENTS_MAX + 1] = {child_program(office->arena, "huiyingctl"),
                                                      "--redis", getenv("HUIYING_TEST_REDIS"),
                                                      "--key-file", office->key_file};
    for (size_t i = 0; words[i]; i++)
        arguments[5 + i] = words[i];
    return child_run(office->arena, arguments);
}

const char *office_log_path(const struct office *office, const char *program)
{
    const char *folder = getenv("HUIYING_TEST_LOGS");
    return arena_format(office->arena, "%s/%s.%s.%s.log", folder ? folder : office->folder,
                        criterion_current_test->category, criterion_current_test->name, program);
}

const char *office_log(const struct office *office, const char *program)
{
    struct text text = {0};
    FILE *file = fopen(office_log_path(office, program), "r");
    cr_assert(file, "%s has no log", program);
    for (size_t size = 1; size > 0;) {
        size = fread(text_room(&text, 65536), 1, 65536, file);
        text_grew(&text, size);
    }
    fclose(file);
    const char *log = arena_copy(office->arena, text_string(&text), text.length);
    text_done(&text);
    return log;
}

static void make_folder(struct office *office)
{
    const char *servers = getenv("HUIYING_SERVERS_DIR"), *temporary = getenv("TMPDIR");
    if (servers) /* goes with them, should the test fail */
        temporary = servers;
    snprintf(office->folder, sizeof(office->folder), "%s/huiying-test-XXXXXX",
             temporary ? temporary : "/tmp");
    cr_assert(mkdtemp(office->folder));
}

static void make_key(struct office *office)
{
    snprintf(office->key_file, sizeof(office->key_file), "%s/key", office->folder);
    const char *words[] = {"key", "create", office->key_file, NULL};
    struct child_run run = office_ctl(office, words);
    cr_assert_eq(run.status, 0, "no key: %s", run.err);
}

static pid_t start(struct office *office, const char *program, const char *const *fixed,
                   const char *const *options)
{
    const char *arguments[CHILD_ARGUMENTS_MAX + 1] = {child_program(office->arena, program)};
    size_t count = 1;
    while (*fixed)
        arguments[count++] = *fixed++;
    while (options && *options)
        arguments[count++] = *options++;
    cr_assert_leq(count, CHILD_ARGUMENTS_MAX);
    return child_start(office_log_path(office, program), arguments);
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat, (void)kind, (void)walk;
    return remove(path);
}
