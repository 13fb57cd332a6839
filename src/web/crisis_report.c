/* SPDX-License-Identifier: EUPL-1.2
 *
 * crisis_report.c - what was said while a crisis lasted, by whom and when, what
 * was held and dropped, and what was under way when it was set.  As a page that
 * prints, and as JSON.  REQ: K12
 */
#include "fmt/jsonout.h"
#include "web/api.h"
#include "web/crisis.h"
#include "web/pages.h"

static enum err
find(struct req *r, struct crisis *out)
{
	struct crisis *c;
	size_t n;

	TRY(crisis_list(r->db, r->arena, &c, &n));
	for (size_t i = 0; i < n; i++)
		if (c[i].epoch == r->id) {
			*out = c[i];
			return OK;
		}
	return fail(ERR_MISSING, "no such crisis");
}

static struct str
what_happened(const struct req *r, const struct crisis_event *e)
{
	if (str_eq(e->state, STR("sent")))
		return say(r, MSG_CRISIS_R_SENT);
	if (str_eq(e->state, STR("dropped")))
		return say(r, MSG_CRISIS_R_DROPPED);
	if (str_eq(e->state, STR("held")))
		return say(r, MSG_CRISIS_R_HELD);
	if (str_eq(e->state, STR("queued")))
		return str_eq(e->detail, STR("release"))
		    ? say(r, MSG_CRISIS_R_RELEASED)
		    : say(r, MSG_CRISIS_R_QUEUED);
	return say(r, MSG_CRISIS_R_SENDING);
}

enum err
page_crisis_report(struct req *r)
{
	struct crisis_report_view v = { .id = r->id };
	struct crisis_event *e;
	struct crisis c;
	size_t n;

	TRY(find(r, &c));
	TRY(crisis_report(r->db, r->arena, &c, &e, &n));
	v.title = say1(r, MSG_CRISIS_TITLE, "reason", c.reason);
	v.lead = texts_fmt(r->arena, r->visit->lang, MSG_CRISIS_R_LEAD,
	    TEXT_ARG("who", who_name(r, c.decided_by)),
	    TEXT_ARG("from", when_text(r, c.at)),
	    TEXT_ARG("to", c.ended_at ? when_text(r, c.ended_at)
				      : say(r, MSG_CRISIS_R_STILL)));
	v.rows = ARENA_ARRAY(r->arena, struct crisis_event_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct account *acct = account_find(
		    r->visit->m, e[i].account);

		v.rows[v.n++] = (struct crisis_event_row){ .when = when_text(
							       r, e[i].at),
			.what = what_happened(r, &e[i]),
			.who = e[i].actor.v ? who_name(r, e[i].actor)
					    : say(r, MSG_CRISIS_R_ITSELF),
			.account = acct ? acct->name : STR_NONE,
			.text = e[i].text,
			.under_way = e[i].under_way,
			.seq = e[i].seq };
	}
	TRY(web_page_begin(r, v.title, NAV_CRISIS));
	tpl_crisis_report(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}
