/* SPDX-License-Identifier: EUPL-1.2
 *
 * hours_form.c - working hours as fields that people fill in, and the hours
 * that follow; of the municipality and of an account.  REQ: K1, SPEC 3
 */
#include "web/pages.h"
#include "web/settings.h"

/* What is shown ------------------------------------------------------------ */

static bool
is_posted(const struct req *r)
{
	return pairs_has(&r->form, STR("u0a0"));
}

static struct str
clock_value(struct arena *a, int minute)
{
	return str_printf(a, "%02d:%02d", minute / 60, minute % 60);
}

static struct hours_time
time_field(const struct req *r, const char *fmt, int day, int span, int stored)
{
	struct hours_time t = { .name = str_printf(r->arena, "%c%d%c%d", fmt[0],
				    day, fmt[1], span) };

	if (is_posted(r))
		t.value = str_trim(pairs_get(&r->form, t.name));
	else if (stored >= 0)
		t.value = clock_value(r->arena, stored);
	return t;
}

static void
fill_week(const struct req *r, char letter, const struct worktime_day week[7],
    struct hours_day out[7])
{
	const char open[3] = { letter, 'a', 0 }, close[3] = { letter, 'b', 0 };

	for (int d = 0; d < 7; d++) {
		out[d].title = say(r, (enum msg)(MSG_WEEKDAY_1 + (int)d));
		for (int k = 0; k < SPANS_MAX; k++) {
			bool there = k < week[d].n;

			out[d].open[k] = time_field(
			    r, open, d, k, there ? week[d].span[k].open : -1);
			out[d].close[k] = time_field(
			    r, close, d, k, there ? week[d].span[k].close : -1);
		}
	}
}

static int
most_spans(const struct worktime *w)
{
	int most = 2;

	for (int d = 0; d < 7; d++) {
		if (w->week[d].n > most)
			most = w->week[d].n;
		if (w->has_summer && w->summer[d].n > most)
			most = w->summer[d].n;
	}
	return most;
}

static struct str
own_text(const struct req *r, const struct worktime_own *o)
{
	struct arena *a = r->arena;
	int y, m, d;

	switch (o->by) {
	case OWN_DATE:
		date_of_number(o->number, &y, &m, &d);
		return str_printf(a, "%02d.%02d.%04d", d, m, y);
	case OWN_YEARLY: return str_printf(a, "%02d.%02d", o->day, o->month);
	case OWN_EASTER: break;
	}
	return str_printf(
	    a, "%.*s%+d", STR_ARG(say(r, MSG_HOURS_EASTER)), o->from_easter);
}

static void
fill_own(
    const struct req *r, const struct worktime *stored, struct hours_form *f)
{
	size_t n = (size_t)stored->nown + HOURS_SPARE;

	for (size_t i = 0; i < OWN_DAYS_MAX; i++) {
		struct hours_own *o = &f->own[i];

		o->day_name = str_printf(r->arena, "dag%zu", i);
		o->closes_name = str_printf(r->arena, "stenger%zu", i);
		o->day = str_trim(pairs_get(&r->form, o->day_name));
		o->closes = str_trim(pairs_get(&r->form, o->closes_name));
		if (is_posted(r) && pairs_has(&r->form, o->day_name))
			n = i + 1;
		if (is_posted(r) || i >= (size_t)stored->nown)
			continue;
		o->day = own_text(r, &stored->own[i]);
		if (stored->own[i].closes)
			o->closes = clock_value(
			    r->arena, stored->own[i].closes);
	}
	f->nown = n < OWN_DAYS_MAX ? n : OWN_DAYS_MAX;
}

void
hours_fill(
    const struct req *r, const struct worktime *stored, struct hours_form *f)
{
	static const struct worktime_day none[7];

	*f = (struct hours_form){ .spans = most_spans(stored) };
	fill_week(r, 'u', stored->week, f->week);
	fill_week(
	    r, 's', stored->has_summer ? stored->summer : none, f->summer);
	fill_own(r, stored, f);
	f->has_summer = stored->has_summer;
	if (is_posted(r)) {
		f->summer_from = str_trim(pairs_get(&r->form, STR("sfra")));
		f->summer_to = str_trim(pairs_get(&r->form, STR("stil")));
		f->has_summer = f->summer_from.n || f->summer_to.n;
	} else if (stored->has_summer) {
		f->summer_from = str_printf(r->arena, "%02d.%02d",
		    stored->summer_from % 100, stored->summer_from / 100);
		f->summer_to = str_printf(r->arena, "%02d.%02d",
		    stored->summer_to % 100, stored->summer_to / 100);
	}
}

