/* huiyingctl token: who may speak to the API. */
#include "command.h"

#include "crypto/crypto.h"
#include "store/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char insert[] =
    "INSERT INTO api_token (name, role, department_id, hash, expires_at, requests_per_minute) "
    "SELECT $1, $2, d.id, $4::bytea, clock_timestamp() + $5::integer * interval '1 day', "
    "$6::integer "
    "FROM (VALUES (1)) AS one (x) "
    "LEFT JOIN department AS d ON d.code = $3 OR d.name_zh = $3 "
    "WHERE $3::text IS NULL OR d.id IS NOT NULL "
    "RETURNING id";
static const char list[] =
    "SELECT t.id::text, t.name, t.role, coalesce(d.code, '-'), "
    "to_char(t.created_at, 'YYYY-MM-DD'), "
    "CASE WHEN t.revoked_at IS NOT NULL THEN 'revoked' "
    "WHEN t.expires_at < clock_timestamp() THEN 'expired' ELSE 'valid' END "
    "FROM api_token AS t LEFT JOIN department AS d ON d.id = t.department_id ORDER BY t.id";
static const char revoke[] = "UPDATE api_token SET revoked_at = clock_timestamp() "
                             "WHERE id = $1::integer AND revoked_at IS NULL RETURNING id";

static bool needs_department(const char *role);

int command_token_create(const struct config *config, int count, char **arguments)
{
    const char *name = command_option(&count, arguments, "name");
    const char *role = command_option(&count, arguments, "role");
    const char *department = command_option(&count, arguments, "department");
    const char *days = command_option(&count, arguments, "days");
    const char *rate = command_option(&count, arguments, "requests-per-minute");
    if (count != 0 || !name || !role || strlen(name) >= TOKEN_NAME_SIZE)
        return command_misuse("token create");
    if (token_role_of_code(role) == ROLE_NONE || (needs_department(role) && !department)) {
        fprintf(stderr, "huiyingctl: %s\n",
                token_role_of_code(role) == ROLE_NONE ? "no such role"
                                                      : "this role needs a department");
        return COMMAND_MISUSED;
    }
    struct db_session *session = command_connect(config);
    if (!session)
        return COMMAND_FAILED;
    char token[CRYPTO_TOKEN_SIZE], hash[CRYPTO_HASH_HEX_SIZE], param[CRYPTO_HASH_HEX_SIZE + 2];
    crypto_token_new(token);
    crypto_hash_hex(token, strlen(token), hash);
    snprintf(param, sizeof(param), "\\x%s", hash);
    struct error error;
    const char *params[] = {name, role, department, param, days, rate};
    struct db_rows *rows = db_session_query(session, insert, params, 6, &error);
    int status = COMMAND_OK;
    if (!rows)
        status = command_fail("no token was made", &error);
    else if (db_rows_count(rows) == 0) {
        fprintf(stderr, "huiyingctl: no such department\n");
        status = COMMAND_FAILED;
    } else {
        puts(token);
    }
    db_session_rows_free(rows);
    db_session_close(session);
    return status;
}

int command_token_list(const struct config *config, int count, char **arguments)
{
    (void)arguments;
    if (count != 0)
        return command_misuse("token list");
    struct error error;
    struct db_session *session = command_connect(config);
    if (!session)
        return COMMAND_FAILED;
    struct db_rows *rows = db_session_query(session, list, NULL, 0, &error);
    printf("%-6s %-24s %-14s %-20s %-11s %s\n", "id", "name", "role", "department", "created",
           "state");
    for (size_t i = 0; rows && i < db_rows_count(rows); i++)
        printf("%-6s %-24s %-14s %-20s %-11s %s\n", db_rows_text(rows, i, 0),
               db_rows_text(rows, i, 1), db_rows_text(rows, i, 2), db_rows_text(rows, i, 3),
               db_rows_text(rows, i, 4), db_rows_text(rows, i, 5));
    int status = rows ? COMMAND_OK : command_fail("cannot list the tokens", &error);
    db_session_rows_free(rows);
    db_session_close(session);
    return status;
}

int command_token_revoke(const struct config *config, int count, char **arguments)
{
    char *end;
    if (count != 1 || strtol(arguments[0], &end, 10) <= 0 || *end != '\0')
        return command_misuse("token revoke");
    struct error error;
    struct db_session *session = command_connect(config);
    if (!session)
        return COMMAND_FAILED;
    const char *params[] = {arguments[0]};
    struct db_rows *rows = db_session_query(session, revoke, params, 1, &error);
    int status = COMMAND_OK;
    if (!rows)
        status = command_fail("the token was not revoked", &error);
    else if (db_rows_count(rows) == 0) {
        fprintf(stderr, "huiyingctl: no valid token has this id\n");
        status = COMMAND_FAILED;
    }
    db_session_rows_free(rows);
    db_session_close(session);
    return status;
}

int command_key_create(const struct config *config, int count, char **arguments)
{
    struct error error;
    (void)config;
    if (count != 1)
        return command_misuse("key create");
    return crypto_key_file_create(arguments[0], &error) ? COMMAND_OK
                                                        : command_fail("no key was made", &error);
}

static bool needs_department(const char *role)
{
    return token_role_of_code(role) == ROLE_HANDLER || token_role_of_code(role) == ROLE_DEPT_HEAD;
}
