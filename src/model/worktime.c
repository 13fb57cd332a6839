/* SPDX-License-Identifier: EUPL-1.2
 *
 * worktime.c - the sums.  The JSON form is worktime_json.c, the words are
 * worktime_words.c.
 */
#include "model/worktime.h"

#include <stdlib.h>

#include "fmt/date.h"

enum { LOOK_AHEAD = 800 }; /* days: no hours for two years is no hours */

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

/* The hours of a day. */
static struct worktime_day
day_hours(const struct worktime *w, int64_t number)
{
	int year, month, day, md, weekday = date_weekday(number) - 1;
	struct worktime_day d;

	date_of_number(number, &year, &month, &day);
	md = month * 100 + day;
	d = w->has_summer && md >= w->summer_from && md <= w->summer_to
		? w->summer[weekday]
		: w->week[weekday];
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

/* The first working instant at or after t; INT64_MAX: none in two years. */
static usec_t
first_working(const struct worktime *w, usec_t t)
{
	int64_t number = date_local(t).number;

	for (int i = 0; i < LOOK_AHEAD; i++, number++) {
		struct worktime_day d = day_hours(w, number);

		for (int k = 0; k < d.n; k++) {
			usec_t open = at_minute(number, d.span[k].open);

			if (t < open)
				return open;
			if (t < at_minute(number, d.span[k].close))
				return t;
		}
	}
	return INT64_MAX;
}

bool
worktime_open_at(const struct worktime *w, usec_t t)
{
	return first_working(w, t) == t;
}

/* The instant when `amount` > 0 of working time has passed since t. */
static usec_t
advance(const struct worktime *w, usec_t t, usec_t amount)
{
	int64_t number = date_local(t).number;

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
	return INT64_MAX;
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

static int
by_start(const void *a, const void *b)
{
	const struct worktime_closure *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

enum { CLOSURES_MAX = 64 };
struct merged {
	struct worktime_closure v[CLOSURES_MAX];
	size_t n;
};

/* In order, and those that touch made one. */
static void
merge(const struct worktime_closure *v, size_t n, struct merged *out)
{
	struct worktime_closure sorted[CLOSURES_MAX];

	n = n > CLOSURES_MAX ? CLOSURES_MAX : n;
	out->n = 0;
	if (n == 0)
		return;
	for (size_t i = 0; i < n; i++)
		sorted[i] = v[i];
	qsort(sorted, n, sizeof(sorted[0]), by_start);
	for (size_t i = 0; i < n; i++) {
		struct worktime_closure *last = out->n ? &out->v[out->n - 1]
						       : NULL;

		if (sorted[i].to <= sorted[i].from)
			continue;
		if (last && sorted[i].from <= last->to) {
			if (sorted[i].to > last->to)
				last->to = sorted[i].to;
		} else {
			out->v[out->n++] = sorted[i];
		}
	}
}

usec_t
worktime_between(const struct worktime *w,
    const struct worktime_closure *closures, size_t n, usec_t from, usec_t to)
{
	struct merged m;
	usec_t sum;

	if (to < from)
		return -worktime_between(w, closures, n, to, from);
	sum = between(w, from, to);
	merge(closures, n, &m);
	for (size_t i = 0; i < m.n; i++) {
		usec_t a = m.v[i].from > from ? m.v[i].from : from;
		usec_t b = m.v[i].to < to ? m.v[i].to : to;

		if (b > a)
			sum -= between(w, a, b);
	}
	return sum;
}

/* The first working instant at or after t that no closure covers. */
static usec_t
first_free(const struct worktime *w, const struct merged *m, usec_t t)
{
	t = first_working(w, t);
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].from <= t && t < m->v[i].to)
			t = first_working(w, m->v[i].to);
	return t;
}

/* Working time `amount` after t, jumping over closures. */
static usec_t
advance_free(
    const struct worktime *w, const struct merged *m, usec_t t, usec_t amount)
{
	for (size_t i = 0; i < m->n && amount > 0; i++) {
		usec_t before;

		if (m->v[i].to <= t)
			continue;
		before = m->v[i].from > t ? between(w, t, m->v[i].from) : 0;
		if (amount <= before)
			break;
		amount -= before;
		t = m->v[i].to;
	}
	return amount > 0 ? advance(w, t, amount) : t;
}

static usec_t
up_to_minute(usec_t t)
{
	return (t + MINUTE - 1) / MINUTE * MINUTE;
}

static void
add_step(struct worktime_sum *sum, struct worktime_step s)
{
	if (sum && sum->n < STEPS_MAX)
		sum->v[sum->n++] = s;
}

static void
note_skipped(const struct worktime *w, struct worktime_sum *sum, int64_t number)
{
	struct worktime_step s = { .kind = STEP_NO_WORKDAY, .day = number };

	if (!sum)
		return;
	s.holiday = holiday_of(number);
	if (s.holiday != HOLIDAY_NONE)
		s.because = NO_HOLIDAY;
	else if (w->week[date_weekday(number) - 1].n == 0)
		s.because = NO_WEEKEND;
	else
		s.because = NO_OWN_DAY;
	add_step(sum, s);
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
		return INT64_MAX;
	for (int k = 0; k < h.n; k++) {
		if (minute < h.span[k].open) {
			due = at_minute(number, h.span[k].open);
			add_step(sum, (struct worktime_step){
					  .kind = STEP_TO_OPENING, .at = due });
			return due;
		}
		if (minute < h.span[k].close) {
			/* Seconds and less are those of the start. */
			due = at_minute(number, minute) + d.second * SECOND +
			      start % SECOND;
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
 * the first working instant at reopening. */
static usec_t
stop_for_closures(const struct worktime *w, const struct merged *m,
    usec_t start, usec_t due, struct worktime_sum *sum)
{
	for (size_t i = 0; i < m->n; i++) {
		const struct worktime_closure *c = &m->v[i];
		usec_t left;

		if (c->to <= start || c->from >= due)
			continue;
		left = between(w, c->from, due);
		due = first_working(w, c->to);
		if (left > 0)
			due = advance(w, due, left);
		add_step(sum,
		    (struct worktime_step){
			.kind = STEP_CLOSED, .at = c->from, .until = c->to });
	}
	return due;
}

static void
compute(const struct worktime *w, usec_t arrival, const struct merged *m,
    struct deadline *out, struct worktime_sum *sum)
{
	usec_t start = first_free(w, m, arrival);

	add_step(
	    sum, (struct worktime_step){ .kind = STEP_ARRIVED, .at = arrival });
	for (size_t i = 0; i < m->n; i++)
		if (m->v[i].from < start && m->v[i].to > arrival)
			add_step(
			    sum, (struct worktime_step){ .kind = STEP_CLOSED,
				     .at = m->v[i].from,
				     .until = m->v[i].to });
	if (start != arrival)
		add_step(sum,
		    (struct worktime_step){ .kind = STEP_STARTS, .at = start });
	out->start = start;
	out->due = stop_for_closures(w, m, start, next_day(w, start, sum), sum);
	add_step(
	    sum, (struct worktime_step){ .kind = STEP_DUE, .at = out->due });
}

void
worktime_deadline(const struct worktime *w, usec_t arrival,
    const struct worktime_closure *closures, size_t n, struct deadline *out)
{
	struct merged m;

	merge(closures, n, &m);
	compute(w, arrival, &m, out, NULL);
	out->working = worktime_between(w, closures, n, out->start, out->due);
	out->half = up_to_minute(
	    advance_free(w, &m, out->start, (out->working + 1) / 2));
	out->soon = up_to_minute(
	    advance_free(w, &m, out->start, (out->working * 4 + 4) / 5));
}

void
worktime_steps(const struct worktime *w, usec_t arrival,
    const struct worktime_closure *closures, size_t n, struct worktime_sum *out)
{
	struct deadline d;
	struct merged m;

	out->n = 0;
	merge(closures, n, &m);
	compute(w, arrival, &m, &d, out);
}
