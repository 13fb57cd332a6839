/* SPDX-License-Identifier: EUPL-1.2
 *
 * people_acts.c - roles given and ended, a new password, absence.  Nobody gives
 * a role to oneself or takes one.  REQ: SPEC 5, DESIGN "Authority"
 */
#include "web/pages.h"
#include "web/people_inside.h"

enum err
people_back(struct req *r, struct person_id id)
{
	return web_go(r, str_printf(r->arena, "/folk/%lld", (long long)id.v));
}

static enum err
find_person(const struct req *r, const struct person **p)
{
	TRY(people_may(r));
	*p = person_find(r->visit->m, (struct person_id){ r->id });
	if (!*p)
		return fail(ERR_MISSING, "no such person");
	return OK;
}

/* Roles ------------------------------------------------------------------- */

void
people_role_fields(struct form *f)
{
	const struct req *r = f->r;
	struct field *d = form_select(f, STR("rolle"), MSG_FOLK_ROLE, STR_NONE);

	d->required = true;
	form_option(f, d, STR(""), say(r, MSG_CHOOSE));
	for (int i = ROLE_RESPONDER; i < ROLE_COUNT; i++)
		form_option(f, d, str_from(role_name((enum role)i)),
		    people_role_text(r, (enum role)i));
	d = form_select(f, STR("rolleenhet"), MSG_FOLK_ROLE_UNIT, STR_NONE);
	form_units(f, d, MSG_FOLK_WHOLE);
	d->hint = say(r, MSG_FOLK_ROLE_UNIT_HINT);
	form_input(f, "date",
	    STR("rollefra"), MSG_FOLK_FROM, form_day(r->arena, r->now));
	d = form_input(f, "date", STR("rolletil"), MSG_FOLK_TO, STR_NONE);
	d->hint = say(r, MSG_FOLK_TO_HINT);
}

static bool
judge_role(struct form *f, struct grant *g)
{
	struct str from = form_get(f, STR("rollefra"));
	struct str to = form_get(f, STR("rolletil"));

	form_judge(f);
	*g = (struct grant){ .unit.v = form_id(f, STR("rolleenhet")),
				 .from = f->r->now, .to = INT64_MAX,
				 .given_by = f->r->visit->person->id };
	if (!role_parse(form_get(f, STR("rolle")), &g->role) ||
		g->role == ROLE_EMPLOYEE)
		form_wrong(f, STR("rolle"), MSG_FORM_CHOICE);
	if (from.n && !form_parse_day(from, false, &g->from))
		form_wrong(f, STR("rollefra"), MSG_FORM_DAY);
	if (to.n && !form_parse_day(to, true, &g->to))
		form_wrong(f, STR("rolletil"), MSG_FORM_DAY);
	else if (g->to <= g->from || g->to <= f->r->now)
		form_wrong(f, STR("rolletil"), MSG_FOLK_TO_ORDER);
	return f->nwrong == 0;
}

enum err
page_person_role(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);
	const struct person *p;
	struct grant g;
	int64_t seq;

	TRY(find_person(r, &p));
	people_role_fields(&v.role);
	if (p == r->visit->person) {
		TRY(people_show(r, p, &v));
		return fail(ERR_DENIED, "nobody gives a role to oneself");
	}
	if (!judge_role(&v.role, &g)) {
		TRY(people_show(r, p, &v));
		return fail(ERR_INVALID, "the role is not complete");
	}
	TRY(role_give(r->db, r->arena, p->id, &g, &seq));
	return people_back(r, p->id);
}

enum err
page_person_role_end(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);
	const struct person *p;

	TRY(find_person(r, &p));
	if (p == r->visit->person) {
		TRY(people_show(r, p, &v));
		return fail(ERR_DENIED, "nobody ends a role of their own");
	}
	for (size_t i = 0; i < p->ngrants; i++)
		if (p->grants[i].seq == r->id2 && p->grants[i].to > r->now) {
			TRY(role_take(r->db, r->arena, r->id2,
			    r->visit->person->id, r->now));
			return people_back(r, p->id);
		}
	return fail(ERR_MISSING, "this person holds no such role");
}

