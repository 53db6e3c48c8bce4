/*
 * Civil time: days, dates and instants, and the text they are written in. Pure.
 *
 * A day is a number: days since 1970-01-01 in the proleptic Gregorian calendar. An instant is UTC
 * microseconds since 1970-01-01T00:00:00Z. A zone says which day an instant falls on.
 */
#ifndef HUIYING_DOMAIN_CIVIL_H
#define HUIYING_DOMAIN_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SECOND_US ((int64_t)1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

/* No moment, no day: sorts before all that are. */
#define INSTANT_NONE INT64_MIN
#define CIVIL_DAY_NONE INT32_MIN

enum { CIVIL_YEAR_MIN = 1970, CIVIL_YEAR_MAX = 2199 };
enum { INSTANT_TEXT_SIZE = 33, DATE_TEXT_SIZE = 11 };

/* The bureau's zone: a fixed offset east of UTC, as China has (Asia/Shanghai: 28,800 s). */
struct zone {
    int32_t offset_s;
};

/* The zone of a name: Asia/Shanghai, UTC, or an offset such as +08:00. False if it is none of
 * these. */
bool zone_find(const char *name, struct zone *ret);

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

/* The day on which an instant falls, and the first instant of a day. */
int32_t zone_day(struct zone zone, int64_t instant_us);
int64_t zone_day_start(struct zone zone, int32_t day);

/* RFC 3339 with the zone's offset, "2018-10-02T03:18:00+08:00"; a fraction only if there is one.
 * Returns the length. */
size_t instant_format(int64_t instant_us, struct zone zone, char ret[INSTANT_TEXT_SIZE]);

/* Reads RFC 3339 with an offset or Z (RFC 3339 section 5.6; no leap seconds, up to 6 digits of
 * fraction kept, years CIVIL_YEAR_MIN to CIVIL_YEAR_MAX). False and *ret untouched if it is not. */
bool instant_parse(const char *text, size_t length, int64_t *ret_us);

/* "2018-10-09". */
void date_format(int32_t day, char ret[DATE_TEXT_SIZE]);
bool date_parse(const char *text, size_t length, int32_t *ret_day);

#endif
