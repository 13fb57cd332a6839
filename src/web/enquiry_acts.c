/* SPDX-License-Identifier: EUPL-1.2
 *
 * enquiry_acts.c - what is done to an enquiry beside answering it: taken,
 * handed on, sorted, ended; a masked text looked at; a comment hidden.  An act
 * that does not go through shows the page again with the reason.
 */
#include "model/moderation.h"
#include "web/enquiry.h"
#include "web/pages.h"

static struct str
path_of(struct req *r, struct enquiry_id id)
{
	return str_printf(r->arena, "/henvendelse/%lld", (long long)id.v);
}

/* Asks may() on the enquiry of r->id. */
static enum err
ask(struct req *r, enum action action, struct enquiry *e)
{
	struct object o;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, e));
	o = (struct object){ .unit = e->unit, .account = e->account };
	if (!web_may(r, action, &o))
		return fail(ERR_DENIED,
		    "this needs a role for the unit the enquiry is for");
	return OK;
}

/* Back to the page, or the page again with why not. */
static enum err
after(struct req *r, const struct enquiry *e, enum err err, enum msg why)
{
	struct enquiry_show show = { .error = say(r, why) };

	if (err == OK)
		return web_go(r, path_of(r, e->id));
	if (err != ERR_CONFLICT && err != ERR_BLOCKED && err != ERR_INVALID)
		return err;
	TRY(enquiry_page(r, e->id, &show));
	return err;
}

enum err
page_enquiry_take(struct req *r)
{
	struct enquiry e;

	TRY(ask(r, ACT_CLAIM, &e));
	return after(r, &e,
	    enquiry_claim(r->db, r->arena, e.id, r->visit->person->id, r->now),
	    MSG_NOT_TAKEN);
}

enum err
page_enquiry_release(struct req *r)
{
	struct enquiry e;

	TRY(ask(r, ACT_CLAIM, &e));
	return after(r, &e,
	    enquiry_release(
		r->db, r->arena, e.id, r->visit->person->id, r->now),
	    MSG_NOT_RELEASED);
}

enum err
page_enquiry_hand(struct req *r)
{
	struct person_id to = { req_int(r, STR("til"), 1, INT64_MAX, 0) };
	const struct person *p = person_find(r->visit->m, to);
	struct object o;
	struct enquiry e;

	TRY(ask(r, ACT_CLAIM, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	if (!p || !may(r->visit->m, NULL, p, ACT_CLAIM, &o, r->now).yes)
		return after(r, &e, fail(ERR_INVALID, "nobody to hand it to"),
		    MSG_NOT_HANDED);
	return after(r, &e,
	    enquiry_hand(
		r->db, r->arena, e.id, to, r->visit->person->id, r->now),
	    MSG_NOT_HANDED);
}

enum err
page_enquiry_category(struct req *r)
{
	enum category c;
	struct enquiry e;

	TRY(ask(r, ACT_CLAIM, &e));
	if (!category_parse(pairs_get(&r->form, STR("kategori")), &c))
		return fail(ERR_INVALID, "no such category");
	return after(r, &e,
	    enquiry_set_category(r->db, r->arena, r->visit->m, e.id, c,
		r->visit->person->id, r->now),
	    MSG_NOT_SORTED);
}

/* Ended without an answer.  REQ: K5 K6 K10 */
enum err
page_enquiry_close(struct req *r)
{
	struct enquiry e;
	enum err err;

	TRY(ask(r, ACT_CLAIM, &e));
	err = enquiry_close(r->db, r->arena, e.id,
	    pairs_get(&r->form, STR("grunn")),
		str_trim(pairs_get(&r->form, STR("merknad"))),
		    r->visit->person->id, r->now);
	return after(r, &e, err,
	    err == ERR_BLOCKED	 ? MSG_NOT_CLOSED_BLOCKED
	    : err == ERR_INVALID ? MSG_NOT_CLOSED_REMARK
				 : MSG_NOT_CLOSED);
}

enum err
page_enquiry_reopen(struct req *r)
{
	struct enquiry e;

	TRY(ask(r, ACT_CLAIM, &e));
	return after(r, &e,
	    enquiry_reopen(r->db, r->arena, e.id, r->visit->person->id, r->now),
	    MSG_NOT_REOPENED);
}

/* A masked text is shown to who may see it, and that it was is recorded in the
 * same transaction.  REQ: K8 */
enum err
page_enquiry_unmask(struct req *r)
{
	struct enquiry_show show = { .unmask = { r->id2 } };
	struct message m;
	struct enquiry e;

	TRY(ask(r, ACT_READ_MASKED, &e));
	TRY(message_get(r->db, r->arena, show.unmask, &m));
	if (m.thread.v != e.thread.v)
		return fail(ERR_MISSING, "the message is of another thread");
	TRY(enquiry_unmask(
	    r->db, r->arena, m.id, r->visit->person->id, r->now));
	return enquiry_page(r, e.id, &show);
}

/* What we hid is shown again under moderation: by another, with a reason.
 * REQ: SPEC 4 */
static bool
is_for_another(const struct outbox_item *it, const struct message *m)
{
	return str_eq(it->act, STR("show")) && m->state == MESSAGE_HIDDEN &&
	    m->state_ground.n;
}

/* REQ: SPEC 4 - and whoever wrote it is told, where that is asked for */
static enum err
hide(struct req *r, const struct outbox_item *it)
{
	struct hide_order o = { .message = it->message,
		.ground = it->ground,
		.by = it->ordered_by,
		.tell = str_eq(pairs_get(&r->form, STR("fortell")), STR("1")) };

	return moderation_hide(r->db, r->arena, r->visit->m, &o, r->now);
}

/* hide, show: a comment; close, open: the comments under the post. */
enum err
page_enquiry_moderate(struct req *r)
{
	struct str act = r->word;
	bool comment = str_eq(act, STR("hide")) || str_eq(act, STR("show"));
	struct message_id id = { comment
		? req_int(r, STR("melding"), 1, INT64_MAX, 0) : 0 };
	struct outbox_item it = { .act = act, .message = id };
	struct message m;
	struct enquiry e;
	enum err err;

	if (!comment && !str_eq(act, STR("close")) && !str_eq(act, STR("open")))
		return fail(ERR_MISSING, "no such act");
	TRY(ask(r, ACT_MODERATE, &e));
	it.account = e.account;
	it.thread = e.thread;
	it.ordered_by = r->visit->person->id;
	if (comment) {
		it.ground = pairs_get(&r->form, STR("grunn"));
		TRY(message_get(r->db, r->arena, id, &m));
		if (m.thread.v != e.thread.v)
			return fail(
			    ERR_MISSING, "the message is of another thread");
		if (is_for_another(&it, &m))
			return fail(ERR_DENIED, "what we hid is shown again "
						"under moderation, by another");
	}
	err = str_eq(act, STR("hide"))
	    ? hide(r, &it)
	    : outbox_order(r->db, r->arena, r->visit->m, &it, r->now);
	if (err == OK)
		return web_go(
		    r, str_printf(r->arena, "/henvendelse/%lld?bedt=1",
			   (long long)e.id.v));
	return after(r, &e, err, MSG_NOT_MODERATED);
}
