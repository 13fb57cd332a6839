/* SPDX-License-Identifier: EUPL-1.2
 *
 * outbox_pages.c - what should have left and has not: held, failed, or sent
 * without a known outcome.  A person decides; nothing is dropped silently and
 * nothing is sent twice unseen.  REQ: invariant 4; SPEC 2.7
 */
#include "model/outbox.h"
#include "web/approval.h"
#include "web/pages.h"

static const struct {
	struct str state;
	const char *color;
	struct str icon;
	enum msg text;
} states[] = {
	{ STR_INIT("held"), NULL, STR_INIT("pause"), MSG_OUT_HELD },
	{ STR_INIT("failed"), "danger", STR_INIT("late"), MSG_OUT_FAILED },
	{ STR_INIT("unknown"), "warning", STR_INIT("question"),
	    MSG_OUT_UNKNOWN },
};

static struct state_view
state_of(const struct req *r, struct str state)
{
	size_t i = 0;

	while (i < 2 && !str_eq(states[i].state, state))
		i++;
	return (struct state_view){ states[i].color, states[i].icon,
		say(r, states[i].text) };
}

static const struct {
	struct str word;
	enum msg text;
} words[] = {
	{ STR_INIT("crisis"), MSG_HELD_CRISIS },
	{ STR_INIT("escalation"), MSG_HELD_ESCALATION },
	{ STR_INIT("authority"), MSG_HELD_AUTHORITY },
	{ STR_INIT("thread"), MSG_HELD_THREAD },
	{ STR_INIT("finding"), MSG_HELD_FINDING },
	{ STR_INIT("plan"), MSG_HELD_PLAN },
	{ STR_INIT("closure"), MSG_HELD_CLOSURE },
	{ STR_INIT("reply"), MSG_ACT_REPLY },
	{ STR_INIT("hide"), MSG_ACT_HIDE },
	{ STR_INIT("show"), MSG_ACT_SHOW },
	{ STR_INIT("close"), MSG_ACT_CLOSE },
	{ STR_INIT("open"), MSG_ACT_OPEN },
	{ STR_INIT("post"), MSG_ACT_POST },
	{ STR_INIT("notice"), MSG_ACT_NOTICE },
	{ STR_INIT("shown"), MSG_HELD_SHOWN },
};

/* What the store calls it, in words; a platform's own code as it is. */
static struct str
in_words(const struct req *r, struct str word)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq(words[i].word, word))
			return say(r, words[i].text);
	return word;
}

static struct object
object_of(const struct req *r, const struct outbox_item *it)
{
	const struct account *acct = account_find(r->visit->m, it->account);

	return (
	    struct object){ .unit = acct ? acct->unit : (struct unit_id){ 0 },
		.account = it->account };
}

static bool
is_of_hiding(const struct outbox_item *it)
{
	return str_eq(it->act, STR("notice")) && it->message.v;
}

/* What deciding on it needs. */
static enum action
act_needed(const struct outbox_item *it)
{
	return it->reply.v ? ACT_WRITE_REPLY
	       : it->post  ? ACT_POST
			   : ACT_MODERATE;
}

static enum err
trouble_row(
    struct req *r, const struct outbox_item *it, struct trouble_view *out)
{
	const struct account *acct = account_find(r->visit->m, it->account);
	struct object o = object_of(r, it);
	struct reply reply;

	*out = (struct trouble_view){ .id = it->id.v,
		.state = state_of(r, it->state),
		.icon = acct ? channel_icon(acct->channel)
			     : STR("pencil"),
				   .account = acct ? acct->name : STR_NONE,
				   .act = is_of_hiding(it)
					      ? say(r, MSG_ACT_HIDDEN_NOTICE)
					      : in_words(r, it->act),
				   .text = it->text,
				   .why = in_words(r, it->held_why.n
							  ? it->held_why
							  : it->error),
				   .when = when_text(r, it->updated_at),
				   .is_reply = it->reply.v != 0,
				   .may_be_there = !str_eq(
				       it->state, STR("held")),
				       .post = it->post,
				       .taken = str_eq(
					   it->state, STR("sending")),
					   .may_settle = web_may(
					       r, act_needed(it), &o) };
	out->crisis = str_eq(it->held_why, STR("crisis"));
	if (!it->reply.v)
		return OK;
	TRY(reply_get(r->db, r->arena, it->reply, &reply));
	out->enquiry = reply.enquiry.v;
	return OK;
}

