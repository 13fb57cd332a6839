/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_calendar.c - the roster in people's own calendars: the file by the letter
 * of RFC 5545, and an address that only its owner has.  REQ: K1
 */
#include "fmt/utf8.h"
#include "model/calendar_feed.h"
#include "tests/web/visit.h"

/* Unfolded, if every line is as it must be; else empty. */
static struct str
unfolded(struct arena *a, struct str text)
{
	struct buf b = { .arena = a };

	while (text.n) {
		size_t end = str_find(text, STR("\r\n"));
		struct str line;

		if (end == STR_NOWHERE || end > 75)
			return STR_NONE;
		line = str_cut(text, 0, end);
		if (!utf8_valid(line) ||
		    str_find_char(line, '\n') != STR_NOWHERE)
			return STR_NONE;
		text = str_cut(text, end + 2, text.n);
		buf_put(&b, line);
		if (str_starts(text, STR(" ")))
			text = str_cut(text, 1, text.n);
		else
			buf_char(&b, '\n');
	}
	return buf_str(&b);
}

TEST(calendar_is_rfc_5545)
{
	struct town t;
	struct municipality *m;
	struct shift s = { .id = 7 };
	struct str text;

	town_open(&t);
	CHECK_OK(municipality_load(t.t.db, &m));
	s.person = t.who[ROLE_RESPONDER];
	/* Over the night that the clocks go back: an instant is an instant. */
	s.from = 1792886400 * SECOND; /* 2026-10-25T00:00:00Z */
	s.to = s.from + 9 * HOUR;
	m->name = STR("Ås, Æ; Ø\\Å og alle de andre kommunene med lange navn"
		      " som brettes over flere linjer");
	text = unfolded(&t.t.a, calendar_text(&t.t.a, m, LANG_NB, &s, 1));
	CHECK(str_starts(text, STR("BEGIN:VCALENDAR\nVERSION:2.0\n")));
	CHECK(str_ends(text, STR("END:VEVENT\nEND:VCALENDAR\n")));
	CHECK(str_find(
	    text, STR("X-WR-CALNAME:Vakt\\, Ås\\, Æ\\; Ø\\\\Å og alle de andre "
		      "kommunene med lange navn som brettes over flere "
		      "linjer\n")) != STR_NOWHERE);
	CHECK(str_find(text, STR("DTSTART:20261025T000000Z\n")) != STR_NOWHERE);
	CHECK(str_find(text, STR("DTEND:20261025T090000Z\n")) != STR_NOWHERE);
	CHECK(str_find(text, STR("UID:vakt-7@")) != STR_NOWHERE);
	municipality_free(m);
	town_close(&t);
}

/* The path of the address that a page shows, or NULL. */
static const char *
path_on(struct req *r)
{
	struct str body = r->answer.body.out.n ? buf_str(&r->answer.body.out)
					       : STR_NONE;
	size_t at = str_find(body, STR("/kalender/"));
	struct str path;

	if (at == STR_NOWHERE)
		return NULL;
	path = str_cut(body, at, body.n);
	return str_z(
	    r->arena, str_cut(path, 0, str_find(path, STR(".ics")) + 4));
}

static struct str
body_of(const struct req *r)
{
	return (struct str){ r->answer.fixed, r->answer.fixed_n };
}

TEST(calendar_address_is_its_owners) /* REQ: K1 */
{
	struct shift s = { .from = 0 };
	struct town t;
	struct req *r;
	const char *path, *old;
	struct municipality *m;
	int64_t id;

	town_open(&t);
	CHECK_OK(municipality_load(t.t.db, &m));
	s = (struct shift){ .person = t.who[ROLE_RESPONDER],
		.from = t.now + DAY,
		.to = t.now + DAY + HOUR,
		.made_by = t.who[ROLE_EDITOR] };
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(roster_add(t.t.db, &t.t.a, m, &s, t.now, &id));
	s.person = t.who[ROLE_EDITOR];
	CHECK_OK(roster_add(t.t.db, &t.t.a, m, &s, t.now, &id));
	CHECK_OK(db_commit(t.t.db));
	municipality_free(m);
	r = visit_form(&t, "/vakt/kalender", ROLE_RESPONDER, "do", "new", NULL);
	old = path = path_on(r);
	CHECK(path && r->answer.status == 200);
	r = visit(&t, GET, path, NOBODY);
	CHECK(r->answer.status == 200 && visit_header(r, "etag").n > 0);
	CHECK(strcmp(r->answer.type, "text/calendar; charset=utf-8") == 0);
	CHECK(str_find(body_of(r), STR("Kari")) != STR_NOWHERE);
	CHECK(str_find(body_of(r), STR("vakt-2@")) == STR_NOWHERE);
	r = visit(&t, GET, town_path("%s?alle=1", path), NOBODY);
	CHECK(str_find(body_of(r), STR("vakt-2@")) != STR_NOWHERE);
	/* The page does not tell it again, and a new one ends the old one. */
	r = visit(&t, GET, "/vakt/kalender", ROLE_RESPONDER);
	CHECK(path_on(r) == NULL);
	r = visit_form(&t, "/vakt/kalender", ROLE_RESPONDER, "do", "new", NULL);
	path = path_on(r);
	CHECK(visit(&t, GET, old, NOBODY)->answer.status == 404);
	CHECK(visit(&t, GET, path, NOBODY)->answer.status == 200);
	CHECK(visit(&t, GET, "/kalender/00000000000000000000000000000000.ics",
		  NOBODY)
		  ->answer.status == 404);
	CHECK(visit(&t, GET, "/kalender/x", NOBODY)->answer.status == 404);
	r = visit_form(
	    &t, "/vakt/kalender", ROLE_RESPONDER, "do", "stop", NULL);
	CHECK(visit(&t, GET, path, NOBODY)->answer.status == 404);
	town_close(&t);
}

TEST(mail_page_tells_whoever_keeps_the_program) /* REQ: K1 */
{
	struct town t;
	struct req *r;

	town_open(&t);
	r = visit(&t, GET, "/innstillinger/epost", ROLE_RESPONDER);
	CHECK(r->answer.status == 403);
	r = visit(&t, GET, "/innstillinger/epost", ROLE_ADMINISTRATOR);
	CHECK(r->answer.status == 200 &&
	      visit_has(r, "Ingen e-posttjener er satt opp"));
	r = visit_form(
	    &t, "/innstillinger/epost", ROLE_ADMINISTRATOR, "do", "test", NULL);
	CHECK(r->answer.status == 400 && visit_has(r, "ingen e-postadresse"));
	town_close(&t);
}
