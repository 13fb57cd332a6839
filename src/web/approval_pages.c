/* SPDX-License-Identifier: EUPL-1.2
 *
 * approval_pages.c - another person decides on an answer: sees what was
 * written, by whom, what the clauses say of the exact words, and edits,
 * approves or returns it.  REQ: F3 F4; SPEC 2.6
 */
#include "fmt/worddiff.h"
#include "web/approval.h"
#include "web/finding_text.h"
#include "web/form.h"
#include "web/pages.h"

/* Whom it waits for now.  REQ: F3 */
static struct str
asked_text(const struct req *r, struct person_id asked)
{
	return asked.v ? say1(r, MSG_WAITING_FOR, "asked", who_name(r, asked))
		       : say(r, MSG_WAITING_FOR_NOBODY);
}

static struct waiting_view
waiting_row(const struct req *r, const struct waiting *w)
{
	const struct visit *v = r->visit;
	const struct account *acct = account_find(v->m, w->reply.account);

	return (struct waiting_view){ .id = w->reply.id.v,
		.icon = acct ? channel_icon(acct->channel)
			     : STR("pencil"),
				   .from = who_name(r, w->reply.author),
				   .meta = texts_fmt(r->arena, v->lang,
				       MSG_WAITING_META,
				       TEXT_ARG("when",
					   when_text(r, w->reply.updated_at)),
				       TEXT_ARG("account",
					   acct ? acct->name : STR_NONE)),
				   .asked = asked_text(r, w->reply.asked),
				   .text = w->reply.text,
				   .clause = w->reply.asked_clause,
				   .may_decide = w->mine.yes,
				   .mine = w->reply.author.v == v->person->id.v,
				   .deadline = deadline_view(r, &w->enquiry) };
}

enum err
page_approvals(struct req *r)
{
	const struct visit *v = r->visit;
	struct approvals_view view = { .csrf = v->csrf };
	struct waiting *w;
	size_t n;

	TRY(reply_waiting(r->db, r->arena, v->m, v->person, r->now, &w, &n));
	view.rows = ARENA_ARRAY(r->arena, struct waiting_view, n + 1);
	for (int mine = 1; mine >= 0; mine--)
		for (size_t i = 0; i < n; i++)
			if (w[i].mine.yes == (mine != 0))
				view.rows[view.n++] = waiting_row(r, &w[i]);
	view.lead = n ? say_count(r, MSG_APPROVALS_LEAD, (int64_t)n)
		      : say(r, MSG_APPROVALS_NONE);
	TRY(web_page_begin(r, say(r, MSG_NAV_APPROVAL), NAV_APPROVAL));
	tpl_approvals(&r->answer.body, &view);
	web_page_end(r);
	return OK;
}

/* One reply --------------------------------------------------------------- */

static struct version_view
version_view(const struct req *r, const struct reply *v)
{
	return (struct version_view){ .number = v->version,
		.who = who_name(r, v->text_author),
		.when = when_text(r, v->updated_at) };
}

/* html_lines leaves out a break at the end. */
static struct html_safe
part_text(struct arena *a, struct str s)
{
	bool breaks = s.n && s.p[s.n - 1] == '\n';

	return html_lines(a, breaks ? str_printf(a, "%.*s\n", STR_ARG(s)) : s);
}

static void
put_parts(struct arena *a, const struct word_parts *p, struct version_view *out)
{
	out->parts = ARENA_ARRAY(a, struct version_part, p->n + 1);
	for (size_t i = 0; i < p->n; i++)
		out->parts[out->nparts++] = (struct version_part){
			part_text(a, p->v[i].text), p->v[i].changed
		};
}

static struct version_pair
pair_of(const struct req *r, const struct reply *was, const struct reply *is)
{
	struct version_pair out = { version_view(r, was), version_view(r, is) };
	struct word_parts before, after;

	out.was.old = true;
	worddiff(r->arena, was->text, is->text, &before, &after);
	put_parts(r->arena, &before, &out.was);
	put_parts(r->arena, &after, &out.is);
	return out;
}

/* Each version beside the one before it; last, what is typed beside what
 * stands, where it did not go through.  REQ: F3 */
static enum err
fill_versions(struct req *r, const struct reply *reply, struct str typed,
    struct approval_view *v)
{
	struct reply *all, form = *reply;
	size_t n;

	TRY(reply_versions(r->db, r->arena, reply->id, &all, &n));
	v->pairs = ARENA_ARRAY(r->arena, struct version_pair, n + 1);
	while (n > 1 && all[n - 1].version > reply->version)
		n--;
	for (size_t i = 1; i < n; i++)
		v->pairs[v->npairs++] = pair_of(r, &all[i - 1], &all[i]);
	if (typed.n && !str_eq(typed, reply->text)) {
		form.version = 0;
		form.text = typed;
		form.text_author = r->visit->person->id;
		form.updated_at = r->now;
		v->pairs[v->npairs++] = pair_of(r, reply, &form);
	}
	if (v->npairs == 0 && n)
		v->first = pair_of(r, &all[0], &all[0]).is;
	return OK;
}

static enum err
fill_kept(struct req *r, const struct reply *reply, struct approval_view *v)
{
	struct overrule *kept;
	size_t n;

	TRY(reply_overrules(
	    r->db, r->arena, reply->id, reply->version, &kept, &n));
	v->kept = ARENA_ARRAY(r->arena, struct kept_view, n + 1);
	for (size_t i = 0; i < n; i++)
		v->kept[v->nkept++] = (struct kept_view){ kept[i].rule,
			str_cut(reply->text, kept[i].start, kept[i].end),
			kept[i].reason };
	return OK;
}

