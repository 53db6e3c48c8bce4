/*
 * Requests decoded by tables: one row a field says its name, type, limits and place in a struct,
 * and every wrong field is named at once with its path, unknown ones too. For handlers. The same
 * tables are compared with docs/api/openapi.yaml by a test, and decode query strings.
 *
 *     static const struct field fields[] = {
 *         {"title", FIELD_TEXT, offsetof(struct form, title), .required = true, .max = 200},
 *         {"channel", FIELD_WORD, offsetof(struct form, channel), .words = item_channels},
 *         {"urgent", FIELD_BOOL, offsetof(struct form, urgent), .doc = "life is in danger"},
 *         {"contact", FIELD_OBJECT, offsetof(struct form, contact), .fields = contact_fields,
 *          .field_count = ARRAY_LEN(contact_fields), .size = sizeof(struct contact)},
 *     };
 */
#ifndef HUIYING_JSON_FIELDS_H
#define HUIYING_JSON_FIELDS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/problem.h"
#include "domain/instant.h"
#include "domain/item.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * X(NAME, type in JSON). What a field of the type is in C, and when absent (missing or null):
 *   TEXT      const char *, NULL. Trimmed; empty is absent, or a problem if required. Control
 *             characters other than \n and \t are refused, those too if one_line. max characters.
 *   WORD      int, its place in words; -1.
 *   BOOL      bool; false.
 *   SWITCH    int, 1 or 0; -1. A boolean whose absence matters.
 *   INTEGER   int64_t from min to max, unless both are 0; the field's absent.
 *   INSTANT   int64_t microseconds; INSTANT_NONE. RFC 3339.
 *   DATE      int32_t day; CIVIL_DAY_NONE.
 *   TEXTS     struct field_texts, at most count_max, each as TEXT and none empty; none.
 *   OBJECT    pointer to a struct of size bytes decoded by fields; NULL.
 *   OBJECTS   struct field_objects, at most count_max; none.
 * A required list must have an entry. Query strings have neither OBJECT nor OBJECTS; TEXTS there
 * are parted by commas.
 */
#define FIELD_TYPES(X)    \
    X(TEXT, "string")     \
    X(WORD, "string")     \
    X(BOOL, "boolean")    \
    X(SWITCH, "boolean")  \
    X(INTEGER, "integer") \
    X(INSTANT, "string")  \
    X(DATE, "string")     \
    X(TEXTS, "array")     \
    X(OBJECT, "object")   \
    X(OBJECTS, "array")

#define X(NAME, json) FIELD_##NAME,
enum field_type { FIELD_TYPES(X) FIELD_TYPE_COUNT };
#undef X

/* "string", "boolean", … as JSON and OpenAPI call it. */
const char *field_type_json(enum field_type type);

struct field {
    const char *name;
    enum field_type type;
    uint32_t offset; /* in the struct that the table fills */
    bool required;
    bool one_line;
    int64_t min;
    int64_t max;                /* characters of a text, or the largest integer */
    int64_t absent;             /* what an absent integer is */
    size_t count_max;           /* entries of a list */
    const struct word *words;   /* of a WORD; ends with a NULL code */
    const struct field *fields; /* of an OBJECT and of each of OBJECTS */
    size_t field_count;
    size_t size;     /* of the struct that fields fill */
    const char *doc; /* one line for the description, or NULL */
};

struct field_texts {
    const char **all;
    size_t count;
};

struct field_objects {
    void *all; /* an array of structs of the field's size */
    size_t count;
};

/*
 * Decodes a body, which must be an object, into *ret. What *ret points to lives in the arena.
 * False: ERROR_BAD_JSON if it is no JSON; ERROR_INVALID_FIELDS with all that is wrong added to
 * problems, by path ("contact.phone", "answers[0].stage"; "" is the body itself). *ret is then not
 * to be used.
 */
bool fields_decode(const struct field *fields, size_t count, const char *body, size_t size,
                   struct arena *arena, void *ret, struct field_problems *problems,
                   struct error *error);

/* The parameters of a query string, percent-decoded, whoever holds them. */
struct parameters {
    size_t count;
    void (*get)(const void *query, size_t index, const char **ret_name, const char **ret_value);
    const void *query;
};

/* Decodes them as fields_decode does a body. An empty value is absent; a name given twice or not
 * in the table is a problem. False: ERROR_BAD_PARAMETER, and problems name the parameters. */
bool parameters_decode(const struct field *fields, size_t count,
                       const struct parameters *parameters, struct arena *arena, void *ret,
                       struct field_problems *problems, struct error *error);

#endif
