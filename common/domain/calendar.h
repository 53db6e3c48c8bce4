/*
 * Which days are worked: weekends, holidays and make-up workdays (调休), as the State Council's
 * yearly notices have them. Pure; a sealed calendar never changes. One count costs O(1) whatever
 * its length.
 */
#ifndef HUIYING_DOMAIN_CALENDAR_H
#define HUIYING_DOMAIN_CALENDAR_H

#include "domain/zone.h"

struct calendar;

enum {
    CALENDAR_CLOSES_AT_MINUTES = 17 * 60 + 30,
    CALENDAR_DAY_MAX = 84005 /* 2199-12-31, from 1970-01-01 as day 0 */
};

/* A calendar in which Monday to Friday are worked and no year is published yet; business closes at
 * 17:30. name is copied. Owned by the caller. It reaches from CIVIL_YEAR_MIN to CIVIL_YEAR_MAX; a
 * day outside is taken as the nearest inside, the last day as worked whatever is set, and a count
 * that would leave stops there. */
struct calendar *calendar_new(const char *name, struct zone zone);
void calendar_free(struct calendar *calendar);

/* A day that differs from Monday-to-Friday work, and why. The texts are borrowed. */
struct calendar_day {
    int32_t day;
    bool worked;
    const char *name;   /* 国庆节 */
    const char *notice; /* where it is laid down */
};

/* Before sealing. */
void calendar_set_day(struct calendar *calendar, const struct calendar_day *day);
void calendar_publish_year(struct calendar *calendar, int year);
void calendar_set_closing(struct calendar *calendar, int minutes);

/* Builds the tables that counting needs. Must be called once, after the days are set. */
void calendar_seal(struct calendar *calendar);

/* A calendar like another, not sealed, but for one year, of which it knows nothing. */
struct calendar *calendar_copy_without(const struct calendar *calendar, int year);

const char *calendar_name(const struct calendar *calendar);
struct zone calendar_zone(const struct calendar *calendar);

/* When business closes (下班), in minutes from midnight. */
int calendar_closes_at_minutes(const struct calendar *calendar);

bool calendar_is_worked(const struct calendar *calendar, int32_t day);

/* Why a day differs from Monday-to-Friday work; NULL if it does not. */
const struct calendar_day *calendar_day_find(const struct calendar *calendar, int32_t day);

/* The count-th working day after day (count > 0) or before it (count < 0); day itself is not
 * counted (民法典 art. 201). count 0 gives day. */
int32_t calendar_add_working_days(const struct calendar *calendar, int32_t day, int count);

/* How many days from first on, last not included, are worked; 0 if last is not after first. */
int calendar_working_days_between(const struct calendar *calendar, int32_t first, int32_t last);

/* day itself if it is worked, else the first worked day after it (民法典 art. 203). */
int32_t calendar_roll_forward(const struct calendar *calendar, int32_t day);

/* False if any year from first to last has no published notice: a count is then provisional. Where
 * last is before first, as at the end of the reach, first alone is meant. */
bool calendar_is_published(const struct calendar *calendar, int32_t first_day, int32_t last_day);

#endif
