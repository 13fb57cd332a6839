/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_worktime_oracle.c - deadlines against a slow answer that walks from minute
 * to minute with the C library's clock, and properties that hold for any
 * arrival.  Seeded: a failure comes again.  REQ: K1
 */
#include <stdlib.h>
#include <time.h>

#include "fmt/date.h"
#include "model/worktime.h"
#include "tests/test.h"

/* The world, minute by minute --------------------------------------------- */

enum { DAYS = 430, MINUTES = DAYS * 1440, CLOSURES_MAX = 5 };

static struct world {
	int64_t first;	       /* minute since 1970 */
	int64_t day[MINUTES];  /* local, as year * 10000 + month * 100 + day */
	short clock[MINUTES];  /* local minute of the day */
	bool working[MINUTES]; /* by the hours alone */
	bool closed[MINUTES];  /* by closures */
} world;

static uint64_t seed;

static int64_t
pick(int64_t n)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (int64_t)((seed >> 33) % (uint64_t)n);
}

/* Days since March's first of that year, for Easter by Gauss's rule. */
static int
gauss_march_day(int y)
{
	int a = y % 19, k = y / 100, p = (13 + 8 * k) / 25, q = k / 4;
	int m = (15 - p + k - q) % 30, n = (4 + k - q) % 7;
	int d = (19 * a + m) % 30;
	int e = (2 * (y % 4) + 4 * (y % 7) + 6 * d + n) % 7;

	if (d == 29 && e == 6)
		return 50;
	if (d == 28 && e == 6 && a > 10)
		return 49;
	return 22 + d + e;
}

static int
days_from_easter(const struct tm *day)
{
	struct tm march = { .tm_year = day->tm_year,
		.tm_mon = 2,
		.tm_mday = gauss_march_day(day->tm_year + 1900) };
	struct tm d = { .tm_year = day->tm_year,
		.tm_mon = day->tm_mon,
		.tm_mday = day->tm_mday };

	return (int)((timegm(&d) - timegm(&march)) / 86400);
}

static bool
is_holiday(const struct tm *t)
{
	static const int fixed[] = { 101, 501, 517, 1225, 1226 };
	static const int moving[] = { -3, -2, 0, 1, 39, 49, 50 };
	int md = (t->tm_mon + 1) * 100 + t->tm_mday, e = days_from_easter(t);

	for (size_t i = 0; i < 5; i++)
		if (md == fixed[i])
			return true;
	for (size_t i = 0; i < 7; i++)
		if (e == moving[i])
			return true;
	return false;
}

/* Closing time by the own days that hold; 24 hours where none does. */
static int
closes_at(const struct worktime *w, const struct tm *t)
{
	int closes = 1440;

	for (int i = 0; i < w->nown; i++) {
		const struct worktime_own *o = &w->own[i];
		bool holds = false;

		if (o->by == OWN_YEARLY)
			holds = o->month == t->tm_mon + 1 &&
				o->day == t->tm_mday;
		else if (o->by == OWN_EASTER)
			holds = o->from_easter == days_from_easter(t);
		else
			holds = o->number * 86400 ==
				timegm(&(struct tm){ .tm_year = t->tm_year,
				    .tm_mon = t->tm_mon,
				    .tm_mday = t->tm_mday });
		if (holds && o->closes < closes)
			closes = o->closes;
	}
	return closes;
}

static bool
is_working(const struct worktime *w, const struct tm *t, int closes)
{
	int md = (t->tm_mon + 1) * 100 + t->tm_mday;
	int clock = t->tm_hour * 60 + t->tm_min, d = (t->tm_wday + 6) % 7;
	const struct worktime_day *day = &w->week[d];

	if (w->has_summer && w->summer_from <= md && md <= w->summer_to)
		day = &w->summer[d];
	for (int i = 0; i < day->n; i++)
		if (day->span[i].open <= clock && clock < day->span[i].close &&
		    clock < closes)
			return true;
	return false;
}

/* The zone is asked once an hour: it changes on the hour. */
static void
build_world(const struct worktime *w, int year)
{
	bool holiday = false;
	int closes = 0, last = -1;
	struct tm t;

	world.first = date_number(year, 1, 1) * 1440;
	for (int i = 0; i < MINUTES; i++) {
		time_t s = (time_t)((world.first + i) * 60);

		if (i % 60 == 0)
			localtime_r(&s, &t);
		t.tm_min = i % 60;
		if (t.tm_yday != last) {
			holiday = is_holiday(&t);
			closes = closes_at(w, &t);
			last = t.tm_yday;
		}
		world.day[i] = (t.tm_year + 1900) * 10000 +
			       (t.tm_mon + 1) * 100 + t.tm_mday;
		world.clock[i] = (short)(t.tm_hour * 60 + t.tm_min);
		world.working[i] = !holiday && is_working(w, &t, closes);
		world.closed[i] = false;
	}
}

/* The slow answer --------------------------------------------------------- */

static int
slow_first(int i)
{
	while (i < MINUTES && (!world.working[i] || world.closed[i]))
		i++;
	return i;
}

