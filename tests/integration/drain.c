/* Ending and starting: what runs is finished, what falls is replaced. */
#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"
#include "support/wire.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAIT_MS_MAX = 15000 };

static const struct ask readiness = {.path = "/readyz"};

static pid_t child_of(pid_t pid);

/* The request hangs on a lock that the test holds, until readiness has turned. */
Test(drain, a_running_request_is_finished_while_readiness_is_503)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    struct db_session *holder = office_session(office);
    session_sql(holder, "BEGIN; SELECT FROM item FOR UPDATE");
    struct wire *wire = wire_open(office->port);
    wire_say(wire, arena_format(office->arena,
                                "POST %s/windows/1/fulfil HTTP/1.1\r\nHost: a\r\n"
                                "Authorization: Bearer %s\r\nContent-Length: 0\r\n\r\n",
                                item_path(item), office_token(office, "operator")));
    office_await_number(office,
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = "
                        "'Lock' AND datname = current_database()",
                        1, WAIT_MS_MAX);
    kill(office->api, SIGTERM);
    struct patience left = patience_of(WAIT_MS_MAX);
    const struct reply *ready;
    while ((ready = web_ask(office->arena, office->admin_port, &readiness))->status != 503)
        patience_wait(&left, "readiness turns");
    cr_assert(json_boolean(reply_at(ready, "draining")));
    session_sql(holder, "COMMIT");
    db_session_close(holder);
    cr_assert_eq(wire_status(wire, WAIT_MS_MAX), 200);
    cr_assert_eq(child_wait(office->api, WAIT_MS_MAX), 0);
    office->api = 0;
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item WHERE status = 'concluded'"), 1);
    wire_close(wire);
    office_close(office);
}

Test(drain, a_draining_process_takes_no_new_connection)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    struct db_session *holder = office_session(office);
    session_sql(holder, "BEGIN; SELECT FROM item FOR UPDATE");
    struct wire *wire = wire_open(office->port);
    wire_say(wire, arena_format(office->arena,
                                "POST %s/windows/1/fulfil HTTP/1.1\r\nHost: a\r\n"
                                "Authorization: Bearer %s\r\nContent-Length: 0\r\n\r\n",
                                item_path(item), office_token(office, "operator")));
    office_await_number(office,
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = "
                        "'Lock' AND datname = current_database()",
                        1, WAIT_MS_MAX);
    kill(office->api, SIGTERM);
    struct patience left = patience_of(WAIT_MS_MAX);
    while (get_as(office, NULL, "/livez")->status != 0)
        patience_wait(&left, "the listener closes");
    session_sql(holder, "COMMIT");
    db_session_close(holder);
    cr_assert_eq(child_wait(office->api, WAIT_MS_MAX), 0);
    office->api = 0;
    wire_close(wire);
    office_close(office);
}

Test(drain, an_idle_process_ends_at_once)
{
    struct office *office = office_open();
    struct wire *wire = wire_open(office->port);
    wire_say(wire, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    cr_assert_eq(wire_status(wire, WAIT_MS_MAX), 200);
    office_stop_api(office);
    wire_close(wire);
    office_close(office);
}

Test(drain, a_killed_child_is_started_again)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--processes", "2", NULL};
    office_start_api(office, options);
    office_await_ready(office, office->admin_port + 1);
    pid_t first = child_of(office->api);
    kill(first, SIGKILL);
    struct patience left = patience_of(WAIT_MS_MAX);
    while (kill(first, 0) == 0)
        patience_wait(&left, "the child is gone");
    office_await_ready(office, office->admin_port);
    office_await_ready(office, office->admin_port + 1);
    for (int i = 0; i < 20; i++)
        log_inquiry(office, "");
    office_close(office);
}

Test(drain, a_process_that_cannot_start_says_why_and_ends_with_2)
{
    struct office *office = office_open();
    char port[16], free_port[16];
    snprintf(port, sizeof(port), "%d", office->admin_port);
    snprintf(free_port, sizeof(free_port), "%d", office->admin_port + 1);
    const char *api = child_program(office->arena, "huiying-api");
    const char *taken[] = {api,  "--port",     free_port,        "--admin-port",
                           port, "--key-file", office->key_file, NULL};
    struct child_run run = child_run(office->arena, taken);
    cr_assert_eq(run.status, 2);
    cr_assert(strstr(run.err, "cannot_start"), "%s", run.err);
    const char *keyless[] = {api, "--port", free_port, "--key-file", "/nowhere/key", NULL};
    run = child_run(office->arena, keyless);
    cr_assert_eq(run.status, 2);
    cr_assert(strstr(run.err, "key"), "%s", run.err);
    const char *lost[] = {api,
                          "--port",
                          free_port,
                          "--key-file",
                          office->key_file,
                          "--database",
                          "host=a hidden-word",
                          NULL};
    run = child_run(office->arena, lost);
    cr_assert_eq(run.status, 2);
    cr_assert(strstr(run.err, "\"setting\":\"database\""), "%s", run.err);
    cr_assert_not(strstr(run.err, "hidden-word"), "%s", run.err);
    const char *wrong[] = {api, "--colour", "red", NULL};
    run = child_run(office->arena, wrong);
    cr_assert_eq(run.status, 2);
    cr_assert(strstr(run.err, "--colour"), "%s", run.err);
    office_close(office);
}

/* The first of a process's children. */
static pid_t child_of(pid_t pid)
{
    char path[64], list[256] = "";
    snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid, (int)pid);
    FILE *file = fopen(path, "r");
    cr_assert(file && fgets(list, sizeof(list), file), "it has no children");
    fclose(file);
    return (pid_t)strtol(list, NULL, 10);
}
