#include "reference/calendar_form.h"

#include "base/macros.h"
#include "reference/calendars.h"

#include <stdio.h>

struct day_form {
    int32_t date;
    int kind;
    const char *name;
    const char *notice;
};

static const struct word day_kinds[] = {{"holiday", "休息日", "a day off"},
                                        {"workday", "调休上班", "a make-up workday"},
                                        {NULL, NULL, NULL}};

/* clang-format off */
#define DAY(member) .offset = offsetof(struct day_form, member)
static const struct field day_fields[] = {
    {.name = "date", .type = FIELD_DATE, .required = true, DAY(date)},
    {.name = "kind", .type = FIELD_WORD, .required = true, .words = day_kinds, DAY(kind)},
    {.name = "name", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 100, DAY(name)},
    {.name = "notice", .type = FIELD_TEXT, .one_line = true, .max = 200, DAY(notice),
     .doc = "Where this day is laid down, if not where the year is."},
};

#define AT(member) .offset = offsetof(struct calendar_form, member)
#define YEAR_FIELDS                                                                                \
    {.name = "published", .type = FIELD_BOOL, AT(published),                                       \
     .doc = "Whether its notice is out; until then deadlines in it are provisional."},             \
    {.name = "notice", .type = FIELD_TEXT, .one_line = true, .max = 200, AT(notice),               \
     .doc = "Where the year is laid down; needed once it is published."},                          \
    {.name = "days", .type = FIELD_OBJECTS, .count_max = CALENDAR_YEAR_DAYS_MAX,                   \
     .fields = day_fields, .field_count = ARRAY_LEN(day_fields), .size = sizeof(struct day_form),  \
     AT(days), .doc = "The days that differ from Monday-to-Friday work."}

const struct field calendar_year_fields[CALENDAR_YEAR_FIELDS] = {YEAR_FIELDS};
const struct field calendar_preview_fields[CALENDAR_PREVIEW_FIELDS] = {
    {.name = "year", .type = FIELD_INTEGER, .required = true, .min = CIVIL_YEAR_MIN,
     .max = CIVIL_YEAR_MAX, AT(year)},
    YEAR_FIELDS
};
/* clang-format on */

bool calendar_form_read(const struct calendar_form *form, int year, bool is_chinese,
                        struct arena *arena, struct calendar_year *ret,
                        struct field_problems *problems)
{
    const struct day_form *given = form->days.all;
    struct calendar_day *days = arena_alloc(arena, (form->days.count + 1) * sizeof(*days));
    enum calendar_fault fault;
    size_t place;
    for (size_t i = 0; i < form->days.count; i++)
        days[i] = (struct calendar_day){given[i].date, given[i].kind == 1, given[i].name,
                                        given[i].notice};
    *ret = (struct calendar_year){
        .year = year,
        .is_published = form->published,
        .notice = form->notice ? form->notice : "",
        .days = days,
        .day_count = form->days.count,
    };
    if (form->published && !form->notice)
        field_problem_add(problems, "notice", PROBLEM_REQUIRED, NULL);
    if (calendar_year_fault(ret, &place, &fault)) {
        char field[64];
        snprintf(field, sizeof(field), "days[%zu].date", place);
        field_problem_add(problems, field, PROBLEM_CONTRADICTION,
                          is_chinese ? calendar_faults[fault].zh : calendar_faults[fault].en);
    }
    return problems->count == 0;
}
