#include "db/target.h"

#include "net/resolve.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

static const char *option(const PQconninfoOption *given, const PQconninfoOption *otherwise,
                          const char *keyword);
static const char *find(const PQconninfoOption *options, const char *keyword);
static void take_part(const char **list, char *ret, size_t size);
static size_t split(const char *hosts, const char *addresses, const char *ports,
                    struct db_target ret[DB_TARGETS_MAX]);

size_t db_targets_read(const char *conninfo, struct db_target ret[DB_TARGETS_MAX],
                       struct error *error)
{
    char *why = NULL;
    PQconninfoOption *given = PQconninfoParse(conninfo, &why);
    PQconninfoOption *otherwise = PQconndefaults();
    size_t count = 0;
    if (given && otherwise)
        count = split(option(given, otherwise, "host"), option(given, otherwise, "hostaddr"),
                      option(given, otherwise, "port"), ret);
    if (why)
        error_set(error, ERROR_BAD_PARAMETER, "database", "%.*s", (int)strcspn(why, "\n"), why);
    else if (count == 0)
        error_set(error, ERROR_BAD_PARAMETER, "database", "more than %d hosts", DB_TARGETS_MAX);
    PQfreemem(why);
    PQconninfoFree(given);
    PQconninfoFree(otherwise);
    return count;
}

bool db_target_is_name(const struct db_target *target)
{
    return target->host[0] && target->host[0] != '/' && target->host[0] != '@' &&
           !target->address[0] && !resolve_is_address(target->host);
}

/* What the string says, else what the environment does; "" for neither. */
static const char *option(const PQconninfoOption *given, const PQconninfoOption *otherwise,
                          const char *keyword)
{
    const char *value = find(given, keyword);
    if (!value)
        value = find(otherwise, keyword);
    return value ? value : "";
}

static const char *find(const PQconninfoOption *options, const char *keyword)
{
    for (const PQconninfoOption *each = options; each->keyword; each++) {
        if (strcmp(each->keyword, keyword) == 0)
            return each->val && *each->val ? each->val : NULL;
    }
    return NULL;
}

/* As libpq has it: lists are parted by commas, and one port serves all hosts. 0 if there are more
 * than DB_TARGETS_MAX. */
static size_t split(const char *hosts, const char *addresses, const char *ports,
                    struct db_target ret[DB_TARGETS_MAX])
{
    size_t count = 0;
    bool is_one_port = !strchr(ports, ',');
    do {
        struct db_target *target = &ret[count++];
        const char *port = ports;
        take_part(&hosts, target->host, sizeof(target->host));
        take_part(&addresses, target->address, sizeof(target->address));
        take_part(is_one_port ? &port : &ports, target->port, sizeof(target->port));
    } while ((*hosts || *addresses) && count < DB_TARGETS_MAX);
    return *hosts || *addresses ? 0 : count;
}

/* Copies up to the next comma and moves behind it. */
static void take_part(const char **list, char *ret, size_t size)
{
    size_t length = strcspn(*list, ",");
    snprintf(ret, size, "%.*s", (int)length, *list);
    *list += length + ((*list)[length] == ',');
}