/* What is read ------------------------------------------------------------- */

/* "08:00" or "8.00"; "24:00" is the end of the day. */
static bool
parse_clock(struct str s, int *out)
{
	size_t at = str_find_char(s, ':');
	int64_t h, m;

	if (at == STR_NOWHERE)
		at = str_find_char(s, '.');
	if (at == STR_NOWHERE || at + 3 != s.n ||
	    !str_to_int(str_cut(s, 0, at), 0, 24, &h) ||
	    !str_to_int(str_cut(s, at + 1, s.n), 0, 59, &m) ||
	    h * 60 + m > INT64_C(24) * 60)
		return false;
	*out = (int)(h * 60 + m);
	return true;
}

static void
mark(struct hours_form *f, struct str *error, struct str why)
{
	if (error->n == 0)
		f->nwrong++;
	*error = why;
}

static void
read_day(const struct req *r, struct hours_form *f, struct hours_day *day,
    struct worktime_day *out)
{
	*out = (struct worktime_day){ 0 };
	for (int k = 0; k < SPANS_MAX; k++) {
		int from, to, last = out->n ? out->span[out->n - 1].close : -1;

		if (day->open[k].value.n == 0 && day->close[k].value.n == 0)
			continue;
		if (!parse_clock(day->open[k].value, &from) ||
		    !parse_clock(day->close[k].value, &to)) {
			mark(f, &day->error, say(r, MSG_HOURS_CLOCK));
			return;
		}
		if (from >= to || from <= last) {
			mark(f, &day->error, say(r, MSG_HOURS_ORDER));
			return;
		}
		out->span[out->n].open = from;
		out->span[out->n++].close = to;
	}
}

/* "24.12" to month and day. */
static bool
parse_day_month(struct str s, int *month, int *day)
{
	static const int longest[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31,
		30, 31 };
	size_t at = str_find_char(s, '.');
	struct str rest;
	int64_t d, m;

	if (at == STR_NOWHERE || !str_to_int(str_cut(s, 0, at), 1, 31, &d))
		return false;
	rest = str_cut(s, at + 1, s.n);
	if (str_ends(rest, STR(".")))
		rest = str_cut(rest, 0, rest.n - 1);
	if (!str_to_int(rest, 1, 12, &m) || d > longest[m - 1])
		return false;
	*month = (int)m;
	*day = (int)d;
	return true;
}

/* "31.07.2026" */
static bool
parse_date(struct arena *a, struct str s, int64_t *number)
{
	size_t at = str_find_last_char(s, '.');
	int64_t year;
	int m, d;

	if (at == STR_NOWHERE || at == 0 ||
	    !str_to_int(str_cut(s, at + 1, s.n), 1900, 2199, &year) ||
	    !parse_day_month(str_cut(s, 0, at), &m, &d))
		return false;
	return date_parse_day(
	    str_printf(a, "%04d-%02d-%02d", (int)year, m, d), number);
}

/* "påske-4", "easter -4", "påske": days from Easter Sunday. */
static bool
parse_easter(struct str s, int *from)
{
	static const struct str words[] = { STR_INIT("påske"),
		STR_INIT("paaske"), STR_INIT("easter") };
	int64_t n = 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct str rest;

		if (!str_starts(s, words[i]))
			continue;
		rest = str_trim(str_cut(s, words[i].n, s.n));
		if (str_starts(rest, STR("+")))
			rest = str_cut(rest, 1, rest.n);
		if (rest.n && !str_to_int(rest, -100, 100, &n))
			return false;
		*from = (int)n;
		return true;
	}
	return false;
}

static void
read_own(const struct req *r, struct hours_form *f, struct hours_own *o,
    struct worktime *w)
{
	struct worktime_own own = { 0 };
	struct str day = str_lower_ascii(r->arena, o->day);

