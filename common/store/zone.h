/* Zones by name, as the system's tz database has them. */
#ifndef HUIYING_STORE_ZONE_H
#define HUIYING_STORE_ZONE_H

#include "domain/zone.h"

enum { ZONES_MAX = 16, ZONE_NAME_MAX = 63 };

/* The zone of a name such as Asia/Shanghai, or of an offset such as +08:00, from CIVIL_YEAR_MIN to
 * CIVIL_YEAR_MAX. Read once and kept for the life of the process. False and *ret untouched if there
 * is none of that name, or if ZONES_MAX others were asked for before. */
bool zone_find(const char *name, struct zone *ret);

#endif
