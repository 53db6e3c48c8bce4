/* huiyingctl, and what the other programs do not start with. */
#include "base/macros.h"
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define RUN(office, ...) office_ctl(office, (const char *const[]){__VA_ARGS__, NULL})

static const char *history_file(const struct office *office, const char *lines);
static struct child_run import(struct office *office, const char *lines);

Test(command_line, migrating_twice_changes_nothing)
{
    struct office *office = office_furnish(true);
    struct child_run first = RUN(office, "migrate");
    cr_assert_eq(first.status, 0, "%s", first.err);
    cr_assert(strstr(first.out, "applied "));
    const char *version = office_value(office, "SELECT version FROM data_version");
    struct child_run second = RUN(office, "migrate");
    cr_assert_eq(second.status, 0, "%s", second.err);
    cr_assert_str_eq(second.out, "");
    cr_assert_str_eq(office_value(office, "SELECT version FROM data_version"), version);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM department"), 14);
    office_close(office);
}

Test(command_line, two_migrators_at_once_do_it_once)
{
    struct office *office = office_furnish(true);
    const char *arguments[] = {child_program(office->arena, "huiyingctl"), "migrate", NULL};
    pid_t pids[4];
    for (int i = 0; i < 4; i++)
        pids[i] = child_start(office_log_path(office, "huiyingctl"), arguments);
    for (int i = 0; i < 4; i++)
        cr_assert_eq(child_wait(pids[i], 30000), 0, "%s", office_log(office, "huiyingctl"));
    const char *log = office_log(office, "huiyingctl");
    const char *once = strstr(log, "applied 0001");
    cr_assert(once && !strstr(once + 1, "applied 0001"), "%s", log);
    office_close(office);
}

Test(command_line, a_migration_that_has_changed_since_is_refused)
{
    struct office *office = office_furnish(false);
    office_sql(office, "UPDATE schema_migration SET checksum = repeat('0', 40) "
                       "WHERE name LIKE '0001%'");
    struct child_run run = RUN(office, "migrate");
    cr_assert_eq(run.status, 1);
    cr_assert(strstr(run.err, "0001"), "%s", run.err);
    office_close(office);
}

Test(command_line, what_the_bureau_has_changed_stays_when_migrating_again)
{
    struct office *office = office_furnish(false);
    office_sql(office, "UPDATE department SET name_zh = '监管二处' WHERE code = 'supervision_2'");
    cr_assert_eq(RUN(office, "migrate").status, 0);
    cr_assert_str_eq(
        office_value(office, "SELECT name_zh FROM department WHERE code = 'supervision_2'"),
        "监管二处");
    office_close(office);
}

/* As a day that a later notice has taken back; and nothing is used up by trying. */
Test(command_line, what_the_bureau_has_taken_away_does_not_come_back_by_migrating)
{
    static const char all[] =
        "SELECT md5(string_agg(t, '')) FROM (SELECT d::text FROM calendar_day AS d UNION ALL "
        "SELECT s::text FROM escalation_step AS s UNION ALL SELECT 'version ' || version FROM "
        "data_version UNION ALL SELECT 'numbers ' || sum(last_value) FROM pg_sequences "
        "ORDER BY 1) AS x (t)";
    struct office *office = office_furnish(false);
    office_sql(office, "DELETE FROM calendar_day WHERE date BETWEEN '2026-01-01' AND '2026-06-30'; "
                       "DELETE FROM escalation_step WHERE chain = 'long' AND position = 1");
    const char *before = office_value(office, all);
    cr_assert_eq(RUN(office, "migrate").status, 0);
    cr_expect_str_eq(office_value(office, all), before);
    office_close(office);
}

