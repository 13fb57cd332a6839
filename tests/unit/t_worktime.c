/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_worktime.c - deadlines case by case: SPEC 3 and its corners.  What random
 * cases find is t_worktime_oracle.c.  REQ: K1
 */
#include "fmt/date.h"
#include "model/worktime.h"
#include "tests/test.h"

enum { CLOSURES_MAX = 8 };

static usec_t
at(const char *rfc3339)
{
	usec_t t = 0;

	CHECK(date_parse_rfc3339(str_from(rfc3339), &t));
	return t;
}

static struct worktime
usual(void)
{
	struct worktime w = { 0 };

	CHECK(worktime_default(&w) == OK);
	return w;
}

static struct worktime
hours(struct arena *a, const char *json)
{
	struct worktime w = { 0 };
	enum err e = worktime_parse(a, str_from(json), &w);

	if (e != OK)
		printf("%s: %s\n", json, err_sentence(e));
	CHECK(e == OK);
	return w;
}

static bool
is(usec_t got, const char *want)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	bool ok = got == at(want);

	if (!ok) {
		date_put_rfc3339(&b, got);
		printf("got %.*s, not %s\n", STR_ARG(buf_str(&b)), want);
	}
	arena_free(&a);
	return ok;
}

/* Without closures --------------------------------------------------------- */

struct one {
	const char *arrival, *start, *due;
};

static void
check_all(const struct worktime *w, const struct one *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct deadline d;

		worktime_deadline(w, at(v[i].arrival), NULL, 0, &d);
		CHECK(is(d.start, v[i].start));
		CHECK(is(d.due, v[i].due));
	}
}
#define CHECK_ALL(w, table)                                                    \
	check_all((w), (table), sizeof(table) / sizeof((table)[0]))

TEST(worktime_examples_of_the_specification) /* REQ: K1 */
{
	static const struct one table[] = {
		{ "2026-05-15T14:00:00+02:00", "2026-05-15T14:00:00+02:00",
		    "2026-05-18T14:00:00+02:00" },
		{ "2026-04-01T10:00:00+02:00", "2026-04-01T10:00:00+02:00",
		    "2026-04-07T10:00:00+02:00" },
		{ "2026-05-05T20:00:00+02:00", "2026-05-06T08:00:00+02:00",
		    "2026-05-07T08:00:00+02:00" },
		{ "2026-05-30T12:00:00+02:00", "2026-06-01T08:00:00+02:00",
		    "2026-06-02T08:00:00+02:00" },
	};
	struct worktime w = usual();

	CHECK_ALL(&w, table);
}

TEST(worktime_hours_are_half_open) /* REQ: K1 */
{
	static const struct one table[] = {
		{ "2026-06-01T07:59:59.999999+02:00",
		    "2026-06-01T08:00:00+02:00", "2026-06-02T08:00:00+02:00" },
		{ "2026-06-01T08:00:00+02:00", "2026-06-01T08:00:00+02:00",
		    "2026-06-02T08:00:00+02:00" },
		{ "2026-06-01T15:29:59.999999+02:00",
		    "2026-06-01T15:29:59.999999+02:00",
		    "2026-06-02T15:29:59.999999+02:00" },
		{ "2026-06-01T15:30:00+02:00", "2026-06-02T08:00:00+02:00",
		    "2026-06-03T08:00:00+02:00" },
		{ "2026-06-05T15:30:00+02:00", "2026-06-08T08:00:00+02:00",
		    "2026-06-09T08:00:00+02:00" },
	};
	struct worktime w = usual();

	CHECK_ALL(&w, table);
	CHECK(worktime_open_at(&w, at("2026-06-01T08:00:00+02:00")));
	CHECK(!worktime_open_at(&w, at("2026-06-01T15:30:00+02:00")));
	CHECK(!worktime_open_at(&w, at("2026-05-25T12:00:00+02:00")));
}

