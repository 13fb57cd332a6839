/* SPDX-License-Identifier: EUPL-1.2
 *
 * plan_pages.c - the plan an account rests on: written and submitted, decided
 * by one in the chief executive's team, never by the applicant.
 * REQ: L1, L2, L3, S
 */
#include "web/account.h"
#include "web/pages.h"

static const struct {
	struct str id, clause;
	enum msg text, hint;
	bool existing; /* asked also of an account that was there before */
} questions[] = {
	{ STR_INIT("why"), STR_INIT("L1"), MSG_PLAN_Q_WHY, MSG_PLAN_H_WHY,
	    true },
	{ STR_INIT("achieve"), STR_INIT("L1"), MSG_PLAN_Q_ACHIEVE,
	    MSG_PLAN_H_ACHIEVE, false },
	{ STR_INIT("themes"), STR_INIT("L2"), MSG_PLAN_Q_THEMES,
	    MSG_PLAN_H_THEMES, false },
	{ STR_INIT("moderation"), STR_INIT("L2"), MSG_PLAN_Q_MODERATION,
	    MSG_PLAN_H_MODERATION, false },
	{ STR_INIT("dialogue_rules"), STR_INIT("L2"), MSG_PLAN_Q_DIALOGUE_RULES,
	    MSG_PLAN_H_DIALOGUE_RULES, true },
	{ STR_INIT("duration"), STR_INIT("L2"), MSG_PLAN_Q_DURATION,
	    MSG_PLAN_H_DURATION, false },
	{ STR_INIT("marketing"), STR_INIT("L2"), MSG_PLAN_Q_MARKETING,
	    MSG_PLAN_H_MARKETING, false },
};
enum { NQUESTIONS = sizeof(questions) / sizeof(questions[0]) };
/* NOLINTNEXTLINE(bugprone-macro-parentheses): they are added up */
#define X(name, id) +1
_Static_assert((PLAN_QUESTIONS(X)) == NQUESTIONS, "every question is asked");
#undef X

struct case_of { /* the account and its plan, if it has one */
	const struct account *acct;
	struct object o;
	struct plan plan;
	bool has;
};

static enum err
find_case(struct req *r, struct case_of *c)
{
	enum err e;

	*c = (struct case_of){ .acct = account_find(
				   r->visit->m, (struct account_id){ r->id }) };
	if (!c->acct)
		return fail(ERR_MISSING, "no such account");
	c->o = (struct object){ .unit = c->acct->unit, .account = c->acct->id };
	e = plan_get(r->db, r->arena, c->acct->id, &c->plan);
	c->has = e == OK;
	return e == ERR_MISSING ? OK : e;
}

static struct str
answer_of(const struct plan *p, struct str question)
{
	for (size_t i = 0; i < p->nanswers; i++)
		if (str_eq(p->answers[i].question, question))
			return p->answers[i].answer;
	return STR_NONE;
}

/* The form ---------------------------------------------------------------- */

static void
plan_fields(struct form *f, const struct plan *p)
{
	struct field *d = form_select(
	    f, STR("slag"), MSG_PLAN_KIND, p->kind.n ? p->kind : STR("new"));

	form_option(f, d, STR("new"), say(f->r, MSG_PLAN_KIND_NEW));
	form_option(f, d, STR("existing"), say(f->r, MSG_PLAN_KIND_EXISTING));
	d->hint = say(f->r, MSG_PLAN_KIND_HINT);
	for (size_t i = 0; i < NQUESTIONS; i++) {
		d = form_area(f, questions[i].id, questions[i].text,
		    answer_of(p, questions[i].id));
		d->label = str_printf(f->r->arena, "%.*s (%.*s)",
		    STR_ARG(d->label), STR_ARG(questions[i].clause));
		d->hint = say(f->r, questions[i].hint);
		d->rows = 3;
		d->most = 5000;
	}
}

static size_t
judge_plan(struct form *f, struct plan_answer *answers)
{
	bool existing = str_eq(form_get(f, STR("slag")), STR("existing"));
	size_t n = 0;

	form_judge(f);
	for (size_t i = 0; i < NQUESTIONS; i++) {
		struct str text = form_get(f, questions[i].id);

		if (text.n)
			answers[n++] = (struct plan_answer){ questions[i].id,
				text };
		else if (!existing || questions[i].existing)
			form_wrong(f, questions[i].id, MSG_PLAN_UNANSWERED);
	}
	return n;
}

static void
decision_fields(struct form *f)
{
	struct field *d = form_area(
	    f, STR("merknad"), MSG_PLAN_REMARK, STR_NONE);

	d->hint = say(f->r, MSG_PLAN_REMARK_HINT);
	d->most = 2000;
	d = form_input(f, "date", STR("utlop"), MSG_PLAN_ENDS, STR_NONE);
	d->hint = say(f->r, MSG_PLAN_ENDS_HINT);
}

