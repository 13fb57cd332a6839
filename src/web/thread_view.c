/* SPDX-License-Identifier: EUPL-1.2
 *
 * thread_view.c - what is said, with every earlier wording, every deletion,
 * and what is kept from the public or from us.  REQ: SPEC 2.2, K8
 */
#include "channel/channel.h"
#include "model/houserule.h"
#include "web/enquiry.h"
#include "web/layout.h"

enum { THREAD_LIMIT = 500 };

struct filling {
	struct req *r;
	const struct thread_ask *ask;
	const struct channel *channel;
	bool may_unmask, may_moderate;
	struct message *v;
	size_t n;
	struct house_rule *rules;
	size_t nrules;
};

static void
fill_revisions(
    const struct filling *f, const struct message *m, struct msg_view *out)
{
	struct req *r = f->r;

	if (m->nrevisions < 2 || out->masked)
		return;
	out->edited = when_text(r, m->revisions[m->nrevisions - 1].seen_at);
	out->earlier = ARENA_ARRAY(
	    r->arena, struct revision_view, m->nrevisions);
	for (size_t i = m->nrevisions - 1; i-- > 0;)
		out->earlier[out->nearlier++] = (struct revision_view){
			m->revisions[i].text,
			when_text(r, m->revisions[i].seen_at)
		};
}

static void
fill_state(
    const struct filling *f, const struct message *m, struct msg_view *out)
{
	struct req *r = f->r;

	out->deleted = m->state == MESSAGE_DELETED || m->state == MESSAGE_TRASH;
	out->hidden = m->state == MESSAGE_HIDDEN || m->state == MESSAGE_HELD ||
		      m->state == MESSAGE_SPAM;
	if (!out->deleted && !out->hidden)
		return;
	out->state_seq = m->state_seq;
	if (out->deleted)
		out->note = say1(
		    r, MSG_MSG_DELETED, "when", when_text(r, m->state_at));
	else if (m->state_ground.n)
		out->note = say1(r, MSG_MSG_HIDDEN_BY_US, "ground",
		    house_rule_text(f->rules, f->nrules, m->state_ground));
	else
		out->note = say(r, MSG_MSG_HIDDEN);
}

static bool
seen_before(const struct filling *f, const struct message *m)
{
	usec_t newest = m->captured_at;

	if (m->nrevisions && m->revisions[m->nrevisions - 1].seen_at > newest)
		newest = m->revisions[m->nrevisions - 1].seen_at;
	if (m->state_at > newest)
		newest = m->state_at;
	return f->ask->read_at == 0 || newest <= f->ask->read_at;
}

static struct msg_view
make_msg(const struct filling *f, const struct message *m)
{
	struct req *r = f->r;
	const struct account *acct = account_find(r->visit->m, m->account);
	struct str text = m->nrevisions ? m->revisions[m->nrevisions - 1].text
					: STR_NONE;
	struct msg_view out = { .id = m->id.v,
		.us = m->direction != DIRECTION_IN,
		.current = m->enquiry.v == f->ask->e->id.v &&
			   m->direction == DIRECTION_IN,
		.masked = m->confidential && m->id.v != f->ask->unmask.v,
		.fresh = !seen_before(f, m),
		.when = when_text(r, m->published_at),
		.iso = iso_text(r->arena, m->published_at),
		.url = m->url,
		.attachments = m->attachments,
		.nattachments = m->nattachments };

	out.from = out.us && acct ? acct->name : m->author_name;
	if (out.masked)
		out.from = say(r, MSG_MASKED_NAME);
	out.initials = name_initials(r->arena, out.from);
	out.can_unmask = out.masked && f->may_unmask;
	out.text = html_lines(r->arena,
	    out.masked ? masked_text(r, text, say(r, MSG_MASKED_TEXT)) : text);
	fill_state(f, m, &out);
	fill_revisions(f, m, &out);
	out.can_hide = f->may_moderate && !out.us && !out.deleted &&
		       !out.hidden && f->channel && f->channel->can.hide;
	out.can_tell = out.can_hide && f->channel->can.reply &&
		       f->ask->t->comments_open;
	/* What we hid is shown again under moderation, by another. */
	out.hidden_by_us = m->state == MESSAGE_HIDDEN && m->state_ground.n;
	out.can_show = f->may_moderate && out.hidden && f->channel &&
		       f->channel->can.hide && !out.hidden_by_us;
	return out;
}