	if (o->day.n == 0 && o->closes.n == 0)
		return;
	if (parse_easter(day, &own.from_easter))
		own.by = OWN_EASTER;
	else if (parse_date(r->arena, day, &own.number))
		own.by = OWN_DATE;
	else if (parse_day_month(day, &own.month, &own.day))
		own.by = OWN_YEARLY;
	else
		mark(f, &o->error, say(r, MSG_HOURS_OWN_WRONG));
	if (o->closes.n &&
	    (!parse_clock(o->closes, &own.closes) || own.closes == 0))
		mark(f, &o->error, say(r, MSG_HOURS_CLOCK));
	w->own[w->nown++] = own;
}

static void
read_summer(const struct req *r, struct hours_form *f, struct worktime *w)
{
	int m1, d1, m2, d2;

	if (f->summer_from.n == 0 && f->summer_to.n == 0)
		return;
	w->has_summer = true;
	if (!parse_day_month(f->summer_from, &m1, &d1) ||
	    !parse_day_month(f->summer_to, &m2, &d2)) {
		mark(f, &f->summer_error, say(r, MSG_HOURS_SUMMER_WRONG));
		return;
	}
	w->summer_from = m1 * 100 + d1;
	w->summer_to = m2 * 100 + d2;
	if (w->summer_from > w->summer_to)
		mark(f, &f->summer_error, say(r, MSG_HOURS_SUMMER_WRONG));
	for (int d = 0; d < 7; d++)
		read_day(r, f, &f->summer[d], &w->summer[d]);
}

bool
hours_read(const struct req *r, struct hours_form *f, struct worktime *out)
{
	int days = 0;

	*out = (struct worktime){ 0 };
	for (int d = 0; d < 7; d++) {
		read_day(r, f, &f->week[d], &out->week[d]);
		days += out->week[d].n > 0;
	}
	read_summer(r, f, out);
	for (size_t i = 0; i < f->nown; i++)
		read_own(r, f, &f->own[i], out);
	if (days == 0 && f->nwrong == 0)
		mark(f, &f->error, say(r, MSG_HOURS_NONE));
	return f->nwrong == 0;
}

/* Preview ------------------------------------------------------------------ */

static struct str
whole_time(const struct req *r, usec_t t)
{
	struct buf b = { .arena = r->arena };
	struct date d = date_local(t);

	buf_put(&b, say(r, (enum msg)(MSG_WEEKDAY_1 + d.weekday - 1)));
	buf_char(&b, ' ');
	date_put_day(&b, r->visit->lang, t);
	buf_char(&b, ' ');
	date_put_clock(&b, r->visit->lang, t);
	return buf_str(&b);
}

static void
add_example(const struct req *r, const struct worktime *w, usec_t arrival,
    struct hours_view *v)
{
	struct hours_example *e = &v->examples[v->nexamples++];
	struct worktime_sum sum;
	struct deadline d;

	worktime_deadline(w, arrival, NULL, 0, &d);
	worktime_steps(w, arrival, NULL, 0, &sum);
	*e = (struct hours_example){ .arrives = whole_time(r, arrival),
		.due = whole_time(r, d.due) };
	for (size_t i = 0; i < sum.n; i++)
		e->steps[e->nsteps++] = worktime_step_text(
		    r->arena, r->visit->lang, &sum.v[i]);
}

void
hours_preview(
    const struct req *r, const struct worktime *w, struct hours_view *v)
{
	/* SPEC 3: over a weekend with 17 May in it, over Easter, an evening, a
	 * Saturday. */
	static const struct {
		int year, month, day;
		int64_t hour;
	} spec[] = { { 2026, 5, 15, 14 }, { 2026, 4, 1, 10 },
		{ 2026, 11, 17, 20 }, { 2026, 11, 21, 12 } };

	v->nexamples = 0;
	add_example(r, w, r->now, v);
	v->summary = say1(r, MSG_HOURS_NOW, "time", v->examples[0].due);
	for (size_t i = 0; i < sizeof(spec) / sizeof(spec[0]); i++)
		add_example(r, w,
		    date_instant(
			date_number(spec[i].year, spec[i].month, spec[i].day),
			spec[i].hour * 3600),
		    v);
}
