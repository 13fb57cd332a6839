/* SPDX-License-Identifier: EUPL-1.2
 *
 * account_acts.c - one account: how it stands and what it rests on; taken into
 * use, closed for a time, opened, retired.  REQ: O, K2, L3; invariant 6
 */
#include "web/account.h"
#include "web/pages.h"

static enum err
find_account(const struct req *r, const struct account **acct, struct object *o)
{
	*acct = account_find(r->visit->m, (struct account_id){ r->id });
	if (!*acct)
		return fail(ERR_MISSING, "no such account");
	*o = (struct object){ .unit = (*acct)->unit, .account = (*acct)->id };
	return OK;
}

static struct str
person_text(const struct req *r, struct person_id id)
{
	const struct person *p = person_find(r->visit->m, id);

	return p ? who_titled(r, p) : say(r, MSG_ACC_NOBODY);
}

static struct str
responders(const struct req *r, const struct account *acct)
{
	const struct municipality *m = r->visit->m;
	struct buf b = { .arena = r->arena };

	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i];

		if (!p->active ||
		    !person_has(m, p, ROLE_RESPONDER, acct->unit, r->now))
			continue;
		if (b.n)
			buf_lit(&b, ", ");
		buf_put(&b, person_name(r->arena, p));
	}
	return b.n ? buf_str(&b) : say(r, MSG_ACC_NOBODY);
}

/* The plan it rests on, and what the next step is.  REQ: L3 */
static enum err
fill_plan(struct req *r, const struct account *acct, struct account_view *v)
{
	struct object o = { .unit = acct->unit, .account = acct->id };
	struct plan p;
	enum err e = plan_get(r->db, r->arena, acct->id, &p);

	if (e != OK && e != ERR_MISSING)
		return e;
	v->plan_color = "warning";
	v->plan_icon = STR("warning");
	if (acct->plan_valid) {
		v->plan_color = "success";
		v->plan_icon = STR("check-circle");
		v->plan_title = say(r, MSG_ACC_PLAN_OK);
		v->plan_text = acct->plan_expires == INT64_MAX
				   ? say(r, MSG_ACC_PLAN_PERMANENT)
				   : say1(r, MSG_ACC_PLAN_UNTIL, "time",
					 until_text(r, acct->plan_expires));
		return OK;
	}
	v->plan_title = say(r, MSG_ACC_PLAN_NEEDED);
	if (e == OK && str_eq(p.state, STR("submitted"))) {
		struct ruling ru = web_ruling(r, ACT_PLAN_DECIDE, &o);

		v->plan_text = ru.yes && p.applicant.v != r->visit->person->id.v
				   ? say(r, MSG_ACC_PLAN_YOU_DECIDE)
				   : say1(r, MSG_ACC_PLAN_WAITS, "who",
					 who_can(r, &ru));
	} else if (e == OK && str_eq(p.state, STR("approved"))) {
		v->plan_text = say(r, MSG_ACC_PLAN_EXPIRED);
	} else if (e == OK) {
		v->plan_text = say1(r, MSG_ACC_PLAN_BACK, "remark", p.remark);
	} else {
		v->plan_text = say(r, MSG_ACC_PLAN_NONE);
	}
	return OK;
}

static void
fill_closures(
    const struct req *r, const struct account *acct, struct account_view *v)
{
	const struct municipality *m = r->visit->m;

	v->closures = ARENA_ARRAY(
	    r->arena, struct closure_view, m->nclosures + 1);
	for (size_t i = 0; i < m->nclosures; i++) {
		const struct closure *c = &m->closures[i];

		if ((c->account.v && c->account.v != acct->id.v) ||
		    c->to <= r->now)
			continue;
		v->closures[v->nclosures++] = (struct closure_view){
			.seq = c->seq,
			.from = when_text(r, c->from),
			.to = when_text(r, c->to),
			.reason = c->reason,
			.now = c->from <= r->now,
			/* One for all accounts is ended by whoever may change
			 * all of them. */
			.may_end = v->may_change && c->account.v
		};
	}
}

