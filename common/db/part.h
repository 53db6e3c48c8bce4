/*
 * A batch that is sent in parts where it has to be, so that one thing that the database refuses
 * does not keep all others: it is singled out.
 *
 *     part = db_part_all(count)       send [first, first + size) of the batch
 *     done:     db_part_next(&part)            send what follows, if any is left
 *     refused:  db_part_narrow(&part, error)   send less, unless it was a single thing: that is it
 */
#ifndef HUIYING_DB_PART_H
#define HUIYING_DB_PART_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct db_part {
    size_t first, size; /* at work: all, or less where something in it was refused */
    size_t count;       /* of the batch */
};

struct db_part db_part_all(size_t count);

/* Past what is at work, and twice as many as it was. False if nothing is left; size is 0 then. */
bool db_part_next(struct db_part *part);

/* Half as many; one where the error is ERROR_BUSY, since each attempt waits for whoever holds what
 * is wanted. False, and nothing changed, if it is one already. */
bool db_part_narrow(struct db_part *part, const struct error *error);

#endif
