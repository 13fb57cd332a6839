/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_worktime_calendar.c - holidays against the published calendars; hours as
 * JSON; the sum in words.  REQ: K1
 */
#include <jansson.h>

#include "fmt/date.h"
#include "model/worktime.h"
#include "tests/test.h"

#define NBSP "\xc2\xa0"
#define OE   "\xc3\xb8"
#define AA   "\xc3\xa5"

/* Holidays ---------------------------------------------------------------- */

static int64_t
day_of(const char *s)
{
	int64_t n = 0;

	CHECK(date_parse_day(str_from(s), &n));
	return n;
}

static json_t *
load_calendar(void)
{
	const char *path = test_shared("norway/holidays.json");

	return path ? json_load_file(path, 0, NULL) : NULL;
}

static bool
is_listed(const json_t *list, int64_t number)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (day_of(json_string_value(json_object_get(
			json_array_get(list, i), "date"))) == number)
			return true;
	return false;
}

TEST(worktime_holidays_are_the_published_ones) /* REQ: K1 */
{
	json_t *file = load_calendar(), *year;
	const char *name;
	int wrong = 0, years = 0;

	if (!file)
		SKIP("norway/holidays.json is not there");
	json_object_foreach(json_object_get(file, "years"), name, year)
	{
		const json_t *list = json_object_get(year, "public");
		int64_t y = 0, day;

		CHECK(str_to_int(str_from(name), 1900, 2199, &y));
		day = date_number((int)y, 1, 1);
		for (; day < date_number((int)y + 1, 1, 1); day++)
			wrong += (holiday_of(day) != HOLIDAY_NONE) !=
				 is_listed(list, day);
		years++;
	}
	CHECK(years == 21 && wrong == 0);
	json_decref(file);
}

/* The names too, but for the two days of May, which go before the feasts of
 * the church that fall on them. */
TEST(worktime_holidays_have_their_names) /* REQ: K1 */
{
	json_t *file = load_calendar(), *year;
	struct arena a = { 0 };
	const char *name;

	if (!file)
		SKIP("norway/holidays.json is not there");
	json_object_foreach(json_object_get(file, "years"), name, year)
	{
		const json_t *list = json_object_get(year, "public"), *day;
		size_t i;

		json_array_foreach(list, i, day)
		{
			int64_t n = day_of(
			    json_string_value(json_object_get(day, "date")));
			enum holiday h = holiday_of(n);
			struct str want = str_from(
			    json_string_value(json_object_get(day, "name")));

			if (h != HOLIDAY_MAY_1 && h != HOLIDAY_MAY_17)
				CHECK(str_eq_nocase(
				    holiday_name(LANG_NB, h), want));
		}
	}
	json_decref(file);
	arena_free(&a);
}

TEST(worktime_feasts_that_fall_together) /* REQ: K1 */
{
	json_t *file = load_calendar(), *names, *easters;
	const char *key;
	size_t together = 0;

	if (!file)
		SKIP("norway/holidays.json is not there");
	json_object_foreach(json_object_get(file, "collisions_1900_2199"), key,
	    names) CHECK(holiday_of(day_of(key)) != HOLIDAY_NONE);
	for (int y = 1900; y <= 2199; y++) {
		size_t days = 0;

		for (int64_t d = date_number(y, 1, 1);
		     d < date_number(y + 1, 1, 1); d++)
			days += holiday_of(d) != HOLIDAY_NONE;
		CHECK(days == 12 || days == 11);
		together += 12 - days;
	}
	CHECK(together ==
	      json_object_size(json_object_get(file, "collisions_1900_2199")));
	json_object_foreach(
	    json_object_get(file, "easter_1900_2199"), key, easters)
	{
		int64_t y = 0;
		char day[16];

		CHECK(str_to_int(str_from(key), 1900, 2199, &y));
		snprintf(
		    day, sizeof(day), "%s-%s", key, json_string_value(easters));
		CHECK(date_easter((int)y) == day_of(day));
	}
	json_decref(file);
}

TEST(worktime_days_of_the_year) /* REQ: K1 */
{
	static const struct {
		int year, days;
	} table[] = { { 2025, 250 }, { 2026, 251 }, { 2027, 253 } };
	struct worktime w;

	CHECK(worktime_default(&w) == OK);
	for (size_t i = 0; i < 3; i++) {
		int days = 0, y = table[i].year;

		for (int64_t d = date_number(y, 1, 1);
		     d < date_number(y + 1, 1, 1); d++)
			days += worktime_open_at(&w, date_instant(d, 36000));
		CHECK(days == table[i].days);
	}
}

