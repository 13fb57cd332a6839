/* SPDX-License-Identifier: EUPL-1.2
 *
 * worktime.c - the sums.  The JSON form is worktime_json.c, the words are
 * worktime_words.c.
 */
#include "model/worktime.h"

#include "fmt/date.h"

enum { LOOK_AHEAD = 800 }; /* days: no hours for two years is no hours */
#define LAST (253402300800 * SECOND) /* the year 10000: no date after it */

/* Helligdagsfredloven section 2; act of 26 April 1947 no. 1 section 1. */
enum holiday
holiday_of(int64_t number)
{
	static const struct {
		int from_easter;
		enum holiday h;
	} moving[] = { { -3, HOLIDAY_MAUNDY_THURSDAY },
		{ -2, HOLIDAY_GOOD_FRIDAY }, { 0, HOLIDAY_EASTER_SUNDAY },
		{ 1, HOLIDAY_EASTER_MONDAY }, { 39, HOLIDAY_ASCENSION },
		{ 49, HOLIDAY_WHIT_SUNDAY }, { 50, HOLIDAY_WHIT_MONDAY } };
	int year, month, day;
	int64_t easter;

	date_of_number(number, &year, &month, &day);
	switch (month * 100 + day) {
	case 101: return HOLIDAY_NEW_YEAR;
	case 501: return HOLIDAY_MAY_1;
	case 517: return HOLIDAY_MAY_17;
	case 1225: return HOLIDAY_CHRISTMAS;
	case 1226: return HOLIDAY_BOXING_DAY;
	default: break;
	}
	if (month < 3 || month > 6)
		return HOLIDAY_NONE;
	easter = date_easter(year);
	for (size_t i = 0; i < sizeof(moving) / sizeof(moving[0]); i++)
		if (number - easter == moving[i].from_easter)
			return moving[i].h;
	return HOLIDAY_NONE;
}

static bool
own_matches(
    const struct worktime_own *o, int64_t number, int year, int month, int day)
{
	switch (o->by) {
	case OWN_DATE: return o->number == number;
	case OWN_YEARLY: return o->month == month && o->day == day;
	case OWN_EASTER: return number - date_easter(year) == o->from_easter;
	}
	return false;
}

static void
clip(struct worktime_day *d, int closes)
{
	int n = 0;

	for (int i = 0; i < d->n; i++) {
		if (d->span[i].open >= closes)
			break;
		if (d->span[i].close > closes)
			d->span[i].close = closes;
		n++;
	}
	d->n = n;
}

/* The hours of that weekday at that time of the year. */
static struct worktime_day
week_hours(const struct worktime *w, int64_t number, int month, int day)
{
	int md = month * 100 + day, weekday = date_weekday(number) - 1;

	return w->has_summer && md >= w->summer_from && md <= w->summer_to
		   ? w->summer[weekday]
		   : w->week[weekday];
}

/* The hours of a day. */
static struct worktime_day
day_hours(const struct worktime *w, int64_t number)
{
	struct worktime_day d;
	int year, month, day;

	date_of_number(number, &year, &month, &day);
	d = week_hours(w, number, month, day);
	if (d.n == 0)
		return d;
	if (holiday_of(number) != HOLIDAY_NONE) {
		d.n = 0;
		return d;
	}
	for (int i = 0; i < w->nown && d.n > 0; i++)
		if (own_matches(&w->own[i], number, year, month, day))
			clip(&d, w->own[i].closes);
	return d;
}

static usec_t
at_minute(int64_t number, int minute)
{
	return date_instant(number, (int64_t)minute * 60);
}

static void
add_step(struct worktime_sum *sum, struct worktime_step s)
{
	/* The last place is kept for the deadline itself. */
	if (sum && (sum->n < STEPS_MAX - 1 || s.kind == STEP_DUE))
		sum->v[sum->n++] = s;
}

static void
note_skipped(const struct worktime *w, struct worktime_sum *sum, int64_t number)
{
	struct worktime_step s = { .kind = STEP_NO_WORKDAY, .day = number };
	int year, month, day;

	if (!sum)
		return;
	date_of_number(number, &year, &month, &day);
	s.holiday = holiday_of(number);
	if (s.holiday != HOLIDAY_NONE)
		s.because = NO_HOLIDAY;
	else if (date_weekday(number) >= 6 &&
		 week_hours(w, number, month, day).n == 0)
		s.because = NO_WEEKEND;
	else
		s.because = NO_OWN_DAY;
	add_step(sum, s);
}

/* The first working instant at or after t; the days without hours that it
 * passes over are noted. */
