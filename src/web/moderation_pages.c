/* SPDX-License-Identifier: EUPL-1.2
 *
 * moderation_pages.c - what is hidden, on which ground, by whom; undone by
 * another; how often each ground is used; and what is proposed for the journal.
 * REQ: SPEC 4 K8 K10
 */
#include "channel/channel.h"
#include "model/journal.h"
#include "model/moderation.h"
#include "web/moderation.h"
#include "web/pages.h"

enum { MONTH_DAYS = 30 };

static struct str
told_text(const struct req *r, const struct hiding_notice *n)
{
	static const enum msg texts[] = { MSG_TOLD_NOT, MSG_TOLD_WAITS,
		MSG_TOLD_CRISIS, MSG_TOLD_FAILED, MSG_TOLD_IN_THREAD,
		MSG_TOLD_BY_HAND, MSG_TOLD_CANNOT };

	return texts_fmt(r->arena, r->visit->lang, texts[n->told],
	    TEXT_ARG("who", who_name(r, n->by)),
	    TEXT_ARG("when", when_text(r, n->at)),
	    TEXT_ARG("remark", n->remark));
}

static struct object
account_object(const struct account *acct)
{
	return (struct object){ .account = acct ? acct->id
						: (struct account_id){ 0 },
		.unit = acct ? acct->unit : (struct unit_id){ 0 } };
}

/* Private ways come first where a connector has one; none has yet.  REQ: SPEC 4
 */
static void
fill_told(const struct req *r, const struct account *acct,
    const struct hiding_notice *n, struct hiding_row *row)
{
	const struct channel *c = acct ? channel_find(acct->channel) : NULL;
	struct object o = account_object(acct);
	bool done = n->told == TOLD_IN_THREAD || n->told == TOLD_BY_HAND;
	bool open = n->told == TOLD_NOT || n->told == TOLD_FAILED ||
		    n->told == TOLD_CANNOT;

	row->told = told_text(r, n);
	row->told_color = done			   ? "success"
			  : n->told == TOLD_WAITS  ? "info"
			  : n->told == TOLD_CANNOT ? NULL
						   : "warning";
	row->told_icon = done ? STR("check-circle")
			      : open
	    ? STR("warning")
	    : STR("clock");
	row->may_tell = open && web_may(r, ACT_MODERATE, &o);
	row->can_in_thread = c && c->can.reply && n->can_in_thread &&
			     n->told != TOLD_FAILED;
	row->in_thread = n->in_thread;
	row->letter = n->letter;
}

struct typed { /* what stood in the form of an act that did not go through */
	struct str error, how;
	int64_t message;
};

struct rules {
	struct house_rule *v;
	size_t n;
};

static struct hiding_row
make_row(const struct req *r, const struct rules *rules, const struct hiding *h,
    const struct hiding_notice *told)
{
	const struct account *acct = account_find(r->visit->m, h->account);
	struct object o = account_object(acct);
	struct hiding_row row = { .message = h->message.v,
		.enquiry = h->enquiry.v,
		.ground = house_rule_text(rules->v, rules->n, h->ground),
		.by = h->by.v ? who_name(r, h->by) : say(r, MSG_MOD_BY_CLAUSE),
		.when = when_text(r, h->at),
		.account = acct ? acct->name : STR_NONE,
		.may_undo = h->by.v != r->visit->person->id.v &&
			    web_may(r, ACT_HOUSE_RULES, &o) };

	fill_told(r, acct, told, &row);
	return row;
}

static enum err
fill_rows(struct req *r, const struct rules *rules, const struct typed *typed,
    struct moderation_view *v)
{
	struct hiding_notice *told;
	int64_t untold = 0;
	struct hiding *h;
	size_t n;

	TRY(hidings(r->db, r->arena, &h, &n));
	TRY(moderation_notices(r->db, r->arena, r->visit->m, h, n, &told));
	v->rows = ARENA_ARRAY(r->arena, struct hiding_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		v->rows[v->n] = make_row(r, rules, &h[i], &told[i]);
		if (h[i].message.v == typed->message)
			v->rows[v->n].how = typed->how;
		untold += told[i].told == TOLD_NOT;
		v->n++;
	}
	if (untold)
		v->untold = say_count(r, MSG_MOD_UNTOLD, untold);
	return OK;
}

