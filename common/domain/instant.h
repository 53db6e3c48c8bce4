/* Instants: UTC microseconds since 1970-01-01T00:00:00Z, and the text they are written in. Pure. */
#ifndef HUIYING_DOMAIN_INSTANT_H
#define HUIYING_DOMAIN_INSTANT_H

#include "domain/zone.h"

enum { INSTANT_TEXT_SIZE = 33 };

/* RFC 3339 with the zone's offset, "2018-10-02T03:18:00+08:00"; a fraction only if there is one.
 * Returns the length. */
size_t instant_format(int64_t instant_us, struct zone zone, char ret[INSTANT_TEXT_SIZE]);

/* Reads RFC 3339 with an offset or Z (RFC 3339 section 5.6; no leap seconds, up to 6 digits of
 * fraction kept, years CIVIL_YEAR_MIN to CIVIL_YEAR_MAX). False and *ret untouched if it is not. */
bool instant_parse(const char *text, size_t length, int64_t *ret_us);

#endif