/* The findings on the words that would go out, as their writer's: the
 * signature is theirs. */
static enum err
fill_check(struct req *r, const struct reply *reply, const struct enquiry *e,
    struct approval_view *v)
{
	const struct person *writer = person_find(r->visit->m, reply->author);
	struct reply_form f = { .enquiry = reply->enquiry,
		.kind = reply->kind,
		.scope = reply->scope,
		.tone = reply->tone,
		.text = v->text,
		.area = reply->area,
		.thread_version = reply->thread_version };

	return composer_check_as(
	    r, e, &f, writer ? writer : r->visit->person, &v->check);
}

static enum err
fill_said(struct req *r, const struct enquiry *e, struct approval_view *v)
{
	struct message m;

	TRY(message_get(r->db, r->arena, e->last_message, &m));
	v->said_by = e->author_name.n ? e->author_name
				      : say(r, MSG_MASKED_NAME);
	v->said = html_lines(r->arena, m.confidential ? say(r, MSG_MASKED_TEXT)
				       : m.nrevisions > 0
					   ? m.revisions[m.nrevisions - 1].text
					   : STR_NONE);
	return OK;
}

static void
fill_right(struct req *r, const struct reply *reply, struct approval_view *v)
{
	struct object o = reply_approval_object(reply);
	struct ruling ruling = web_ruling(r, ACT_APPROVE, &o);
	const struct person *asked = person_find(r->visit->m, reply->asked);

	v->waits = str_eq(reply->state, STR("waiting_approval"));
	v->mine = v->waits && reply->author.v == r->visit->person->id.v;
	v->may_decide = v->waits && ruling.yes;
	if (ruling.yes)
		v->why = say1(
		    r, MSG_YOU_DECIDE_BY, "clause", str_from(ruling.clause));
	else if (asked || ruling.nroute)
		v->who = texts_fmt(r->arena, r->visit->lang,
		    MSG_MUST_BE_APPROVED,
		    TEXT_ARG(
			"who", who_titled(r, asked ? asked : ruling.route[0])),
		    TEXT_ARG("clause", str_from(ruling.clause)));
	else
		v->who = say1(
		    r, MSG_NOBODY_TO_ASK, "clause", str_from(ruling.clause));
}

struct typed { /* what stood in the form of an act that did not go through */
	struct str text, remark, error;
	/* As it stood: what the act wrote will not be. */
	const struct reply *before;
};

static enum err
approval_page(struct req *r, struct reply_id id, const struct typed *typed)
{
	struct approval_view v = { .csrf = r->visit->csrf,
		.id = id.v,
		.remark = typed->remark,
		.error = typed->error };
	struct reply reply;
	struct enquiry e;

	TRY(reply_get(r->db, r->arena, id, &reply));
	if (typed->before)
		reply = *typed->before;
	TRY(enquiry_get(r->db, r->arena, reply.enquiry, &e));
	v.version = reply.version;
	v.enquiry = reply.enquiry.v;
	v.text = typed->text.n ? typed->text : reply.text;
	v.title = say1(r, MSG_APPROVAL_TITLE, "who", who_name(r, reply.author));
	v.deadline = deadline_view(r, &e);
	fill_right(r, &reply, &v);
	TRY(fill_said(r, &e, &v));
	TRY(fill_versions(r, &reply, typed->text, &v));
	TRY(fill_kept(r, &reply, &v));
	TRY(fill_check(r, &reply, &e, &v));
	TRY(web_page_begin(r, v.title, NAV_APPROVAL));
	tpl_approval(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_approval(struct req *r)
{
	struct typed none = { 0 };

	return approval_page(r, (struct reply_id){ r->id }, &none);
}

static enum msg
why_not(enum err e)
{
	if (e == ERR_BLOCKED)
		return MSG_NOT_APPROVED_BLOCKED;
	if (e == ERR_INVALID)
		return MSG_NOT_RETURNED_REMARK;
	return MSG_NOT_APPROVED_CHANGED;
}

enum err
page_approval_decide(struct req *r)
{
	const struct visit *v = r->visit;
	struct typed typed = {
		.text = form_plain(r->arena, pairs_get(&r->form, STR("tekst"))),
		    .remark = str_trim(pairs_get(&r->form, STR("merknad"))) };
	struct reply_id id = { r->id };
	struct reply before, reply;
	enum err e;

	TRY(reply_get(r->db, r->arena, id, &before));
	e = reply_decide(r->db, r->arena, v->m, v->person, id,
	    req_int(r, STR("versjon"), 1, INT64_MAX, 0),
		pairs_get(&r->form, STR("do")), typed.text, typed.remark,
		    r->now, &reply);
	if (e == OK)
		return web_go(r, STR("/godkjenning"));
	if (e != ERR_BLOCKED && e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	typed.error = say(r, why_not(e));
	typed.before = &before;
	TRY(approval_page(r, id, &typed));
	return e;
}

enum err
page_approval_withdraw(struct req *r)
{
	struct reply_id id = { r->id };
	struct reply reply;

	TRY(reply_get(r->db, r->arena, id, &reply));
	TRY(reply_withdraw(r->db, r->arena, r->visit->person, id, r->now));
	return web_go(r, str_printf(r->arena, "/henvendelse/%lld",
			     (long long)reply.enquiry.v));
}