TEST(worktime_customary_days_follow_easter) /* REQ: K1 */
{
	json_t *file = load_calendar(), *year;
	struct worktime w;
	const char *name;

	if (!file)
		SKIP("norway/holidays.json is not there");
	CHECK(worktime_default(&w) == OK);
	json_object_foreach(json_object_get(file, "years"), name, year)
	{
		const json_t *c = json_object_get(year, "customary");
		int64_t wed = day_of(json_string_value(
		    json_object_get(c, "onsdag_for_paske_half")));
		int64_t dec24 = day_of(
		    json_string_value(json_object_get(c, "julaften")));
		int64_t dec31 = day_of(
		    json_string_value(json_object_get(c, "nyttarsaften")));

		CHECK(worktime_open_at(&w, date_instant(wed, 12 * 3600 - 1)));
		CHECK(!worktime_open_at(&w, date_instant(wed, 12 * 3600)));
		CHECK(!worktime_open_at(&w, date_instant(dec24, 36000)));
		CHECK(!worktime_open_at(&w, date_instant(dec31, 36000)));
	}
	json_decref(file);
}

/* JSON -------------------------------------------------------------------- */

TEST(worktime_json_there_and_back)
{
	static const char full[] =
	    "{\"week\":{\"mon\":[[\"08:00\",\"15:30\"]],\"tue\":[],\"wed\":[],"
	    "\"thu\":[[\"08:00\",\"12:00\"],[\"12:30\",\"24:00\"]],"
	    "\"fri\":[],\"sat\":[],\"sun\":[[\"00:00\",\"00:01\"]]},"
	    "\"summer\":{\"from\":\"05-15\",\"to\":\"09-14\",\"week\":{"
	    "\"mon\":[[\"08:00\",\"15:00\"]],\"tue\":[],\"wed\":[],\"thu\":[],"
	    "\"fri\":[],\"sat\":[],\"sun\":[]}},\"days\":["
	    "{\"date\":\"2026-07-31\"},{\"yearly\":\"02-29\"},"
	    "{\"easter\":-4,\"closes\":\"12:00\"}]}";
	struct arena a = { 0 };
	struct worktime w;
	struct str text;

	CHECK(worktime_parse(&a, str_from(full), &w) == OK);
	CHECK(str_eq(worktime_json(&a, &w), str_from(full)));
	CHECK(worktime_default(&w) == OK);
	text = worktime_json(&a, &w);
	CHECK(worktime_parse(&a, text, &w) == OK);
	CHECK(str_eq(worktime_json(&a, &w), text));
	arena_free(&a);
}

#define WEEK	   "{\"week\":{\"mon\":[[\"08:00\",\"15:30\"]]}"
#define IN_DAYS(d) WEEK ",\"days\":[" d "]}"
#define IN_MON(s)  "{\"week\":{\"mon\":" s "}}"

