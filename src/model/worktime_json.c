/* SPDX-License-Identifier: EUPL-1.2
 *
 * worktime_json.c - hours as settings hold them.
 */
#include <jansson.h>

#include "base/buf.h"
#include "fmt/date.h"
#include "model/worktime.h"

static const char *const weekdays[7] = { "mon", "tue", "wed", "thu", "fri",
	"sat", "sun" };

enum err
worktime_default(struct worktime *out)
{
	*out = (struct worktime){ .nown = 3,
		.own = {
		    { .by = OWN_YEARLY, .month = 12, .day = 24 },
		    { .by = OWN_YEARLY, .month = 12, .day = 31 },
		    { .by = OWN_EASTER, .from_easter = -4, .closes = 12 * 60 },
		} };
	for (int d = 0; d < 5; d++) {
		out->week[d].n = 1;
		out->week[d].span[0].open = 8 * 60;
		out->week[d].span[0].close = 15 * 60 + 30;
	}
	return OK;
}

static bool
two_digits(const char *p, int *out)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return false;
	*out = (p[0] - '0') * 10 + (p[1] - '0');
	return true;
}

static bool
listed(struct str list, struct str name)
{
	while (list.n > 0)
		if (str_eq(str_take(&list, ' '), name))
			return true;
	return false;
}

/* A misspelt member would be hours that nobody set: only those of the list. */
static enum err
only_members(json_t *o, const char *where, const char *list)
{
	const char *key;
	json_t *v;

	json_object_foreach(o, key, v)
	{
		if (!listed(str_from(list), str_from(key)))
			return fail(ERR_INVALID, "%s has no member \"%s\": %s",
			    where, key, list);
	}
	return OK;
}

/* "15:30" to minutes; "24:00" is the end of the day. */
static bool
parse_clock(const json_t *v, int *out)
{
	const char *s = json_string_value(v);
	int h, m;

	if (!s || json_string_length(v) != 5 || s[2] != ':' ||
	    !two_digits(s, &h) || !two_digits(s + 3, &m) || m > 59 ||
	    h * 60 + m > 24 * 60)
		return false;
	*out = h * 60 + m;
	return true;
}

/* "12-24" to month * 100 + day. */
static bool
parse_month_day(const json_t *v, int *out)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	const char *s = json_string_value(v);
	int m, d;

	if (!s || json_string_length(v) != 5 || s[2] != '-' ||
	    !two_digits(s, &m) || !two_digits(s + 3, &d) || m < 1 || m > 12 ||
	    d < 1 || d > days[m - 1])
		return false;
	*out = m * 100 + d;
	return true;
}

static enum err
parse_spans(const json_t *v, const char *day, struct worktime_day *out)
{
	size_t n = json_array_size(v);
	int last = -1;

	if (!json_is_array(v) || n > SPANS_MAX)
		return fail(ERR_INVALID,
		    "\"%s\" must be a list of at most %d spans of hours", day,
		    SPANS_MAX);
	for (size_t i = 0; i < n; i++) {
		const json_t *s = json_array_get(v, i);
		int open, close;

		if (json_array_size(s) != 2 ||
		    !parse_clock(json_array_get(s, 0), &open) ||
		    !parse_clock(json_array_get(s, 1), &close))
			return fail(ERR_INVALID,
			    "\"%s\": a span is [\"08:00\", \"15:30\"]", day);
		if (open >= close || open <= last)
			return fail(ERR_INVALID,
			    "\"%s\": spans must open before they close, and"
			    " follow each other",
			    day);
		last = close;
		out->span[i].open = open;
		out->span[i].close = close;
	}
	out->n = (int)n;
	return OK;
}

static enum err
parse_week(json_t *o, struct worktime_day week[7])
{
	const char *key;
	json_t *v;

	if (!json_is_object(o))
		return fail(ERR_INVALID, "\"week\" must be an object");
	json_object_foreach(o, key, v)
	{
		int d = 0;

		while (d < 7 && strcmp(weekdays[d], key) != 0)
			d++;
		if (d == 7)
			return fail(ERR_INVALID,
			    "\"%s\" is no day: mon tue wed thu fri sat sun",
			    key);
		TRY(parse_spans(v, key, &week[d]));
	}
	return OK;
}

static enum err
parse_own(json_t *o, struct worktime_own *out)
{
	const json_t *date = json_object_get(o, "date");
	const json_t *yearly = json_object_get(o, "yearly");
	const json_t *easter = json_object_get(o, "easter");
	const json_t *closes = json_object_get(o, "closes");
	int md = 0;

	*out = (struct worktime_own){ 0 };
	TRY(only_members(o, "\"days\"", "date yearly easter closes"));
	if ((date != NULL) + (yearly != NULL) + (easter != NULL) != 1)
		return fail(ERR_INVALID,
		    "\"days\": each has one of \"date\", \"yearly\" and"
		    " \"easter\"");
	if (date && date_parse_day((struct str){ json_string_value(date),
				       json_string_length(date) },
			&out->number)) {
		out->by = OWN_DATE;
	} else if (yearly && parse_month_day(yearly, &md)) {
		out->by = OWN_YEARLY;
		out->month = md / 100;
		out->day = md % 100;
	} else if (json_is_integer(easter) &&
		   llabs(json_integer_value(easter)) <= 100) {
		out->by = OWN_EASTER;
		out->from_easter = (int)json_integer_value(easter);
	} else {
		return fail(ERR_INVALID,
		    "\"days\": a day is \"date\": \"2026-07-31\", \"yearly\":"
		    " \"12-24\" or \"easter\": -4");
	}
	if (closes && !parse_clock(closes, &out->closes))
		return fail(ERR_INVALID,
		    "\"days\": \"closes\" is a clock time, \"12:00\"");
	return OK;
}

