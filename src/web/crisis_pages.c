/* SPDX-License-Identifier: EUPL-1.2
 *
 * crisis_pages.c - the crisis: set, ended, and what waits for its leadership.
 * REQ: K12
 */
#include "web/crisis.h"

#include "model/reply.h"
#include "web/pages.h"

static struct str
phone_href(struct arena *a, struct str phone)
{
	struct buf b = { .arena = a };

	buf_lit(&b, "tel:");
	for (size_t i = 0; i < phone.n; i++)
		if ((phone.p[i] >= '0' && phone.p[i] <= '9') ||
		    (phone.p[i] == '+' && i == 0))
			buf_char(&b, phone.p[i]);
	return buf_str(&b);
}

struct banner_view
crisis_banner(const struct req *r)
{
	const struct municipality *m = r->visit->m;
	struct banner_view v = { .title = say1(r, MSG_CRISIS_TITLE, "reason",
				     m->crisis_reason) };
	const struct person *who = person_find(m, m->crisis_decided_by);

	v.text = texts_fmt(r->arena, r->visit->lang, MSG_CRISIS_SET_BY,
	    TEXT_ARG("who", who ? who_titled(r, who) : STR_NONE),
	    TEXT_ARG("when", when_text(r, m->crisis_at)));
	for (size_t i = 0; i < m->ncrisis_lines && v.n < 6; i++)
		v.lines[v.n++] = (struct banner_line){ m->crisis_lines[i].who,
			m->crisis_lines[i].phone,
			phone_href(r->arena, m->crisis_lines[i].phone) };
	return v;
}

/* The queue ---------------------------------------------------------------- */

static struct str
what_of(const struct req *r, const struct outbox_item *it)
{
	if (str_eq(it->act, STR("post")))
		return it->next_at > r->now ? say1(r, MSG_CRISIS_POST, "when",
						  when_text(r, it->next_at))
					    : say(r, MSG_CRISIS_POST_NOW);
	if (str_eq(it->act, STR("notice")))
		return say(r,
		    it->message.v ? MSG_ACT_HIDDEN_NOTICE : MSG_CRISIS_NOTICE);
	if (str_eq(it->act, STR("hide")))
		return say(r, MSG_ACT_HIDE);
	if (str_eq(it->act, STR("show")))
		return say(r, MSG_ACT_SHOW);
	if (str_eq(it->act, STR("close")))
		return say(r, MSG_ACT_CLOSE);
	if (str_eq(it->act, STR("open")))
		return say(r, MSG_ACT_OPEN);
	return say(r, MSG_ACT_REPLY);
}

static enum err
fill_reply(struct req *r, struct reply_id id, struct held_view *v)
{
	struct reply reply;
	struct enquiry e;

	TRY(reply_get(r->db, r->arena, id, &reply));
	TRY(enquiry_get(r->db, r->arena, reply.enquiry, &e));
	v->enquiry = e.id.v;
	v->what = say1(r, MSG_CRISIS_REPLY_TO, "who",
	    e.author_name.n ? e.author_name : say(r, MSG_MASKED_NAME));
	v->re = e.excerpt;
	return OK;
}

/* What was typed into the one that did not go through. */
struct typed {
	int64_t id;
	struct str text;
};

static enum err
held_row(struct req *r, const struct outbox_item *it, const struct typed *typed,
    struct held_view *v)
{
	const struct municipality *m = r->visit->m;
	const struct account *acct = account_find(m, it->account);
	struct str name = acct ? acct->name : STR_NONE;
	bool here = typed->id == it->id.v && typed->text.n;