/* The page ---------------------------------------------------------------- */

static const struct {
	struct str state;
	const char *color;
	struct str icon;
	enum msg text;
} states[] = {
	{ STR_INIT("submitted"), "info", STR_INIT("approve"),
	    MSG_PLAN_SUBMITTED },
	{ STR_INIT("returned"), "warning", STR_INIT("undo"),
	    MSG_PLAN_RETURNED },
	{ STR_INIT("approved"), "success", STR_INIT("check-circle"),
	    MSG_PLAN_APPROVED },
	{ STR_INIT("rejected"), "danger", STR_INIT("stop"), MSG_PLAN_REJECTED },
	{ STR_INIT("draft"), NULL, STR_INIT("draft"), MSG_PLAN_DRAFT },
};

static struct state_view
plan_state(const struct req *r, const struct case_of *c)
{
	const size_t n = sizeof(states) / sizeof(states[0]);
	size_t i = 0;

	while (i + 1 < n && !(c->has && str_eq(states[i].state, c->plan.state)))
		i++;
	return (struct state_view){ states[i].color, states[i].icon,
		say(r, states[i].text) };
}

static void
fill_answers(const struct req *r, const struct case_of *c, struct plan_view *v)
{
	for (size_t i = 0; i < NQUESTIONS; i++) {
		struct str answer = answer_of(&c->plan, questions[i].id);

		if (answer.n)
			v->rows[v->n++] = (struct plan_row){
				say(r, questions[i].text), questions[i].clause,
				answer
			};
	}
}

/* What whoever decides should have seen.  REQ: S, O */
static void
fill_checks(const struct req *r, const struct case_of *c, struct plan_view *v)
{
	const struct municipality *m = r->visit->m;
	const struct account *acct = c->acct;
	size_t answering = 0;

	for (size_t i = 0; i < m->npersons; i++)
		answering += m->persons[i].active &&
			     (person_has(m, &m->persons[i], ROLE_RESPONDER,
				  acct->unit, r->now) ||
				 person_has(m, &m->persons[i], ROLE_EDITOR,
				     acct->unit, r->now));
	v->checks[v->nchecks++] = (struct plan_check){ v->n == NQUESTIONS,
		v->n == NQUESTIONS
		    ? say(r, MSG_PLAN_CHECK_ALL)
		    : say_count(r, MSG_PLAN_CHECK_SOME, (int64_t)v->n) };
	v->checks[v->nchecks++] = (struct plan_check){ answering >= 2,
		say_count(r, MSG_PLAN_CHECK_PEOPLE, (int64_t)answering) };
	v->checks[v->nchecks++] = (struct plan_check){ acct->leader.v != 0,
		acct->leader.v ? say1(r, MSG_PLAN_CHECK_LEADER, "who",
				     who_name(r, acct->leader))
			       : say(r, MSG_PLAN_CHECK_NO_LEADER) };
	v->checks[v->nchecks++] = (struct plan_check){ acct->rules.n > 0,
		say(r, acct->rules.n ? MSG_PLAN_CHECK_RULES
				     : MSG_PLAN_CHECK_NO_RULES) };
}

/* A "yes" names nobody else; the applicant asks who the others are. */
static void
leave_out(const struct req *r, struct ruling *ru, const struct case_of *c)
{
	const struct municipality *m = r->visit->m;
	const struct person **route = ARENA_ARRAY(
	    r->arena, const struct person *, m->npersons + 1);
	size_t n = 0;

	for (size_t i = 0; i < m->npersons; i++)
		if (m->persons[i].id.v != c->plan.applicant.v &&
		    may(m, NULL, &m->persons[i], ACT_PLAN_DECIDE, &c->o, r->now)
			.yes)
			route[n++] = &m->persons[i];
	ru->route = route;
	ru->nroute = n;
}

/* REQ: L3 - never by the applicant; who can instead is named. */
static void
fill_decision(const struct req *r, const struct case_of *c, struct plan_view *v)
{
	struct ruling ru = web_ruling(r, ACT_PLAN_DECIDE, &c->o);
	bool own = c->has && c->plan.applicant.v == r->visit->person->id.v;
	struct str who;

	v->waits = c->has && str_eq(c->plan.state, STR("submitted"));
	v->may_decide = v->waits && ru.yes && !own;
	if (v->may_decide) {
		v->why = say(r, MSG_PLAN_WHY_YOU);
		return;
	}
	if (own)
		leave_out(r, &ru, c);
	who = who_can(r, &ru);
	v->why = say1(
	    r, own ? MSG_PLAN_WHY_OWN : MSG_PLAN_WHY_OTHERS, "who", who);
}