/* As with a program that brings another year. */
Test(command_line, what_runs_is_counted_anew_by_what_a_migration_brings)
{
    struct office *office = office_open();
    log_inquiry(office, "");
    office_sql(office, "DELETE FROM calendar_year WHERE year = 2018; "
                       "DELETE FROM calendar_day WHERE date < '2019-01-01'");
    cr_assert_eq(RUN(office, "migrate").status, 0);
    cr_expect_gt(office_number(office, "SELECT count(*) FROM calendar_day WHERE date < "
                                       "'2019-01-01'"),
                 0);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM recalculation AS r JOIN data_version "
                                       "AS d ON d.version = r.version"),
                 1);
    office_close(office);
}

/* Else it would try for ever, and never say what is wrong; and a password is not for the log. */
Test(command_line, a_connection_string_that_cannot_be_read_keeps_a_program_from_starting)
{
    struct office *office = office_furnish(true);
    const char *api = child_program(office->arena, "huiying-api");
    const char *worker = child_program(office->arena, "huiying-worker");
    const char *const runs[][6] = {
        {api, "--database", "password=geheim host", "--key-file", office->key_file, NULL},
        {worker, "--database", "password=geheim host", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(runs); i++) {
        const char *log = arena_format(office->arena, "started-%zu", i);
        pid_t pid = child_start(office_log_path(office, log), runs[i]);
        int status = child_wait(pid, 10000);
        const char *told = office_log(office, log);
        cr_expect_eq(status, 2, "%s ended with %d", runs[i][0], status);
        cr_expect(strstr(told, "database must be a connection string"), "%s", told);
        cr_expect_not(strstr(told, "geheim"), "%s", told);
    }
    office_close(office);
}

Test(command_line, a_token_is_printed_once_and_kept_as_a_hash)
{
    struct office *office = office_furnish(false);
    struct child_run made = RUN(office, "token", "create", "--name", "热线一号", "--role",
                                "handler", "--department", "监管二科", "--days", "30");
    cr_assert_eq(made.status, 0, "%s", made.err);
    cr_assert(strncmp(made.out, "hy_", 3) == 0 && strlen(made.out) == 47, "%s", made.out);
    struct child_run list = RUN(office, "token", "list");
    cr_assert_eq(list.status, 0);
    cr_assert(strstr(list.out, "热线一号") && strstr(list.out, "supervision_2") &&
              strstr(list.out, "valid"));
    cr_assert_not(strstr(list.out, "hy_"));
    const char *secret = arena_copy(office->arena, made.out, 46);
    cr_assert_eq(office_number(office, arena_format(office->arena,
                                                    "SELECT count(*) FROM api_token AS t WHERE "
                                                    "strpos(t::text, '%s') > 0 OR strpos(t::text, "
                                                    "encode('%s', 'hex')) > 0",
                                                    secret, secret)),
                 0);
    cr_assert_eq(RUN(office, "token", "revoke", "1").status, 0);
    cr_assert(strstr(RUN(office, "token", "list").out, "revoked"));
    cr_assert_eq(RUN(office, "token", "revoke", "1").status, 1);
    office_close(office);
}

Test(command_line, misuse_is_2_and_failure_is_1)
{
    struct office *office = office_furnish(false);
    const struct {
        const char *words[12];
        int status;
    } cases[] = {
        {{"nonsense"}, 2},
        {{"token"}, 2},
        {{"token", "create"}, 2},
        {{"token", "create", "--name", "a", "--role", "emperor"}, 2},
        {{"token", "create", "--name", "a", "--role", "handler"}, 2},
        {{"token", "create", "--name", "a", "--role", "handler", "--department", "nowhere"}, 1},
        {{"token", "create", "--name", "a", "--role", "admin", "--days", "soon"}, 1},
        {{"token", "revoke", "x"}, 2},
        {{"token", "revoke", "99"}, 1},
        {{"token", "list", "all"}, 2},
        {{"migrate", "now"}, 2},
        {{"import"}, 2},
        {{"doctor", "please"}, 2},
        {{"key", "create"}, 2},
        {{"key", "create", "/nowhere/at/all"}, 1},
        {{"key", "create", office->key_file}, 1},
        {{"--database", "host=127.0.0.1 port=1", "migrate"}, 1},
        {{"--database", "host=127.0.0.1 port=1", "token", "list"}, 1},
        {{"--zone", "Mars/Base", "--colour", "red", "migrate"}, 2},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct child_run run = office_ctl(office, cases[i].words);
        cr_expect_eq(run.status, cases[i].status, "%s %s: %d, %s%s", cases[i].words[0],
                     cases[i].words[1], run.status, run.out, run.err);
        cr_expect_str_neq(run.err, "", "%s says nothing", cases[i].words[0]);
    }
    cr_assert_eq(office_number(office, "SELECT count(*) FROM api_token"), 0);
    office_close(office);
}

Test(command_line, every_program_and_command_has_help)
{
    struct office *office = office_furnish(true);
    static const char *const commands[][2] = {
        {"migrate", NULL}, {"token", "create"}, {"token", "list"}, {"token", "revoke"},
        {"import", NULL},  {"doctor", NULL},    {"key", "create"}};
    struct child_run all = RUN(office, "--help");
    cr_assert_eq(all.status, 0);
    for (size_t i = 0; i < 7; i++) {
        const char *words[] = {commands[i][0], commands[i][1] ? commands[i][1] : "--help",
                               commands[i][1] ? "--help" : NULL, NULL};
        struct child_run run = office_ctl(office, words);
        cr_assert_eq(run.status, 0, "%s: %s", commands[i][0], run.err);
        cr_assert(strstr(run.out, commands[i][0]));
        cr_assert(strstr(all.out, commands[i][0]));
    }
    static const char *const programs[] = {"huiying-api", "huiying-worker", "huiyingctl"};
    static const char *const options[] = {"--help", "--version"};
    for (size_t i = 0; i < 6; i++) {
        const char *arguments[] = {child_program(office->arena, programs[i / 2]), options[i % 2],
                                   NULL};
        struct child_run run = child_run(office->arena, arguments);
        cr_assert_eq(run.status, 0, "%s %s", arguments[0], arguments[1]);
        cr_assert(strstr(run.out, programs[i / 2]));
    }
    office_close(office);
}

Test(command_line, the_settings_are_shown_without_their_secrets)
{
    struct office *office = office_furnish(true);
    const char *arguments[] = {child_program(office->arena, "huiying-api"), "--database",
                               "host=a password=hidden-word", "--show-config", NULL};
    struct child_run run = child_run(office->arena, arguments);
    cr_assert_eq(run.status, 0, "%s", run.err);
    cr_assert(strstr(run.out, "port = 8080"));
    cr_assert_not(strstr(run.out, "hidden-word"));
    office_close(office);
}

Test(command_line, history_is_imported_with_its_answers_and_only_once)
{
    struct office *office = office_open();
    static const char *const ends[][2] = {{"\n\n", "\n"}, {"\n\n", "\n"}, {"\r\n", ""}};
    const char *first = inquiry_body(
        office, "\"received_at\":\"2018-08-06T15:20:00+08:00\",\"answers\":[{\"stage\":"
                "\"reply\",\"answered_at\":\"2018-08-07T10:00:00+08:00\","
                "\"reviewer\":\"办公室\",\"proof\":\"台账\"}]");
    const char *second =
        event_body(office, "major",
                   "\"detected_at\":\"2018-08-06T15:20:00+08:00\",\"answers\":[{\"stage\":"
                   "\"authoritative_info\",\"answered_at\":\"2018-08-06T18:00:00+08:00\","
                   "\"reviewer\":\"办公室\",\"proof\":\"台账\"},{\"stage\":\"press_conference\","
                   "\"answered_at\":\"2018-08-07T10:00:00+08:00\",\"reviewer\":\"办公室\","
                   "\"proof\":\"台账\"}]");
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        struct child_run run =
            import(office, arena_format(office->arena, "{\"inquiry\":%s}%s{\"opinion_event\":%s}%s",
                                        first, ends[i][0], second, ends[i][1]));
        cr_assert_eq(run.status, 0, "%s", run.err);
        cr_assert(strstr(run.out, "2 logged, 0 refused"), "%s", run.out);
        cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 2);
    }
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window WHERE state = 'met'"),
                 3);
    cr_expect_eq(office_number(office, "SELECT count(*) FROM item WHERE status = 'concluded'"), 2);
    office_close(office);
}

