/* SPDX-License-Identifier: EUPL-1.2
 *
 * clock.h - what time it is.  Instants everywhere are microseconds since
 * 1970-01-01T00:00:00Z (usec_t); local time exists only in fmt/date.c.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H
#include <stdint.h>

typedef int64_t usec_t; /* the one typedef: a unit, not a struct */
#define SECOND ((usec_t)1000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

usec_t clock_now(void);	 /* wall clock; tests may set it with clock_set */
usec_t clock_mono(void); /* for measuring and waiting; never set */
/* Tests and the demo's filling: clock_now answers t from now on, in the whole
 * process; 0 gives the real clock back. */
void clock_set(usec_t t);
#endif
