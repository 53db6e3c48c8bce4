#include "json/fields.h"

#include "json/field_value.h"
#include "json/value.h"

#include <assert.h>
#include <string.h>

static bool object_decode(struct field_reader *reader, const struct field *fields, size_t count,
                          const struct json *node, void *to);
static void object_refuse_unknown(struct field_reader *reader, const struct field *fields,
                                  size_t count, const struct json *node);
static void field_decode(struct field_reader *reader, const struct field *field,
                         const struct json *node, void *to);
static bool value_decode(struct field_reader *reader, const struct field *field,
                         const struct json *node, void *to);
static bool text_decode(struct field_reader *reader, const struct field *field,
                        const struct json *node, void *to);
static bool boolean_decode(struct field_reader *reader, const struct field *field,
                           const struct json *node, void *to);
static bool integer_decode(struct field_reader *reader, const struct field *field,
                           const struct json *node, void *to);
static bool texts_decode(struct field_reader *reader, const struct field *field,
                         const struct json *node, void *to);
static bool struct_decode(struct field_reader *reader, const struct field *field,
                          const struct json *node, void *to);
static bool structs_decode(struct field_reader *reader, const struct field *field,
                           const struct json *node, void *to);

const char *field_type_json(enum field_type type)
{
    static const char *const names[FIELD_TYPE_COUNT] = {
#define X(NAME, json) [FIELD_##NAME] = (json),
        FIELD_TYPES(X)
#undef X
    };
    assert(type < FIELD_TYPE_COUNT);
    return names[type];
}

bool fields_decode(const struct field *fields, size_t count, const char *body, size_t size,
                   struct arena *arena, void *ret, struct field_problems *problems,
                   struct error *error)
{
    struct field_reader reader = {.arena = arena, .problems = problems};
    const struct json *root = NULL;
    if (!json_parse(arena, body, size, &root, error))
        return false;
    object_decode(&reader, fields, count, root, ret);
    if (reader.wrong)
        error_set(error, ERROR_INVALID_FIELDS, problems->all[0].field, "%zu fields are wrong",
                  problems->count);
    return !reader.wrong;
}

static bool object_decode(struct field_reader *reader, const struct field *fields, size_t count,
                          const struct json *node, void *to)
{
    if (json_kind(node) != JSON_OBJECT)
        return field_refuse_type(reader, FIELD_OBJECT);
    for (size_t i = 0; i < count; i++)
        field_decode(reader, &fields[i], json_get(node, fields[i].name),
                     (char *)to + fields[i].offset);
    object_refuse_unknown(reader, fields, count, node);
    return true;
}

static void object_refuse_unknown(struct field_reader *reader, const struct field *fields,
                                  size_t count, const struct json *node)
{
    for (struct json_member member = {0}; json_next(node, &member);) {
        size_t i = 0;
        while (i < count && strcmp(fields[i].name, member.key) != 0)
            i++;
        if (i < count)
            continue;
        size_t path_length = field_enter(reader, member.key);
        field_refuse(reader, PROBLEM_UNKNOWN, NULL);
        field_leave(reader, path_length);
    }
}

static void field_decode(struct field_reader *reader, const struct field *field,
                         const struct json *node, void *to)
{
    field_clear(field, to);
    if (!node && !field->required)
        return;
    size_t path_length = field_enter(reader, field->name);
    if (node)
        value_decode(reader, field, node, to);
    else
        field_refuse(reader, PROBLEM_REQUIRED, NULL);
    field_leave(reader, path_length);
}

static bool value_decode(struct field_reader *reader, const struct field *field,
                         const struct json *node, void *to)
{
    static const struct {
        bool (*decode)(struct field_reader *reader, const struct field *field,
                       const struct json *node, void *to);
        enum json_kind kind;
    } decoders[FIELD_TYPE_COUNT] = {
        [FIELD_TEXT] = {text_decode, JSON_STRING},
        [FIELD_WORD] = {text_decode, JSON_STRING},
        [FIELD_BOOL] = {boolean_decode, JSON_BOOLEAN},
        [FIELD_SWITCH] = {boolean_decode, JSON_BOOLEAN},
        [FIELD_INTEGER] = {integer_decode, JSON_INTEGER},
        [FIELD_INSTANT] = {text_decode, JSON_STRING},
        [FIELD_DATE] = {text_decode, JSON_STRING},
        [FIELD_TEXTS] = {texts_decode, JSON_ARRAY},
        [FIELD_OBJECT] = {struct_decode, JSON_OBJECT},
        [FIELD_OBJECTS] = {structs_decode, JSON_ARRAY},
    };
    if (json_kind(node) != decoders[field->type].kind)
        return field_refuse_type(reader, field->type);
    return decoders[field->type].decode(reader, field, node, to);
}

static bool text_decode(struct field_reader *reader, const struct field *field,
                        const struct json *node, void *to)
{
    return field_read_string(reader, field, json_string(node), json_string_length(node), to);
}

static bool boolean_decode(struct field_reader *reader, const struct field *field,
                           const struct json *node, void *to)
{
    (void)reader;
    field_put_boolean(field, json_boolean(node), to);
    return true;
}

static bool integer_decode(struct field_reader *reader, const struct field *field,
                           const struct json *node, void *to)
{
    return field_put_integer(reader, field, json_integer(node), to);
}

static bool texts_decode(struct field_reader *reader, const struct field *field,
                         const struct json *node, void *to)
{
    struct field_texts *texts = to;
    const struct field entry = field_of_texts(field);
    if (!field_begin_texts(reader, field, json_count(node), texts))
        return false;
    for (size_t i = 0; i < texts->count; i++) {
        size_t path_length = field_enter_index(reader, i);
        value_decode(reader, &entry, json_at(node, i), &texts->all[i]);
        field_leave(reader, path_length);
    }
    return true;
}

static bool struct_decode(struct field_reader *reader, const struct field *field,
                          const struct json *node, void *to)
{
    void *made = arena_alloc(reader->arena, field->size);
    memcpy(to, &made, sizeof(made));
    return object_decode(reader, field->fields, field->field_count, node, made);
}

static bool structs_decode(struct field_reader *reader, const struct field *field,
                           const struct json *node, void *to)
{
    struct field_objects *objects = to;
    size_t count = json_count(node);
    if (!field_check_count(reader, field, count))
        return false;
    if (count)
        objects->all = arena_alloc(reader->arena, count * field->size);
    objects->count = count;
    for (size_t i = 0; i < count; i++) {
        size_t path_length = field_enter_index(reader, i);
        object_decode(reader, field->fields, field->field_count, json_at(node, i),
                      (char *)objects->all + i * field->size);
        field_leave(reader, path_length);
    }
    return true;
}
