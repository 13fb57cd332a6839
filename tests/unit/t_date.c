/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_date.c - days, Norway's local time, RFC 3339, and times in words.
 */
#include <stdlib.h>
#include <time.h>

#include "fmt/date.h"
#include "tests/test.h"

#define NBSP "\xc2\xa0"

static bool
same(const struct buf *b, const char *want)
{
	bool ok = str_eq(buf_str(b), str_from(want));

	if (!ok)
		printf("got  %.*s\nwant %s\n", STR_ARG(buf_str(b)), want);
	return ok;
}

static usec_t
at(const char *rfc3339)
{
	usec_t t = 0;

	CHECK(date_parse_rfc3339(str_from(rfc3339), &t));
	return t;
}

/* Days -------------------------------------------------------------------- */

TEST(date_days_are_those_of_the_c_library)
{
	int wrong = 0;

	for (int64_t n = -150000; n < 150000; n++) { /* 1559 to 2380 */
		time_t t = (time_t)(n * 86400);
		int y, m, d;
		struct tm tm;

		gmtime_r(&t, &tm);
		date_of_number(n, &y, &m, &d);
		wrong += y != tm.tm_year + 1900 || m != tm.tm_mon + 1 ||
			 d != tm.tm_mday || date_number(y, m, d) != n ||
			 date_weekday(n) != (tm.tm_wday + 6) % 7 + 1;
	}
	CHECK(wrong == 0);
}

TEST(date_parses_days_that_exist)
{
	static const char *const bad[] = { "", "2026", "2026-02-29",
		"1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31",
		"2026-01-00", "2026-1-1", "2026-05-15T", " 2026-05-15",
		"2026/05/15", "-026-05-15", "2026-05-1\xc3\xa5" };
	int64_t n = 0;

	CHECK(date_parse_day(STR("1970-01-01"), &n) && n == 0);
	CHECK(date_parse_day(STR("2000-02-29"), &n) && n == 11016);
	CHECK(date_parse_day(STR("2024-02-29"), &n));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!date_parse_day(str_from(bad[i]), &n));
	CHECK(!date_parse_day(STR_NONE, &n));
}

/* Gauss's rule, written from another source than date_easter's. */
static int64_t
gauss_easter(int y)
{
	int a = y % 19, b = y % 4, c = y % 7, k = y / 100;
	int p = (13 + 8 * k) / 25, q = k / 4;
	int m = (15 - p + k - q) % 30, n = (4 + k - q) % 7;
	int d = (19 * a + m) % 30, e = (2 * b + 4 * c + 6 * d + n) % 7;
	int64_t day = date_number(y, 3, 22) + d + e;

	if (d == 29 && e == 6)
		return date_number(y, 4, 19);
	if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19)
		return date_number(y, 4, 18);
	return day;
}

TEST(date_easter_by_two_rules)
{
	for (int y = 1583; y <= 3000; y++) {
		CHECK(date_easter(y) == gauss_easter(y));
		CHECK(date_weekday(date_easter(y)) == 7);
	}
	CHECK(date_easter(1913) == date_number(1913, 3, 23));
	CHECK(date_easter(2190) == date_number(2190, 4, 25));
}

/* Local time -------------------------------------------------------------- */

static bool
local_is_libc(int64_t second)
{
	struct date d = date_local(second * SECOND);
	time_t t = (time_t)second;
	struct tm tm;

	localtime_r(&t, &tm);
	return d.year == tm.tm_year + 1900 && d.month == tm.tm_mon + 1 &&
	       d.day == tm.tm_mday && d.hour == tm.tm_hour &&
	       d.minute == tm.tm_min && d.second == tm.tm_sec &&
	       d.offset == tm.tm_gmtoff &&
	       d.weekday == (tm.tm_wday + 6) % 7 + 1 &&
	       d.number == date_number(d.year, d.month, d.day);
}

