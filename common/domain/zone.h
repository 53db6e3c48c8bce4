/*
 * Zones: which day and time of day people have at an instant, with or without daylight saving.
 * Pure; where the changes of a zone are read from: store/zone.h.
 */
#ifndef HUIYING_DOMAIN_ZONE_H
#define HUIYING_DOMAIN_ZONE_H

#include "domain/civil.h"

#define SECOND_US ((int64_t)1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

#define INSTANT_NONE INT64_MIN /* no moment: sorts before all that are */

/* From at_us on, the wall shows UTC plus offset_s. */
struct zone_change {
    int64_t at_us;
    int32_t offset_s;
};

/* Borrows its changes, which are in order and at least two days apart. {0} is UTC. */
struct zone {
    const struct zone_change *changes;
    size_t change_count;
    int32_t offset_s; /* before the first change */
};

/* A zone without changes by its offset, "+08:00", or "UTC". False and *ret untouched if it is none.
 */
bool zone_parse(const char *text, struct zone *ret);

/* East of UTC. */
int32_t zone_offset_s(struct zone zone, int64_t instant_us);

/* The day on which an instant falls. */
int32_t zone_day(struct zone zone, int64_t instant_us);

/* The instant at which the wall shows a time of day: the first of two, and where the wall skips it
 * the moment of skipping. */
int64_t zone_instant(struct zone zone, int32_t day, int64_t time_of_day_us);

/* The first instant of a day. */
int64_t zone_day_start(struct zone zone, int32_t day);

#endif
