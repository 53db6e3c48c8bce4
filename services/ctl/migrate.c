/* huiyingctl migrate: numbered files, each once, one migrator at a time; then the preset data. */
#include "command.h"

#include "base/macros.h"
#include "migration.h"
#include "preset.h"

#include <stdio.h>
#include <string.h>

/* Any number that nobody else locks in this database. */
#define MIGRATOR_LOCK "SELECT pg_advisory_lock(4816541)"

/* Where each preset file goes, as far as it is not known yet: what the bureau has changed stays,
 * and what it took away, too. So days come before their year, and steps before their chain. */
static const struct {
    int file;
    const char *table;
    const char *columns;
    const char *empty_texts; /* columns where an empty field is "" and not null */
    const char *known;       /* where the row s of the file is known */
} presets[] = {
    {PRESET_CALENDARS, "calendar", "name, zone, closes_at", "name",
     "calendar AS t WHERE t.name = s.name"},
    {PRESET_CALENDAR_DAYS, "calendar_day", "calendar, date, kind, name, notice", "notice",
     "calendar_year AS t WHERE t.calendar = s.calendar AND t.year = extract(year FROM s.date)"},
    {PRESET_CALENDAR_YEARS, "calendar_year", "calendar, year, published, notice", "notice",
     "calendar_year AS t WHERE t.calendar = s.calendar AND t.year = s.year"},
    {PRESET_DEPARTMENTS, "department", "code, name_zh, name_en, kind", "code",
     "department AS t WHERE t.code = s.code OR t.name_zh = s.name_zh"},
    {PRESET_CHAIN_RUNGS, "escalation_step",
     "chain, position, level, anchor, amount, floor_minutes, time_of_day, unless, roles, document",
     "unless, roles", "escalation_chain AS t WHERE t.code = s.chain"},
    {PRESET_CHAINS, "escalation_chain", "code, repeat_minutes", "code",
     "escalation_chain AS t WHERE t.code = s.code"},
    {PRESET_RULES, "window_rule",
     "code, stage, position, kinds, channels, types, severities, condition, start, after, unit, "
     "amount, day_end, extension, pauses, restarts, valid_from, valid_to, calendar, chain, "
     "ends_zh, "
     "ends_en, legal_zh, legal_en",
     "kinds, channels, types, severities, after, pauses, restarts",
     "window_rule AS t WHERE t.position = s.position"},
};

static bool apply_all(struct db_session *session, struct error *error);
static bool apply(struct db_session *session, const struct embedded_text *file,
                  struct error *error);
static bool find_checksum(struct db_session *session, const char *name, char ret[41],
                          struct error *error);
static bool load_presets(struct db_session *session, struct error *error);
static bool load_preset(struct db_session *session, size_t number, bool *is_changed,
                        struct error *error);

int command_migrate(const struct config *config, int count, char **arguments)
{
    (void)arguments;
    if (count != 0)
        return command_misuse("migrate");
    struct error error;
    struct db_session *session = command_connect(config);
    if (!session)
        return COMMAND_FAILED;
    int status = COMMAND_OK;
    if (!db_session_run(session, MIGRATOR_LOCK, &error) || !apply_all(session, &error) ||
        !load_presets(session, &error))
        status = command_fail("migration stopped; nothing half done", &error);
    db_session_close(session);
    return status;
}

static bool apply_all(struct db_session *session, struct error *error)
{
    char checksum[41];
    for (size_t i = 0; i < MIGRATION_COUNT; i++) {
        const struct embedded_text *file = &migration[i];
        if (!find_checksum(session, file->name, checksum, error))
            return false;
        if (checksum[0] == '\0') {
            if (!apply(session, file, error))
                return false;
            printf("applied %s\n", file->name);
        } else if (strcmp(checksum, file->sha1) != 0) {
            error_set(error, ERROR_CONFLICT, file->name,
                      "%s was applied from a file that differs from this program's", file->name);
            return false;
        }
    }
    return true;
}

