/* What a text from outside must be like. For json/field_value.c alone. Pure. */
#ifndef HUIYING_JSON_FIELD_TEXT_H
#define HUIYING_JSON_FIELD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where the text begins without the white space around it; *length becomes what is left. */
const char *field_text_trim(const char *text, size_t *length);

/* How many characters it has; false if it is not UTF-8 or holds control characters other than
 * \n and \t, or those too if it is one line. */
bool field_text_count(const char *text, size_t length, bool one_line, int64_t *ret_characters);

#endif