TEST(date_local_time_is_the_c_library_s)
{
	uint64_t seed = 1;
	int wrong = 0;

	for (int i = 0; i < 200000; i++) {
		int64_t second;

		seed = seed * 6364136223846793005U + 1442695040888963407U;
		/* 1900 to 2200, in an order that no cache foresees. */
		second = -2208988800 + (int64_t)((seed >> 20) % 9467107200U);
		wrong += !local_is_libc(second);
	}
	CHECK(wrong == 0);
}

/* Every change of clocks since 1980: the hour before, the hour after. */
static size_t
changes(int64_t *v, size_t room)
{
	int64_t hour = date_number(1980, 1, 1) * 24;
	int64_t end = date_number(2040, 1, 1) * 24;
	int offset = date_local(hour * HOUR).offset;
	size_t n = 0;

	for (; hour < end && n < room; hour++) {
		int now = date_local(hour * HOUR).offset;

		if (now != offset)
			v[n++] = hour * 3600;
		offset = now;
	}
	return n;
}

TEST(date_local_time_second_by_second_over_each_change)
{
	int64_t v[200];
	size_t n = changes(v, 200);
	int wrong = 0;

	CHECK(n == 120); /* two a year from 1980 on */
	for (size_t i = 0; i < n; i++)
		for (int64_t s = v[i] - 7300; s < v[i] + 7300; s += 7)
			wrong += !local_is_libc(s) || !local_is_libc(v[i] - 1);
	CHECK(wrong == 0);
}

/* The rule, by trying every minute: the first instant at which the clock of
 * that day shows the time or a later one. */
static usec_t
slow_instant(int64_t number, int64_t second_of_day)
{
	int64_t s = number * 86400 - 3 * 3600;

	for (;; s += 60) {
		struct date d = date_local(s * SECOND);
		int64_t clock = (d.number - number) * 86400 + d.hour * 3600 +
				d.minute * 60 + d.second;

		if (clock >= second_of_day)
			return s * SECOND;
	}
}

TEST(date_instants_around_each_change)
{
	int64_t v[200];
	size_t n = changes(v, 200);
	int wrong = 0;

	for (size_t i = 0; i < n; i++) {
		int64_t day = date_local(v[i] * SECOND).number;
		usec_t last = INT64_MIN;

		for (int64_t s = -3600; s <= 18000; s += 600) {
			usec_t t = date_instant(day, s);

			wrong += t != slow_instant(day, s) || t < last;
			last = t;
		}
	}
	CHECK(wrong == 0);
	/* No such time, and twice that time. */
	CHECK(date_instant(date_number(2026, 3, 29), 9000) ==
	      at("2026-03-29T03:00:00+02:00"));
	CHECK(date_instant(date_number(2026, 10, 25), 9000) ==
	      at("2026-10-25T02:30:00+02:00"));
	CHECK(date_instant(date_number(2026, 10, 25), 86400) ==
	      at("2026-10-26T00:00:00+01:00"));
}

TEST(date_instants_give_their_clock_back)
{
	int wrong = 0;

	for (int64_t day = date_number(1980, 1, 1);
	     day < date_number(2040, 1, 1); day++) {
		struct date d = date_local(date_instant(day, 15 * 3600 + 1800));

		wrong += d.number != day || d.hour != 15 || d.minute != 30;
		d = date_local(date_instant(day, 0));
		wrong += d.number != day || d.hour != 0 || d.minute != 0;
	}
	CHECK(wrong == 0);
}

/* RFC 3339 ---------------------------------------------------------------- */