static usec_t
first_working(const struct worktime *w, usec_t t, struct worktime_sum *sum)
{
	int64_t number = date_local(t).number;

	if (t >= LAST)
		return WORKTIME_NEVER;
	for (int i = 0; i < LOOK_AHEAD; i++, number++) {
		struct worktime_day d = day_hours(w, number);

		for (int k = 0; k < d.n; k++) {
			usec_t open = at_minute(number, d.span[k].open);
			usec_t close = at_minute(number, d.span[k].close);

			/* Spring may leap over a whole span. */
			if (t < close && open < close)
				return t < open ? open : t;
		}
		if (d.n == 0)
			note_skipped(w, sum, number);
	}
	return WORKTIME_NEVER;
}

bool
worktime_open_at(const struct worktime *w, usec_t t)
{
	return first_working(w, t, NULL) == t;
}

/* The instant when `amount` of working time has passed since t; where that is
 * 0, t must be a working instant. */
static usec_t
advance(const struct worktime *w, usec_t t, usec_t amount)
{
	int64_t number = date_local(t).number;

	if (t >= LAST)
		return WORKTIME_NEVER;
	for (int i = 0; i < LOOK_AHEAD; i++, number++) {
		struct worktime_day d = day_hours(w, number);

		for (int k = 0; k < d.n; k++) {
			usec_t from = at_minute(number, d.span[k].open);
			usec_t to = at_minute(number, d.span[k].close);

			if (from < t)
				from = t;
			if (to <= from)
				continue;
			if (amount <= to - from)
				return from + amount;
			amount -= to - from;
		}
	}
	return WORKTIME_NEVER;
}

static usec_t
between(const struct worktime *w, usec_t from, usec_t to)
{
	int64_t number = date_local(from).number, last = date_local(to).number;
	usec_t sum = 0;

	for (; number <= last; number++) {
		struct worktime_day d = day_hours(w, number);

		for (int k = 0; k < d.n; k++) {
			usec_t open = at_minute(number, d.span[k].open);
			usec_t close = at_minute(number, d.span[k].close);

			open = open < from ? from : open;
			close = close > to ? to : close;
			if (close > open)
				sum += close - open;
		}
	}
	return sum;
}

struct closures {
	const struct worktime_closure *v;
	size_t n;
};

/* The first time, from t on, that the account is closed: closures that overlap
 * or touch are one.  They may come in any order and number.  false: none. */
static bool
next_closure(const struct closures *c, usec_t t, struct worktime_closure *out)
{
	bool found = false, grew;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i].from < c->v[i].to && c->v[i].to > t &&
		    (!found || c->v[i].from < out->from)) {
			*out = c->v[i];
			found = true;
		}
	do {
		grew = false;
		for (size_t i = 0; found && i < c->n; i++)
			if (c->v[i].from <= out->to && c->v[i].to > out->to) {
				out->to = c->v[i].to;
				grew = true;
			}
	} while (grew);
	return found;
}

usec_t
worktime_between(const struct worktime *w,
    const struct worktime_closure *closures, size_t n, usec_t from, usec_t to)
{
	const struct closures c = { closures, n };
	struct worktime_closure m;
	usec_t sum;

	if (to < from)
		return -worktime_between(w, closures, n, to, from);
	if (to >= LAST)
		return WORKTIME_NEVER;
	sum = between(w, from, to);
	for (usec_t t = from; next_closure(&c, t, &m) && m.from < to;
	     t = m.to) {
		usec_t a = m.from > from ? m.from : from;
		usec_t b = m.to < to ? m.to : to;

		sum -= between(w, a, b);
	}
	return sum;
}

static void
note_closure(struct worktime_sum *sum, const struct worktime_closure *c)
{
	add_step(sum, (struct worktime_step){
			  .kind = STEP_CLOSED, .at = c->from, .until = c->to });
}

/* The first working instant at or after t that no closure covers. */
static usec_t
first_free(const struct worktime *w, const struct closures *c, usec_t t,
    struct worktime_sum *sum)
{
	struct worktime_closure m;

	t = first_working(w, t, sum);
	while (next_closure(c, t, &m) && m.from <= t) {
		note_closure(sum, &m);
		t = first_working(w, m.to, sum);
	}
	return t;
}

/* The instant when `amount` > 0 of working time has passed since t, the clock
 * standing while the account is closed. */
static usec_t
advance_free(
    const struct worktime *w, const struct closures *c, usec_t t, usec_t amount)
{
	for (;;) {
		usec_t end = advance(w, t, amount);
		struct worktime_closure m;

		if (!next_closure(c, t, &m) || m.from >= end)
			return end;
		amount -= m.from > t ? between(w, t, m.from) : 0;
		t = m.to;
	}
}

static usec_t
part_of(usec_t t, usec_t unit)
{
	usec_t part = t % unit;

	return part < 0 ? part + unit : part;
}