static bool apply(struct db_session *session, const struct embedded_text *file, struct error *error)
{
    const char *params[] = {file->name, file->sha1};
    struct error ignored;
    bool is_good =
        db_session_run(session, "BEGIN", error) && db_session_run(session, file->text, error);
    struct db_rows *rows =
        is_good ? db_session_query(session,
                                   "INSERT INTO schema_migration (name, checksum) VALUES ($1, $2)",
                                   params, 2, error)
                : NULL;
    is_good = rows && db_session_run(session, "COMMIT", error);
    db_session_rows_free(rows);
    if (!is_good)
        db_session_run(session, "ROLLBACK", &ignored);
    return is_good;
}

/* "" if the file was not applied yet, or nothing was. */
static bool find_checksum(struct db_session *session, const char *name, char ret[41],
                          struct error *error)
{
    const char *params[] = {name};
    ret[0] = '\0';
    struct db_rows *rows = db_session_query(
        session, "SELECT to_regclass('schema_migration') IS NOT NULL", NULL, 0, error);
    bool is_there = rows && db_rows_bool(rows, 0, 0);
    bool is_good = rows != NULL;
    db_session_rows_free(rows);
    if (!is_there)
        return is_good;
    rows = db_session_query(session, "SELECT checksum FROM schema_migration WHERE name = $1",
                            params, 1, error);
    if (rows && db_rows_count(rows) == 1)
        snprintf(ret, 41, "%s", db_rows_text(rows, 0, 0));
    is_good = rows != NULL;
    db_session_rows_free(rows);
    return is_good;
}

/* One transaction, which raises the version of the reference data if anything was new; what runs is
 * then counted anew. */
static bool load_presets(struct db_session *session, struct error *error)
{
    bool is_changed = false;
    bool is_good = db_session_run(session, "BEGIN", error);
    for (size_t i = 0; is_good && i < ARRAY_LEN(presets); i++)
        is_good = load_preset(session, i, &is_changed, error);
    if (is_good && is_changed)
        is_good = db_session_run(
            session,
            "UPDATE data_version SET version = version + 1, changed_at = clock_timestamp();"
            "INSERT INTO recalculation (version, why, actor) SELECT version, 'preset data', "
            "'huiyingctl' FROM data_version WHERE EXISTS (SELECT FROM item)",
            error);
    struct error ignored;
    if (!is_good) {
        db_session_run(session, "ROLLBACK", &ignored);
        return false;
    }
    if (is_changed)
        puts("loaded the preset calendar, departments, chains and rules");
    return db_session_run(session, "COMMIT", error);
}

static bool load_preset(struct db_session *session, size_t number, bool *is_changed,
                        struct error *error)
{
    const struct embedded_text *file = &preset[presets[number].file];
    const char *table = presets[number].table;
    const char *columns = presets[number].columns;
    struct text script = {0};
    text_add_format(&script,
                    "CREATE TEMP TABLE staging ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA",
                    columns, table);
    bool is_good = db_session_run(session, script.bytes, error);
    text_clear(&script);
    text_add_format(&script,
                    "COPY staging (%s) FROM STDIN (FORMAT csv, HEADER true, FORCE_NOT_NULL (%s))",
                    columns, presets[number].empty_texts);
    is_good = is_good && db_session_copy_in(session, script.bytes, file->text, file->size, error);
    text_clear(&script);
    text_add_format(&script,
                    "INSERT INTO %s (%s) SELECT %s FROM staging AS s WHERE NOT EXISTS "
                    "(SELECT FROM %s) RETURNING 1",
                    table, columns, columns, presets[number].known);
    struct db_rows *rows = is_good ? db_session_query(session, script.bytes, NULL, 0, error) : NULL;
    *is_changed |= rows && db_rows_count(rows) > 0;
    is_good = rows && db_session_run(session, "DROP TABLE staging", error);
    db_session_rows_free(rows);
    text_done(&script);
    return is_good;
}
