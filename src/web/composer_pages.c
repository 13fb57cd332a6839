/* SPDX-License-Identifier: EUPL-1.2
 *
 * composer_pages.c - the addresses of an answer: looked at as it is written,
 * kept, published or sent to approval.
 */
#include "model/reply.h"
#include "web/enquiry.h"
#include "web/pages.h"

static enum err
open_enquiry(struct req *r, struct enquiry *e)
{
	struct object o;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, e));
	o = (struct object){ .unit = e->unit, .account = e->account };
	if (!web_may(r, ACT_WRITE_REPLY, &o))
		return fail(ERR_DENIED,
		    "answering needs a role for the unit the enquiry is for");
	return OK;
}

/* The findings on what is typed, without keeping it: as one types (htmx), by
 * the button, and after a one-click fix. */
enum err
page_reply_check(struct req *r)
{
	struct enquiry_show show;
	struct reply_form f;
	struct check_view v;
	struct enquiry e;

	TRY(open_enquiry(r, &e));
	f = composer_form(r, &e);
	TRY(composer_fix(r, &e, &f));
	if (!r->fragment) {
		show = (struct enquiry_show){ .form = &f,
			.read_at = req_int(r, STR("lest"), 0, INT64_MAX, 0) };
		return enquiry_page(r, e.id, &show);
	}
	TRY(composer_check(r, &e, &f, &v));
	r->answer.body.lang = r->visit->lang;
	tpl_check(&r->answer.body, &v);
	return OK;
}

static enum err
keep_draft(struct req *r, const struct enquiry *e, const struct reply_form *f)
{
	struct desk_draft d = { f->kind, f->tone, f->text, r->now };

	return draft_save(r->db, e->id, r->visit->person->id, &d);
}

/* Every few seconds from the page: no word is lost. */
enum err
page_reply_draft(struct req *r)
{
	struct reply_form f;
	struct enquiry e;

	TRY(open_enquiry(r, &e));
	f = composer_form(r, &e);
	TRY(keep_draft(r, &e, &f));
	r->answer.body.lang = r->visit->lang;
	html_text(
	    &r->answer.body, say1(r, MSG_SAVED, "when", clock_text(r, r->now)));
	return OK;
}

static enum msg
why_not(enum err e, bool lacks_source)
{
	if (e == ERR_INVALID && lacks_source)
		return MSG_NOT_PUBLISHED_SOURCE;
	switch (e) {
	case ERR_BLOCKED: return MSG_NOT_PUBLISHED_BLOCKED;
	case ERR_CONFLICT: return MSG_NOT_PUBLISHED_CHANGED;
	case ERR_INVALID: return MSG_NOT_PUBLISHED_EMPTY;
	case OK:
	case ERR_LOGIN:
	case ERR_DENIED:
	case ERR_MISSING:
	case ERR_METHOD:
	case ERR_TOO_LARGE:
	case ERR_THROTTLED:
	case ERR_BUSY:
	case ERR_REMOTE:
	case ERR_UNKNOWN:
	case ERR_BROKEN: break;
	}
	return MSG_NOT_PUBLISHED;
}

enum err
page_reply(struct req *r)
{
	struct str act = pairs_get(&r->form, STR("do"));
	struct enquiry_show show;
	struct reply_form f;
	struct reply reply;
	struct enquiry e;
	enum err err;

	TRY(open_enquiry(r, &e));
	f = composer_form(r, &e);
	if (str_eq(act, STR("save")))
		err = keep_draft(r, &e, &f);
	else
		err = reply_publish(r->db, r->arena, r->visit->m,
		    r->visit->person, &f,
		    str_eq(act, STR("approve")), r->now, &reply);
	if (err == OK)
		return web_go(r, str_printf(r->arena, "/henvendelse/%lld",
				     (long long)e.id.v));
	if (err == ERR_BROKEN || err == ERR_BUSY || err == ERR_REMOTE)
		return err;
	show = (struct enquiry_show){ .form = &f,
		.read_at = req_int(r, STR("lest"), 0, INT64_MAX, 0),
		    .error = say(
			r, why_not(err, e.category == CATEGORY_FACTUAL_ERROR &&
					    f.source.n == 0)) };
	TRY(enquiry_page(r, e.id, &show));
	return err;
}