static const struct message *
parent_of(const struct filling *f, const struct message *m)
{
	if (m->parent_native.n == 0)
		return NULL;
	for (size_t i = 0; i < f->n; i++)
		if (str_eq(f->v[i].native_id, m->parent_native))
			return &f->v[i];
	return NULL;
}

/* The top of m's branch.  A circle, which no platform has, ends the walk. */
static const struct message *
root_of(const struct filling *f, const struct message *m)
{
	const struct message *p;

	for (size_t steps = 0; steps < f->n && (p = parent_of(f, m)); steps++)
		m = p;
	return m;
}

static void
add_branch(const struct filling *f, const struct message *root,
    struct thread_view *out)
{
	struct msg_view *top = &out->rest[out->nrest++];

	*top = make_msg(f, root);
	top->sub = ARENA_ARRAY(f->r->arena, struct msg_view, f->n);
	for (size_t i = 0; i < f->n; i++)
		if (&f->v[i] != root && root_of(f, &f->v[i]) == root)
			top->sub[top->nsub++] = make_msg(f, &f->v[i]);
}

/* Does the branch hold what this enquiry is about? */
static bool
is_now(const struct filling *f, const struct message *root)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].enquiry.v == f->ask->e->id.v &&
		    root_of(f, &f->v[i]) == root)
			return true;
	return false;
}

/* "They say 41, we hold 41": their count is of what the public sees.
 * REQ: SPEC 2.2 */
static void
fill_sum(const struct filling *f, struct thread_view *out)
{
	const struct thread *t = f->ask->t;
	struct req *r = f->r;

	if (t->they_say < 0)
		return;
	out->sum_ok = t->they_say == t->visible + t->hidden;
	out->sum = texts_fmt(r->arena, r->visit->lang, MSG_THEY_SAY_WE_HOLD,
	    TEXT_ARG(
		"they", str_printf(r->arena, "%lld", (long long)t->they_say)),
	    TEXT_ARG("we", str_printf(r->arena, "%lld", (long long)t->visible)),
	    TEXT_ARG(
		"hidden", str_printf(r->arena, "%lld", (long long)t->hidden)),
	    TEXT_ARG("deleted",
		str_printf(r->arena, "%lld", (long long)t->deleted)));
}

static void
move_now(
    struct thread_view *out, const struct filling *f, const struct message *m)
{
	add_branch(f, m, out);
	out->now[out->nnow++] = out->rest[--out->nrest];
}

enum err
thread_view_fill(
    struct req *r, const struct thread_ask *ask, struct thread_view *out)
{
	const struct account *acct = account_find(r->visit->m, ask->e->account);
	struct object o = { .unit = ask->e->unit, .account = ask->e->account };
	struct filling f = { .r = r,
		.ask = ask,
		.channel = acct ? channel_find(acct->channel) : NULL,
		.may_unmask = web_may(r, ACT_READ_MASKED, &o),
		.may_moderate = web_may(r, ACT_MODERATE, &o) };

	TRY(thread_messages(
	    r->db, r->arena, ask->t->id, THREAD_LIMIT, &f.v, &f.n));
	TRY(house_rules(r->db, r->arena, &f.rules, &f.nrules));
	out->now = ARENA_ARRAY(r->arena, struct msg_view, f.n + 1);
	out->rest = ARENA_ARRAY(r->arena, struct msg_view, f.n + 1);
	for (size_t i = 0; i < f.n; i++) {
		out->nfresh += !seen_before(&f, &f.v[i]);
		if (root_of(&f, &f.v[i]) != &f.v[i])
			continue;
		if (is_now(&f, &f.v[i]))
			move_now(out, &f, &f.v[i]);
		else
			add_branch(&f, &f.v[i], out);
	}
	fill_sum(&f, out);
	return OK;
}
