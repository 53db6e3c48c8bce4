/* Whatever the strict check takes, json-c must read; and decoding must hold for any bytes. */
#include "base/macros.h"
#include "json/fields.h"
#include "json/strict.h"
#include "json/value.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct entry {
    const char *text;
    int64_t at_us;
};

struct form {
    const char *text;
    int word;
    bool yes;
    int on;
    int64_t number;
    int32_t day;
    struct field_texts texts;
    struct entry *entry;
    struct field_objects entries;
};

static const struct field entry_fields[] = {
    {"t", FIELD_TEXT, offsetof(struct entry, text), .required = true, .max = 5},
    {"i", FIELD_INSTANT, offsetof(struct entry, at_us), .doc = NULL},
};

static const struct field fields[] = {
    {"t", FIELD_TEXT, offsetof(struct form, text), .max = 20, .one_line = true},
    {"w", FIELD_WORD, offsetof(struct form, word), .words = item_channels},
    {"b", FIELD_BOOL, offsetof(struct form, yes), .doc = NULL},
    {"s", FIELD_SWITCH, offsetof(struct form, on), .doc = NULL},
    {"n", FIELD_INTEGER, offsetof(struct form, number), .min = -1, .max = 9},
    {"d", FIELD_DATE, offsetof(struct form, day), .doc = NULL},
    {"l", FIELD_TEXTS, offsetof(struct form, texts), .max = 5, .count_max = 3},
    {"o", FIELD_OBJECT, offsetof(struct form, entry), .fields = entry_fields,
     .field_count = ARRAY_LEN(entry_fields), .size = sizeof(struct entry)},
    {"a", FIELD_OBJECTS, offsetof(struct form, entries), .fields = entry_fields,
     .field_count = ARRAY_LEN(entry_fields), .size = sizeof(struct entry), .count_max = 3},
};

static void demand(bool holds)
{
    if (!holds)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    struct arena *arena = arena_new(1 << 24);
    struct field_problems problems = {0};
    struct error error = {0};
    struct form form;
    const struct json *root = NULL;
    bool taken = json_check(bytes, size, &error);
    demand(taken || error.code == ERROR_BAD_JSON);
    if (taken)
        demand(json_parse_trusted(arena, bytes, size, &root, &error));
    bool decoded =
        fields_decode(fields, ARRAY_LEN(fields), bytes, size, arena, &form, &problems, &error);
    demand(!decoded || (taken && problems.count == 0));
    demand(decoded || error.code == (taken ? ERROR_INVALID_FIELDS : ERROR_BAD_JSON));
    demand(decoded || !taken || problems.count > 0);
    arena_free(arena);
    return 0;
}