static bool
has_hours(const struct worktime_day week[7])
{
	for (int d = 0; d < 7; d++)
		if (week[d].n > 0)
			return true;
	return false;
}

static enum err
parse_summer(json_t *o, struct worktime *w)
{
	TRY(only_members(o, "\"summer\"", "from to week"));
	if (!parse_month_day(json_object_get(o, "from"), &w->summer_from) ||
	    !parse_month_day(json_object_get(o, "to"), &w->summer_to) ||
	    w->summer_from > w->summer_to)
		return fail(ERR_INVALID,
		    "\"summer\" needs \"from\" and \"to\", as \"05-15\", in"
		    " that order");
	w->has_summer = true;
	TRY(parse_week(json_object_get(o, "week"), w->summer));
	/* An account that rests all summer has a closure, which is notified. */
	if (!has_hours(w->summer))
		return fail(ERR_INVALID, "no weekday of \"summer\" has hours");
	return OK;
}

static enum err
parse_object(json_t *o, struct worktime *w)
{
	const json_t *days = json_object_get(o, "days");
	json_t *summer = json_object_get(o, "summer");
	size_t n = json_array_size(days);

	*w = (struct worktime){ 0 };
	TRY(only_members(o, "hours", "week summer days"));
	TRY(parse_week(json_object_get(o, "week"), w->week));
	if (summer)
		TRY(parse_summer(summer, w));
	if ((days && !json_is_array(days)) || n > OWN_DAYS_MAX)
		return fail(ERR_INVALID,
		    "\"days\" is a list of at most %d days", OWN_DAYS_MAX);
	for (size_t i = 0; i < n; i++)
		TRY(parse_own(json_array_get(days, i), &w->own[w->nown++]));
	if (!has_hours(w->week))
		return fail(ERR_INVALID, "no weekday has hours");
	return OK;
}

enum err
worktime_parse(struct arena *a, struct str json, struct worktime *out)
{
	json_error_t je;
	json_t *o = json_loadb(
	    json.n ? json.p : "", json.n, JSON_REJECT_DUPLICATES, &je);

	if (!o)
		return fail(ERR_INVALID, "hours: not JSON: %s", je.text);
	arena_defer(a, (void (*)(void *))json_decref, o);
	if (!json_is_object(o))
		return fail(ERR_INVALID, "hours must be a JSON object");
	return parse_object(o, out);
}

static void
put_clock(struct buf *b, int minute)
{
	buf_printf(b, "\"%02d:%02d\"", minute / 60, minute % 60);
}

static void
put_week(struct buf *b, const struct worktime_day week[7])
{
	buf_char(b, '{');
	for (int d = 0; d < 7; d++) {
		buf_printf(b, "%s\"%s\":[", d ? "," : "", weekdays[d]);
		for (int k = 0; k < week[d].n; k++) {
			buf_put(b, k ? STR(",[") : STR("["));
			put_clock(b, week[d].span[k].open);
			buf_char(b, ',');
			put_clock(b, week[d].span[k].close);
			buf_char(b, ']');
		}
		buf_char(b, ']');
	}
	buf_char(b, '}');
}

static void
put_own(struct buf *b, const struct worktime_own *o)
{
	int y, m, d;

	switch (o->by) {
	case OWN_DATE:
		date_of_number(o->number, &y, &m, &d);
		buf_printf(b, "{\"date\":\"%04d-%02d-%02d\"", y, m, d);
		break;
	case OWN_YEARLY:
		buf_printf(b, "{\"yearly\":\"%02d-%02d\"", o->month, o->day);
		break;
	case OWN_EASTER: buf_printf(b, "{\"easter\":%d", o->from_easter); break;
	}
	if (o->closes) {
		buf_lit(b, ",\"closes\":");
		put_clock(b, o->closes);
	}
	buf_char(b, '}');
}

struct str
worktime_json(struct arena *a, const struct worktime *w)
{
	struct buf b = { .arena = a };

	buf_lit(&b, "{\"week\":");
	put_week(&b, w->week);
	if (w->has_summer) {
		buf_printf(&b,
		    ",\"summer\":{\"from\":\"%02d-%02d\",\"to\":\"%02d-%02d\","
		    "\"week\":",
		    w->summer_from / 100, w->summer_from % 100,
		    w->summer_to / 100, w->summer_to % 100);
		put_week(&b, w->summer);
		buf_char(&b, '}');
	}
	buf_lit(&b, ",\"days\":[");
	for (int i = 0; i < w->nown; i++) {
		if (i)
			buf_char(&b, ',');
		put_own(&b, &w->own[i]);
	}
	buf_lit(&b, "]}");
	return buf_str(&b);
}

struct str
worktime_closures_json(
    struct arena *a, const struct worktime_closure *v, size_t n)
{
	struct buf b = { .arena = a };

	buf_char(&b, '[');
	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s[%lld,%lld]", i ? "," : "",
		    (long long)v[i].from, (long long)v[i].to);
	buf_char(&b, ']');
	return buf_str(&b);
}

enum err
worktime_closures_parse(
    struct arena *a, struct str json, struct worktime_closure **out, size_t *n)
{
	json_t *o = json_loadb(json.p, json.n, 0, NULL);

	if (!o)
		return fail(ERR_BROKEN, "a deadline's closures are not JSON");
	arena_defer(a, (void (*)(void *))json_decref, o);
	*n = json_array_size(o);
	*out = ARENA_ARRAY(a, struct worktime_closure, *n + 1);
	for (size_t i = 0; i < *n; i++) {
		const json_t *c = json_array_get(o, i);

		(*out)[i] = (struct worktime_closure){
			json_integer_value(json_array_get(c, 0)),
			json_integer_value(json_array_get(c, 1))
		};
	}
	return OK;
}