	*v = (struct held_view){ .id = it->id.v,
		.updated_at = it->updated_at,
		.icon = channel_icon(acct ? acct->channel : STR_NONE),
		.what = what_of(r, it),
		.when = say1(
		    r, MSG_CRISIS_HELD_AT, "when", when_text(r, it->held_at)),
		.text = here ? typed->text : it->text,
		.edited = here,
		.worded = it->text.n > 0,
		.before = m->crisis && it->created_at < m->crisis_at };
	v->meta = it->ordered_by.v
		      ? texts_fmt(r->arena, r->visit->lang,
			    MSG_CRISIS_WRITTEN_BY, TEXT_ARG("account", name),
			    TEXT_ARG("who", who_name(r, it->ordered_by)))
		      : say1(r, MSG_CRISIS_BY_ITSELF, "account", name);
	return it->reply.v ? fill_reply(r, it->reply, v) : OK;
}

static void
fill_leaders(struct req *r, struct crisis_view *v)
{
	const struct person **p;
	size_t n = crisis_leaders(r->visit->m, r->arena, r->now, &p);

	v->leaders = ARENA_ARRAY(r->arena, struct crisis_person, n + 1);
	for (size_t i = 0; i < n; i++)
		v->leaders[v->nleaders++] = (struct crisis_person){
			who_initials(r->arena, p[i]),
			person_name(r->arena, p[i]),
			p[i]->title.n ? p[i]->title : who_roles(r, p[i]),
			person_present(r->visit->m, p[i], r->now)
		};
}

static enum err
fill_past(struct req *r, struct crisis_view *v)
{
	struct crisis *c;
	size_t n;

	TRY(crisis_list(r->db, r->arena, &c, &n));
	v->past = ARENA_ARRAY(r->arena, struct crisis_past, n + 1);
	for (size_t i = 0; i < n; i++) {
		if (v->active && c[i].ended_at == 0) {
			v->report = c[i].epoch;
			continue;
		}
		v->past[v->npast++] = (struct crisis_past){ c[i].epoch,
			c[i].reason, when_text(r, c[i].at),
			who_name(r, c[i].decided_by) };
	}
	return OK;
}

static void
begin_form(struct req *r, struct form *f)
{
	struct field *d;

	f->r = r;
	d = form_text(f, STR("grunn"), MSG_CRISIS_REASON, STR_NONE);
	d->hint = say(r, MSG_CRISIS_REASON_HINT);
	d->required = true;
	d->most = 200;
	d = form_select(f, STR("bestemt"), MSG_CRISIS_DECIDED_BY,
			       form_number(r->arena, r->visit->person->id.v));
	d->hint = say(r, MSG_CRISIS_DECIDED_BY_HINT);
	for (size_t i = 0; i < r->visit->m->npersons; i++) {
		const struct person *p = &r->visit->m->persons[i];

		if (crisis_may_set(r->visit->m, p, r->now))
			form_option(f, d, form_number(r->arena, p->id.v),
			    who_titled(r, p));
	}
	form_text(f, STR("sikker"), MSG_CRISIS_SURE, STR_NONE)->required = true;
}

static struct str
lead_of(const struct req *r, const struct crisis_view *v, size_t held)
{
	if (v->active && !v->may_release)
		return held ? say_count(
				  r, MSG_CRISIS_WAITING_THEM, (int64_t)held)
			    : say(r, MSG_CRISIS_NOTHING_WAITS);
	if (v->active)
		return held ? say_count(r, MSG_CRISIS_WAITING, (int64_t)held)
			    : say(r, MSG_CRISIS_NOTHING_WAITS);
	return held ? say_count(r, MSG_CRISIS_LEFT_OVER, (int64_t)held)
		    : say(r, MSG_CRISIS_OFF_LEAD);
}

/* Every employee may know that there is a crisis and whom to call; what waits,
 * and what it answers, is for the desk and those who decide on it. */
static bool
sees_queue(const struct req *r, const struct crisis_view *v)
{
	return v->may_set || v->may_release ||
	       (r->visit->roles & ACCESS_DESK) != 0;
}

