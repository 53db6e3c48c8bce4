#include "json/field_value.h"

#include "json/field_text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool field_read_word(struct field_reader *reader, const struct field *field,
                            const char *text, size_t length, void *to);
static bool field_read_instant(struct field_reader *reader, const char *text, size_t length,
                               void *to);
static bool field_read_date(struct field_reader *reader, const char *text, size_t length, void *to);
static void words_list(const struct word *words, char *ret, size_t size);

void field_clear(const struct field *field, void *to)
{
    static const int none = -1;
    static const int64_t instant_none = INSTANT_NONE;
    static const int32_t day_none = CIVIL_DAY_NONE;
    static const struct {
        const void *value; /* NULL: zeros */
        size_t size;
    } absents[FIELD_TYPE_COUNT] = {
        [FIELD_TEXT] = {NULL, sizeof(const char *)},
        [FIELD_WORD] = {&none, sizeof(none)},
        [FIELD_BOOL] = {NULL, sizeof(bool)},
        [FIELD_SWITCH] = {&none, sizeof(none)},
        [FIELD_INTEGER] = {NULL, sizeof(int64_t)},
        [FIELD_INSTANT] = {&instant_none, sizeof(instant_none)},
        [FIELD_DATE] = {&day_none, sizeof(day_none)},
        [FIELD_TEXTS] = {NULL, sizeof(struct field_texts)},
        [FIELD_OBJECT] = {NULL, sizeof(void *)},
        [FIELD_OBJECTS] = {NULL, sizeof(struct field_objects)},
    };
    assert(field->type < FIELD_TYPE_COUNT);
    memset(to, 0, absents[field->type].size);
    if (absents[field->type].value)
        memcpy(to, absents[field->type].value, absents[field->type].size);
    if (field->type == FIELD_INTEGER)
        memcpy(to, &field->absent, sizeof(field->absent));
}

bool field_read_string(struct field_reader *reader, const struct field *field, const char *text,
                       size_t length, void *to)
{
    if (field->type == FIELD_WORD)
        return field_read_word(reader, field, text, length, to);
    if (field->type == FIELD_INSTANT)
        return field_read_instant(reader, text, length, to);
    if (field->type == FIELD_DATE)
        return field_read_date(reader, text, length, to);
    return field_read_text(reader, field, text, length, to);
}

bool field_read_text(struct field_reader *reader, const struct field *field, const char *text,
                     size_t length, void *to)
{
    int64_t characters = 0;
    const char *value = NULL;
    text = field_text_trim(text, &length);
    if (length == 0 && field->required)
        return field_refuse(reader, PROBLEM_EMPTY, NULL);
    if (!field_text_count(text, length, field->one_line, &characters))
        return field_refuse(reader, PROBLEM_BAD_TEXT, NULL);
    if (characters > field->max)
        return field_refuse_number(reader, PROBLEM_TOO_LONG, field->max);
    if (length)
        value = arena_copy(reader->arena, text, length);
    memcpy(to, &value, sizeof(value));
    return true;
}

bool field_put_integer(struct field_reader *reader, const struct field *field, int64_t integer,
                       void *to)
{
    bool bounded = field->min != 0 || field->max != 0;
    if (bounded && integer < field->min)
        return field_refuse_number(reader, PROBLEM_TOO_SMALL, field->min);
    if (bounded && integer > field->max)
        return field_refuse_number(reader, PROBLEM_TOO_BIG, field->max);
    memcpy(to, &integer, sizeof(integer));
    return true;
}

void field_put_boolean(const struct field *field, bool boolean, void *to)
{
    int number = boolean;
    if (field->type == FIELD_BOOL)
        memcpy(to, &boolean, sizeof(boolean));
    else
        memcpy(to, &number, sizeof(number));
}

bool field_begin_texts(struct field_reader *reader, const struct field *field, size_t count,
                       struct field_texts *ret_texts)
{
    if (!field_check_count(reader, field, count))
        return false;
    if (count)
        ret_texts->all = arena_alloc(reader->arena, count * sizeof(ret_texts->all[0]));
    ret_texts->count = count;
    return true;
}

bool field_check_count(struct field_reader *reader, const struct field *field, size_t count)
{
    if (count == 0 && field->required)
        return field_refuse(reader, PROBLEM_EMPTY, NULL);
    if (count > field->count_max)
        return field_refuse_number(reader, PROBLEM_TOO_MANY, (int64_t)field->count_max);
    return true;
}

struct field field_of_texts(const struct field *field)
{
    return (struct field){
        .type = FIELD_TEXT, .required = true, .one_line = field->one_line, .max = field->max};
}

static bool field_read_word(struct field_reader *reader, const struct field *field,
                            const char *text, size_t length, void *to)
{
    char list[sizeof(reader->problems->all[0].detail)];
    int place = strlen(text) == length ? word_find(field->words, text) : -1;
    if (place < 0) {
        words_list(field->words, list, sizeof(list));
        return field_refuse(reader, PROBLEM_NOT_ONE_OF, list);
    }
    memcpy(to, &place, sizeof(place));
    return true;
}

static bool field_read_instant(struct field_reader *reader, const char *text, size_t length,
                               void *to)
{
    int64_t instant_us;
    if (!instant_parse(text, length, &instant_us))
        return field_refuse(reader, PROBLEM_BAD_TIME, "2018-10-02T11:18:00+08:00");
    memcpy(to, &instant_us, sizeof(instant_us));
    return true;
}

static bool field_read_date(struct field_reader *reader, const char *text, size_t length, void *to)
{
    int32_t day;
    if (!date_parse(text, length, &day))
        return field_refuse(reader, PROBLEM_BAD_DATE, "2018-10-09");
    memcpy(to, &day, sizeof(day));
    return true;
}

/* "a, b, c", cut after a whole word with an ellipsis. */
static void words_list(const struct word *words, char *ret, size_t size)
{
    static const char more[] = ", …";
    size_t used = 0;
    ret[0] = '\0';
    for (; words->code; words++) {
        size_t length = strlen(words->code) + (used ? 2 : 0);
        bool last = words[1].code == NULL;
        if (used + length + (last ? 0 : sizeof(more) - 1) >= size) {
            snprintf(ret + used, size - used, "%s", more);
            return;
        }
        snprintf(ret + used, size - used, "%s%s", used ? ", " : "", words->code);
        used += length;
    }
}