static enum err
show(struct req *r, struct case_of *c, struct plan_view *v)
{
	v->csrf = r->visit->csrf;
	v->id = c->acct->id.v;
	v->name = account_title(r, c->acct);
	v->icon = channel_icon(c->acct->channel);
	v->has = c->has;
	v->version = c->plan.version;
	v->state = plan_state(r, c);
	v->may_write = web_may(r, ACT_PLAN_WRITE, &c->o);
	v->lead = say(r, MSG_PLAN_LEAD_NONE);
	if (c->has)
		v->lead = texts_fmt(r->arena, r->visit->lang,
		    str_eq(c->plan.kind,
			STR("existing")) ? MSG_PLAN_LEAD_EXISTING
					 : MSG_PLAN_LEAD_NEW,
			TEXT_ARG("who", who_name(r, c->plan.applicant)),
			TEXT_ARG("n", form_number(r->arena, c->plan.version)));
	if (c->has && c->plan.decided_by.v) {
		v->remark = c->plan.remark;
		v->decided = texts_fmt(r->arena, r->visit->lang,
		    MSG_PLAN_DECIDED,
		    TEXT_ARG("who", who_name(r, c->plan.decided_by)),
		    TEXT_ARG("time", when_text(r, c->plan.decided_at)));
	}
	fill_answers(r, c, v);
	fill_checks(r, c, v);
	fill_decision(r, c, v);
	if (v->form.n == 0)
		plan_fields(&v->form, &c->plan);
	if (v->decision.n == 0)
		decision_fields(&v->decision);
	TRY(web_page_begin(r, v->name, NAV_ACCOUNTS));
	tpl_plan(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
page_plan(struct req *r)
{
	struct plan_view v = { .form = { .r = r }, .decision = { .r = r } };
	struct case_of c;

	TRY(find_case(r, &c));
	return show(r, &c, &v);
}

enum err
page_plan_submit(struct req *r)
{
	struct plan_view v = { .form = { .r = r }, .decision = { .r = r } };
	struct plan_answer answers[NQUESTIONS];
	struct plan_id id;
	struct case_of c;
	size_t n;

	TRY(find_case(r, &c));
	if (!web_may(r, ACT_PLAN_WRITE, &c.o))
		return fail(ERR_DENIED, "L1: the plan is written by an editor,"
					" a unit leader or the adviser");
	plan_fields(&v.form, &c.plan);
	n = judge_plan(&v.form, answers);
	if (v.form.nwrong) {
		TRY(show(r, &c, &v));
		return fail(ERR_INVALID, "L1: not every question is answered");
	}
	TRY(plan_submit(r->db, r->arena, c.acct->id,
	    form_get(&v.form, STR("slag")), answers, n, r->visit->person->id,
		r->now, &id));
	return web_go(
	    r, str_printf(r->arena, "/kontoer/%lld/plan", (long long)r->id));
}

/* What is wrong with a decision is shown beside it. */
static bool
judge_decision(struct form *f, struct str decision, usec_t *expires)
{
	struct str ends = form_get(f, STR("utlop"));

	form_judge(f);
	*expires = INT64_MAX;
	if (!str_eq(decision, STR("approve"))) {
		if (form_get(f, STR("merknad")).n == 0)
			form_wrong(f, STR("merknad"), MSG_PLAN_REMARK_NEEDED);
		return f->nwrong == 0;
	}
	if (ends.n &&
	    (!form_parse_day(ends, true, expires) || *expires <= f->r->now))
		form_wrong(f, STR("utlop"), MSG_PLAN_ENDS_WRONG);
	return f->nwrong == 0;
}

enum err
page_plan_decide(struct req *r)
{
	struct plan_view v = { .form = { .r = r }, .decision = { .r = r } };
	struct str decision = pairs_get(&r->form, STR("do"));
	struct case_of c;
	usec_t expires;

	TRY(find_case(r, &c));
	if (!c.has)
		return fail(ERR_MISSING, "the account has no plan yet");
	if (!web_may(r, ACT_PLAN_DECIDE, &c.o) ||
	    c.plan.applicant.v == r->visit->person->id.v) {
		TRY(show(r, &c, &v));
		return fail(ERR_DENIED, "L3: another decides on this plan");
	}
	decision_fields(&v.decision);
	if (!judge_decision(&v.decision, decision, &expires)) {
		TRY(show(r, &c, &v));
		return fail(ERR_INVALID, "the decision is not complete");
	}
	TRY(plan_decide(r->db, r->arena, c.plan.id,
	    req_int(r, STR("versjon"), 0, INT64_MAX, 0), decision,
		form_get(&v.decision, STR("merknad")), expires,
		    r->visit->person->id, r->now));
	return web_go(
	    r, str_printf(r->arena, "/kontoer/%lld", (long long)r->id));
}
