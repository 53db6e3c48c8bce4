/* Percent-decoding with all that is refused in decoded text. For http only. */
#ifndef HUIYING_HTTP_PERCENT_H
#define HUIYING_HTTP_PERCENT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

/* Decodes size bytes into a string in the arena; with plus, + stands for a space. NULL for a bad
 * escape, for control characters and for what is not UTF-8. */
const char *percent_decode(struct arena *arena, const char *bytes, size_t size, bool plus);

/* True if the string is UTF-8 in its shortest form and without surrogates. */
bool percent_utf8_valid(const char *string);

#endif