TEST(worktime_own_days_and_half_days) /* REQ: K1 */
{
	static const struct one table[] = {
		/* The Wednesday before Easter closes at 12:00: */
		{ "2026-03-31T14:00:00+02:00", "2026-03-31T14:00:00+02:00",
		    "2026-04-01T12:00:00+02:00" },
		{ "2026-03-31T12:00:00+02:00", "2026-03-31T12:00:00+02:00",
		    "2026-04-01T12:00:00+02:00" },
		{ "2026-03-31T11:59:00+02:00", "2026-03-31T11:59:00+02:00",
		    "2026-04-01T11:59:00+02:00" },
		{ "2026-04-01T12:00:00+02:00", "2026-04-07T08:00:00+02:00",
		    "2026-04-08T08:00:00+02:00" },
		/* Christmas: 24 closed, 25 and 26 holidays, 27 a Sunday. */
		{ "2026-12-23T10:00:00+01:00", "2026-12-23T10:00:00+01:00",
		    "2026-12-28T10:00:00+01:00" },
		/* New Year: 31 closed, 1 a holiday, then a weekend. */
		{ "2026-12-30T15:00:00+01:00", "2026-12-30T15:00:00+01:00",
		    "2027-01-04T15:00:00+01:00" },
		{ "2026-12-31T09:00:00+01:00", "2027-01-04T08:00:00+01:00",
		    "2027-01-05T08:00:00+01:00" },
	};
	struct worktime w = usual();

	CHECK_ALL(&w, table);
}

TEST(worktime_same_clock_when_clocks_change) /* REQ: K1 */
{
	static const struct one table[] = {
		/* 1980 was the first year of summer time in our time. */
		{ "1980-04-02T10:00:00+01:00", "1980-04-02T10:00:00+01:00",
		    "1980-04-08T10:00:00+02:00" },
		{ "1980-09-26T10:00:00+02:00", "1980-09-26T10:00:00+02:00",
		    "1980-09-29T10:00:00+01:00" },
		{ "1995-09-22T15:00:00+02:00", "1995-09-22T15:00:00+02:00",
		    "1995-09-25T15:00:00+01:00" },
		/* Summer time began on Easter Day itself. */
		{ "2024-03-27T11:00:00+01:00", "2024-03-27T11:00:00+01:00",
		    "2024-04-02T11:00:00+02:00" },
		{ "2026-03-27T14:00:00+01:00", "2026-03-27T14:00:00+01:00",
		    "2026-03-30T14:00:00+02:00" },
		{ "2026-10-23T14:00:00+02:00", "2026-10-23T14:00:00+02:00",
		    "2026-10-26T14:00:00+01:00" },
		/* Given in another zone. */
		{ "2026-10-23T12:00:00Z", "2026-10-23T14:00:00+02:00",
		    "2026-10-26T13:00:00Z" },
	};
	struct worktime w = usual();

	CHECK_ALL(&w, table);
}

TEST(worktime_hours_that_differ) /* REQ: K1 */
{
	static const struct one table[] = {
		/* Into the lunch: the opening after it. */
		{ "2026-06-02T11:45:00+02:00", "2026-06-02T11:45:00+02:00",
		    "2026-06-03T12:30:00+02:00" },
		{ "2026-06-03T12:10:00+02:00", "2026-06-03T12:30:00+02:00",
		    "2026-06-04T12:30:00+02:00" },
		/* Friday opens later and closes earlier. */
		{ "2026-06-04T08:10:00+02:00", "2026-06-04T08:10:00+02:00",
		    "2026-06-05T09:00:00+02:00" },
		{ "2026-06-04T15:10:00+02:00", "2026-06-04T15:10:00+02:00",
		    "2026-06-05T13:00:00+02:00" },
		{ "2026-06-05T12:50:00+02:00", "2026-06-05T12:50:00+02:00",
		    "2026-06-08T12:50:00+02:00" },
		/* Summer hours, from and to their last day. */
		{ "2026-06-12T10:00:00+02:00", "2026-06-12T10:00:00+02:00",
		    "2026-06-15T10:00:00+02:00" },
		{ "2026-06-15T15:00:00+02:00", "2026-06-16T10:00:00+02:00",
		    "2026-06-17T10:00:00+02:00" },
		{ "2026-08-14T13:00:00+02:00", "2026-08-14T13:00:00+02:00",
		    "2026-08-17T13:00:00+02:00" },
		/* A day of one's own, and one that closes early. */
		{ "2026-10-01T10:00:00+02:00", "2026-10-01T10:00:00+02:00",
		    "2026-10-05T10:00:00+02:00" },
		{ "2026-10-05T14:00:00+02:00", "2026-10-05T14:00:00+02:00",
		    "2026-10-06T11:00:00+02:00" },
	};
	struct arena a = { 0 };
	struct worktime w = hours(&a,
	    "{\"week\":{\"mon\":[[\"08:00\",\"15:30\"]],"
	    "\"tue\":[[\"08:00\",\"12:00\"],[\"12:30\",\"15:30\"]],"
	    "\"wed\":[[\"08:00\",\"11:30\"],[\"12:30\",\"15:30\"]],"
	    "\"thu\":[[\"08:00\",\"15:30\"]],\"fri\":[[\"09:00\",\"13:00\"]]},"
	    "\"summer\":{\"from\":\"06-15\",\"to\":\"08-14\",\"week\":{"
	    "\"mon\":[[\"10:00\",\"14:00\"]],\"tue\":[[\"10:00\",\"14:00\"]],"
	    "\"wed\":[[\"10:00\",\"14:00\"]],\"fri\":[[\"10:00\",\"14:00\"]]}},"
	    "\"days\":[{\"date\":\"2026-10-02\"},"
	    "{\"date\":\"2026-10-06\",\"closes\":\"11:00\"}]}");

	CHECK_ALL(&w, table);
	arena_free(&a);
}

