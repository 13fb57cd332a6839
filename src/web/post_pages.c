/* SPDX-License-Identifier: EUPL-1.2
 *
 * post_pages.c - our own posts: the list of what is to come and what is out,
 * and the page of one.  What is done to it is in post_acts.c.
 * REQ: F2 F3 F4 K6; SPEC 2.8
 */
#include "channel/channel.h"
#include "model/account.h"
#include "web/form.h"
#include "web/pages.h"
#include "web/post_inside.h"

static const struct {
	struct str state;
	const char *color;
	struct str icon;
	enum msg text;
} states[] = {
	{ STR_INIT("draft"), NULL, STR_INIT("draft"), MSG_POST_IS_DRAFT },
	{ STR_INIT("waiting_approval"), "info", STR_INIT("approve"),
	    MSG_POST_IS_WAITING },
	{ STR_INIT("planned"), "success", STR_INIT("clock"),
	    MSG_POST_IS_PLANNED },
	{ STR_INIT("sending"), "info", STR_INIT("send"), MSG_POST_IS_SENDING },
	{ STR_INIT("sent"), "success", STR_INIT("check-circle"),
	    MSG_POST_IS_OUT },
	{ STR_INIT("held"), "warning", STR_INIT("pause"), MSG_OUT_HELD },
	{ STR_INIT("failed"), "danger", STR_INIT("late"), MSG_OUT_FAILED },
	{ STR_INIT("unknown"), "warning", STR_INIT("question"),
	    MSG_OUT_UNKNOWN },
	{ STR_INIT("dropped"), NULL, STR_INIT("close"), MSG_POST_IS_DROPPED },
};

/* Decided on, for a platform that a person puts it out on. */
static bool
waits_for_hand(const struct req *r, const struct post *p)
{
	const struct account *acct = account_find(r->visit->m, p->account);
	const struct channel *ch = acct ? channel_find(acct->channel) : NULL;

	return ch && !ch->can.publish &&
	       str_eq(post_shown_state(p), STR("planned"));
}

static struct state_view
state_of(const struct req *r, const struct post *p)
{
	struct str shown = post_shown_state(p);
	size_t i = 0;

	while (i + 1 < sizeof(states) / sizeof(states[0]) &&
	       !str_eq(states[i].state, shown))
		i++;
	return (struct state_view){ states[i].color, states[i].icon,
		say(r, waits_for_hand(r, p) ? MSG_POST_IS_BY_HAND
					    : states[i].text) };
}

static bool
is_out(const struct post *p)
{
	return str_eq(post_shown_state(p), STR("sent"));
}

/* When it goes out, or was changed last. */
static struct str
when_of(const struct req *r, const struct post *p)
{
	if (p->planned_at && !is_out(p))
		return say1(
		    r, MSG_POST_WHEN, "when", when_text(r, p->planned_at));
	return when_text(r, p->updated_at);
}

static struct post_row_view
row(const struct req *r, const struct post *p)
{
	const struct account *acct = account_find(r->visit->m, p->account);

	return (struct post_row_view){ .href = str_printf(r->arena,
					   "/innlegg/%lld", (long long)p->id.v),
		.title = str_trim(p->title).n ? p->title
					      : say(r, MSG_POST_UNTITLED),
		.icon = acct ? channel_icon(acct->channel)
			     : STR("pencil"),
				   .account = acct ? acct->name : STR_NONE,
				   .when = when_of(r, p), .text = p->text,
				   .by = who_name(r, p->author),
				   .state = state_of(r, p),
				   .pictures = p->pictures.n };
}

static bool
may_write_somewhere(const struct req *r)
{
	const struct municipality *m = r->visit->m;

	for (size_t i = 0; i < m->naccounts; i++) {
		struct object o = post_account_object(m, m->accounts[i].id);

		if (web_may(r, ACT_POST, &o))
			return true;
	}
	return false;
}

