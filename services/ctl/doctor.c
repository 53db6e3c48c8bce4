/* huiyingctl doctor: what is wrong with the surroundings, and how to mend it. */
#include "command.h"

#include "base/clock.h"
#include "base/macros.h"
#include "crypto/crypto.h"
#include "domain/instant.h"
#include "migration.h"
#include "net/loop.h"
#include "redis/client.h"
#include "store/zone.h"

#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATABASE_WAIT_MS = 10000, REDIS_WAIT_MS = 2000, REDIS_LOOK_MS = 20 };
static const int64_t clock_tolerance_us = 2 * SECOND_US;

/* Counts what is wrong while it goes. */
struct diagnosis {
    int failures;
    int warnings;
};

static void good(const char *what, const char *detail);
static void warn(struct diagnosis *diagnosis, const char *what, const char *mend);
static void fail(struct diagnosis *diagnosis, const char *what, const char *mend);
static void check_settings(const struct config *config, struct diagnosis *diagnosis);
static void check_database(const struct config *config, struct diagnosis *diagnosis);
static void check_schema(struct db_session *session, struct diagnosis *diagnosis);
static void check_durability(struct db_session *session, struct diagnosis *diagnosis);
static void check_clock(struct db_session *session, struct diagnosis *diagnosis);
static void check_calendar(struct db_session *session, struct diagnosis *diagnosis);
static void check_redis(const struct config *config, struct diagnosis *diagnosis);
static struct client_status look_at_redis(const struct config *config);

int command_doctor(const struct config *config, int count, char **arguments)
{
    struct diagnosis diagnosis = {0, 0};
    (void)arguments;
    if (count != 0)
        return command_misuse("doctor");
    check_settings(config, &diagnosis);
    check_database(config, &diagnosis);
    check_redis(config, &diagnosis);
    printf("%d wrong, %d to watch\n", diagnosis.failures, diagnosis.warnings);
    return diagnosis.failures ? COMMAND_FAILED : COMMAND_OK;
}

static void good(const char *what, const char *detail)
{
    printf("ok    %s%s%s\n", what, *detail ? ": " : "", detail);
}

static void warn(struct diagnosis *diagnosis, const char *what, const char *mend)
{
    diagnosis->warnings++;
    printf("watch %s\n      %s\n", what, mend);
}

static void fail(struct diagnosis *diagnosis, const char *what, const char *mend)
{
    diagnosis->failures++;
    printf("WRONG %s\n      %s\n", what, mend);
}

static void check_settings(const struct config *config, struct diagnosis *diagnosis)
{
    struct error error;
    struct zone zone;
    struct crypto_keys *keys = crypto_keys_load(config->key_file, &error);
    if (keys)
        good("key file", config->key_file);
    else
        fail(diagnosis, error.message,
             "make one with `huiyingctl key create FILE` and set key_file; keep a copy apart from "
             "the database's");
    crypto_keys_free(keys);
    if (zone_find(config->zone, &zone))
        good("zone", config->zone);
    else
        fail(diagnosis, "the zone is not known", "set zone to Asia/Shanghai");
}

static void check_database(const struct config *config, struct diagnosis *diagnosis)
{
    struct error error;
    struct db_session *session = db_session_open(config->database, "huiyingctl", &error);
    if (!session) {
        fail(diagnosis, error.message,
             "start PostgreSQL, or set database (or PGHOST, PGPORT, PGUSER, PGDATABASE)");
        return;
    }
    db_session_limit(session, DATABASE_WAIT_MS);
    good("PostgreSQL answers", "");
    check_schema(session, diagnosis);
    check_durability(session, diagnosis);
    check_clock(session, diagnosis);
    check_calendar(session, diagnosis);
    db_session_close(session);
}

static void check_schema(struct db_session *session, struct diagnosis *diagnosis)
{
    struct error error;
    struct db_rows *rows =
        db_session_query(session, "SELECT count(*) FROM schema_migration", NULL, 0, &error);
    if (rows && db_rows_integer(rows, 0, 0) == MIGRATION_COUNT)
        good("schema is up to date", "");
    else
        fail(diagnosis, "the schema is not this program's", "run `huiyingctl migrate`");
    db_session_rows_free(rows);
}

