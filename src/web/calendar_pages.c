/* SPDX-License-Identifier: EUPL-1.2
 *
 * calendar_pages.c - the roster in people's own calendars.  REQ: K1
 */
#include <sodium.h>

#include "model/calendar_feed.h"
#include "web/duty.h"
#include "web/pages.h"

enum { BACK_DAYS = 30, AHEAD_DAYS = 180 };

static struct str
address(const struct req *r, struct str secret)
{
	return str_printf(r->arena, "%s://%.*s/kalender/%.*s.ics",
	    r->https ? "https" : "http",
	    STR_ARG(req_header(r, STR("host"))), STR_ARG(secret));
}

static enum err
show(struct req *r, struct str secret)
{
	struct calendar_view v = { .csrf = r->visit->csrf };
	usec_t made;

	TRY(calendar_feed_of(r->db, r->arena, r->visit->person->id, &made));
	if (made)
		v.made = say1(r, MSG_CALENDAR_MADE, "when", when_text(r, made));
	if (secret.n) {
		v.mine = address(r, secret);
		v.all = str_printf(r->arena, "%.*s?alle=1", STR_ARG(v.mine));
	}
	TRY(web_page_begin(r, say(r, MSG_CALENDAR_TITLE), NAV_DUTY));
	tpl_calendar(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_calendar(struct req *r)
{
	return show(r, STR_NONE);
}

/* The address is shown this once: afterwards nobody can tell it. */
enum err
page_calendar_change(struct req *r)
{
	struct person_id me = r->visit->person->id;
	struct str secret;

	if (str_eq(pairs_get(&r->form, STR("do")), STR("stop"))) {
		TRY(calendar_feed_stop(r->db, me));
		return web_go(r, STR("/vakt/kalender"));
	}
	TRY(calendar_feed_new(r->db, r->arena, me, r->now, &secret));
	return show(r, secret);
}

static struct str
tag_of(struct arena *a, struct str text)
{
	unsigned char h[crypto_generichash_BYTES_MIN];
	char hex[2 * sizeof(h) + 1];

	crypto_generichash(
	    h, sizeof(h), (const unsigned char *)text.p, text.n, NULL, 0);
	sodium_bin2hex(hex, sizeof(hex), h, sizeof(h));
	return str_printf(a, "\"%s\"", hex);
}

/* Whoever has left, or has no place at the desk, has no calendar here. */
static enum err
reader(struct req *r, const struct person **out)
{
	struct str secret = r->word;
	struct person_id who;

	if (!str_ends(secret, STR(".ics")))
		return fail(ERR_MISSING, "no such calendar");
	secret = str_cut(secret, 0, secret.n - 4);
	TRY(calendar_feed_find(r->db, r->arena, secret, &who));
	*out = person_find(r->visit->m, who);
	return *out && (person_roles(*out, r->now) & ACCESS_DESK)
		   ? OK
		   : fail(ERR_MISSING, "no such calendar");
}

enum err
page_calendar_file(struct req *r)
{
	bool all = pairs_get(&r->query, STR("alle")).n > 0;
	const struct person *p;
	struct shift *s;
	struct str text, tag;
	size_t n, kept = 0;

	TRY(reader(r, &p));
	TRY(roster_list(r->db, r->arena, r->now - BACK_DAYS * DAY,
	    r->now + AHEAD_DAYS * DAY, &s, &n));
	for (size_t i = 0; i < n; i++)
		if (all || s[i].person.v == p->id.v)
			s[kept++] = s[i];
	text = calendar_text(r->arena, r->visit->m, p->lang, s, kept);
	tag = tag_of(r->arena, text);
	answer_header(r, STR("etag"), tag);
	answer_header(r, STR("cache-control"), STR("private, no-cache"));
	r->answer.type = "text/calendar; charset=utf-8";
	if (str_eq(req_header(r, STR("if-none-match")), tag)) {
		r->answer.status = 304;
		return OK;
	}
	r->answer.fixed = text.p;
	r->answer.fixed_n = text.n;
	return OK;
}