/* On the next day with working minutes: the first one whose clock is not
 * before the start's; if none, the end of the last. */
static int
slow_next_day(int start)
{
	int i = start, last = -1;
	int64_t day;

	while (world.day[i] == world.day[start] || !world.working[i])
		i++;
	day = world.day[i];
	for (; world.day[i] == day; i++) {
		if (!world.working[i])
			continue;
		if (world.clock[i] >= world.clock[start])
			return i;
		last = i;
	}
	return last + 1;
}

static int
slow_due(int start)
{
	int due = slow_next_day(start);

	for (int i = start; i < due; i++) {
		int left = 0;

		if (!world.closed[i])
			continue;
		for (int k = i; k < due; k++)
			left += world.working[k];
		while (world.closed[i])
			i++;
		i = slow_first(i);
		due = i;
		for (int k = i; left > 0; k++) {
			left -= world.working[k];
			due = k + 1;
		}
		i--;
	}
	return due;
}

static usec_t
instant(int i)
{
	return (world.first + i) * MINUTE;
}

/* The cases --------------------------------------------------------------- */

struct arrival {
	int minute;
	struct worktime_closure v[CLOSURES_MAX];
	size_t n;
};

static void
close_minutes(const struct arrival *c, bool closed)
{
	for (size_t i = 0; i < c->n; i++)
		for (usec_t t = c->v[i].from; t < c->v[i].to; t += MINUTE)
			world.closed[t / MINUTE - world.first] = closed;
}

static struct arrival
any_arrival(int closures)
{
	struct arrival c = { .minute = (int)pick(300 * 1440) };

	for (; (int)c.n < closures; c.n++) {
		int64_t from = c.minute - 2880 + pick(5 * 1440);
		int64_t len = pick(4) ? 1 + pick(1440) : pick(12 * 1440) + 1;

		from = from < 0 ? 0 : from;
		c.v[c.n] = (struct worktime_closure){ instant((int)from),
			instant((int)(from + len)) };
		/* Now and then back to back with the one before. */
		if (c.n > 0 && pick(4) == 0)
			c.v[c.n].from = c.v[c.n - 1].to < c.v[c.n].to
					    ? c.v[c.n - 1].to
					    : c.v[c.n].from;
	}
	return c;
}

static void
tell(const struct arrival *c, const struct deadline *d, int start, int due)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	const usec_t v[] = { instant(c->minute), d->start, instant(start),
		d->due, instant(due) };
	static const char *const names[] = { "arrival", " start", " slow",
		" due", " slow" };

	for (size_t i = 0; i < 5; i++) {
		buf_printf(&b, "%s ", names[i]);
		date_put_rfc3339(&b, v[i]);
	}
	for (size_t i = 0; i < c->n; i++) {
		buf_lit(&b, "\n  closed ");
		date_put_rfc3339(&b, c->v[i].from);
		buf_char(&b, ' ');
		date_put_rfc3339(&b, c->v[i].to);
	}
	printf("%.*s\n", STR_ARG(buf_str(&b)));
	arena_free(&a);
}

/* How many of n arrivals differ; the first is told. */
static int
compare(const struct worktime *w, int n, int closures)
{
	int wrong = 0;

	for (int i = 0; i < n; i++) {
		struct arrival c = any_arrival(closures);
		struct deadline d;
		int start, due;

		close_minutes(&c, true);
		start = slow_first(c.minute);
		due = slow_due(start);
		close_minutes(&c, false);
		worktime_deadline(w, instant(c.minute), c.v, c.n, &d);
		if (d.start == instant(start) && d.due == instant(due))
			continue;
		if (wrong++ == 0)
			tell(&c, &d, start, due);
	}
	return wrong;
}

static const char *const kinds_of_hours[] = {
	/* Lunch, a Saturday, summer hours, days of one's own. */
	"{\"week\":{\"mon\":[[\"08:00\",\"11:30\"],[\"12:00\",\"15:30\"]],"
	"\"tue\":[[\"08:00\",\"18:00\"]],\"thu\":[[\"09:00\",\"09:30\"],"
	"[\"10:00\",\"12:00\"],[\"14:00\",\"20:00\"]],"
	"\"sat\":[[\"10:00\",\"14:00\"]]},"
	"\"summer\":{\"from\":\"05-15\",\"to\":\"09-14\",\"week\":{"
	"\"mon\":[[\"08:00\",\"15:00\"]],\"fri\":[[\"08:00\",\"14:30\"]]}},"
	"\"days\":[{\"yearly\":\"12-24\"},{\"easter\":-4,\"closes\":\"12:00\"},"
	"{\"date\":\"2026-10-13\"},{\"date\":\"2026-10-15\","
	"\"closes\":\"09:15\"},{\"yearly\":\"06-05\",\"closes\":\"08:00\"}]}",
	/* Around the clock: the nights when clocks change count too. */
	"{\"week\":{\"mon\":[[\"00:00\",\"24:00\"]],"
	"\"tue\":[[\"00:00\",\"24:00\"]],\"wed\":[[\"00:00\",\"24:00\"]],"
	"\"thu\":[[\"00:00\",\"24:00\"]],\"fri\":[[\"00:00\",\"24:00\"]],"
	"\"sat\":[[\"00:00\",\"24:00\"]],\"sun\":[[\"00:00\",\"24:00\"]]}}",
	/* Nights. */
	"{\"week\":{\"sat\":[[\"01:00\",\"02:00\"],[\"23:00\",\"24:00\"]],"
	"\"sun\":[[\"00:00\",\"02:00\"],[\"03:00\",\"05:00\"]],"
	"\"mon\":[[\"00:00\",\"04:00\"]]}}",
};

