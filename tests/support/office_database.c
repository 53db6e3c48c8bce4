#include "support/office_database.h"

#include "base/text.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Any number that the product does not lock. */
#define TEMPLATE_LOCK "SELECT pg_advisory_lock(7260915)"

/* Those that some of the programs had (support/gate.h). */
static const char drop_roles[] =
    "DO $$ DECLARE role name; BEGIN"
    " FOR role IN SELECT rolname FROM pg_roles WHERE starts_with(rolname, '%s_') LOOP"
    " EXECUTE format('DROP ROLE %%I', role); END LOOP; END $$";

static void set_environment(const char *database);
static struct db_session *session_of(const char *database);
static void make_template(struct office *office, struct db_session *session, const char *name);
static const char *template_name(const struct office *office);
static bool exists(struct db_session *session, const char *name);

void office_database_make(struct office *office, bool is_empty)
{
    const char *origin = "template1";
    struct error error;
    set_environment("postgres");
    struct db_session *session = session_of("postgres");
    snprintf(office->database, sizeof(office->database), "huiying_test_%d", (int)getpid());
    if (!is_empty) {
        origin = template_name(office);
        session_sql(session, TEMPLATE_LOCK);
        if (!exists(session, origin))
            make_template(office, session, origin);
        session_sql(session, "SELECT pg_advisory_unlock_all()");
    }
    session_sql(session, arena_format(office->arena, "DROP DATABASE IF EXISTS %s WITH (FORCE)",
                                      office->database));
    cr_assert(db_session_run(session,
                             arena_format(office->arena, "CREATE DATABASE %s TEMPLATE %s",
                                          office->database, origin),
                             &error),
              "no database: %s", error.message);
    db_session_close(session);
    set_environment(office->database);
    office->session = session_of(office->database);
}

void office_database_drop(struct office *office)
{
    db_session_close(office->session);
    struct db_session *session = session_of("postgres");
    session_sql(session, arena_format(office->arena, "DROP DATABASE IF EXISTS %s WITH (FORCE)",
                                      office->database));
    session_sql(session, arena_format(office->arena, drop_roles, office->database));
    db_session_close(session);
}

struct db_session *office_session(const struct office *office)
{
    return session_of(office->database);
}

void office_sql(const struct office *office, const char *script)
{
    session_sql(office->session, script);
}

void session_sql(struct db_session *session, const char *script)
{
    struct error error = {.code = ERROR_OK};
    cr_assert(db_session_run(session, script, &error), "%s: %s", script, error.message);
}

const char *office_value(const struct office *office, const char *query)
{
    struct error error = {.code = ERROR_OK};
    struct text statement = {0};
    text_add_format(&statement, "SELECT value::text FROM (%s) AS asked (value)", query);
    struct db_rows *rows =
        db_session_query(office->session, text_string(&statement), NULL, 0, &error);
    cr_assert(rows, "%s: %s", query, error.message);
    const char *value = db_rows_count(rows) > 0 ? db_rows_text(rows, 0, 0) : NULL;
    if (!value)
        value = "";
    value = arena_copy(office->arena, value, strlen(value));
    db_session_rows_free(rows);
    text_done(&statement);
    return value;
}

int64_t office_number(const struct office *office, const char *query)
{
    return strtoll(office_value(office, query), NULL, 10);
}

void office_await_number(const struct office *office, const char *query, int64_t number,
                         int wait_ms_max)
{
    struct patience left = patience_of(wait_ms_max);
    while (office_number(office, query) != number)
        patience_wait(&left, query);
}

/* Whatever the test starts finds its database where libpq looks. */
static void set_environment(const char *database)
{
    static const char *const names[] = {"PGHOST", "PGPORT", "PGUSER", "PGPASSWORD"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        char variable[64];
        snprintf(variable, sizeof(variable), "HUIYING_TEST_%s", names[i]);
        const char *value = getenv(variable);
        cr_assert(value, "%s is not set; ./dev test integration sets it", variable);
        setenv(names[i], value, 1);
    }
    setenv("PGDATABASE", database, 1);
}

static struct db_session *session_of(const char *database)
{
    char conninfo[96];
    struct error error = {.code = ERROR_OK};
    snprintf(conninfo, sizeof(conninfo), "dbname=%s", database);
    struct db_session *session = db_session_open(conninfo, "test", &error);
    cr_assert(session, "PostgreSQL: %s", error.message);
    return session;
}

/* It gets its name only once it is whole. */
static void make_template(struct office *office, struct db_session *session, const char *name)
{
    const char *words[] = {"migrate", NULL};
    session_sql(session, "DROP DATABASE IF EXISTS huiying_unfinished WITH (FORCE)");
    session_sql(session, "CREATE DATABASE huiying_unfinished");
    setenv("PGDATABASE", "huiying_unfinished", 1);
    struct child_run run = office_ctl(office, words);
    cr_assert_eq(run.status, 0, "no template: %s", run.err);
    session_sql(session, arena_format(office->arena,
                                      "ALTER DATABASE huiying_unfinished RENAME TO %s", name));
}

/* Another build has another template. */
static const char *template_name(const struct office *office)
{
    struct stat stat_of = {0};
    cr_assert(stat(child_program(office->arena, "huiyingctl"), &stat_of) == 0,
              "huiyingctl is not built");
    return arena_format(office->arena, "huiying_template_%lld_%ld",
                        (long long)stat_of.st_mtim.tv_sec, stat_of.st_mtim.tv_nsec);
}

static bool exists(struct db_session *session, const char *name)
{
    struct error error = {.code = ERROR_OK};
    const char *params[] = {name};
    struct db_rows *rows = db_session_query(session, "SELECT 1 FROM pg_database WHERE datname = $1",
                                            params, 1, &error);
    bool is_there = rows && db_rows_count(rows) == 1;
    db_session_rows_free(rows);
    return is_there;
}