static enum err
fill_counts(struct req *r, const struct rules *rules, struct moderation_view *v)
{
	struct hiding_count *c;
	size_t n;

	TRY(hiding_counts(
	    r->db, r->arena, r->now - (usec_t)MONTH_DAYS * DAY, &c, &n));
	v->counts = ARENA_ARRAY(r->arena, struct count_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v->counts[v->ncounts++] = (struct count_row){
			house_rule_text(rules->v, rules->n, c[i].ground), c[i].n
		};
	return OK;
}

static enum err
moderation_page(struct req *r, const struct typed *typed)
{
	const struct municipality *m = r->visit->m;
	struct moderation_view v = { .csrf = r->visit->csrf,
		.error = typed->error };
	struct rules rules;

	TRY(house_rules(r->db, r->arena, &rules.v, &rules.n));
	TRY(fill_rows(r, &rules, typed, &v));
	TRY(fill_counts(r, &rules, &v));
	if (m->complaint_address.n)
		v.complain = say1(
		    r, MSG_MOD_COMPLAIN, "where", m->complaint_address);
	v.no_address = !m->complaint_address.n && !m->formal_address.n;
	v.may_edit = web_may(r, ACT_LEXICON, NULL);
	if (pairs_has(&r->query, STR("bedt")))
		v.asked = say(r, MSG_ASKED_PLATFORM);
	TRY(web_page_begin(r, say(r, MSG_NAV_MODERATION), NAV_MODERATION));
	tpl_moderation(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_moderation(struct req *r)
{
	struct typed none = { 0 };

	return moderation_page(r, &none);
}

enum err
page_moderation_undo(struct req *r)
{
	struct typed typed = { 0 };
	enum err e = hiding_undo(r->db, r->arena, r->visit->m,
	    (struct message_id){ r->id }, r->visit->person,
	    pairs_get(&r->form, STR("grunn")), r->now);

	if (e == OK)
		return web_go(r, STR("/moderering?bedt=1"));
	if (e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	typed.error = say(r, MSG_MOD_NOT_UNDONE);
	TRY(moderation_page(r, &typed));
	return e;
}

/* thread: we say so where it stood; hand: a person did; not: why not.
 * REQ: SPEC 4 */
enum err
page_moderation_tell(struct req *r)
{
	const struct visit *v = r->visit;
	struct str how = pairs_get(&r->form, STR("do"));
	struct typed typed = { .message = r->id,
		.how = str_trim(pairs_get(&r->form, STR("hvordan"))) };
	struct told_by_hand t = { { r->id }, str_eq(how, STR("hand")),
						 typed.how };
	enum err e;

	if (str_eq(how, STR("thread")))
		e = moderation_tell(
		    r->db, r->arena, v->m, v->person, t.message, r->now);
	else
		e = moderation_told(
		    r->db, r->arena, v->m, v->person, &t, r->now);
	if (e == OK)
		return web_go(r, STR("/moderering"));
	if (e != ERR_INVALID && e != ERR_CONFLICT && e != ERR_TOO_LARGE)
		return e;
	typed.error = say(r, MSG_TELL_WRONG);
	TRY(moderation_page(r, &typed));
	return e;
}

/* The journal -------------------------------------------------------------- */

static enum err
journal_page(struct req *r, struct str error)
{
	struct journal_view v = { .csrf = r->visit->csrf,
		.error = error,
		.may_decide = web_may(r, ACT_JOURNAL, NULL) };
	struct proposal *p;
	size_t n;

	TRY(journal_list(r->db, r->arena, &p, &n));
	v.rows = ARENA_ARRAY(r->arena, struct proposal_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v.rows[v.n++] = (struct proposal_row){ p[i].enquiry.v,
			p[i].excerpt.n ? p[i].excerpt : say(r, MSG_MASKED_TEXT),
			when_text(r, p[i].at), p[i].reason,
			say(r, str_eq(p[i].state,
				   STR("proposed"))
				   ? MSG_JOURNAL_PROPOSED
				   : str_eq(p[i].state, STR("accepted"))
					 ? MSG_JOURNAL_ACCEPTED
				   : MSG_JOURNAL_DECLINED),
			    str_eq(p[i].state, STR("proposed")) };
	TRY(web_page_begin(r, say(r, MSG_NAV_JOURNAL), NAV_JOURNAL));
	tpl_journal(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_journal(struct req *r)
{
	return journal_page(r, STR_NONE);
}

enum err
page_journal_decide(struct req *r)
{
	enum err e;

	if (!web_may(r, ACT_JOURNAL, NULL))
		return fail(ERR_DENIED, "K10: the archivist decides");
	e = journal_decide(r->db, r->arena, (struct enquiry_id){ r->id },
	    str_eq(pairs_get(&r->form, STR("do")), STR("accept")),
		pairs_get(&r->form, STR("grunn")), r->visit->person->id,
		    r->now);
	if (e == OK)
		return web_go(r, STR("/arkivforslag"));
	if (e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	TRY(journal_page(r, say(r, MSG_JOURNAL_WRONG)));
	return e;
}
