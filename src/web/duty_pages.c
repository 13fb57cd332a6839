/* SPDX-License-Identifier: EUPL-1.2
 *
 * duty_pages.c - who is on duty, and swaps.  REQ: K1
 */
#include "web/duty.h"

#include "fmt/date.h"
#include "model/closing.h"
#include "model/roster.h"
#include "web/pages.h"

enum { AHEAD_DAYS = 42, GAP_DAYS = 14, GAPS_SHOWN = 10 };

/* For one account or more. */
static bool
may_make(const struct req *r)
{
	const struct municipality *m = r->visit->m;

	for (size_t i = 0; i < m->naccounts; i++)
		if (roster_may(m, r->visit->person, m->accounts[i].id, r->now))
			return true;
	return roster_may(
	    m, r->visit->person, (struct account_id){ 0 }, r->now);
}

static struct str
span_of(const struct req *r, const struct shift *s)
{
	struct buf b = { .arena = r->arena };
	bool one_day = date_local(s->from).number == date_local(s->to).number;

	buf_put(&b, when_text(r, s->from));
	buf_lit(&b, "–");
	buf_put(&b, one_day ? clock_text(r, s->to) : when_text(r, s->to));
	return buf_str(&b);
}

static enum err
fill_shifts(struct req *r, struct duty_view *v)
{
	const struct municipality *m = r->visit->m;
	int64_t me = r->visit->person->id.v;
	struct shift *s;
	size_t n;

	TRY(roster_list(
	    r->db, r->arena, r->now, r->now + AHEAD_DAYS * DAY, &s, &n));
	v->rows = ARENA_ARRAY(r->arena, struct shift_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct account *acct = account_find(m, s[i].account);

		v->rows[v->n++] = (struct shift_row){ .id = s[i].id,
			.when = span_of(r, &s[i]),
			.who = who_name(r, s[i].person),
			.account = acct ? acct->name : say(r, MSG_DUTY_ALL),
			.asked = s[i].asked.v ? who_name(r, s[i].asked)
					      : STR_NONE,
			.now = s[i].from <= r->now,
			.mine = s[i].person.v == me,
			.may_remove = roster_may(
			    m, r->visit->person, s[i].account, r->now),
			.may_answer = s[i].asked.v == me };
	}
	return OK;
}

static enum err
fill_gaps(struct req *r, struct duty_view *v)
{
	int64_t *days;
	size_t n;

	TRY(roster_gaps(r->db, r->arena, r->visit->m, r->now,
	    r->now + GAP_DAYS * DAY, &days, &n));
	v->gaps = ARENA_ARRAY(r->arena, struct str, n + 1);
	for (size_t i = 0; i < n && i < GAPS_SHOWN; i++) {
		struct buf b = { .arena = r->arena };

		buf_put(&b, say(r, (enum msg)(MSG_WEEKDAY_1 +
					      date_weekday(days[i]) - 1)));
		buf_char(&b, ' ');
		date_put_day(&b, r->visit->lang,
		    date_instant(days[i], (int64_t)12 * 3600));
		v->gaps[v->ngaps++] = buf_str(&b);
	}
	return OK;
}

/* Who is away now or within the fortnight, and who stands in. */
static void
fill_away(const struct req *r, struct duty_view *v)
{
	const struct municipality *m = r->visit->m;

	v->away = ARENA_ARRAY(r->arena, struct away_row, m->nabsences + 1);
	for (size_t i = 0; i < m->nabsences; i++) {
		const struct absence *ab = &m->absences[i];
		struct str to = until_text(r, ab->to);

		if (ab->to <= r->now || ab->from > r->now + GAP_DAYS * DAY)
			continue;
		v->away[v->naway++] = (struct away_row){ .who = who_name(
							     r, ab->person),
			.when = ab->from <= r->now
				    ? say1(r, MSG_DUTY_AWAY_TO, "to", to)
				    : texts_fmt(r->arena, r->visit->lang,
					  MSG_DUTY_AWAY_FROM,
					  TEXT_ARG(
					      "from", from_text(r, ab->from)),
					  TEXT_ARG("to", to)),
			.substitute = ab->substitute.v
					  ? say1(r, MSG_DUTY_STANDS_IN, "who",
						who_name(r, ab->substitute))
					  : say(r, MSG_DUTY_NO_SUBSTITUTE) };
	}
}

static bool
may_confirm(const struct req *r, struct account_id id)
{
	const struct account *acct = account_find(r->visit->m, id);
	struct object o = { .account = id };

	o.unit = acct ? acct->unit : (struct unit_id){ 0 };
	return web_may(r, ACT_MODERATE, &o);
}

static enum err
fill_tasks(struct req *r, struct duty_view *v)
{
	struct task *t;
	size_t n;

	TRY(task_list(r->db, r->arena, &t, &n));
	v->tasks = ARENA_ARRAY(r->arena, struct task_row, n + 1);
	for (size_t i = 0; i < n; i++) {
		const struct account *acct = account_find(
		    r->visit->m, t[i].account);

		v->tasks[v->ntasks++] = (struct task_row){ t[i].id,
			say(r,
			    str_eq(t[i].kind, STR("open")) ? MSG_TASK_OPEN
							   : MSG_TASK_CLOSE),
			    acct ? acct->name : STR_NONE,
			    may_confirm(r, t[i].account) };
	}
	return OK;
}

static bool
may_be_on_duty(const struct req *r, const struct person *p)
{
	return p->active && may_somewhere(r->visit->m, p, ACT_CLAIM, r->now);
}