static enum err
crisis_page(struct req *r, struct str error, const struct typed *typed)
{
	const struct municipality *m = r->visit->m;
	struct crisis_view *v = ARENA_NEW(r->arena, struct crisis_view);
	struct outbox_item *items;
	size_t n;

	*v = (struct crisis_view){ .csrf = r->visit->csrf,
		.error = error,
		.active = m->crisis,
		.may_set = crisis_may_set(m, r->visit->person, r->now),
		.may_release = crisis_may_release(
		    m, r->visit->person, r->now) };
	TRY(crisis_queue(r->db, r->arena, &items, &n));
	v->held = ARENA_ARRAY(r->arena, struct held_view, n + 1);
	for (size_t i = 0; i < n && sees_queue(r, v); i++)
		TRY(held_row(r, &items[i], typed, &v->held[v->nheld++]));
	fill_leaders(r, v);
	TRY(fill_past(r, v));
	if (!v->active && v->may_set) {
		if (v->begin.n == 0)
			begin_form(r, &v->begin);
		if (error.n)
			form_judge(&v->begin);
	}
	v->lead = lead_of(r, v, n);
	TRY(web_page_begin(r, say(r, MSG_NAV_CRISIS), NAV_CRISIS));
	tpl_crisis(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

static const struct typed nothing;

enum err
page_crisis(struct req *r)
{
	return crisis_page(r, STR_NONE, &nothing);
}

/* Acts --------------------------------------------------------------------- */

static struct str
why_not(const struct req *r, enum err e)
{
	if (e == ERR_DENIED)
		return say(r, MSG_CRISIS_ERR_DENIED);
	if (e == ERR_BLOCKED)
		return say(r, MSG_CRISIS_ERR_BLOCKED);
	if (e == ERR_INVALID)
		return say(r, MSG_CRISIS_ERR_WHY);
	return say(r, MSG_CRISIS_ERR_CONFLICT);
}

static enum err
answer(struct req *r, enum err e, const struct typed *typed)
{
	if (e == OK)
		return web_go(r, STR("/krise"));
	if (e != ERR_BLOCKED && e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	TRY(crisis_page(r, why_not(r, e), typed));
	return e;
}

enum err
page_crisis_begin(struct req *r)
{
	size_t held;
	bool sure = str_eq(str_trim(pairs_get(&r->form, STR("sikker"))),
	    say(r, MSG_CRISIS_SURE_WORD));

	if (!crisis_may_set(r->visit->m, r->visit->person, r->now))
		return fail(ERR_DENIED, "K12: the chief executive sets it, or "
					"a deputy whom the settings name");
	if (!sure) {
		TRY(crisis_page(r, say(r, MSG_CRISIS_SURE_WRONG), &nothing));
		return fail(ERR_INVALID, "the word of confirmation is missing");
	}
	return answer(
	    r, crisis_begin(r->db, r->arena, r->visit->m, r->visit->person,
		   (struct person_id){
		       req_int(r, STR("bestemt"), 1, INT64_MAX, 0) },
		       pairs_get(&r->form, STR("grunn")), r->now, &held),
		   &nothing);
}

enum err
page_crisis_end(struct req *r)
{
	return answer(
	    r, crisis_end(r->db, r->arena, r->visit->m, r->visit->person,
		   pairs_get(&r->form, STR("grunn")), r->now),
		   &nothing);
}

enum err
page_crisis_decide(struct req *r)
{
	const struct visit *v = r->visit;
	struct typed typed = { r->id,
		form_plain(r->arena, pairs_get(&r->form, STR("tekst"))) };
	struct outbox_id id = { r->id };
	usec_t seen = req_int(r, STR("endret"), 0, INT64_MAX, 0);

	if (str_eq(pairs_get(&r->form, STR("do")), STR("drop")))
		return answer(
		    r, crisis_drop(r->db, r->arena, v->m, v->person, id, seen,
			   pairs_get(&r->form, STR("grunn")), r->now),
			   &typed);
	return answer(r,
	    crisis_release(
		r->db, r->arena, v->m, v->person, id, seen, typed.text, r->now),
	    &typed);
}
