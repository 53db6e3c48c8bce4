/* A year of a calendar as a request says it. For calendars.c alone. */
#ifndef HUIYING_API_CALENDAR_FORM_H
#define HUIYING_API_CALENDAR_FORM_H

#include "base/arena.h"
#include "domain/calendar_year.h"
#include "json/fields.h"

struct calendar_form {
    int64_t year; /* where the path does not tell it */
    bool published;
    const char *notice;
    struct field_objects days;
};

/* The year that the form says; false, with problems, if it contradicts itself. Texts are borrowed
 * from the form, the days live in the arena. */
bool calendar_form_read(const struct calendar_form *form, int year, bool is_chinese,
                        struct arena *arena, struct calendar_year *ret,
                        struct field_problems *problems);

#endif