TEST(worktime_json_says_what_is_wrong)
{
	static const struct {
		const char *json, *says;
	} table[] = {
		{ "", "not JSON" },
		{ "[]", "JSON object" },
		{ "{}", "week" },
		{ "{\"week\":{}}", "no weekday has hours" },
		{ "{\"week\":{\"man\":[]}}", "man" },
		{ IN_MON("[[\"08:00\"]]"), "mon" },
		{ IN_MON("[[\"8:00\",\"15:30\"]]"), "mon" },
		{ IN_MON("[[\"08:00\",\"24:01\"]]"), "mon" },
		{ IN_MON("[[\"08:60\",\"15:30\"]]"), "mon" },
		{ IN_MON("[[\"15:30\",\"08:00\"]]"), "open before they close" },
		{ IN_MON("[[\"08:00\",\"08:00\"]]"), "open before they close" },
		{ IN_MON("[[\"08:00\",\"12:00\"],[\"11:00\",\"13:00\"]]"),
		    "follow each other" },
		{ IN_MON("[[\"08:00\",\"12:00\"],[\"12:00\",\"13:00\"]]"),
		    "follow each other" },
		{ IN_MON("[[],[],[],[],[]]"), "at most 4" },
		{ IN_MON("\"08:00-15:30\""), "mon" },
		{ WEEK ",\"sommer\":{}}", "sommer" },
		{ WEEK ",\"week\":{}}", "not JSON" },
		{ WEEK ",\"days\":{}}", "days" },
		{ IN_DAYS("{}"), "one of" },
		{ IN_DAYS("\"2026-07-31\""), "one of" },
		{ IN_DAYS("{\"date\":\"2026-02-29\"}"), "2026-07-31" },
		{ IN_DAYS("{\"yearly\":\"02-30\"}"), "12-24" },
		{ IN_DAYS("{\"easter\":\"-4\"}"), "easter" },
		{ IN_DAYS("{\"easter\":101}"), "easter" },
		{ IN_DAYS("{\"easter\":1,\"yearly\":\"12-24\"}"), "one of" },
		{ IN_DAYS("{\"easter\":1,\"close\":\"12:00\"}"), "close" },
		{ IN_DAYS("{\"easter\":1,\"closes\":\"noon\"}"), "closes" },
		{ WEEK ",\"summer\":{\"from\":\"09-14\",\"to\":\"05-15\","
		       "\"week\":{\"mon\":[[\"08:00\",\"15:00\"]]}}}",
		    "order" },
		{ WEEK ",\"summer\":{\"from\":\"05-15\",\"to\":\"09-14\","
		       "\"week\":{}}}",
		    "summer" },
	};
	struct arena a = { 0 };
	struct worktime w;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		enum err e = worktime_parse(&a, str_from(table[i].json), &w);
		struct str said = str_from(err_sentence(e));

		CHECK(e == ERR_INVALID);
		CHECK(str_find(said, str_from(table[i].says)) != STR_NOWHERE);
	}
	arena_free(&a);
}

/* The sum ----------------------------------------------------------------- */

static struct str
sum_text(struct arena *a, enum lang lang, const char *arrival,
    const struct worktime_closure *c, size_t n)
{
	struct buf b = { .arena = a };
	struct worktime_sum sum;
	struct worktime w;
	usec_t t = 0;

	CHECK(date_parse_rfc3339(str_from(arrival), &t));
	CHECK(worktime_default(&w) == OK);
	worktime_steps(&w, t, c, n, &sum);
	for (size_t i = 0; i < sum.n; i++) {
		buf_put(&b, worktime_step_text(a, lang, &sum.v[i]));
		buf_char(&b, '\n');
	}
	return buf_str(&b);
}

static bool
says(struct str got, const char *want)
{
	bool ok = str_eq(got, str_from(want));

	if (!ok)
		printf("got\n%.*swant\n%s", STR_ARG(got), want);
	return ok;
}

TEST(worktime_sum_in_bokmaal) /* REQ: K1 */
{
	struct arena a = { 0 };

	CHECK(says(sum_text(&a, LANG_NB, "2026-05-22T16:00:00+02:00", NULL, 0),
	    "Kom inn fredag 22." NBSP "mai 2026 kl." NBSP "16.00\n"
	    "23." NBSP "mai 2026 er ikke arbeidsdag (helg)\n"
	    "24." NBSP "mai 2026 er ikke arbeidsdag (f" OE "rste pinsedag)\n"
	    "25." NBSP "mai 2026 er ikke arbeidsdag (andre pinsedag)\n"
	    "Klokka starter tirsdag 26." NBSP "mai 2026 kl." NBSP "08.00, f" OE
	    "rste arbeidstid etter det\n"
	    "Samme klokkeslett neste arbeidsdag: onsdag 27." NBSP
	    "mai 2026 kl." NBSP "08.00\n"
	    "Frist: onsdag 27." NBSP "mai 2026 kl." NBSP "08.00\n"));
	CHECK(says(sum_text(&a, LANG_NB, "2026-03-31T14:00:00+02:00", NULL, 0),
	    "Kom inn tirsdag 31." NBSP "mars 2026 kl." NBSP "14.00\n"
	    "Kontoret stenger f" OE "r det, s" AA
	    " fristen er stengetid: onsdag 1." NBSP "april 2026 kl." NBSP
	    "12.00\n"
	    "Frist: onsdag 1." NBSP "april 2026 kl." NBSP "12.00\n"));
	arena_free(&a);
}