/* 02:00 to 03:00 is no time at all on the night that the clock leaps. */
TEST(worktime_hours_that_spring_leaps_over) /* REQ: K1 */
{
	static const struct one table[] = {
		{ "2026-03-28T12:00:00+01:00", "2026-04-12T02:00:00+02:00",
		    "2026-04-19T02:00:00+02:00" },
		{ "2026-03-22T02:20:00+01:00", "2026-03-22T02:20:00+01:00",
		    "2026-03-29T03:00:00+02:00" },
	};
	struct arena a = { 0 };
	struct worktime w = hours(
	    &a, "{\"week\":{\"sun\":[[\"02:00\",\"03:00\"]]}}");

	/* 5 April is Easter Sunday. */
	CHECK_ALL(&w, table);
	CHECK(!worktime_open_at(&w, at("2026-03-29T03:00:00+02:00")));
	arena_free(&a);
}

/* With closures ------------------------------------------------------------ */

struct closed_case {
	const char *arrival;
	const char *closed[CLOSURES_MAX]; /* from, to, from, to ... */
	const char *due;
};

static const struct closed_case closed_table[] = {
	/* One hour gone, six and a half left when it closes. */
	{ "2026-05-15T14:00:00+02:00",
	    { "2026-05-15T15:00:00+02:00", "2026-05-20T10:00:00+02:00" },
	    "2026-05-21T09:00:00+02:00" },
	/* Over a weekend only: no working time is lost. */
	{ "2026-05-29T14:00:00+02:00",
	    { "2026-05-29T16:00:00+02:00", "2026-06-01T07:00:00+02:00" },
	    "2026-06-01T14:00:00+02:00" },
	/* Arrived within: starts at reopening, */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-02T09:00:00+02:00", "2026-06-03T11:00:00+02:00" },
	    "2026-06-04T11:00:00+02:00" },
	/* or at the first working instant after it. */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-02T09:00:00+02:00", "2026-06-05T22:00:00+02:00" },
	    "2026-06-09T08:00:00+02:00" },
	/* The deadline lies within. */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-03T09:00:00+02:00", "2026-06-03T12:00:00+02:00" },
	    "2026-06-03T13:00:00+02:00" },
	/* Back to back, given in the other order. */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-03T10:00:00+02:00", "2026-06-04T09:00:00+02:00",
		"2026-06-03T09:00:00+02:00", "2026-06-03T10:00:00+02:00" },
	    "2026-06-04T10:00:00+02:00" },
	/* Overlapping, one inside another. */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-02T12:00:00+02:00", "2026-06-03T12:00:00+02:00",
		"2026-06-02T13:00:00+02:00", "2026-06-02T14:00:00+02:00",
		"2026-06-03T11:00:00+02:00", "2026-06-03T15:00:00+02:00" },
	    "2026-06-04T13:00:00+02:00" },
	/* Two apart: the second stops what the first has moved. */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-03T09:00:00+02:00", "2026-06-03T15:00:00+02:00",
		"2026-06-03T15:15:00+02:00", "2026-06-05T08:00:00+02:00" },
	    "2026-06-05T08:45:00+02:00" },
	/* Over the New Year. */
	{ "2026-12-22T14:00:00+01:00",
	    { "2026-12-23T12:00:00+01:00", "2027-01-04T12:00:00+01:00" },
	    "2027-01-04T14:00:00+01:00" },
	/* At the deadline itself: too late to stop it. */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-03T10:00:00+02:00", "2026-06-10T10:00:00+02:00" },
	    "2026-06-03T10:00:00+02:00" },
	/* Before the arrival, empty, and turned round: nothing. */
	{ "2026-06-02T10:00:00+02:00",
	    { "2026-06-01T10:00:00+02:00", "2026-06-02T10:00:00+02:00",
		"2026-06-02T12:00:00+02:00", "2026-06-02T12:00:00+02:00",
		"2026-06-03T09:30:00+02:00", "2026-06-03T09:00:00+02:00" },
	    "2026-06-03T10:00:00+02:00" },
	/* What is left ends with the day. */
	{ "2026-06-02T15:00:00+02:00",
	    { "2026-06-02T15:15:00+02:00", "2026-06-04T08:15:00+02:00" },
	    "2026-06-04T15:30:00+02:00" },
	/* Clocks change while it is closed. */
	{ "2026-10-22T10:00:00+02:00",
	    { "2026-10-22T12:00:00+02:00", "2026-10-27T12:00:00+01:00" },
	    "2026-10-28T10:00:00+01:00" },
};

