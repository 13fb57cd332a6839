/* SPDX-License-Identifier: EUPL-1.2
 *
 * presence_pages.c - the leader's page: each account's presence, backlog and
 * share answered in time.  Never by person.  REQ: K4
 */
#include "model/presence.h"

#include "model/roster.h"
#include "web/duty.h"
#include "web/pages.h"

static struct str
share(const struct req *r, int64_t part, int64_t whole)
{
	struct buf b = { .arena = r->arena };

	if (whole == 0)
		return say(r, MSG_PRESENCE_NO_ANSWERS);
	buf_printf(&b, "%lld %% (%lld/%lld)", (long long)(100 * part / whole),
	    (long long)part, (long long)whole);
	return buf_str(&b);
}

static enum err
fill_row(struct req *r, const struct account *acct, struct presence_row *out)
{
	struct person_id duty;
	struct presence p;

	TRY(presence_of(r->db, r->arena, r->visit->m, acct, r->now, &p));
	TRY(roster_on_duty(
	    r->db, r->arena, r->visit->m, acct->id, r->now, &duty));
	*out = (struct presence_row){ .account = acct->id.v,
		.name = acct->name,
		.icon = channel_icon(acct->channel),
		.last = p.last ? when_text(r, p.last)
			       : say(r, MSG_PRESENCE_NEVER),
		.backlog = form_number(r->arena, p.open),
		.late = form_number(r->arena, p.late),
		.on_time4 = share(r, p.on_time4, p.answered4),
		.on_time12 = share(r, p.on_time12, p.answered12),
		.duty = duty.v ? who_name(r, duty)
			       : say(r, MSG_DUTY_NOBODY_NOW),
		.silent = p.silent };
	return OK;
}

enum err
page_presence(struct req *r)
{
	const struct municipality *m = r->visit->m;
	struct presence_view v = { 0 };

	v.rows = ARENA_ARRAY(r->arena, struct presence_row, m->naccounts + 1);
	for (size_t i = 0; i < m->naccounts; i++) {
		const struct account *acct = &m->accounts[i];
		struct object o = { .unit = acct->unit, .account = acct->id };

		if (web_may(r, ACT_LEADER_VIEW, &o) &&
		    !str_eq(acct->state, STR("retired")))
			TRY(fill_row(r, acct, &v.rows[v.n++]));
	}
	TRY(web_page_begin(r, say(r, MSG_NAV_PRESENCE), NAV_PRESENCE));
	tpl_presence(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}
