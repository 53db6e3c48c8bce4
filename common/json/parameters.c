#include "json/fields.h"

#include "json/field_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void parameter_decode(struct field_reader *reader, const struct field *field,
                             const struct parameters *parameters, void *to);
static size_t parameter_find(const struct parameters *parameters, const char *name,
                             const char **ret_value);
static void parameters_refuse_unknown(struct field_reader *reader, const struct field *fields,
                                      size_t count, const struct parameters *parameters);
static bool parameter_read(struct field_reader *reader, const struct field *field,
                           const char *value, void *to);
static bool boolean_read(struct field_reader *reader, const struct field *field, const char *value,
                         void *to);
static bool integer_read(struct field_reader *reader, const struct field *field, const char *value,
                         void *to);
static bool texts_read(struct field_reader *reader, const struct field *field, const char *value,
                       void *to);

bool parameters_decode(const struct field *fields, size_t count,
                       const struct parameters *parameters, struct arena *arena, void *ret,
                       struct field_problems *problems, struct error *error)
{
    struct field_reader reader = {.arena = arena, .problems = problems};
    for (size_t i = 0; i < count; i++)
        parameter_decode(&reader, &fields[i], parameters, (char *)ret + fields[i].offset);
    parameters_refuse_unknown(&reader, fields, count, parameters);
    if (reader.wrong)
        error_set(error, ERROR_BAD_PARAMETER, problems->all[0].field, "%zu parameters are wrong",
                  problems->count);
    return !reader.wrong;
}

static void parameter_decode(struct field_reader *reader, const struct field *field,
                             const struct parameters *parameters, void *to)
{
    const char *value = NULL;
    size_t path_length = field_enter(reader, field->name);
    size_t given = parameter_find(parameters, field->name, &value);
    field_clear(field, to);
    if (given > 1)
        field_refuse(reader, PROBLEM_DUPLICATE, NULL);
    else if (given == 1 && *value)
        parameter_read(reader, field, value, to);
    else if (field->required)
        field_refuse(reader, PROBLEM_REQUIRED, NULL);
    field_leave(reader, path_length);
}

/* How often it is given, and one of its values. */
static size_t parameter_find(const struct parameters *parameters, const char *name,
                             const char **ret_value)
{
    size_t given = 0;
    for (size_t i = 0; i < parameters->count; i++) {
        const char *one_name, *value;
        parameters->get(parameters->query, i, &one_name, &value);
        if (strcmp(one_name, name) != 0)
            continue;
        *ret_value = value;
        given++;
    }
    return given;
}

static void parameters_refuse_unknown(struct field_reader *reader, const struct field *fields,
                                      size_t count, const struct parameters *parameters)
{
    for (size_t i = 0; i < parameters->count; i++) {
        const char *name, *value;
        size_t known = 0;
        parameters->get(parameters->query, i, &name, &value);
        while (known < count && strcmp(fields[known].name, name) != 0)
            known++;
        if (known < count)
            continue;
        size_t path_length = field_enter(reader, name);
        field_refuse(reader, PROBLEM_UNKNOWN, NULL);
        field_leave(reader, path_length);
    }
}

static bool parameter_read(struct field_reader *reader, const struct field *field,
                           const char *value, void *to)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_WORD:
    case FIELD_INSTANT:
    case FIELD_DATE:
        return field_read_string(reader, field, value, strlen(value), to);
    case FIELD_BOOL:
    case FIELD_SWITCH:
        return boolean_read(reader, field, value, to);
    case FIELD_INTEGER:
        return integer_read(reader, field, value, to);
    case FIELD_TEXTS:
        return texts_read(reader, field, value, to);
    case FIELD_OBJECT:
    case FIELD_OBJECTS:
    case FIELD_TYPE_COUNT:
        break;
    }
    return field_refuse_type(reader, field->type);
}

static bool boolean_read(struct field_reader *reader, const struct field *field, const char *value,
                         void *to)
{
    bool is_true = strcmp(value, "true") == 0;
    if (!is_true && strcmp(value, "false") != 0)
        return field_refuse_type(reader, field->type);
    field_put_boolean(field, is_true, to);
    return true;
}

/* Digits after at most a minus: strtoll alone would pass white space and a plus. */
static bool integer_read(struct field_reader *reader, const struct field *field, const char *value,
                         void *to)
{
    const char *digits = value[0] == '-' ? value + 1 : value;
    if (!*digits || strspn(digits, "0123456789") != strlen(digits))
        return field_refuse_type(reader, field->type);
    errno = 0;
    long long integer = strtoll(value, NULL, 10);
    if (errno)
        return field_refuse_type(reader, field->type);
    return field_put_integer(reader, field, integer, to);
}

static bool texts_read(struct field_reader *reader, const struct field *field, const char *value,
                       void *to)
{
    struct field_texts *texts = to;
    const struct field entry = field_of_texts(field);
    size_t count = 1;
    for (const char *comma = strchr(value, ','); comma; comma = strchr(comma + 1, ','))
        count++;
    if (!field_begin_texts(reader, field, count, texts))
        return false;
    for (size_t i = 0; i < count; i++) {
        size_t length = strcspn(value, ",");
        size_t path_length = field_enter_index(reader, i);
        field_read_text(reader, &entry, value, length, &texts->all[i]);
        field_leave(reader, path_length);
        value += length + 1;
    }
    return true;
}