static enum err
fill_hand(struct req *r, struct outbox_view *v)
{
	struct outbox_item *items;
	size_t n;

	TRY(outbox_hand_list(r->db, r->arena, r->now, &items, &n));
	v->hand = ARENA_ARRAY(r->arena, struct trouble_view, n + 1);
	for (size_t i = 0; i < n; i++)
		TRY(trouble_row(r, &items[i], &v->hand[v->nhand++]));
	return OK;
}

static enum err
outbox_page(struct req *r, struct str error)
{
	struct outbox_view v = { .csrf = r->visit->csrf, .error = error };
	struct outbox_item *items;
	size_t n;

	TRY(outbox_troubled(r->db, r->arena, &items, &n));
	v.rows = ARENA_ARRAY(r->arena, struct trouble_view, n + 1);
	for (size_t i = 0; i < n; i++)
		TRY(trouble_row(r, &items[i], &v.rows[v.n++]));
	TRY(fill_hand(r, &v));
	v.lead = n ? say_count(r, MSG_OUTBOX_LEAD, (int64_t)n)
		   : say(r, v.nhand ? MSG_OUTBOX_BY_HAND : MSG_OUTBOX_NONE);
	TRY(web_page_begin(r, say(r, MSG_NAV_OUTBOX), NAV_OUTBOX));
	tpl_outbox(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_outbox(struct req *r)
{
	return outbox_page(r, STR_NONE);
}

static enum err
find_item(struct req *r, struct outbox_item *out)
{
	struct outbox_item *items;
	size_t n;

	TRY(outbox_troubled(r->db, r->arena, &items, &n));
	for (size_t i = 0; i < n; i++)
		if (items[i].id.v == r->id) {
			*out = items[i];
			return OK;
		}
	return fail(ERR_CONFLICT, "it is settled already");
}

enum err
page_outbox_settle(struct req *r)
{
	struct outbox_item it = { 0 };
	struct object o;
	enum err e = find_item(r, &it);

	if (e == OK) {
		o = object_of(r, &it);
		if (!web_may(r, act_needed(&it), &o))
			return fail(ERR_DENIED,
			    "deciding needs a role for the account's unit");
		e = outbox_settle(r->db, r->arena, it.id,
		    pairs_get(&r->form, STR("do")),
			str_trim(pairs_get(&r->form, STR("lenke"))),
			    r->visit->person->id, r->now);
	}
	if (e == OK)
		return web_go(r, STR("/utboks"));
	if (e != ERR_CONFLICT && e != ERR_INVALID)
		return e;
	TRY(outbox_page(r, say(r, MSG_NOT_SETTLED)));
	return e;
}

/* A person posts it where we have no connector: takes it through the gate, and
 * tells how it went.  REQ: SPEC 2.2; invariants 4, 5 */
enum err
page_outbox_hand(struct req *r)
{
	struct outbox_id id = { r->id };
	struct str what = pairs_get(&r->form, STR("do"));
	struct str link = str_trim(pairs_get(&r->form, STR("lenke")));
	const struct visit *v = r->visit;
	struct outbox_item it;
	struct object o;
	enum err e;

	TRY(outbox_find(r->db, r->arena, id, &it));
	o = object_of(r, &it);
	if (!web_may(r, act_needed(&it), &o))
		return fail(
		    ERR_DENIED, "deciding needs a role for the account's unit");
	if (str_eq(what, STR("take")))
		e = outbox_hand_take(
		    r->db, r->arena, v->m, id, v->person->id, r->now, &it);
	else if (link.n && !str_starts(link, STR("https://")) &&
			       !str_starts(link, STR("http://")))
		e = fail(ERR_INVALID, "the link is no address");
	else
		e = outbox_hand_done(r->db, r->arena, v->m, id,
		    str_eq(what, STR("done")), link, v->person->id, r->now);
	if (e == OK)
		return web_go(r, STR("/utboks"));
	if (e != ERR_CONFLICT && e != ERR_INVALID)
		return e;
	TRY(outbox_page(
	    r, say(r, e == ERR_INVALID ? MSG_HAND_LINK : MSG_NOT_SETTLED)));
	return e;
}