static void
closing_fields(struct form *f)
{
	const struct req *r = f->r;
	struct field *d;

	d = form_input(f, "datetime-local",
	    STR("stengfra"), MSG_ACC_CLOSE_FROM, form_minute(r->arena, r->now));
	d->required = true;
	d = form_input(
	    f, "datetime-local", STR("stengtil"), MSG_ACC_CLOSE_TO, STR_NONE);
	d->required = true;
	d = form_text(f, STR("steggrunn"), MSG_ACC_CLOSE_REASON, STR_NONE);
	d->most = 500;
	d->required = true;
	d->hint = say(r, MSG_ACC_CLOSE_REASON_HINT);
}

static void
fill_facts(
    const struct req *r, const struct account *acct, struct account_view *v)
{
	const struct unit *u = unit_find(r->visit->m, acct->unit);
	const struct worktime *hours = account_hours(r->visit->m, acct);

	v->id = acct->id.v;
	v->name = account_title(r, acct);
	v->icon = channel_icon(acct->channel);
	v->channel = channel_title(r, acct->channel);
	v->address = acct->address;
	v->purpose = acct->purpose;
	v->unit = u ? u->name : STR_NONE;
	v->editor = person_text(r, acct->editor);
	v->leader = person_text(r, acct->leader);
	v->responders = responders(r, acct);
	v->dialogue = dialogue_text(r, acct->dialogue);
	v->dialogue_icon = dialogue_icon(acct->dialogue);
	v->dialogue_reason = acct->dialogue_reason;
	v->hours = str_printf(r->arena, "%.*s%.*s",
	    STR_ARG(hours_text(r, hours)),
	    STR_ARG(acct->hours ? say(r, MSG_ACC_HOURS_OWN) : STR_NONE));
	v->rules = acct->rules;
	v->state = account_state_view(r, acct);
	v->by_hand = str_eq(acct->channel, STR("byhand"));
}

static void
fill_rights(const struct req *r, const struct account *acct,
    const struct object *o, struct account_view *v)
{
	struct ruling ru = web_ruling(r, ACT_ACCOUNT_CHANGE, o);

	v->may_change = ru.yes;
	v->may_connect = ru.yes || web_may(r, ACT_CONNECTIONS, o);
	v->may_plan = web_may(r, ACT_PLAN_WRITE, o);
	v->may_start = ru.yes && acct->plan_valid &&
		       !str_eq(acct->state, STR("active"));
	v->may_retire = ru.yes && !str_eq(acct->state, STR("retired"));
	if (!ru.yes)
		v->denied = texts_fmt(r->arena, r->visit->lang, MSG_ACC_DENIED,
		    TEXT_ARG("clause", str_from(ru.clause)),
		    TEXT_ARG("who", who_can(r, &ru)));
}

