/*
 * The machine's clocks, in microseconds. For services and I/O layers only: the domain takes its
 * moments as parameters, and what is late is decided by the database's clock alone.
 */
#ifndef HUIYING_BASE_CLOCK_H
#define HUIYING_BASE_CLOCK_H

#include <stdint.h>

/* Microseconds since 1970-01-01T00:00:00Z by this machine's wall clock. */
int64_t clock_wall_us(void);

/* Microseconds since some start, never going back. */
int64_t clock_mono_us(void);

#endif