/* What has a time first, the nearest first; the rest as it came. */
static void
by_time(struct post *p, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && !is_out(&p[k]) && p[k].planned_at &&
				   (p[k - 1].planned_at == 0 ||
				       p[k - 1].planned_at > p[k].planned_at);
		     k--) {
			struct post x = p[k];

			p[k] = p[k - 1];
			p[k - 1] = x;
		}
}

enum err
page_posts(struct req *r)
{
	struct posts_view v = { .may_write = may_write_somewhere(r) };
	struct post *p;
	size_t n;

	TRY(post_list(r->db, r->arena, &p, &n));
	v.rows = ARENA_ARRAY(r->arena, struct post_row_view, n + 1);
	v.out = ARENA_ARRAY(r->arena, struct post_row_view, n + 1);
	by_time(p, n);
	for (size_t i = 0; i < n; i++)
		if (is_out(&p[i]))
			v.out[v.nout++] = row(r, &p[i]);
		else
			v.rows[v.n++] = row(r, &p[i]);
	TRY(web_page_begin(r, say(r, MSG_NAV_POSTS), NAV_POSTS));
	tpl_posts(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* One post ---------------------------------------------------------------- */

static void
fill_accounts(
    const struct req *r, const struct post_form *f, struct post_view *v)
{
	const struct municipality *m = r->visit->m;

	v->accounts.v = ARENA_ARRAY(r->arena, struct option, m->naccounts + 1);
	for (size_t i = 0; i < m->naccounts; i++) {
		const struct account *acct = &m->accounts[i];
		struct object o = post_account_object(m, acct->id);

		if (!str_eq(acct->state, STR("retired")) &&
			web_may(r, ACT_POST, &o))
			v->accounts.v[v->accounts.n++] = (struct option){
				form_number(r->arena, acct->id.v), acct->name,
				acct->id.v == f->account.v
			};
	}
}

static struct options
two(const struct req *r, struct str now, struct str a, enum msg ta,
    struct str b, enum msg tb)
{
	struct option *v = ARENA_ARRAY(r->arena, struct option, 2);

	v[0] = (struct option){ a, say(r, ta), !str_eq(now, b) };
	v[1] = (struct option){ b, say(r, tb), str_eq(now, b) };
	return (struct options){ v, 2 };
}

static enum err
fill_form(struct req *r, const struct post *p, const struct post_show *show,
    struct post_view *v)
{
	const struct post_form *f = &show->form;
	struct reply_ruling j;

	v->headline = f->title;
	v->text = f->text;
	v->correction = f->correction;
	v->alt = show->alt;
	v->at = show->at.n	? show->at
		: f->planned_at ? form_minute(r->arena, f->planned_at)
				: STR_NONE;
	v->earliest = form_minute(r->arena, r->now);
	v->corrects = p->native_id.n > 0;
	v->room = f->pictures.n < POST_PICTURES;
	fill_accounts(r, f, v);
	v->kinds = two(r, f->kind,
	    STR("fact"), MSG_KIND_FACT, STR("statement"), MSG_KIND_STATEMENT);
	v->scopes = two(r, f->scope,
	    STR("unit"), MSG_SCOPE_UNIT,
		STR("municipality"), MSG_SCOPE_MUNICIPALITY);
	v->areas = composer_areas(r, f->area);
	TRY(post_judge(
	    r->db, r->arena, r->visit->m, r->visit->person, f, r->now, &j));
	check_fill(
	    r, account_find(r->visit->m, f->account), f->text, &j, &v->check);
	return OK;
}

/* The findings on the words that wait, as their writer's. */
static enum err
fill_check(struct req *r, const struct post *p, struct post_view *v)
{
	const struct person *writer = person_find(r->visit->m, p->author);
	struct post_form f = post_form_of(p);
	struct reply_ruling j;

	TRY(post_judge(r->db, r->arena, r->visit->m,
	    writer ? writer : r->visit->person, &f, r->now, &j));
	check_fill(
	    r, account_find(r->visit->m, p->account), p->text, &j, &v->check);
	return OK;
}

static void
fill_rights(struct req *r, const struct post *p, struct post_view *v)
{
	struct object account = post_account_object(r->visit->m, p->account);
	struct object o = post_approval_object(p);
	struct ruling ruling = web_ruling(r, ACT_APPROVE, &o);
	bool waits = str_eq(p->state, STR("waiting_approval"));
	bool draft = str_eq(p->state, STR("draft"));
	bool keeper = p->author.v == r->visit->person->id.v ||
		      web_may(r, ACT_MODERATE, &account);

	v->may_edit = (draft || is_out(p)) && web_may(r, ACT_POST, &account);
	v->may_decide = waits && ruling.yes;
	v->may_withdraw = keeper &&
			  (waits ||
			      (str_eq(p->state, STR("planned")) && !is_out(p)));
	v->may_drop = keeper && draft && p->native_id.n == 0;
	if (waits && p->asked.v)
		v->who = texts_fmt(r->arena, r->visit->lang,
		    MSG_MUST_BE_APPROVED,
		    TEXT_ARG("who",
			who_titled(r, person_find(r->visit->m, p->asked))),
		    TEXT_ARG("clause", p->asked_clause));
	else if (waits && !ruling.yes)
		v->who = ruling.nroute
			     ? texts_fmt(r->arena, r->visit->lang,
				   MSG_MUST_BE_APPROVED,
				   TEXT_ARG(
				       "who", who_titled(r, ruling.route[0])),
				   TEXT_ARG("clause", str_from(ruling.clause)))
			     : say1(r, MSG_NOBODY_TO_ASK, "clause",
				   str_from(ruling.clause));
}

static enum err
fill_history(struct req *r, const struct post *p, struct post_view *v)
{
	struct post_version *x;
	struct person_id by;
	struct str remark;
	size_t n;

	TRY(post_versions(r->db, r->arena, p->id, &x, &n));
	while (n > 0 && x[n - 1].number > p->version)
		n--;
	v->versions = ARENA_ARRAY(r->arena, struct post_version_view, n + 1);
	for (size_t i = 0; i < n; i++)
		v->versions[v->nversions++] = (struct post_version_view){
			x[i].number, who_name(r, x[i].author),
			when_text(r, x[i].at), x[i].title,
			html_lines(r->arena, x[i].text)
		};
	TRY(post_remark(r->db, r->arena, p->id, &remark, &by));
	if (remark.n && str_eq(p->state, STR("draft")))
		v->remark = str_printf(r->arena, "%.*s: %.*s",
		    STR_ARG(who_name(r, by)), STR_ARG(remark));
	return OK;
}

static void
fill_pictures(
    const struct req *r, const struct post_pictures *x, struct post_view *v)
{
	v->pictures = ARENA_ARRAY(
	    r->arena, struct post_picture_view, POST_PICTURES);
	for (size_t i = 0; i < x->n; i++)
		v->pictures[v->npictures++] = (struct post_picture_view){
			x->v[i].seq, x->v[i].alt
		};
}

/* The address of the thread it has become, or what was typed by hand. */
static enum err
fill_link(struct req *r, const struct post *p, struct post_view *v)
{
	struct thread t;
	enum err e;

	if (p->native_id.n == 0)
		return OK;
	if (str_starts(p->native_id, STR("https://")) ||
		str_starts(p->native_id, STR("http://"))) {
		v->link = p->native_id;
		return OK;
	}
	e = thread_find(r->db, r->arena, p->account, p->native_id, &t);
	if (e == OK)
		v->link = t.url;
	return e == ERR_MISSING ? OK : e;
}

static enum err
fill_stored(struct req *r, const struct post *p, struct post_view *v)
{
	const struct account *acct = account_find(r->visit->m, p->account);

	v->id = p->id.v;
	v->updated_at = p->updated_at;
	v->version = p->version;
	v->state = state_of(r, p);
	v->account = acct ? acct->name : STR_NONE;
	v->when = when_of(r, p);
	v->shown = html_lines(r->arena, p->text);
	v->text = p->text;
	v->action = str_printf(r->arena, "/innlegg/%lld", (long long)p->id.v);
	v->by_hand = waits_for_hand(r, p);
	TRY(fill_link(r, p, v));
	fill_rights(r, p, v);
	if (v->may_decide)
		TRY(fill_check(r, p, v));
	return fill_history(r, p, v);
}

/* The page of one who has decided and was stopped: their words, and what is
 * found in them. */
static enum err
fill_decided(struct req *r, struct post *p, const struct post_show *show,
    struct post_view *v)
{
	v->my_remark = show->decided_remark;
	if (!v->may_decide || show->decided_text.n == 0)
		return OK;
	p->text = v->text = show->decided_text;
	return fill_check(r, p, v);
}

enum err
post_page(struct req *r, struct post_id id, const struct post_show *show)
{
	struct post_view v = { .csrf = r->visit->csrf, .error = show->error };
	struct post p = { .state = STR("draft") };

	v.is_new = id.v == 0;
	v.title = say(r, MSG_POST_NEW);
	v.action = STR("/innlegg/ny");
	v.may_edit = v.is_new && may_write_somewhere(r);
	if (!v.is_new) {
		TRY(post_get(r->db, r->arena, id, &p));
		if (show->before)
			p = *show->before;
		TRY(fill_stored(r, &p, &v));
		TRY(fill_decided(r, &p, show, &v));
		v.title = str_trim(p.title).n ? p.title
					      : say(r, MSG_POST_UNTITLED);
	}
	v.check.action = v.is_new
	    ? STR("/innlegg/sjekk")
	    : str_printf(r->arena, "/innlegg/%lld/sjekk", (long long)id.v);
	if (show->updated_at)
		v.updated_at = show->updated_at;
	fill_pictures(r, v.may_edit ? &show->form.pictures : &p.pictures, &v);
	if (v.may_edit)
		TRY(fill_form(r, &p, show, &v));
	TRY(web_page_begin(r, v.title, NAV_POSTS));
	tpl_post(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* The first account this person may post for: where a new one begins. */
static struct post_form
blank(const struct req *r)
{
	const struct municipality *m = r->visit->m;
	struct post_form f = {
		.kind = STR("fact"), .scope = STR("unit"),
					 .area = r->visit->person->unit };

	for (size_t i = m->naccounts; i > 0; i--) {
		struct object o = post_account_object(m, m->accounts[i - 1].id);

		if (!str_eq(m->accounts[i - 1].state, STR("retired")) &&
			web_may(r, ACT_POST, &o))
			f.account = m->accounts[i - 1].id;
	}
	return f;
}

enum err
page_post_new(struct req *r)
{
	struct post_show show = { .form = blank(r) };

	if (!may_write_somewhere(r))
		return fail(ERR_DENIED, "posting needs a role for an account");
	return post_page(r, (struct post_id){ 0 }, &show);
}

enum err
page_post(struct req *r)
{
	struct post_show show = { .error = STR_NONE };
	struct post p;

	TRY(post_get(r->db, r->arena, (struct post_id){ r->id }, &p));
	show.form = post_form_of(&p);
	return post_page(r, p.id, &show);
}

enum err
page_post_picture(struct req *r)
{
	struct str type, content;
	struct post_id id;

	TRY(post_picture_get(r->db, r->arena, r->id, &id, &type, &content));
	answer_header(r, STR("content-disposition"), STR("inline"));
	r->answer.type = str_z(r->arena, type);
	r->answer.fixed = content.p;
	r->answer.fixed_n = content.n;
	return OK;
}
