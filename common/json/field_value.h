/* Values of fields, as bodies and query strings both have them. For json/fields.c and
 * json/parameters.c. */
#ifndef HUIYING_JSON_FIELD_VALUE_H
#define HUIYING_JSON_FIELD_VALUE_H

#include "json/field_reader.h"
#include "json/fields.h"

/* Sets *to to what an absent field of its type is. */
void field_clear(const struct field *field, void *to);

/* Each reads one value into *to, or adds what is wrong with it and returns false. */

/* A TEXT, WORD, INSTANT or DATE. A text of which trimming leaves nothing gives NULL, unless the
 * field is required. */
bool field_read_string(struct field_reader *reader, const struct field *field, const char *text,
                       size_t length, void *to);
bool field_read_text(struct field_reader *reader, const struct field *field, const char *text,
                     size_t length, void *to);
bool field_put_integer(struct field_reader *reader, const struct field *field, int64_t integer,
                       void *to);
void field_put_boolean(const struct field *field, bool boolean, void *to);

/* What an entry of a TEXTS is: a required TEXT. */
struct field field_of_texts(const struct field *field);

/* Makes room for count texts, or adds what is wrong with that many. */
bool field_begin_texts(struct field_reader *reader, const struct field *field, size_t count,
                       struct field_texts *ret_texts);
bool field_check_count(struct field_reader *reader, const struct field *field, size_t count);

#endif
