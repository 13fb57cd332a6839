/* SPDX-License-Identifier: EUPL-1.2
 *
 * date.c - days, local time and RFC 3339.  What people read is date_words.c.
 */
#include "fmt/date.h"

#include <time.h>

int64_t
date_number(int year, int month, int day)
{
	/* Years begin in March, so that the leap day comes last. */
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t m = (month + 9) % 12;
	int64_t of_year = (153 * m + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

void
date_of_number(int64_t number, int *year, int *month, int *day)
{
	int64_t z = number + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 -
			of_era / 146096) /
		    365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
	int64_t m = (5 * of_year + 2) / 153;

	*day = (int)(of_year - (153 * m + 2) / 5 + 1);
	*month = (int)(m < 10 ? m + 3 : m - 9);
	*year = (int)(y + era * 400 + (*month <= 2));
}

int
date_weekday(int64_t number)
{
	int64_t w = (number + 3) % 7; /* 1970-01-01 was a Thursday */

	return (int)(w < 0 ? w + 7 : w) + 1;
}

int64_t
date_easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;

	return date_number(year, n / 31, n % 31 + 1);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int
ask_offset(int64_t second)
{
	time_t t = (time_t)second;
	struct tm tm;

	return localtime_r(&t, &tm) ? (int)tm.tm_gmtoff : 0;
}

/* Offset at a UTC second.  A day without a change of clocks has one offset,
 * remembered per thread: the zone file is asked about twice a day. */
static int
offset_at(int64_t second)
{
	static _Thread_local struct {
		int64_t day;
		int offset;
		bool known;
	} memory[64];
	int64_t day = floor_div(second, 86400);
	size_t slot = (size_t)((day % 64 + 64) % 64);
	int first;

	if (memory[slot].known && memory[slot].day == day)
		return memory[slot].offset;
	first = ask_offset(day * 86400);
	if (first != ask_offset(day * 86400 + 86399))
		return ask_offset(second);
	memory[slot].day = day;
	memory[slot].offset = first;
	memory[slot].known = true;
	return first;
}

struct date
date_local(usec_t t)
{
	int64_t second = floor_div(t, SECOND);
	struct date d = { .offset = offset_at(second) };
	int64_t local = second + d.offset, rest;

	d.number = floor_div(local, 86400);
	rest = local - d.number * 86400;
	d.hour = (int)(rest / 3600);
	d.minute = (int)(rest / 60 % 60);
	d.second = (int)(rest % 60);
	d.weekday = date_weekday(d.number);
	date_of_number(d.number, &d.year, &d.month, &d.day);
	return d;
}

/* The second of the one change of offset within (from, to]. */
static int64_t
change_between(int64_t from, int64_t to)
{
	int offset = offset_at(from);

	while (to - from > 1) {
		int64_t middle = from + (to - from) / 2;

		if (offset_at(middle) == offset)
			from = middle;
		else
			to = middle;
	}
	return to;
}

usec_t
date_instant(int64_t number, int64_t second_of_day)
{
	int64_t local = number * 86400 + second_of_day;
	int before = offset_at(local - 86400), after = offset_at(local + 86400);

	if (before == after || offset_at(local - before) == before)
		return (local - before) * SECOND;
	if (offset_at(local - after) == after)
		return (local - after) * SECOND;
	return change_between(local - after, local - before) * SECOND;
}

/* n digits at *at, moved past; -1: not that. */
static int
digits(struct str s, size_t *at, size_t n)
{
	int v = 0;

	if (*at + n > s.n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		char c = s.p[(*at)++];

		if (c < '0' || c > '9')
			return -1;
		v = v * 10 + (c - '0');
	}
	return v;
}

static bool
one(struct str s, size_t *at, char c)
{
	if (*at >= s.n || s.p[*at] != c)
		return false;
	(*at)++;
	return true;
}

static int
month_days(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap);
}

static bool
parse_day_at(struct str s, size_t *at, int64_t *number)
{
	int y = digits(s, at, 4), m, d;

	if (y < 0 || !one(s, at, '-'))
		return false;
	m = digits(s, at, 2);
	if (m < 1 || m > 12 || !one(s, at, '-'))
		return false;
	d = digits(s, at, 2);
	if (d < 1 || d > month_days(y, m))
		return false;
	*number = date_number(y, m, d);
	return true;
}

bool
date_parse_day(struct str s, int64_t *number)
{
	size_t at = 0;

	return parse_day_at(s, &at, number) && at == s.n;
}

static bool
parse_fraction(struct str s, size_t *at, int64_t *usec)
{
	int64_t scale = 100000;
	size_t from = *at;

	*usec = 0;
	while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9') {
		*usec += (s.p[(*at)++] - '0') * scale;
		scale /= 10;
	}
	return *at > from && *at - from <= 9;
}

static bool
parse_offset(struct str s, size_t *at, int64_t *seconds)
{
	bool west;
	int64_t h, m;

	*seconds = 0;
	if (one(s, at, 'Z') || one(s, at, 'z'))
		return true;
	west = *at < s.n && s.p[*at] == '-';
	if (!one(s, at, '+') && !one(s, at, '-'))
		return false;
	h = digits(s, at, 2);
	if (h < 0 || h > 23 || !one(s, at, ':'))
		return false;
	m = digits(s, at, 2);
	if (m < 0 || m > 59)
		return false;
	*seconds = (west ? -1 : 1) * (h * 3600 + m * 60);
	return true;
}

/* RFC 3339 section 5.6; a leap second is read as the second after. */
bool
date_parse_rfc3339(struct str s, usec_t *out)
{
	int64_t number, usec = 0, offset;
	int64_t h, m, sec;
	size_t at = 0;

	if (!parse_day_at(s, &at, &number))
		return false;
	if (!one(s, &at, 'T') && !one(s, &at, 't') && !one(s, &at, ' '))
		return false;
	h = digits(s, &at, 2);
	if (h < 0 || h > 23 || !one(s, &at, ':'))
		return false;
	m = digits(s, &at, 2);
	if (m < 0 || m > 59 || !one(s, &at, ':'))
		return false;
	sec = digits(s, &at, 2);
	if (sec < 0 || sec > 60)
		return false;
	if (one(s, &at, '.') && !parse_fraction(s, &at, &usec))
		return false;
	if (!parse_offset(s, &at, &offset) || at != s.n)
		return false;
	*out = (number * 86400 + h * 3600 + m * 60 + sec - offset) * SECOND +
	       usec;
	return true;
}

static void
put_fraction(struct buf *b, usec_t t)
{
	int64_t us = t - floor_div(t, SECOND) * SECOND;

	if (us)
		buf_printf(b, ".%06d", (int)us);
}

void
date_put_rfc3339(struct buf *b, usec_t t)
{
	struct date d = date_local(t);
	int off = d.offset < 0 ? -d.offset : d.offset;

	buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d", d.year, d.month, d.day,
	    d.hour, d.minute, d.second);
	put_fraction(b, t);
	buf_printf(b, "%c%02d:%02d", d.offset < 0 ? '-' : '+', off / 3600,
	    off / 60 % 60);
}

void
date_put_rfc3339_utc(struct buf *b, usec_t t)
{
	int64_t second = floor_div(t, SECOND), day = floor_div(second, 86400);
	int64_t rest = second - day * 86400;
	int y, m, d;

	date_of_number(day, &y, &m, &d);
	buf_printf(b, "%04d-%02d-%02dT%02d:%02d:%02d", y, m, d,
	    (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
	put_fraction(b, t);
	buf_char(b, 'Z');
}
