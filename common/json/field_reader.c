#include "json/field_reader.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void path_add(struct field_reader *reader, const char *text);

size_t field_enter(struct field_reader *reader, const char *name)
{
    size_t length = reader->path_length;
    if (length)
        path_add(reader, ".");
    path_add(reader, name);
    return length;
}

size_t field_enter_index(struct field_reader *reader, size_t index)
{
    char text[24];
    size_t length = reader->path_length;
    snprintf(text, sizeof(text), "[%zu]", index);
    path_add(reader, text);
    return length;
}

void field_leave(struct field_reader *reader, size_t path_length)
{
    reader->path_length = path_length;
    reader->path[path_length] = '\0';
}

bool field_refuse(struct field_reader *reader, enum problem problem, const char *detail)
{
    field_problem_add(reader->problems, reader->path, problem, detail);
    reader->wrong = true;
    return false;
}

bool field_refuse_type(struct field_reader *reader, enum field_type type)
{
    return field_refuse(reader, PROBLEM_WRONG_TYPE, field_type_json(type));
}

bool field_refuse_number(struct field_reader *reader, enum problem problem, int64_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%" PRId64, number);
    return field_refuse(reader, problem, text);
}

/* Names may come from outside: what would break a character is left out. */
static void path_add(struct field_reader *reader, const char *text)
{
    size_t left = strlen(text);
    while (left) {
        uint32_t point;
        size_t length = utf8_decode(text, left, &point);
        const char *character = length ? text : "?";
        size_t size = length ? length : 1;
        if (reader->path_length + size >= sizeof(reader->path))
            break;
        memcpy(reader->path + reader->path_length, character, size);
        reader->path_length += size;
        text += size;
        left -= size;
    }
    reader->path[reader->path_length] = '\0';
}
