/* SPDX-License-Identifier: EUPL-1.2
 *
 * date.h - the only place that knows local time.  The zone is the process's
 * (TZ=Europe/Oslo, set in main before any thread); rules come from the system's
 * zone file.  Days are numbered from 1970-01-01 = 0.
 */
#ifndef FMT_DATE_H
#define FMT_DATE_H
#include "base/buf.h"
#include "base/clock.h"
#include "fmt/texts.h"

struct date {
	int year, month, day; /* 2026, 1-12, 1-31 */
	int hour, minute, second;
	int weekday;	/* 1 Monday ... 7 Sunday (ISO 8601) */
	int64_t number; /* of the day */
	int offset;	/* seconds east of UTC */
};

int64_t date_number(int year, int month, int day); /* proleptic Gregorian */
void date_of_number(int64_t number, int *year, int *month, int *day);
int date_weekday(int64_t number); /* 1 Monday ... 7 Sunday */
/* Day number of Easter Sunday (Meeus/Jones/Butcher). */
int64_t date_easter(int year);

struct date date_local(usec_t t);
/* The instant when the local clock first shows that time, or, where the spring
 * leaps over it, a later one (02:30 is then 03:00).  So a time that autumn has
 * twice is the first of the two, and a later clock time is never an earlier
 * instant.  second_of_day may be 86400. */
usec_t date_instant(int64_t number, int64_t second_of_day);

/* RFC 3339, with "Z" or an offset and up to nine decimals; nothing else.
 * false: not that. */
bool date_parse_rfc3339(struct str s, usec_t *out);
void date_put_rfc3339(struct buf *b, usec_t t);	    /* local, with offset */
void date_put_rfc3339_utc(struct buf *b, usec_t t); /* "...Z" */
/* "2026-05-15" to a day number. */
bool date_parse_day(struct str s, int64_t *number);

/* For people, with hard spaces.  When: "i dag 13.05", "i går 09.00",
 * "tirsdag 18.20" (within a week), "22. november 13.05", with the year if it is
 * another.  Sentence form puts "kl." before the clock. */
void date_put_when(
    struct buf *b, enum lang lang, usec_t t, usec_t now, bool sentence);
void date_put_clock(struct buf *b, enum lang lang, usec_t t); /* "13.05" */
void date_put_day(
    struct buf *b, enum lang lang, usec_t t); /* "22. november 2026" */
/* "2 t 53 min", "33 min", of a length of time >= 0; rounded down. */
void date_put_duration(struct buf *b, enum lang lang, usec_t d);
#endif