/* Password ---------------------------------------------------------------- */

void
people_password_field(struct form *f)
{
	struct field *d = form_input(
	    f, "password", STR("passord"), MSG_FOLK_PASSWORD, STR_NONE);

	d->hint = say(f->r, MSG_FOLK_PASSWORD_HINT);
	d->most = 200;
}

enum err
people_hash(struct form *f, bool required, struct str *hash)
{
	struct str typed = pairs_get(&f->r->form, STR("passord"));
	enum err e = OK;

	*hash = STR_NONE;
	/* A password is never shown again, not even to who typed it. */
	f->v[0].value = STR_NONE;
	if (typed.n == 0 && required)
		form_wrong(f, STR("passord"), MSG_FORM_EMPTY);
	if (typed.n)
		e = password_hash(f->r->arena, typed, hash);
	if (e != ERR_INVALID)
		return e;
	form_wrong(f, STR("passord"), MSG_FOLK_PASSWORD_WRONG);
	return OK;
}

struct setting {
	struct person_id id, by;
	struct str hash;
};

static enum err
set(struct db *db, struct arena *a, void *arg)
{
	struct setting *s = arg;

	return person_set_password(db, a, s->id, s->hash, s->by);
}

enum err
page_person_password(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);
	const struct person *p;
	struct setting s = { .by = r->visit->person->id };

	TRY(find_person(r, &p));
	s.id = p->id;
	people_password_field(&v.password);
	TRY(people_hash(&v.password, true, &s.hash));
	if (v.password.nwrong) {
		TRY(people_show(r, p, &v));
		return fail(ERR_INVALID, "the password is too short");
	}
	TRY(web_write(r, set, &s));
	return people_back(r, p->id);
}

/* Absence ----------------------------------------------------------------- */

void
people_absence_fields(struct form *f)
{
	const struct req *r = f->r;
	struct field *d;

	d = form_input(f, "date",
	    STR("bortefra"), MSG_FOLK_AWAY_FROM, form_day(r->arena, r->now));
	d->required = true;
	d = form_input(f, "date", STR("bortetil"), MSG_FOLK_AWAY_TO, STR_NONE);
	d->required = true;
	d = form_select(f, STR("vikar"), MSG_FOLK_SUBSTITUTE, STR_NONE);
	form_people(f, d, MSG_FOLK_NO_SUBSTITUTE);
	d->hint = say(r, MSG_FOLK_SUBSTITUTE_HINT);
}

static bool
judge_absence(struct form *f, const struct person *p, struct absence *ab)
{
	form_judge(f);
	*ab = (struct absence){ .person = p->id,
		.substitute.v = form_id(f, STR("vikar")) };
	if (!form_parse_day(form_get(f, STR("bortefra")), false, &ab->from))
		form_wrong(f, STR("bortefra"), MSG_FORM_DAY);
	if (!form_parse_day(form_get(f, STR("bortetil")), true, &ab->to))
		form_wrong(f, STR("bortetil"), MSG_FORM_DAY);
	else if (ab->to <= ab->from || ab->to <= f->r->now)
		form_wrong(f, STR("bortetil"), MSG_FOLK_TO_ORDER);
	if (ab->substitute.v == p->id.v)
		form_wrong(f, STR("vikar"), MSG_FOLK_SUBSTITUTE_SELF);
	return f->nwrong == 0;
}

enum err
page_person_absence(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);
	const struct person *p;
	struct absence ab;

	TRY(find_person(r, &p));
	people_absence_fields(&v.absence);
	if (!judge_absence(&v.absence, p, &ab)) {
		TRY(people_show(r, p, &v));
		return fail(ERR_INVALID, "the absence is not complete");
	}
	TRY(absence_add(r->db, r->arena, &ab, r->visit->person->id));
	return people_back(r, p->id);
}
