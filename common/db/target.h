/*
 * The servers that a connection string names, taken apart, so that each can be looked up and tried
 * by itself: libpq's asynchronous connect would look names up in the loop, and would spend its one
 * deadline on the first server that does not answer. For db/dial and db/pool alone.
 */
#ifndef HUIYING_DB_TARGET_H
#define HUIYING_DB_TARGET_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { DB_TARGETS_MAX = 16 };

/* Empty strings leave the choice to libpq. */
struct db_target {
    char host[256]; /* a name, an address, or the folder of a unix socket */
    char address[64];
    char port[8];
};

/* Reads conninfo and, for what it does not say, the PG* environment; at least one target. 0 and
 * *error (BAD_PARAMETER) if it cannot be read or names more than DB_TARGETS_MAX. */
size_t db_targets_read(const char *conninfo, struct db_target ret[DB_TARGETS_MAX],
                       struct error *error);

/* True if its host is a name that must be looked up before one can connect. */
bool db_target_is_name(const struct db_target *target);

#endif
