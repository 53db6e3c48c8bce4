#include "support/schema.h"

#include <regex.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/macros.h"
#include "domain/instant.h"

struct check {
    const struct json *root;
    char path[256];
    char *why;
    size_t size;
};

typedef bool keyword_check(struct check *check, const struct json *rule, const struct json *schema,
                           const struct json *value);

static bool check_value(struct check *check, const struct json *schema, const struct json *value);
static bool check_below(struct check *check, const struct json *schema, const struct json *value,
                        const char *format, ...) __attribute__((format(printf, 4, 5)));
static bool refuse(struct check *check, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
static keyword_check check_ref, check_type, check_enum, check_pattern, check_format,
    check_min_length, check_max_length, check_minimum, check_maximum, check_items, check_max_items,
    check_required, check_properties, check_additional, check_one_of;

/* In the order in which they are looked at. NULL: it says nothing about values. */
static const struct {
    const char *name;
    keyword_check *check;
} keywords[] = {
    {"$ref", check_ref},
    {"type", check_type},
    {"enum", check_enum},
    {"pattern", check_pattern},
    {"format", check_format},
    {"minLength", check_min_length},
    {"maxLength", check_max_length},
    {"minimum", check_minimum},
    {"maximum", check_maximum},
    {"items", check_items},
    {"maxItems", check_max_items},
    {"required", check_required},
    {"properties", check_properties},
    {"additionalProperties", check_additional},
    {"oneOf", check_one_of},
    {"title", NULL},
    {"description", NULL},
    {"default", NULL},
    {"examples", NULL},
    {"x-names", NULL},
};

bool schema_check(const struct json *root, const struct json *schema, const struct json *value,
                  char *why, size_t size)
{
    struct check check = {.root = root, .why = why, .size = size};
    return check_value(&check, schema, value);
}

const struct json *schema_resolve(const struct json *root, const struct json *node)
{
    const char *path = json_string(json_get(node, "$ref"));
    if (!path)
        return node;
    const struct json *found = strncmp(path, "#/", 2) == 0 ? root : NULL;
    for (const char *at = path + 2; found && at > path; at += *at == '/') {
        char key[64];
        size_t length = strcspn(at, "/");
        snprintf(key, sizeof(key), "%.*s", (int)length, at);
        found = json_get(found, key);
        at += length;
        if (*at == '\0')
            break;
    }
    return schema_resolve(root, found);
}

bool schema_has_member(const struct json *object, const char *name)
{
    for (struct json_member member = {0}; json_next(object, &member);) {
        if (strcmp(member.key, name) == 0)
            return true;
    }
    return false;
}

bool schema_lists(const struct json *list, const char *string)
{
    for (size_t i = 0; string && i < json_count(list); i++) {
        const char *each = json_string(json_at(list, i));
        if (each && strcmp(each, string) == 0)
            return true;
    }
    return false;
}

const char *schema_find_unknown(const struct json *schema)
{
    const char *found = NULL;
    for (struct json_member member = {0}; json_next(schema, &member) && !found;) {
        bool is_known = false;
        for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
            is_known |= strcmp(keywords[i].name, member.key) == 0;
        if (!is_known)
            return member.key;
        if (strcmp(member.key, "items") == 0)
            found = schema_find_unknown(member.value);
        if (strcmp(member.key, "oneOf") == 0) {
            for (size_t i = 0; i < json_count(member.value) && !found; i++)
                found = schema_find_unknown(json_at(member.value, i));
        }
        if (strcmp(member.key, "properties") == 0) {
            for (struct json_member below = {0}; json_next(member.value, &below) && !found;)
                found = schema_find_unknown(below.value);
        }
    }
    return found;
}

static bool check_value(struct check *check, const struct json *schema, const struct json *value)
{
    for (size_t i = 0; i < ARRAY_LEN(keywords); i++) {
        const struct json *rule = json_get(schema, keywords[i].name);
        if (rule && keywords[i].check && !keywords[i].check(check, rule, schema, value))
            return false;
    }
    return schema || refuse(check, "has no schema");
}

static bool check_below(struct check *check, const struct json *schema, const struct json *value,
                        const char *format, ...)
{
    size_t length = strlen(check->path);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(check->path + length, sizeof(check->path) - length, format, arguments);
    va_end(arguments);
    bool is_good = check_value(check, schema, value);
    check->path[length] = '\0';
    return is_good;
}

static bool refuse(struct check *check, const char *format, ...)
{
    int length =
        snprintf(check->why, check->size, "%s ", check->path[0] ? check->path : "the whole");
    va_list arguments;
    va_start(arguments, format);
    if ((size_t)length < check->size)
        vsnprintf(check->why + length, check->size - (size_t)length, format, arguments);
    va_end(arguments);
    return false;
}

static bool check_ref(struct check *check, const struct json *rule, const struct json *schema,
                      const struct json *value)
{
    const struct json *target = schema_resolve(check->root, schema);
    return target ? check_value(check, target, value)
                  : refuse(check, "has a schema that is not there: %s", json_string(rule));
}

static bool is_of_type(const struct json *value, const char *type)
{
    static const char *const types[] = {
        [JSON_NULL] = "null",     [JSON_BOOLEAN] = "boolean", [JSON_INTEGER] = "integer",
        [JSON_NUMBER] = "number", [JSON_STRING] = "string",   [JSON_ARRAY] = "array",
        [JSON_OBJECT] = "object",
    };
    return type && (strcmp(types[json_kind(value)], type) == 0 ||
                    (json_kind(value) == JSON_INTEGER && strcmp(type, "number") == 0));
}

static bool check_type(struct check *check, const struct json *rule, const struct json *schema,
                       const struct json *value)
{
    (void)schema;
    if (is_of_type(value, json_string(rule)))
        return true;
    for (size_t i = 0; i < json_count(rule); i++) {
        if (is_of_type(value, json_string(json_at(rule, i))))
            return true;
    }
    const char *type = json_string(rule);
    return refuse(check, "is not of type %s", type ? type : "any listed");
}

static bool check_enum(struct check *check, const struct json *rule, const struct json *schema,
                       const struct json *value)
{
    (void)schema;
    const char *text = json_string(value);
    return schema_lists(rule, text) ||
           refuse(check, "is not one of the listed: %s", text ? text : "no string");
}

static bool check_pattern(struct check *check, const struct json *rule, const struct json *schema,
                          const struct json *value)
{
    (void)schema;
    regex_t regex;
    if (json_kind(value) != JSON_STRING)
        return true;
    if (regcomp(&regex, json_string(rule), REG_EXTENDED | REG_NOSUB) != 0)
        return refuse(check, "has a broken pattern");
    int result = regexec(&regex, json_string(value), 0, NULL, 0);
    regfree(&regex);
    return result == 0 || refuse(check, "does not match %s", json_string(rule));
}

static bool check_format(struct check *check, const struct json *rule, const struct json *schema,
                         const struct json *value)
{
    (void)schema;
    const char *text = json_string(value);
    int64_t instant_us;
    int32_t day;
    if (!text)
        return true;
    bool is_date = strcmp(json_string(rule), "date") == 0;
    bool is_good = is_date ? date_parse(text, strlen(text), &day)
                           : instant_parse(text, strlen(text), &instant_us);
    return is_good || refuse(check, "is no %s", json_string(rule));
}

static int64_t characters_of(const struct json *value)
{
    int64_t count = 0;
    for (const char *c = json_string(value); c && *c; c++)
        count += ((unsigned char)*c & 0xc0) != 0x80;
    return count;
}

static bool check_min_length(struct check *check, const struct json *rule,
                             const struct json *schema, const struct json *value)
{
    (void)schema;
    return json_kind(value) != JSON_STRING || characters_of(value) >= json_integer(rule) ||
           refuse(check, "is too short");
}

static bool check_max_length(struct check *check, const struct json *rule,
                             const struct json *schema, const struct json *value)
{
    (void)schema;
    return characters_of(value) <= json_integer(rule) || refuse(check, "is too long");
}

static bool check_minimum(struct check *check, const struct json *rule, const struct json *schema,
                          const struct json *value)
{
    (void)schema;
    return json_kind(value) != JSON_INTEGER || json_integer(value) >= json_integer(rule) ||
           refuse(check, "is too small");
}

static bool check_maximum(struct check *check, const struct json *rule, const struct json *schema,
                          const struct json *value)
{
    (void)schema;
    return json_kind(value) != JSON_INTEGER || json_integer(value) <= json_integer(rule) ||
           refuse(check, "is too big");
}

static bool check_items(struct check *check, const struct json *rule, const struct json *schema,
                        const struct json *value)
{
    (void)schema;
    for (size_t i = 0; json_kind(value) == JSON_ARRAY && i < json_count(value); i++) {
        if (!check_below(check, rule, json_at(value, i), "[%zu]", i))
            return false;
    }
    return true;
}

static bool check_max_items(struct check *check, const struct json *rule, const struct json *schema,
                            const struct json *value)
{
    (void)schema;
    return json_kind(value) != JSON_ARRAY || (int64_t)json_count(value) <= json_integer(rule) ||
           refuse(check, "has too many entries");
}

static bool check_required(struct check *check, const struct json *rule, const struct json *schema,
                           const struct json *value)
{
    (void)schema;
    for (size_t i = 0; json_kind(value) == JSON_OBJECT && i < json_count(rule); i++) {
        if (!schema_has_member(value, json_string(json_at(rule, i))))
            return refuse(check, "lacks %s", json_string(json_at(rule, i)));
    }
    return true;
}

static bool check_properties(struct check *check, const struct json *rule,
                             const struct json *schema, const struct json *value)
{
    (void)schema;
    for (struct json_member member = {0}; json_next(value, &member);) {
        const struct json *below = json_get(rule, member.key);
        if (below && !check_below(check, below, member.value, ".%s", member.key))
            return false;
    }
    return true;
}

static bool check_additional(struct check *check, const struct json *rule,
                             const struct json *schema, const struct json *value)
{
    for (struct json_member member = {0}; !json_boolean(rule) && json_next(value, &member);) {
        if (!json_get(json_get(schema, "properties"), member.key))
            return refuse(check, "has a member that is not described: %s", member.key);
    }
    return true;
}

/* Where none fits, the last one's reason is told. */
static bool check_one_of(struct check *check, const struct json *rule, const struct json *schema,
                         const struct json *value)
{
    (void)schema;
    int fits = 0;
    for (size_t i = 0; i < json_count(rule); i++)
        fits += check_value(check, json_at(rule, i), value);
    return fits == 1 || (fits == 0 ? refuse(check, "fits none of what it may be")
                                   : refuse(check, "fits more than one of what it may be"));
}