Test(command_line, a_bad_line_of_history_is_named_and_the_rest_goes_in)
{
    struct office *office = office_open();
    const char *lines =
        arena_format(office->arena,
                     "{\"inquiry\":%s}\nno json\n{\"letter\":{}}\n{\"inquiry\":{}}\n"
                     "{\"opinion_event\":%s}\n",
                     inquiry_body(office, ""), event_body(office, "major", ""));
    struct child_run run = import(office, lines);
    cr_assert_eq(run.status, 1);
    cr_assert(strstr(run.out, "2 logged, 3 refused"), "%s", run.out);
    for (int line = 2; line <= 4; line++)
        cr_assert(strstr(run.err, arena_format(office->arena, "line %d:", line)), "%s", run.err);
    cr_assert_not(strstr(run.err, "line 1:"));
    cr_assert_eq(office_number(office, "SELECT count(*) FROM item"), 2);
    office_close(office);
}

Test(command_line, an_import_that_reaches_nobody_fails)
{
    struct office *office = office_furnish(false);
    struct child_run run = RUN(office, "import", "--url", "http://127.0.0.1:1", "--token", "hy_x",
                               history_file(office, "{\"inquiry\":{}}\n"));
    cr_assert_eq(run.status, 1);
    cr_assert(strstr(run.err, "line 1:"), "%s", run.err);
    cr_assert_eq(
        RUN(office, "import", "--url", "http://127.0.0.1:1", "--token", "hy_x", "/nowhere/history")
            .status,
        1);
    office_close(office);
}