static size_t
read_closed(const struct closed_case *c, struct worktime_closure *out)
{
	size_t n = 0;

	for (; n < CLOSURES_MAX / 2 && c->closed[2 * n]; n++)
		out[n] = (struct worktime_closure){ at(c->closed[2 * n]),
			at(c->closed[2 * n + 1]) };
	return n;
}

TEST(worktime_closures) /* REQ: K1 K2 */
{
	struct worktime w = usual();

	for (size_t i = 0; i < sizeof(closed_table) / sizeof(closed_table[0]);
	     i++) {
		const struct closed_case *c = &closed_table[i];
		struct worktime_closure v[CLOSURES_MAX];
		size_t n = read_closed(c, v);
		struct deadline d;

		worktime_deadline(&w, at(c->arrival), v, n, &d);
		CHECK(is(d.due, c->due));
	}
}

TEST(worktime_counts_every_one_of_many_closures) /* REQ: K1 K2 */
{
	enum { MANY = 500 };
	static struct worktime_closure v[MANY];
	struct worktime w = usual();
	usec_t day = at("2026-06-01T00:00:00+02:00");
	struct deadline d;

	/* Every night, given backwards; and one that matters among them. */
	for (int i = 0; i < MANY; i++)
		v[MANY - 1 - i] = (struct worktime_closure){
			day + i * DAY + 20 * HOUR, day + i * DAY + 22 * HOUR
		};
	v[0] = (struct worktime_closure){ at("2026-06-03T09:00:00+02:00"),
		at("2026-06-03T12:00:00+02:00") };
	worktime_deadline(&w, at("2026-06-02T10:00:00+02:00"), v, MANY, &d);
	CHECK(is(d.due, "2026-06-03T13:00:00+02:00"));
}

/* Reminders, and what is left ---------------------------------------------- */

TEST(worktime_reminders_are_shares_of_working_time) /* REQ: K1 */
{
	const struct worktime_closure c = { at("2026-06-02T12:00:00+02:00"),
		at("2026-06-03T08:00:00+02:00") };
	struct worktime w = usual();
	struct deadline d;

	worktime_deadline(&w, at("2026-05-15T14:00:00+02:00"), NULL, 0, &d);
	CHECK(d.working == 450 * MINUTE);
	CHECK(is(d.half, "2026-05-18T10:15:00+02:00"));
	CHECK(is(d.soon, "2026-05-18T12:30:00+02:00"));
	/* Seconds are rounded up to the minute. */
	worktime_deadline(&w, at("2026-06-01T09:00:20+02:00"), NULL, 0, &d);
	CHECK(is(d.half, "2026-06-01T12:46:00+02:00"));
	CHECK(is(d.soon, "2026-06-01T15:01:00+02:00"));
	/* To a half day: Tuesday 14:00 to Wednesday 12:00 is 5 h 30 min. */
	worktime_deadline(&w, at("2026-03-31T14:00:00+02:00"), NULL, 0, &d);
	CHECK(d.working == 330 * MINUTE);
	CHECK(is(d.half, "2026-04-01T09:15:00+02:00"));
	CHECK(is(d.soon, "2026-04-01T10:54:00+02:00"));
	/* The clock stands while it is closed. */
	worktime_deadline(&w, at("2026-06-02T11:00:00+02:00"), &c, 1, &d);
	CHECK(d.working == 450 * MINUTE);
	CHECK(is(d.half, "2026-06-03T10:45:00+02:00"));
	CHECK(is(d.soon, "2026-06-03T13:00:00+02:00"));
}

