/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_date.c - any bytes as a time, a day or hours: what is read can be
 * written, and reads the same again.
 */
#include <assert.h>
#include <stdlib.h>
#include <time.h>

#include "fmt/date.h"
#include "model/worktime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	setenv("TZ", "Europe/Oslo", 1);
	tzset();
	return 0;
}

static void
time_there_and_back(struct arena *a, struct str s)
{
	struct buf utc = { .arena = a }, local = { .arena = a };
	usec_t t, back;
	struct date d;

	if (!date_parse_rfc3339(s, &t))
		return;
	d = date_local(t);
	assert(d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31);
	assert(d.hour < 24 && d.minute < 60 && d.second < 60);
	/* An offset can carry a time out of the four digits; and before 1900
	 * local offsets had seconds, which RFC 3339 cannot say. */
	if (d.year < 1900 || d.year > 9998)
		return;
	date_put_rfc3339_utc(&utc, t);
	assert(date_parse_rfc3339(buf_str(&utc), &back) && back == t);
	date_put_rfc3339(&local, t);
	assert(date_parse_rfc3339(buf_str(&local), &back) && back == t);
}

/* Hours that are read give each arrival a deadline after it, or none. */
static void
hours_there_and_back(struct arena *a, struct str s)
{
	struct worktime w, again;
	struct deadline d;
	usec_t arrival = 1800000000 * SECOND;

	if (worktime_parse(a, s, &w) != OK)
		return;
	assert(worktime_parse(a, worktime_json(a, &w), &again) == OK);
	assert(str_eq(worktime_json(a, &w), worktime_json(a, &again)));
	worktime_deadline(&w, arrival, NULL, 0, &d);
	assert(d.start >= arrival && d.due >= d.start);
	assert(d.half >= d.start && d.soon >= d.half && d.due >= d.soon);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct str s = { (const char *)data, n };
	int64_t day;

	time_there_and_back(&a, s);
	hours_there_and_back(&a, s);
	if (date_parse_day(s, &day)) {
		int y, m, d;

		date_of_number(day, &y, &m, &d);
		assert(date_number(y, m, d) == day);
	}
	arena_free(&a);
	return 0;
}