/* The test servers' settings are made for speed, so the doctor has something to say. */
Test(command_line, the_doctor_names_what_is_wrong_and_fails)
{
    struct office *office = office_furnish(false);
    office_sql(office, arena_format(office->arena, "ALTER DATABASE %s SET synchronous_commit = off",
                                    office->database));
    struct child_run run = RUN(office, "doctor");
    cr_assert_eq(run.status, 1, "%s", run.out);
    cr_assert(strstr(run.out, "WRONG synchronous_commit"), "%s", run.out);
    cr_assert(strstr(run.out, "ok    schema is up to date"), "%s", run.out);
    cr_assert(strstr(run.out, "ok    clock"), "%s", run.out);
    cr_assert(strstr(run.out, "ok    key file"), "%s", run.out);
    office_sql(office, "DELETE FROM schema_migration WHERE name LIKE '0001%'");
    cr_assert(strstr(RUN(office, "doctor").out, "WRONG the schema"));
    struct child_run away = RUN(office, "--database", "host=127.0.0.1 port=1", "--redis",
                                "127.0.0.1:1", "--key-file", "/nowhere", "doctor");
    cr_assert_eq(away.status, 1);
    cr_assert(strstr(away.out, "start PostgreSQL"), "%s", away.out);
    cr_assert(strstr(away.out, "start Redis"), "%s", away.out);
    cr_assert(strstr(away.out, "huiyingctl key create"), "%s", away.out);
    office_close(office);
}

static const char *history_file(const struct office *office, const char *lines)
{
    const char *path = arena_format(office->arena, "%s/history.ndjson", office->folder);
    FILE *file = fopen(path, "w");
    cr_assert(file);
    fputs(lines, file);
    fclose(file);
    return path;
}

static struct child_run import(struct office *office, const char *lines)
{
    const char *url = arena_format(office->arena, "http://127.0.0.1:%d", office->port);
    return RUN(office, "import", "--url", url, "--token", office_token(office, "operator"),
               history_file(office, lines));
}
