/* Calendars: reading a year, putting one, and what putting it would move. */
#ifndef HUIYING_API_CALENDARS_H
#define HUIYING_API_CALENDARS_H

#include "json/fields.h"

struct request;

void calendar_show(struct request *request, void *service);
void calendar_put(struct request *request, void *service);
void calendar_preview(struct request *request, void *service);
void calendar_create(struct request *request, void *service);

/* The fields of a year, of a year to be previewed, and of a calendar. */
enum { CALENDAR_YEAR_FIELDS = 3, CALENDAR_PREVIEW_FIELDS = 4, CALENDAR_FIELDS = 2 };
extern const struct field calendar_year_fields[CALENDAR_YEAR_FIELDS];
extern const struct field calendar_preview_fields[CALENDAR_PREVIEW_FIELDS];
extern const struct field calendar_fields[CALENDAR_FIELDS];

#endif