TEST(worktime_is_the_slow_answer_each_year_since_1980) /* REQ: K1 */
{
	struct worktime w = { 0 };

	CHECK(worktime_default(&w) == OK);
	for (int year = 1980; year <= 2040; year += 3) {
		seed = (uint64_t)year;
		build_world(&w, year);
		CHECK(compare(&w, 400, 0) == 0);
		CHECK(compare(&w, 400, 1) == 0);
		CHECK(compare(&w, 400, CLOSURES_MAX) == 0);
	}
}

TEST(worktime_is_the_slow_answer_for_other_hours) /* REQ: K1 */
{
	struct arena a = { 0 };

	for (size_t i = 0; i < 3; i++) {
		struct worktime w = { 0 };

		seed = 7 + i;
		CHECK(
		    worktime_parse(&a, str_from(kinds_of_hours[i]), &w) == OK);
		build_world(&w, 2026);
		CHECK(compare(&w, 3000, 0) == 0);
		CHECK(compare(&w, 3000, 1) == 0);
		CHECK(compare(&w, 3000, CLOSURES_MAX) == 0);
	}
	arena_free(&a);
}

/* What is counted between two instants is what the minutes add up to. */
TEST(worktime_between_is_the_slow_count) /* REQ: K1 */
{
	struct worktime w = { 0 };
	int wrong = 0;

	CHECK(worktime_default(&w) == OK);
	seed = 11;
	build_world(&w, 2026);
	for (int i = 0; i < 2000; i++) {
		struct arrival c = any_arrival((int)pick(CLOSURES_MAX));
		int to = c.minute + (int)pick(20 * 1440), sum = 0;

		close_minutes(&c, true);
		for (int k = c.minute; k < to; k++)
			sum += world.working[k] && !world.closed[k];
		close_minutes(&c, false);
		wrong += worktime_between(&w, c.v, c.n, instant(c.minute),
			     instant(to)) != sum * MINUTE;
	}
	CHECK(wrong == 0);
}

/* Properties, to the microsecond ------------------------------------------- */

static void
check_one(const struct worktime *w, usec_t arrival, const struct arrival *c,
    int *wrong)
{
	struct deadline d, open;

	worktime_deadline(w, arrival, c->v, c->n, &d);
	worktime_deadline(w, d.start, NULL, 0, &open);
	*wrong += d.start < arrival || d.due <= d.start;
	*wrong += !worktime_open_at(w, d.start);
	/* A working instant, or a closing. */
	*wrong += !worktime_open_at(w, d.due) &&
		  !worktime_open_at(w, d.due - 1);
	*wrong += open.start != d.start || open.due > d.due;
	/* Closures stop the clock; they give and take no working time. */
	*wrong += d.working != open.working;
	*wrong += worktime_between(w, c->v, c->n, d.start, d.due) != d.working;
	*wrong += d.half < d.start || d.soon < d.half || d.due < d.soon;
	*wrong += 2 * worktime_between(w, c->v, c->n, d.start, d.half) <
		  d.working;
	*wrong += 5 * worktime_between(w, c->v, c->n, d.start, d.soon) <
		  4 * d.working;
}

TEST(worktime_properties_hold_for_any_arrival) /* REQ: K1 */
{
	struct worktime w = { 0 };
	int wrong = 0;

	CHECK(worktime_default(&w) == OK);
	seed = 13;
	world.first = date_number(2026, 1, 1) * 1440;
	for (int i = 0; i < 20000; i++) {
		struct arrival c = any_arrival((int)pick(CLOSURES_MAX));

		check_one(&w, instant(c.minute) + pick(60000000), &c, &wrong);
	}
	CHECK(wrong == 0);
}

/* Who comes later is never due earlier, with the same closures. */
TEST(worktime_is_monotone) /* REQ: K1 */
{
	struct worktime w = { 0 };
	int wrong = 0;

	CHECK(worktime_default(&w) == OK);
	seed = 17;
	world.first = date_number(2026, 1, 1) * 1440;
	for (int i = 0; i < 300; i++) {
		struct arrival c = any_arrival((int)pick(CLOSURES_MAX));
		usec_t t = instant(c.minute), last = 0;

		for (int k = 0; k < 200; k++) {
			struct deadline d;

			worktime_deadline(&w, t, c.v, c.n, &d);
			wrong += d.due < last;
			last = d.due;
			t += pick(3600000000);
		}
	}
	CHECK(wrong == 0);
}