static usec_t
up_to_minute(usec_t t)
{
	usec_t over = part_of(t, MINUTE);

	return over ? t + MINUTE - over : t;
}

/* The same local clock on the next working day, clipped to its hours. */
static usec_t
next_day(const struct worktime *w, usec_t start, struct worktime_sum *sum)
{
	struct date d = date_local(start);
	int minute = d.hour * 60 + d.minute;
	struct worktime_day h = { 0 };
	int64_t number = d.number;
	usec_t due;

	for (int i = 0; i < LOOK_AHEAD; i++) {
		h = day_hours(w, ++number);
		if (h.n > 0)
			break;
		note_skipped(w, sum, number);
	}
	if (h.n == 0)
		return WORKTIME_NEVER;
	for (int k = 0; k < h.n; k++) {
		if (minute < h.span[k].open) {
			due = at_minute(number, h.span[k].open);
			add_step(sum, (struct worktime_step){
					  .kind = STEP_TO_OPENING, .at = due });
			return due;
		}
		if (minute < h.span[k].close) {
			/* Seconds and less are those of the start. */
			due = at_minute(number, minute) +
			      part_of(start, MINUTE);
			add_step(sum, (struct worktime_step){
					  .kind = STEP_SAME_CLOCK, .at = due });
			return due;
		}
	}
	due = at_minute(number, h.span[h.n - 1].close);
	add_step(
	    sum, (struct worktime_step){ .kind = STEP_TO_CLOSING, .at = due });
	return due;
}

/* A closure freezes what working time is left when it begins; it runs on from
 * the first working instant at reopening.  One that begins at the very
 * deadline comes too late to stop it. */
static usec_t
stop_for_closures(const struct worktime *w, const struct closures *c,
    usec_t start, usec_t due, struct worktime_sum *sum)
{
	struct worktime_closure m;
	usec_t t = start;

	while (
	    due != WORKTIME_NEVER && next_closure(c, t, &m) && m.from < due) {
		usec_t left = between(w, m.from, due);

		note_closure(sum, &m);
		t = first_free(w, c, m.to, sum);
		due = advance(w, t, left);
	}
	return due;
}

static void
compute(const struct worktime *w, usec_t arrival, const struct closures *c,
    struct deadline *out, struct worktime_sum *sum)
{
	usec_t start, due = WORKTIME_NEVER;

	add_step(
	    sum, (struct worktime_step){ .kind = STEP_ARRIVED, .at = arrival });
	start = first_free(w, c, arrival, sum);
	if (start != WORKTIME_NEVER) {
		if (start != arrival)
			add_step(sum, (struct worktime_step){
					  .kind = STEP_STARTS, .at = start });
		due = next_day(w, start, sum);
		due = stop_for_closures(w, c, start, due, sum);
	}
	add_step(sum, (struct worktime_step){ .kind = STEP_DUE, .at = due });
	out->start = start;
	out->due = due;
}

/* When num / den of the working time has gone; never past the deadline. */
static usec_t
share(const struct worktime *w, const struct closures *c,
    const struct deadline *d, int num, int den)
{
	usec_t amount = (d->working * num + den - 1) / den;
	usec_t t = up_to_minute(advance_free(w, c, d->start, amount));

	return t < d->due ? t : d->due;
}

void
worktime_deadline(const struct worktime *w, usec_t arrival,
    const struct worktime_closure *closures, size_t n, struct deadline *out)
{
	const struct closures c = { closures, n };

	compute(w, arrival, &c, out, NULL);
	if (out->due == WORKTIME_NEVER) {
		out->half = out->soon = WORKTIME_NEVER;
		out->working = 0;
		return;
	}
	out->working = worktime_between(w, closures, n, out->start, out->due);
	out->half = share(w, &c, out, 1, 2);
	out->soon = share(w, &c, out, 4, 5);
}

void
worktime_steps(const struct worktime *w, usec_t arrival,
    const struct worktime_closure *closures, size_t n, struct worktime_sum *out)
{
	const struct closures c = { closures, n };
	struct deadline d;

	out->n = 0;
	compute(w, arrival, &c, &d, out);
}

/* Working time only grows, so the minute is found by halving.  REQ: K3 */
usec_t
worktime_after(const struct worktime *w, usec_t from, usec_t amount)
{
	usec_t low = 0, high = 62 * DAY / MINUTE; /* minutes after from */

	if (worktime_between(w, NULL, 0, from, from + high * MINUTE) < amount)
		return WORKTIME_NEVER;
	while (low < high) {
		usec_t mid = (low + high) / 2;

		if (worktime_between(w, NULL, 0, from, from + mid * MINUTE) <
		    amount)
			low = mid + 1;
		else
			high = mid;
	}
	return from + low * MINUTE;
}
