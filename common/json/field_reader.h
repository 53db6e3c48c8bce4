/* Where a decoding stands and what it found wrong. For the files that decode fields. */
#ifndef HUIYING_JSON_FIELD_READER_H
#define HUIYING_JSON_FIELD_READER_H

#include "json/fields.h"

struct field_reader {
    struct arena *arena;
    struct field_problems *problems;
    bool wrong; /* any problem so far */
    char path[sizeof(((struct field_problem *)0)->field)];
    size_t path_length;
};

/* Adds a name, after a dot if it is not the first, or an index to the path; cut at a character.
 * Returns the length to give field_leave afterwards. */
size_t field_enter(struct field_reader *reader, const char *name);
size_t field_enter_index(struct field_reader *reader, size_t index);
void field_leave(struct field_reader *reader, size_t path_length);

/* A problem with the field that the path names. Always false. */
bool field_refuse(struct field_reader *reader, enum problem problem, const char *detail);
bool field_refuse_type(struct field_reader *reader, enum field_type type);
bool field_refuse_number(struct field_reader *reader, enum problem problem, int64_t number);

#endif