static void check_durability(struct db_session *session, struct diagnosis *diagnosis)
{
    static const struct {
        const char *name;
        const char *needed;
        const char *mend;
    } settings[] = {
        {"fsync", "on", "set fsync = on: without it a power cut loses what was promised"},
        {"full_page_writes", "on", "set full_page_writes = on"},
        {"synchronous_commit", "on", "set synchronous_commit = on: a 201 means committed"},
    };
    struct error error;
    for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
        const char *params[] = {settings[i].name};
        struct db_rows *rows =
            db_session_query(session, "SELECT current_setting($1)", params, 1, &error);
        if (rows && strcmp(db_rows_text(rows, 0, 0), settings[i].needed) == 0)
            good(settings[i].name, settings[i].needed);
        else
            fail(diagnosis, settings[i].name, settings[i].mend);
        db_session_rows_free(rows);
    }
}

static void check_clock(struct db_session *session, struct diagnosis *diagnosis)
{
    struct error error;
    struct db_rows *rows = db_session_query(session, "SELECT clock_timestamp()", NULL, 0, &error);
    int64_t skew_us = rows ? clock_wall_us() - db_rows_instant(rows, 0, 0) : 0;
    if (llabs(skew_us) <= clock_tolerance_us)
        good("clock", "agrees with the database's");
    else
        warn(diagnosis, "this machine's clock differs from the database's by more than 2 s",
             "start a time service (chrony); the database's clock decides what is late");
    db_session_rows_free(rows);
}

static void check_calendar(struct db_session *session, struct diagnosis *diagnosis)
{
    struct error error;
    struct db_rows *rows = db_session_query(
        session,
        "SELECT y, coalesce((SELECT bool_or(published) FROM calendar_year WHERE year = y), false) "
        "FROM generate_series(extract(year FROM clock_timestamp())::integer, "
        "extract(year FROM clock_timestamp() + interval '60 days')::integer) AS y",
        NULL, 0, &error);
    for (size_t i = 0; rows && i < db_rows_count(rows); i++) {
        char what[96];
        snprintf(what, sizeof(what), "calendar of %d", (int)db_rows_integer(rows, i, 0));
        if (db_rows_bool(rows, i, 1))
            good(what, "published");
        else
            warn(diagnosis, what, "not published yet: deadlines in it are provisional");
    }
    db_session_rows_free(rows);
}

static void check_redis(const struct config *config, struct diagnosis *diagnosis)
{
    struct client_status status = look_at_redis(config);
    if (!status.is_connected)
        warn(diagnosis, status.last_error[0] ? status.last_error : "Redis does not answer",
             "start Redis or set redis; until then steps fire from the database, a few seconds "
             "late");
    else if (!status.is_noeviction)
        fail(diagnosis, "Redis may throw timers away", "set maxmemory-policy noeviction");
    else
        good("Redis", status.address);
}

/* Gives it a moment to connect. */
static struct client_status look_at_redis(const struct config *config)
{
    char list[1024];
    const char *addresses[CLIENT_ADDRESSES_MAX];
    struct client_settings settings = {
        .addresses = addresses,
        .user = config->redis_user,
        .password = config->redis_password,
        .connect_ms = REDIS_WAIT_MS,
    };
    snprintf(list, sizeof(list), "%s", config->redis);
    settings.address_count = client_addresses_split(list, addresses);
    struct client_status status = {.is_connected = false};
    struct error error;
    signal(SIGPIPE, SIG_IGN);
    struct event_base *base = loop_new();
    struct client *client = client_new(base, &settings, &error);
    if (!client)
        snprintf(status.last_error, sizeof(status.last_error), "%s", error.message);
    int64_t end_us = clock_mono_us() + REDIS_WAIT_MS * 1000;
    while (client && !status.is_connected && clock_mono_us() < end_us) {
        event_base_loopexit(base, &(struct timeval){.tv_usec = REDIS_LOOK_MS * 1000});
        event_base_dispatch(base);
        status = client_status(client);
    }
    client_free(client);
    event_base_free(base);
    return status;
}