static enum err
show(struct req *r, struct account_view *v)
{
	const struct account *acct;
	struct connection c = { .state = STR("new") };
	struct object o;

	TRY(find_account(r, &acct, &o));
	TRY(connection_get(r->db, r->arena, acct->id, &c));
	v->csrf = r->visit->csrf;
	fill_facts(r, acct, v);
	fill_rights(r, acct, &o, v);
	fill_closures(r, acct, v);
	TRY(fill_plan(r, acct, v));
	v->connection = connection_view(r, c.state);
	if (v->closing.n == 0)
		closing_fields(&v->closing);
	TRY(web_page_begin(r, v->name, NAV_ACCOUNTS));
	tpl_account(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
page_account(struct req *r)
{
	struct account_view v = { .closing = { .r = r } };

	return show(r, &v);
}

/* Acts -------------------------------------------------------------------- */

static enum err
may_change(struct req *r, const struct account **acct)
{
	struct object o;

	TRY(find_account(r, acct, &o));
	if (!web_may(r, ACT_ACCOUNT_CHANGE, &o))
		return fail(ERR_DENIED, "O: another changes this account");
	return OK;
}

static enum err
back(struct req *r)
{
	return web_go(
	    r, str_printf(r->arena, "/kontoer/%lld", (long long)r->id));
}

/* The page again, with what is wrong. */
static enum err
again(struct req *r, struct account_view *v, enum msg why, enum err e)
{
	v->error = say(r, why);
	TRY(show(r, v));
	return e;
}

enum err
page_account_start(struct req *r)
{
	struct account_view v = { .closing = { .r = r } };
	const struct account *acct;

	TRY(may_change(r, &acct));
	if (!acct->plan_valid)
		return again(r, &v, MSG_ACC_START_NO_PLAN,
		    fail(ERR_CONFLICT, "L3: no approved plan in force"));
	TRY(account_set_state(r->db, r->arena, acct->id,
	    STR("active"), STR(""), r->visit->person->id, r->now));
	return back(r);
}

enum err
page_account_retire(struct req *r)
{
	struct str why = str_trim(pairs_get(&r->form, STR("nedleggrunn")));
	struct account_view v = { .closing = { .r = r } };
	const struct account *acct;

	TRY(may_change(r, &acct));
	if (why.n == 0 || why.n > 2000)
		return again(r, &v, MSG_ACC_RETIRE_WHY,
		    fail(ERR_INVALID, "say why the account is retired"));
	TRY(account_set_state(r->db, r->arena, acct->id,
	    STR("retired"), why, r->visit->person->id, r->now));
	return back(r);
}

static bool
judge_closing(struct form *f, const struct account *acct, struct closure *c)
{
	form_judge(f);
	*c = (struct closure){ .account = acct->id,
		.reason = form_get(f, STR("steggrunn")) };
	if (!form_parse_minute(form_get(f, STR("stengfra")), &c->from))
		form_wrong(f, STR("stengfra"), MSG_FORM_TIME);
	if (!form_parse_minute(form_get(f, STR("stengtil")), &c->to))
		form_wrong(f, STR("stengtil"), MSG_FORM_TIME);
	else if (c->to <= c->from || c->to <= f->r->now)
		form_wrong(f, STR("stengtil"), MSG_ACC_CLOSE_ORDER);
	else if (c->to - c->from > 366 * DAY)
		form_wrong(f, STR("stengtil"), MSG_ACC_CLOSE_LONG);
	if (c->from && c->from < f->r->now - DAY)
		form_wrong(f, STR("stengfra"), MSG_ACC_CLOSE_PAST);
	return f->nwrong == 0;
}

/* REQ: K2 - closed from, to and why; the deadlines wait. */
enum err
page_account_close(struct req *r)
{
	struct account_view v = { .closing = { .r = r } };
	const struct account *acct;
	struct closure c;
	enum err e;

	TRY(may_change(r, &acct));
	closing_fields(&v.closing);
	if (!judge_closing(&v.closing, acct, &c)) {
		TRY(show(r, &v));
		return fail(
		    ERR_INVALID, "K2: a closure needs from, to and why");
	}
	e = closure_set(
	    r->db, r->arena, r->visit->m, &c, r->visit->person->id, r->now);
	if (e != ERR_BLOCKED)
		return e == OK ? back(r) : e;
	form_wrong(&v.closing, STR("steggrunn"), MSG_ACC_CLOSE_SECRET);
	TRY(show(r, &v));
	return e;
}

enum err
page_account_reopen(struct req *r)
{
	const struct municipality *m = r->visit->m;
	const struct account *acct;

	TRY(may_change(r, &acct));
	for (size_t i = 0; i < m->nclosures; i++)
		if (m->closures[i].seq == r->id2 &&
		    m->closures[i].account.v == acct->id.v) {
			TRY(closure_end(r->db, r->arena, m, r->id2,
			    r->visit->person->id, r->now));
			return back(r);
		}
	return fail(ERR_MISSING, "no such closure of this account");
}
