/* Parameters of statements as text, made in an arena. For the files of store/ alone. */
#ifndef HUIYING_STORE_PARAMS_H
#define HUIYING_STORE_PARAMS_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

const char *param_integer(struct arena *arena, int64_t integer);

/* NULL for zero, which no id is. */
const char *param_id(struct arena *arena, int64_t id);

/* NULL for INSTANT_NONE. */
const char *param_instant(struct arena *arena, int64_t instant_us);

/* NULL for CIVIL_DAY_NONE. */
const char *param_date(struct arena *arena, int32_t day);

/* "{1,2,3}" */
const char *param_integers(struct arena *arena, const int64_t *all, size_t count);

const char *param_bool(bool boolean);

/* bytea as \x and the digits given. */
const char *param_hex(struct arena *arena, const char *hex);

#endif