TEST(date_reads_rfc3339)
{
	CHECK(at("1970-01-01T00:00:00Z") == 0);
	CHECK(at("1969-12-31T23:59:59.999999Z") == -1);
	CHECK(at("1985-04-12T23:20:50.52Z") == 482196050520000);
	CHECK(at("1996-12-19T16:39:57-08:00") == at("1996-12-20T00:39:57Z"));
	CHECK(at("1990-12-31T23:59:60Z") == at("1991-01-01T00:00:00Z"));
	CHECK(at("1937-01-01T12:00:27.87+00:20") ==
	      at("1937-01-01T11:40:27.870Z"));
	CHECK(at("2026-05-15t14:00:00z") == at("2026-05-15 16:00:00+02:00"));
	CHECK(at("2026-05-15T14:00:00-00:00") == at("2026-05-15T14:00:00Z"));
	/* Nanoseconds are cut. */
	CHECK(at("2026-05-15T14:00:00.123456789Z") ==
	      at("2026-05-15T14:00:00.123456Z"));
	CHECK(at("0000-01-01T00:00:00Z") ==
	      at("0001-01-01T00:00:00Z") - 366 * DAY);
}

TEST(date_refuses_what_is_not_rfc3339)
{
	static const char *const bad[] = { "", "2026-05-15", "2026-05-15T",
		"2026-05-15T14:00Z", "2026-05-15T14:00:00",
		"2026-05-15T14:00:00.Z", "2026-05-15T14:00:00,5Z",
		"2026-05-15T14:00:00.1234567891Z", "2026-05-15T24:00:00Z",
		"2026-05-15T14:60:00Z", "2026-05-15T14:00:61Z",
		"2026-02-29T14:00:00Z", "2026-05-15T14:00:00+2:00",
		"2026-05-15T14:00:00+0200", "2026-05-15T14:00:00+24:00",
		"2026-05-15T14:00:00+02:60", "2026-05-15T14:00:00+02",
		"2026-05-15T14:00:00ZZ", " 2026-05-15T14:00:00Z",
		"2026-05-15T14:00:00Z ", "2026-05-15_14:00:00Z",
		"26-05-15T14:00:00Z", "+2026-05-15T14:00:00Z",
		"2026-W20-5T14:00:00Z", "20260515T140000Z",
		"fredag 15. mai kl. 14.00",
		("2026-05-15T14:00:00\xe2\x88\x92"
		 "02:00") };
	usec_t t;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(!date_parse_rfc3339(str_from(bad[i]), &t));
	/* A NUL is no end. */
	CHECK(!date_parse_rfc3339(STR("2026-05-15T14:00:00Z\0"), &t));
	CHECK(!date_parse_rfc3339(STR_NONE, &t));
}

TEST(date_writes_rfc3339)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };

	date_put_rfc3339(&b, at("2026-05-15T12:00:00Z"));
	buf_char(&b, ' ');
	date_put_rfc3339(&b, at("2026-12-15T12:00:00.5Z"));
	buf_char(&b, ' ');
	date_put_rfc3339_utc(&b, -1);
	CHECK(same(&b, "2026-05-15T14:00:00+02:00"
		       " 2026-12-15T13:00:00.500000+01:00"
		       " 1969-12-31T23:59:59.999999Z"));
	arena_free(&a);
}

TEST(date_rfc3339_there_and_back)
{
	struct arena a = { 0 };
	uint64_t seed = 3;
	int wrong = 0;

	for (int i = 0; i < 50000; i++) {
		struct buf u = { .arena = &a }, l = { .arena = &a };
		usec_t t, back = 0;

		seed = seed * 6364136223846793005U + 1442695040888963407U;
		/* 1900 to 2200; before, offsets had seconds. */
		t = -2208988800 * SECOND +
		    (usec_t)((seed >> 10) % 9467107200000000U);
		date_put_rfc3339_utc(&u, t);
		wrong += !date_parse_rfc3339(buf_str(&u), &back) || back != t;
		date_put_rfc3339(&l, t);
		wrong += !date_parse_rfc3339(buf_str(&l), &back) || back != t;
		arena_reset(&a);
	}
	CHECK(wrong == 0);
	arena_free(&a);
}

/* Words ------------------------------------------------------------------- */

