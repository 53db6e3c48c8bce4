/*
 * Is it JSON, to the letter of RFC 8259? A scanner of our own before json-c, which takes more than
 * JSON. Pure, one pass, no allocation. For readers of anything that comes from outside.
 *
 * Beyond the grammar it refuses what makes trouble later: nesting deeper than JSON_DEPTH_MAX, more
 * than JSON_KEYS_MAX keys in an object, more than JSON_VALUES_MAX values in all (a tree takes far
 * more memory than its text), a key given twice (compared after unescaping), NUL
 * (\u0000), lone surrogates, UTF-8 that is not well-formed, and integers beyond 64 bits.
 */
#ifndef HUIYING_JSON_STRICT_H
#define HUIYING_JSON_STRICT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { JSON_DEPTH_MAX = 16, JSON_KEYS_MAX = 64, JSON_VALUES_MAX = 10000 };

/* True if the bytes are one such value. Else ERROR_BAD_JSON, which says at which byte (from 0) and
 * why, and shows nothing of the payload. */
bool json_check(const char *bytes, size_t size, struct error *error);

#endif
