/* SPDX-License-Identifier: EUPL-1.2
 *
 * moderation_pages.c - what is hidden, on which ground, by whom; undone by
 * another; how often each ground is used; and what is proposed for the journal.
 * REQ: SPEC 4 K8 K10
 */
#include "model/houserule.h"
#include "model/journal.h"
#include "web/moderation.h"
#include "web/pages.h"

enum { MONTH_DAYS = 30 };

static enum err
moderation_page(struct req *r, struct str error)
{
	struct moderation_view v = { .csrf = r->visit->csrf, .error = error };
	struct hiding_count *c;
	struct house_rule *rules;
	struct hiding *h;
	size_t n, nrules, nc;

	TRY(house_rules(r->db, r->arena, &rules, &nrules));
	TRY(hidings(r->db, r->arena, &h, &n));
	TRY(hiding_counts(
	    r->db, r->arena, r->now - (usec_t)MONTH_DAYS * DAY, &c, &nc));
	v.rows = ARENA_ARRAY(r->arena, struct hiding_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct account *acct = account_find(
		    r->visit->m, h[i].account);
		struct object o = { .account = h[i].account,
			.unit = acct ? acct->unit : (struct unit_id){ 0 } };

		v.rows[v.n++] = (struct hiding_row){ h[i].message.v,
			h[i].enquiry.v,
			house_rule_text(rules, nrules, h[i].ground),
			h[i].by.v ? who_name(r, h[i].by)
				  : say(r, MSG_MOD_BY_CLAUSE),
			when_text(r, h[i].at), acct ? acct->name : STR_NONE,
			h[i].by.v != r->visit->person->id.v &&
			    web_may(r, ACT_HOUSE_RULES, &o) };
	}
	v.counts = ARENA_ARRAY(r->arena, struct count_row, nc + 1);
	for (size_t i = 0; i < nc; i++)
		v.counts[v.ncounts++] = (struct count_row){
			house_rule_text(rules, nrules, c[i].ground), c[i].n
		};
	if (r->visit->m->complaint_address.n)
		v.complain = say1(r, MSG_MOD_COMPLAIN, "where",
		    r->visit->m->complaint_address);
	v.may_edit = web_may(r, ACT_LEXICON, NULL);
	TRY(web_page_begin(r, say(r, MSG_NAV_MODERATION), NAV_MODERATION));
	tpl_moderation(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

enum err
page_moderation(struct req *r)
{
	return moderation_page(r, STR_NONE);
}

enum err
page_moderation_undo(struct req *r)
{
	enum err e = hiding_undo(r->db, r->arena, r->visit->m,
	    (struct message_id){ r->id }, r->visit->person,
	    pairs_get(&r->form, STR("grunn")), r->now);

	if (e == OK)
		return web_go(r, STR("/moderering"));
	if (e != ERR_INVALID && e != ERR_CONFLICT)
		return e;
	TRY(moderation_page(r, say(r, MSG_MOD_NOT_UNDONE)));
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