TEST(worktime_reminders_at_edges) /* REQ: K1 */
{
	const struct worktime_closure c = { at("2026-06-02T11:45:00+02:00"),
		at("2026-06-02T12:45:00+02:00") };
	struct arena a = { 0 };
	struct worktime w = usual();
	struct deadline d;

	/* Half has gone at the moment when it closes, not when it opens. */
	worktime_deadline(&w, at("2026-06-02T08:00:00+02:00"), &c, 1, &d);
	CHECK(is(d.half, "2026-06-02T11:45:00+02:00"));
	/* Rounding up never passes the deadline. */
	w = hours(&a, "{\"week\":{\"mon\":[[\"08:00\",\"08:01\"]],"
		      "\"tue\":[[\"08:00\",\"08:01\"]]}}");
	worktime_deadline(&w, at("2026-06-01T08:00:30+02:00"), NULL, 0, &d);
	CHECK(is(d.due, "2026-06-02T08:00:30+02:00"));
	CHECK(is(d.half, "2026-06-01T08:01:00+02:00"));
	CHECK(is(d.soon, "2026-06-02T08:00:30+02:00"));
	arena_free(&a);
}

TEST(worktime_between_two_instants) /* REQ: K1 */
{
	const struct worktime_closure c[] = {
		{ at("2026-06-02T12:00:00+02:00"),
		    at("2026-06-02T14:00:00+02:00") },
		{ at("2026-06-02T13:00:00+02:00"),
		    at("2026-06-02T15:00:00+02:00") },
	};
	usec_t mon = at("2026-06-01T10:00:00+02:00");
	usec_t tue = at("2026-06-02T14:30:00+02:00");
	struct worktime w = usual();

	CHECK(worktime_between(&w, NULL, 0, mon, mon) == 0);
	CHECK(worktime_between(&w, NULL, 0, mon, tue) == 12 * HOUR);
	CHECK(worktime_between(&w, NULL, 0, tue, mon) == -12 * HOUR);
	CHECK(worktime_between(&w, c, 2, mon, tue) == 9 * HOUR + 30 * MINUTE);
	/* Whit weekend 2026: from Friday's closing to Tuesday's opening. */
	CHECK(worktime_between(&w, NULL, 0, at("2026-05-22T15:30:00+02:00"),
		  at("2026-05-26T08:00:00+02:00")) == 0);
	CHECK(worktime_between(&w, NULL, 0, mon, WORKTIME_NEVER) ==
	      WORKTIME_NEVER);
}

TEST(worktime_without_end_has_no_deadline) /* REQ: K1 */
{
	const struct worktime_closure c = { at("2026-06-01T00:00:00+02:00"),
		WORKTIME_NEVER };
	struct worktime w = usual(), none = { 0 };
	struct worktime_sum sum;
	struct deadline d;

	worktime_deadline(&w, at("2026-05-29T10:00:00+02:00"), &c, 1, &d);
	CHECK(is(d.start, "2026-05-29T10:00:00+02:00"));
	CHECK(d.due == WORKTIME_NEVER && d.half == WORKTIME_NEVER);
	worktime_deadline(&w, at("2026-06-29T10:00:00+02:00"), &c, 1, &d);
	CHECK(d.start == WORKTIME_NEVER && d.due == WORKTIME_NEVER);
	worktime_deadline(&none, at("2026-06-29T10:00:00+02:00"), NULL, 0, &d);
	CHECK(d.start == WORKTIME_NEVER && d.soon == WORKTIME_NEVER);
	worktime_steps(&none, at("2026-06-29T10:00:00+02:00"), NULL, 0, &sum);
	CHECK(sum.n == STEPS_MAX);
	CHECK(sum.v[sum.n - 1].kind == STEP_DUE);
}
