/* Years of the calendar cn, as an administrator puts them. */
#ifndef HUIYING_SUPPORT_YEAR_H
#define HUIYING_SUPPORT_YEAR_H

#include "support/office.h"

/* The year of a date, "2018-12-31". */
int year_of(const char *date);

/* A year as it is in the database, to be put again: {"published":…,"notice":…,"days":[…]}. */
const char *year_read(struct office *office, int year);

/* The same of a date's year, with the date in it as a "holiday" or "workday"; its notice is "test".
 */
const char *year_with_day(struct office *office, const char *date, const char *kind);

/* Puts a year; waits until everything is counted anew, and returns how that went; both. */
const struct reply *year_put(struct office *office, int year, const char *body);
const struct reply *year_wait(struct office *office, const struct reply *put);
const struct reply *year_put_and_wait(struct office *office, int year, const char *body);

#endif
