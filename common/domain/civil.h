/*
 * Civil days: numbers, dates and the text they are written in. Pure.
 *
 * A day is a number: days since 1970-01-01 in the proleptic Gregorian calendar.
 */
#ifndef HUIYING_DOMAIN_CIVIL_H
#define HUIYING_DOMAIN_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CIVIL_DAY_NONE INT32_MIN /* no day: sorts before all that are */

enum { CIVIL_YEAR_MIN = 1970, CIVIL_YEAR_MAX = 2199 };
enum { DATE_TEXT_SIZE = 11 };

struct civil {
    int year;
    int month; /* 1 to 12 */
    int day;   /* 1 to 31 */
};

/* A date that there is, in a year from CIVIL_YEAR_MIN to CIVIL_YEAR_MAX. */
bool civil_valid(struct civil civil);

/* These two are each other's inverse, in any year. */
int32_t civil_to_day(struct civil civil);
struct civil civil_from_day(int32_t day);

/* 0 for Sunday to 6 for Saturday. */
int civil_weekday(int32_t day);

/* The same day number months later, or that month's last day (民法典 art. 202). */
int32_t civil_add_months(int32_t day, int months);

/* "2018-10-09". */
void date_format(int32_t day, char ret[DATE_TEXT_SIZE]);
bool date_parse(const char *text, size_t length, int32_t *ret_day);

#endif
