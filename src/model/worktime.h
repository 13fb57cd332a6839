/* SPDX-License-Identifier: EUPL-1.2
 *
 * worktime.h - working hours and the deadlines that follow (SPEC 3, DESIGN
 * "Deadlines", docs/design/deadlines.md).  Pure: no store, no clock.  REQ: K1
 *
 * The clock starts at the first working instant at or after arrival.  The
 * deadline is the same local clock time on the next working day; past that
 * day's closing: its closing; before its opening: its opening.  Hours are
 * half-open, [open, close): the closing time is no working instant.
 */
#ifndef MODEL_WORKTIME_H
#define MODEL_WORKTIME_H
#include "base/clock.h"
#include "base/err.h"
#include "fmt/texts.h"

enum { SPANS_MAX = 4, OWN_DAYS_MAX = 64 };

struct worktime_day { /* in minutes of the local day, ascending, apart */
	int n;
	struct {
		int open, close;
	} span[SPANS_MAX];
};

struct worktime_own { /* a day with hours of its own */
	enum { OWN_DATE, OWN_YEARLY, OWN_EASTER } by;
	int64_t number;	 /* OWN_DATE: of the day */
	int month, day;	 /* OWN_YEARLY */
	int from_easter; /* OWN_EASTER: days from Easter Sunday */
	int closes;	 /* minute of the day; 0: closed all day */
};

struct worktime {
	struct worktime_day week[7]; /* Monday first */
	bool has_summer;
	int summer_from, summer_to; /* month * 100 + day, both included */
	struct worktime_day summer[7];
	struct worktime_own own[OWN_DAYS_MAX];
	int nown;
};

/* SPEC 3: Monday to Friday 08:00 to 15:30, 24 and 31 December closed, the
 * Wednesday before Easter closes at 12:00. */
enum err worktime_default(struct worktime *out) MUST_CHECK;
/* The JSON of settings and accounts:
 *   {"week":{"mon":[["08:00","15:30"]],...},
 *    "summer":{"from":"05-15","to":"09-14","week":{...}},
 *    "days":[{"date":"2026-07-31"},{"yearly":"12-24"},
 *            {"easter":-4,"closes":"12:00"}]}
 * ERR_INVALID with a sentence that names the member; an unknown member, and a
 * week without hours, are invalid too. */
enum err worktime_parse(
    struct arena *a, struct str json, struct worktime *out) MUST_CHECK;
struct str worktime_json(struct arena *a, const struct worktime *w);

/* Why a day is no working day; HOLIDAY_NONE: it is, or only its own hours say
 * otherwise.  Computed for 1900 to 2199 and beyond. */
enum holiday {
	HOLIDAY_NONE,
	HOLIDAY_NEW_YEAR,
	HOLIDAY_MAUNDY_THURSDAY,
	HOLIDAY_GOOD_FRIDAY,
	HOLIDAY_EASTER_SUNDAY,
	HOLIDAY_EASTER_MONDAY,
	HOLIDAY_MAY_1,
	HOLIDAY_MAY_17,
	HOLIDAY_ASCENSION,
	HOLIDAY_WHIT_SUNDAY,
	HOLIDAY_WHIT_MONDAY,
	HOLIDAY_CHRISTMAS,
	HOLIDAY_BOXING_DAY
};
enum holiday holiday_of(int64_t day_number);
struct str holiday_name(enum lang lang, enum holiday h);

struct worktime_closure {
	usec_t from, to; /* the account takes nothing in [from, to) */
};
/* As a deadline keeps them: [[from,to],...].  ERR_BROKEN: not so. */
struct str worktime_closures_json(
    struct arena *a, const struct worktime_closure *v, size_t n);
enum err worktime_closures_parse(struct arena *a, struct str json,
    struct worktime_closure **out, size_t *n) MUST_CHECK;

/* Where no working instant follows within two years, or before the year 10000:
 * hours that own days eat up, an account closed for good. */
#define WORKTIME_NEVER INT64_MAX

struct deadline {
	usec_t start, due;
	usec_t half, soon; /* 50 and 80 % of the working time gone, rounded up
			    * to the minute */
	usec_t working;	   /* working time between start and due */
};
/* Closures may overlap, in any order and number.  Arrival is of the years 0 to
 * 9999.  All four instants may be WORKTIME_NEVER. */
void worktime_deadline(const struct worktime *w, usec_t arrival,
    const struct worktime_closure *closures, size_t n, struct deadline *out);

/* Working time from `from` to `to`, less closures; negative if to < from;
 * WORKTIME_NEVER if `to` is that. */
usec_t worktime_between(const struct worktime *w,
    const struct worktime_closure *closures, size_t n, usec_t from, usec_t to);
/* The instant at which that much working time has gone since `from`, to the
 * minute upwards; WORKTIME_NEVER if it does not within two months. */
usec_t worktime_after(const struct worktime *w, usec_t from, usec_t amount);
bool worktime_open_at(const struct worktime *w, usec_t t);

/* The sum that the screen shows. */
struct worktime_step {
	enum {
		STEP_ARRIVED,	 /* at */
		STEP_STARTS,	 /* at: first working instant */
		STEP_NO_WORKDAY, /* day: passed over, because */
		STEP_SAME_CLOCK, /* at: same clock on the next working day */
		STEP_TO_CLOSING, /* at: past closing, so the closing */
		STEP_TO_OPENING, /* at: before opening, so the opening */
		STEP_CLOSED,	 /* from at to until: the clock stood */
		STEP_DUE,	 /* at */
		/* Not of the sum, but said in the same manner: */
		STEP_HALF, /* at: half of the working time has gone */
		STEP_SOON  /* at: 80 % has */
	} kind;
	usec_t at, until;
	int64_t day;
	enum { NO_WEEKEND, NO_HOLIDAY, NO_OWN_DAY } because;
	enum holiday holiday;
};
enum { STEPS_MAX = 48 }; /* a sum with more leaves out the last but one */
struct worktime_sum {
	struct worktime_step v[STEPS_MAX];
	size_t n;
};
void worktime_steps(const struct worktime *w, usec_t arrival,
    const struct worktime_closure *closures, size_t n,
    struct worktime_sum *out);
/* One step as a sentence. */
struct str worktime_step_text(
    struct arena *a, enum lang lang, const struct worktime_step *s);
#endif