static const struct {
	const char *t;
	bool sentence;
	const char *nb, *nn, *en;
} when_table[] = {
	{ "2026-11-24T13:05:00+01:00", false, "i dag 13.05", "i dag 13.05",
	    "today 13:05" },
	{ "2026-11-24T13:05:00+01:00", true, "i dag kl." NBSP "13.05",
	    "i dag kl." NBSP "13.05", "today at" NBSP "13:05" },
	{ "2026-11-23T09:00:00+01:00", true, "i g\xc3\xa5r kl." NBSP "09.00",
	    "i g\xc3\xa5r kl." NBSP "09.00", "yesterday at" NBSP "09:00" },
	{ "2026-11-25T00:00:00+01:00", false, "i morgen 00.00",
	    "i morgon 00.00", "tomorrow 00:00" },
	/* Midnight, not 24 hours, makes yesterday. */
	{ "2026-11-23T23:59:59+01:00", false, "i g\xc3\xa5r 23.59",
	    "i g\xc3\xa5r 23.59", "yesterday 23:59" },
	{ "2026-11-20T18:20:00+01:00", false, "fredag 18.20", "fredag 18.20",
	    "Friday 18:20" },
	{ "2026-11-21T18:20:00+01:00", false, "l\xc3\xb8rdag 18.20",
	    "laurdag 18.20", "Saturday 18:20" },
	{ "2026-11-17T13:05:00+01:00", false, "17." NBSP "november 13.05",
	    "17." NBSP "november 13.05", "17" NBSP "November 13:05" },
	{ "2027-05-17T13:05:00+02:00", false, "17." NBSP "mai 2027 13.05",
	    "17." NBSP "mai 2027 13.05", "17" NBSP "May 2027 13:05" },
};

TEST(date_when_in_three_languages)
{
	usec_t now = at("2026-11-24T10:00:00+01:00");
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(when_table) / sizeof(when_table[0]);
	     i++) {
		const char *want[] = { [LANG_NB] = when_table[i].nb,
			[LANG_NN] = when_table[i].nn,
			[LANG_EN] = when_table[i].en };

		for (int lang = 0; lang < LANG_COUNT; lang++) {
			struct buf b = { .arena = &a };

			date_put_when(&b, (enum lang)lang, at(when_table[i].t),
			    now, when_table[i].sentence);
			CHECK(same(&b, want[lang]));
		}
	}
	arena_free(&a);
}

TEST(date_lengths_in_words)
{
	static const struct {
		usec_t d;
		const char *nb, *en;
	} table[] = {
		{ 0, "0" NBSP "min", "0" NBSP "min" },
		{ 59 * SECOND, "0" NBSP "min", "0" NBSP "min" },
		{ 33 * MINUTE, "33" NBSP "min", "33" NBSP "min" },
		{ 60 * MINUTE, "1" NBSP "t", "1" NBSP "h" },
		{ 173 * MINUTE + 59 * SECOND, "2" NBSP "t 53" NBSP "min",
		    "2" NBSP "h 53" NBSP "min" },
		{ 100 * HOUR, "100" NBSP "t", "100" NBSP "h" },
	};
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct buf nb = { .arena = &a }, en = { .arena = &a };

		date_put_duration(&nb, LANG_NB, table[i].d);
		date_put_duration(&en, LANG_EN, table[i].d);
		CHECK(same(&nb, table[i].nb));
		CHECK(same(&en, table[i].en));
	}
	arena_free(&a);
}

TEST(date_day_in_words)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };

	/* 23:30 UTC is the next day in Norway. */
	date_put_day(&b, LANG_NN, at("2026-05-16T23:30:00Z"));
	buf_char(&b, ' ');
	date_put_clock(&b, LANG_EN, at("2026-05-16T23:30:00Z"));
	CHECK(same(&b, "17." NBSP "mai 2026 01:30"));
	arena_free(&a);
}
