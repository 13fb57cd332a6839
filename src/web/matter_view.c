/* SPDX-License-Identifier: EUPL-1.2
 *
 * matter_view.c - the political matter that the thread of an enquiry is about,
 * or seems to be.  REQ: K11
 */
#include "model/matter.h"
#include "web/enquiry.h"
#include "web/layout.h"

/* Under what post, and what is asked. */
struct str
enquiry_said(struct req *r, const struct enquiry *e, const struct thread *t)
{
	struct message m;

	if (message_get(r->db, r->arena, e->last_message, &m) != OK ||
	    m.nrevisions == 0)
		return t->title;
	return str_printf(r->arena, "%.*s\n%.*s", STR_ARG(t->title),
	    STR_ARG(m.revisions[m.nrevisions - 1].text));
}

static enum err
fill_others(struct req *r, struct matter_view *out)
{
	struct matter *m;
	size_t n;

	TRY(matter_list(r->db, r->arena, r->now, &m, &n));
	out->others.v = ARENA_ARRAY(r->arena, struct option, n + 1);
	for (size_t i = 0; i < n && matter_is_open(&m[i], r->now); i++)
		out->others.v[out->others.n++] = (struct option){
			str_printf(r->arena, "%lld", (long long)m[i].id.v),
			m[i].title, false
		};
	return OK;
}

enum err
matter_view_fill(struct req *r, const struct enquiry *e, const struct thread *t,
    struct matter_view *out)
{
	struct object o = { .unit = e->unit, .account = e->account };
	struct str word;
	struct matter m;

	*out = (struct matter_view){ .can_tie = web_may(r, ACT_CLAIM, &o) };
	TRY(matter_of_thread(r->db, r->arena, e->thread, r->now, &m));
	if (m.id.v) {
		out->tied = say1(r, MSG_MATTER_TIED, "title", m.title);
		out->recommendation = m.recommendation;
		out->source = m.source;
		return OK;
	}
	TRY(fill_others(r, out));
	if (out->others.n == 0)
		return OK;
	TRY(matter_suggest(
	    r->db, r->arena, enquiry_said(r, e, t), r->now, &m, &word));
	if (m.id.v == 0)
		return OK;
	out->suggested_id = m.id.v;
	out->suggested = texts_fmt(r->arena, r->visit->lang,
	    MSG_MATTER_SUGGESTED, TEXT_ARG("title", m.title),
	    TEXT_ARG("word", word));
	return OK;
}