TEST(worktime_sum_with_a_closure) /* REQ: K1 K2 */
{
	const struct worktime_closure c[] = {
		{ date_instant(date_number(2026, 6, 3), 9 * 3600),
		    date_instant(date_number(2026, 6, 3), 12 * 3600) },
		/* At night: it moves nothing, and is not told. */
		{ date_instant(date_number(2026, 6, 1), 20 * 3600),
		    date_instant(date_number(2026, 6, 1), 22 * 3600) },
	};
	struct arena a = { 0 };

	CHECK(says(sum_text(&a, LANG_EN, "2026-06-01T19:00:00+02:00", c, 2),
	    "Arrived Monday 1" NBSP "June 2026 at" NBSP "19:00\n"
	    "The clock starts Tuesday 2" NBSP "June 2026 at" NBSP
	    "08:00, the first working time after that\n"
	    "Same time on the next working day: Wednesday 3" NBSP
	    "June 2026 at" NBSP "08:00\n"
	    "Deadline: Wednesday 3" NBSP "June 2026 at" NBSP "08:00\n"));
	CHECK(says(sum_text(&a, LANG_NN, "2026-06-02T10:00:00+02:00", c, 2),
	    "Kom inn tysdag 2." NBSP "juni 2026 kl." NBSP "10.00\n"
	    "Same klokkeslett neste arbeidsdag: onsdag 3." NBSP
	    "juni 2026 kl." NBSP "10.00\n"
	    "Klokka stod fr" AA " onsdag 3." NBSP "juni 2026 kl." NBSP
	    "09.00 til onsdag 3." NBSP "juni 2026 kl." NBSP
	    "12.00, for kontoen var stengd\n"
	    "Frist: onsdag 3." NBSP "juni 2026 kl." NBSP "13.00\n"));
	arena_free(&a);
}

/* Closures that touch are told as one, and a weekday without hours is the
 * municipality's own, not a weekend. */
TEST(worktime_sum_says_why) /* REQ: K1 K2 */
{
	const usec_t tue = date_instant(date_number(2026, 6, 2), 9 * 3600);
	const struct worktime_closure c[] = { { tue + HOUR, tue + 2 * HOUR },
		{ tue, tue + HOUR } };
	struct arena a = { 0 };
	struct worktime_sum sum;
	struct worktime w;

	CHECK(worktime_default(&w) == OK);
	worktime_steps(&w, tue + MINUTE, c, 2, &sum);
	CHECK(sum.n == 5 && sum.v[1].kind == STEP_CLOSED);
	CHECK(sum.v[1].at == tue && sum.v[1].until == tue + 2 * HOUR);
	CHECK(
	    worktime_parse(&a, STR("{\"week\":{\"thu\":[[\"08:00\",\"15:00\"]],"
		      "\"sat\":[[\"10:00\",\"12:00\"]]},"
		      "\"days\":[{\"date\":\"2026-06-06\"}]}"),
				   &w) == OK);
	worktime_steps(&w, tue + 2 * DAY, NULL, 0, &sum);
	/* Friday, the closed Saturday, Sunday, three weekdays; Thursday. */
	CHECK(sum.n == 9);
	CHECK(sum.v[1].because == NO_OWN_DAY);
	CHECK(sum.v[2].because == NO_OWN_DAY);
	CHECK(sum.v[3].because == NO_WEEKEND);
	CHECK(sum.v[4].because == NO_OWN_DAY);
	arena_free(&a);
}

/* The sum ends with the deadline that is kept, whatever the inputs. */
TEST(worktime_sum_ends_with_the_deadline) /* REQ: K1 */
{
	struct worktime_closure c[60];
	struct worktime_sum sum;
	struct deadline d;
	struct worktime w;
	int64_t day = date_number(2026, 1, 1);

	CHECK(worktime_default(&w) == OK);
	for (int i = 0; i < 60; i++) {
		usec_t t = date_instant(day + 4, 8 * 3600 + 120 * i);

		c[i] = (struct worktime_closure){ t, t + MINUTE };
	}
	for (int64_t hour = 0; hour < 365 * 24; hour++) {
		usec_t t = date_instant(day, hour * 3600);

		worktime_deadline(&w, t, c, 60, &d);
		worktime_steps(&w, t, c, 60, &sum);
		CHECK(sum.n >= 2 && sum.n <= STEPS_MAX);
		CHECK(sum.v[0].kind == STEP_ARRIVED && sum.v[0].at == t);
		CHECK(sum.v[sum.n - 1].kind == STEP_DUE);
		CHECK(sum.v[sum.n - 1].at == d.due);
	}
}