static void
fill_form(struct req *r, struct form *f)
{
	struct field *d;

	f->r = r;
	d = form_select(f, STR("hvem"), MSG_DUTY_WHO,
			       form_number(r->arena, r->visit->person->id.v));
	for (size_t i = 0; i < r->visit->m->npersons; i++)
		if (may_be_on_duty(r, &r->visit->m->persons[i]))
			form_option(f, d,
			    form_number(r->arena, r->visit->m->persons[i].id.v),
			    who_titled(r, &r->visit->m->persons[i]));
	d = form_select(f, STR("konto"), MSG_DUTY_ACCOUNT, STR_NONE);
	form_option(f, d, STR_NONE, say(r, MSG_DUTY_ALL));
	for (size_t i = 0; i < r->visit->m->naccounts; i++)
		form_option(f, d,
		    form_number(r->arena, r->visit->m->accounts[i].id.v),
		    r->visit->m->accounts[i].name);
	d = form_input(
	    f, "datetime-local", STR("fra"), MSG_DUTY_FROM, STR_NONE);
	d->required = true;
	d = form_input(f, "datetime-local", STR("til"), MSG_DUTY_TO, STR_NONE);
	d->required = true;
	d = form_select(f, STR("hver"), MSG_DUTY_REPEAT, STR("0"));
	form_option(f, d, STR("0"), say(r, MSG_DUTY_ONCE));
	form_option(f, d, STR("1"), say(r, MSG_DUTY_WEEKLY));
	form_option(f, d, STR("2"), say(r, MSG_DUTY_EVERY_OTHER));
}

static void
fill_people(struct req *r, struct duty_view *v)
{
	const struct municipality *m = r->visit->m;

	v->people.v = ARENA_ARRAY(r->arena, struct option, m->npersons + 1);
	for (size_t i = 0; i < m->npersons; i++)
		if (m->persons[i].id.v != r->visit->person->id.v &&
		    may_be_on_duty(r, &m->persons[i]))
			v->people.v[v->people.n++] = (struct option){
				form_number(r->arena, m->persons[i].id.v),
				person_name(r->arena, &m->persons[i]), false
			};
}

static enum err
show(struct req *r, struct duty_view *v)
{
	struct person_id now;

	v->csrf = r->visit->csrf;
	v->may_make = may_make(r);
	TRY(roster_on_duty(r->db, r->arena, r->visit->m,
	    (struct account_id){ 0 }, r->now, &now));
	if (now.v)
		v->on_duty = say1(r, MSG_DUTY_NOW, "who", who_name(r, now));
	TRY(fill_shifts(r, v));
	TRY(fill_gaps(r, v));
	TRY(fill_tasks(r, v));
	fill_away(r, v);
	fill_people(r, v);
	if (v->form.n == 0)
		fill_form(r, &v->form);
	TRY(web_page_begin(r, say(r, MSG_NAV_DUTY), NAV_DUTY));
	tpl_duty(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
page_duty(struct req *r)
{
	struct duty_view v = { .csrf = STR_NONE };

	return show(r, &v);
}

static enum err
add(struct req *r, struct duty_view *v)
{
	struct shift s = { .made_by = r->visit->person->id };
	int64_t every, id;

	s.person.v = form_id(&v->form, STR("hvem"));
	s.account.v = form_id(&v->form, STR("konto"));
	every = req_int(r, STR("hver"), 0, 2, 0);
	if (!form_parse_minute(form_get(&v->form, STR("fra")), &s.from) ||
		!form_parse_minute(form_get(&v->form, STR("til")), &s.to))
		return fail(ERR_INVALID, "K1: when it begins and ends");
	return every
		   ? roster_repeat(r->db, r->arena, r->visit->m, &s, (int)every,
			 every == 1 ? 26 : 13, r->now)
		   : roster_add(r->db, r->arena, r->visit->m, &s, r->now, &id);
}

enum err
page_duty_add(struct req *r)
{
	struct duty_view v = { .csrf = STR_NONE };
	enum err e;

	if (!may_make(r))
		return fail(ERR_DENIED,
		    "K1: editors, leaders and the adviser make the roster");
	fill_form(r, &v.form);
	e = add(r, &v);
	if (e == OK)
		return web_go(r, STR("/vakt"));
	if (e != ERR_INVALID)
		return e;
	form_judge(&v.form);
	v.error = say(r, MSG_DUTY_WRONG);
	TRY(show(r, &v));
	return e;
}

/* One shift: removed, asked to be swapped, answered. */
enum err
page_duty_act(struct req *r)
{
	struct str act = pairs_get(&r->form, STR("do"));
	struct person_id me = r->visit->person->id;
	enum err e;

	if (str_eq(act, STR("remove")))
		e = roster_remove(r->db, r->arena, r->visit->m, r->id,
		    r->visit->person, r->now);
	else if (str_eq(act, STR("ask")))
		e = roster_ask(r->db, r->arena, r->visit->m, r->id, me,
		    (struct person_id){
			req_int(r, STR("hvem"), 0, INT64_MAX, 0) }, r->now);
	else
		e = roster_answer(r->db, r->arena, r->id, me,
		    str_eq(act, STR("yes")), r->now);
	return e == OK || e == ERR_CONFLICT ? web_go(r, STR("/vakt")) : e;
}

/* Something was done by hand on a platform: so says whoever answers for the
 * account. */
enum err
page_task_done(struct req *r)
{
	struct task *t;
	size_t n;

	TRY(task_list(r->db, r->arena, &t, &n));
	for (size_t i = 0; i < n; i++)
		if (t[i].id == r->id && !may_confirm(r, t[i].account))
			return fail(ERR_DENIED,
			    "this needs a role for the account's unit");
	TRY(task_done(r->db, r->arena, r->id, r->visit->person->id, r->now));
	return web_go(r, STR("/vakt"));
}
