#include "db/part.h"

struct db_part db_part_all(size_t count)
{
    return (struct db_part){.size = count, .count = count};
}

bool db_part_next(struct db_part *part)
{
    part->first += part->size;
    size_t left = part->count - part->first;
    part->size = 2 * part->size < left ? 2 * part->size : left;
    return left > 0;
}

bool db_part_narrow(struct db_part *part, const struct error *error)
{
    if (part->size <= 1)
        return false;
    part->size = error->code == ERROR_BUSY ? 1 : part->size / 2;
    return true;
}
