/* SPDX-License-Identifier: EUPL-1.2
 *
 * escalation_pages.c - what is being clarified (K3): the list, and on the page
 * of an enquiry the doubt, who has it, and what was decided.  REQ: K3
 */
#include "model/escalation.h"
#include "web/enquiry.h"
#include "web/pages.h"
#include "web/register.h"

static const struct {
	struct str value;
	enum msg text;
} decisions[] = {
	{ STR_INIT("answer"), MSG_ESC_ANSWER },
	{ STR_INIT("line"), MSG_ESC_LINE },
	{ STR_INIT("adviser"), MSG_ESC_ADVISER },
	{ STR_INIT("none"), MSG_ESC_NONE },
	{ STR_INIT("normal"), MSG_ESC_NORMAL },
};
enum { DECISIONS = sizeof(decisions) / sizeof(decisions[0]) };

static struct str
decision_text(const struct req *r, struct str value)
{
	for (size_t i = 0; i < DECISIONS; i++)
		if (str_eq(decisions[i].value, value))
			return say(r, decisions[i].text);
	return STR_NONE;
}

static struct state_view
state_of(const struct req *r, const struct escalation *e)
{
	if (str_eq(e->state, STR("decided")))
		return (struct state_view){ "success",
			STR("check"), decision_text(r, e->decision) };
	if (r->now >= e->due)
		return (struct state_view){ "danger",
			STR("late"), say1(r, MSG_ESC_LATE, "when",
					 when_text(r, e->due)) };
	return (struct state_view){ "warning",
		STR("hourglass"),
		    say1(r, MSG_ESC_DUE, "when", when_text(r, e->due)) };
}

static struct str
raised_text(const struct req *r, const struct escalation *e)
{
	return e->raised_by.v
		   ? texts_fmt(r->arena, r->visit->lang, MSG_ESC_RAISED,
			 TEXT_ARG("who", who_name(r, e->raised_by)),
			 TEXT_ARG("when", when_text(r, e->raised_at)))
		   : say1(r, MSG_ESC_BY_TEXT, "when",
			 when_text(r, e->raised_at));
}

enum err
page_escalations(struct req *r)
{
	struct register_view v = { .title = say(r, MSG_NAV_ESCALATIONS),
		.lead = say(r, MSG_ESC_LEAD),
		.empty = say(r, MSG_ESC_EMPTY) };
	struct escalation *e;
	size_t n;

	TRY(escalation_list(r->db, r->arena, &e, &n));
	v.rows = ARENA_ARRAY(r->arena, struct register_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v.rows[v.n++] = (struct register_row){
			.href = str_printf(r->arena, "/henvendelse/%lld",
			    (long long)e[i].enquiry.v),
			.title = e[i].account_excerpt.n
				     ? e[i].account_excerpt
				     : say(r, MSG_MASKED_TEXT),
			.meta = raised_text(r, &e[i]),
			.text = e[i].note.n ? e[i].note : e[i].doubt,
			.state = state_of(r, &e[i])
		};
	return register_page(r, &v, NAV_ESCALATIONS);
}

enum err
escalation_view_fill(
    struct req *r, const struct enquiry *q, struct escalation_view *out)
{
	bool live = str_eq(q->state, STR("open")) ||
	    str_eq(q->state, STR("waiting"));
	struct escalation e;

	TRY(escalation_of(r->db, r->arena, q->id, &e));
	*out = (struct escalation_view){
		.can_raise = live && web_may(r, ACT_ESCALATE, NULL)
	};
	if (e.id.v == 0)
		return OK;
	out->open = !str_eq(e.state, STR("decided"));
	out->state = state_of(r, &e);
	out->raised = raised_text(r, &e);
	out->doubt = e.doubt;
	out->note = e.note;
	out->owner = e.owner.v ? who_name(r, e.owner) : STR_NONE;
	out->can_raise = out->can_raise && !out->open;
	out->can_take = str_eq(e.state, STR("open")) &&
	    web_may(r, ACT_COORDINATE, NULL);
	out->can_decide = out->open && web_may(r, ACT_COORDINATE, NULL);
	out->decisions.v = ARENA_ARRAY(r->arena, struct option, DECISIONS);
	for (size_t i = 0; i < DECISIONS; i++)
		out->decisions.v[out->decisions.n++] = (struct option){
			decisions[i].value, say(r, decisions[i].text), false
		};
	return OK;
}

static enum err
back(struct req *r, struct enquiry_id id, enum err e)
{
	struct enquiry_show show = { .error = say(r, MSG_ESC_WRONG) };

	if (e == OK)
		return web_go(r,
		    str_printf(r->arena, "/henvendelse/%lld", (long long)id.v));
	if (e != ERR_CONFLICT && e != ERR_INVALID)
		return e;
	TRY(enquiry_page(r, id, &show));
	return e;
}

/* "I am in doubt": one click, words if one likes. */
enum err
page_escalate(struct req *r)
{
	struct escalation_id id;
	struct enquiry q;

	if (!web_may(r, ACT_ESCALATE, NULL))
		return fail(ERR_DENIED, "K3: those at the desk ask");
	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &q));
	return back(r, q.id,
	    escalation_raise(r->db, r->arena, r->visit->m, q.id,
		r->visit->person->id,
		form_plain(r->arena, pairs_get(&r->form, STR("tvil"))), r->now,
		    &id));
}

enum err
page_escalation_decide(struct req *r)
{
	struct str act = pairs_get(&r->form, STR("do"));
	struct escalation e;
	struct enquiry q;

	if (!web_may(r, ACT_COORDINATE, NULL))
		return fail(ERR_DENIED,
		    "K3: the adviser and the chief executive's team decide");
	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &q));
	TRY(escalation_of(r->db, r->arena, q.id, &e));
	if (e.id.v == 0)
		return fail(ERR_MISSING, "nobody has asked");
	return back(r, q.id,
	    str_eq(act, STR("take"))
		? escalation_take(
		      r->db, r->arena, e.id, r->visit->person->id, r->now)
		: escalation_decide(r->db, r->arena, e.id,
		      pairs_get(&r->form, STR("avgjorelse")),
			  form_plain(
			      r->arena, pairs_get(&r->form, STR("merknad"))),
			      r->visit->person->id, r->now));
}
