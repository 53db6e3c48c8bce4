/* UTF-8 to the letter of RFC 3629: no overlong forms, no surrogates, up to U+10FFFF. Anyone may use
 * it. Pure. */
#ifndef HUIYING_BASE_UTF8_H
#define HUIYING_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum { UTF8_BYTES_MAX = 4 }; /* of one character */

/* The length of the character that the bytes begin with, 1 to 4, and which it is; 0 and *ret_point
 * untouched if they begin with none. */
size_t utf8_decode(const char *bytes, size_t size, uint32_t *ret_point);

#endif
