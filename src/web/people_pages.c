/* SPDX-License-Identifier: EUPL-1.2
 *
 * people_pages.c - those who work here: the list, one person, and how they are
 * entered and changed.  Roles and absence are in people_acts.c.  REQ: SPEC 5
 */
#include "fmt/url.h"
#include "http/mail.h"
#include "web/pages.h"
#include "web/people.h"
#include "web/people_inside.h"

enum { PAGE_ROWS = 50 };

static const enum msg role_texts[ROLE_COUNT] = {
#define ROLE(name, text) [ROLE_##name] = MSG_ROLE_##name,
#include "model/roles.def"
#undef ROLE
};

struct str
people_role_text(const struct req *r, enum role role)
{
	return say(r, role_texts[role]);
}

enum err
people_may(const struct req *r)
{
	if (web_may(r, ACT_PEOPLE, NULL))
		return OK;
	return fail(ERR_DENIED, "SPEC 5: people are the administrator's");
}

static struct str
unit_name(const struct req *r, struct unit_id id)
{
	const struct unit *u = unit_find(r->visit->m, id);

	return u ? u->name : STR_NONE;
}

/* The list ---------------------------------------------------------------- */

struct ask {
	struct str q;
	struct unit_id unit;
	int role; /* -1: any */
};

static struct ask
ask_of(const struct req *r)
{
	struct ask ask = {
		.q = str_trim(pairs_get(&r->query, STR("q"))),
		    .unit.v = req_int(r, STR("enhet"), 1, INT64_MAX, 0),
			.role = -1 };
	enum role role;

	if (role_parse(pairs_get(&r->query, STR("rolle")), &role))
		ask.role = (int)role;
	return ask;
}

static bool
is_listed(const struct req *r, const struct person *p, const struct ask *ask)
{
	struct str text = str_printf(r->arena, "%.*s %.*s %.*s %.*s %.*s",
	    STR_ARG(p->first_name), STR_ARG(p->last_name), STR_ARG(p->title),
	    STR_ARG(p->login), STR_ARG(unit_name(r, p->unit)));

	if (ask->unit.v && !unit_within(r->visit->m, p->unit, ask->unit))
		return false;
	if (ask->role >= 0 &&
	    !(person_roles(p, r->now) & ROLE_BIT((unsigned)ask->role)))
		return false;
	return form_matches(r->arena, text, ask->q);
}

static struct person_row
make_row(const struct req *r, const struct person *p)
{
	return (struct person_row){ .id = p->id.v,
		.name = person_name(r->arena, p),
		.initials = who_initials(r->arena, p),
		.title = p->title,
		.unit = unit_name(r, p->unit),
		.roles = who_roles(r, p),
		.active = p->active,
		.away = !person_present(r->visit->m, p, r->now) };
}

static struct str
address(const struct req *r, const struct ask *ask, size_t from)
{
	struct buf b = { .arena = r->arena };

	buf_lit(&b, "/folk?q=");
	url_encode(&b, ask->q);
	if (ask->unit.v)
		buf_printf(&b, "&enhet=%lld", (long long)ask->unit.v);
	if (ask->role >= 0)
		buf_printf(&b, "&rolle=%s", role_name((enum role)ask->role));
	buf_printf(&b, "&fra=%zu", from);
	return buf_str(&b);
}

static size_t
fill_rows(const struct req *r, const struct ask *ask, struct people_view *v)
{
	const struct municipality *m = r->visit->m;
	size_t from = (size_t)req_int(r, STR("fra"), 0, 1000000, 0);
	size_t all = 0;

	v->rows = ARENA_ARRAY(r->arena, struct person_row, PAGE_ROWS);
	for (size_t i = 0; i < m->npersons; i++) {
		if (!is_listed(r, &m->persons[i], ask))
			continue;
		if (all >= from && v->n < PAGE_ROWS)
			v->rows[v->n++] = make_row(r, &m->persons[i]);
		all++;
	}
	if (all > from + v->n)
		v->more = address(r, ask, from + PAGE_ROWS);
	if (from > 0)
		v->less = address(
		    r, ask, from > PAGE_ROWS ? from - PAGE_ROWS : 0);
	return all;
}

static void
fill_filter(const struct req *r, const struct ask *ask, struct people_view *v)
{
	struct form f = { .r = r };
	struct field units = { .value = ask->unit.v
					    ? form_number(r->arena, ask->unit.v)
					    : STR_NONE };
	struct field roles = { .value = ask->role >= 0
					    ? str_from(role_name(
						  (enum role)ask->role))
					    : STR_NONE };

	form_units(&f, &units, MSG_FOLK_ALL_UNITS);
	form_option(&f, &roles, STR(""), say(r, MSG_FOLK_ALL_ROLES));
	for (int i = ROLE_RESPONDER; i < ROLE_COUNT; i++)
		form_option(&f, &roles, str_from(role_name((enum role)i)),
		    people_role_text(r, (enum role)i));
	v->units = units.options;
	v->roles = roles.options;
	v->filtered = ask->q.n || ask->unit.v || ask->role >= 0;
}

enum err
page_people(struct req *r)
{
	struct ask ask = ask_of(r);
	struct people_view v = { .q = ask.q };
	size_t all;

	TRY(people_may(r));
	fill_filter(r, &ask, &v);
	all = fill_rows(r, &ask, &v);
	v.lead = say_count(r, MSG_FOLK_LEAD, (int64_t)all);
	TRY(web_page_begin(r, say(r, MSG_NAV_PEOPLE), NAV_PEOPLE));
	tpl_people(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* One person -------------------------------------------------------------- */

static void
person_fields(struct form *f, const struct person *p, bool self)
{
	struct arena *a = f->r->arena;
	struct field *d;

	f->merged = p->id.v != 0;
	if (p->id.v == 0) {
		d = form_text(f, STR("bruker"), MSG_FOLK_LOGIN, STR_NONE);
		d->required = true;
		d->hint = say(f->r, MSG_FOLK_LOGIN_HINT);
	}
	form_text(
	    f, STR("fornavn"), MSG_FOLK_FIRST, p->first_name)->required = true;
	form_text(
	    f, STR("etternavn"), MSG_FOLK_LAST, p->last_name)->required = true;
	d = form_text(f, STR("tittel"), MSG_FOLK_TITLE, p->title);
	d->hint = say(f->r, MSG_FOLK_TITLE_HINT);
	d = form_select(
	    f, STR("enhet"), MSG_ACC_UNIT,
		   p->unit.v ? form_number(a, p->unit.v) : STR_NONE);
	d->required = true;
	d->hint = say(f->r, MSG_FOLK_UNIT_HINT);
	form_units(f, d, MSG_CHOOSE);
	form_input(
	    f, "email", STR("epost"), MSG_FOLK_EMAIL, p->email)->most = 200;
	if (p->id.v == 0 || self)
		return;
	d = form_select(f, STR("aktiv"), MSG_FOLK_ACTIVE,
			       p->active ? STR("ja") : STR("nei"));
	form_option(f, d, STR("ja"), say(f->r, MSG_FOLK_ACTIVE_YES));
	form_option(f, d, STR("nei"), say(f->r, MSG_FOLK_ACTIVE_NO));
	d->hint = say(f->r, MSG_FOLK_ACTIVE_HINT);
}

static void
judge_person(struct form *f, struct person *p, bool self)
{
	form_judge(f);
	p->first_name = form_get(f, STR("fornavn"));
	p->last_name = form_get(f, STR("etternavn"));
	p->title = form_get(f, STR("tittel"));
	p->unit.v = form_id(f, STR("enhet"));
	p->email = form_get(f, STR("epost"));
	if (p->email.n && !mail_address_ok(p->email))
		form_wrong(f, STR("epost"), MSG_FOLK_EMAIL_WRONG);
	if (p->id.v && !self)
		p->active = str_eq(form_get(f, STR("aktiv")), STR("ja"));
}

static enum err
find_person(const struct req *r, const struct person **p)
{
	*p = person_find(r->visit->m, (struct person_id){ r->id });
	if (!*p)
		return fail(ERR_MISSING, "no such person");
	return OK;
}

static struct str
period(const struct req *r, const struct grant *g)
{
	struct buf b = { .arena = r->arena };

	buf_put(&b, from_text(r, g->from));
	buf_lit(&b, " – ");
	if (g->to != INT64_MAX)
		buf_put(&b, until_text(r, g->to));
	else
		buf_put(&b, say(r, MSG_FOLK_UNTIL_ENDED));
	return buf_str(&b);
}

static void
fill_grants(const struct req *r, const struct person *p, struct person_view *v)
{
	v->grants = ARENA_ARRAY(r->arena, struct grant_row, p->ngrants + 1);
	for (size_t i = 0; i < p->ngrants; i++) {
		const struct grant *g = &p->grants[i];

		if (g->to <= r->now)
			continue;
		v->grants[v->ngrants++] = (struct grant_row){ .seq = g->seq,
			.role = people_role_text(r, g->role),
			.unit = g->unit.v ? unit_name(r, g->unit)
					  : say(r, MSG_FOLK_WHOLE),
			.period = period(r, g),
			.by = who_name(r, g->given_by),
			.may_end = !v->self };
	}
}

static void
fill_absences(
    const struct req *r, const struct person *p, struct person_view *v)
{
	const struct municipality *m = r->visit->m;

	v->absences = ARENA_ARRAY(
	    r->arena, struct absence_row, m->nabsences + 1);
	for (size_t i = 0; i < m->nabsences; i++) {
		const struct absence *ab = &m->absences[i];

		if (ab->person.v != p->id.v || ab->to <= r->now)
			continue;
		v->absences[v->nabsences++] = (struct absence_row){
			.from = from_text(r, ab->from),
			.to = until_text(r, ab->to),
			.substitute = ab->substitute.v
					  ? who_name(r, ab->substitute)
					  : say(r, MSG_FOLK_NO_SUBSTITUTE),
			.now = ab->from <= r->now
		};
	}
}

static struct state_view
state_of(const struct req *r, const struct person *p)
{
	if (!p->active)
		return (struct state_view){ NULL, STR("archive"),
						      say(r, MSG_FOLK_LEFT) };
	if (!person_present(r->visit->m, p, r->now))
		return (struct state_view){ "warning",
			STR("pause"), say(r, MSG_FOLK_AWAY) };
	if (!p->has_password)
		return (struct state_view){ "warning",
			STR("lock"), say(r, MSG_FOLK_NO_PASSWORD) };
	return (struct state_view){ "success", STR("check-circle"),
						   say(r, MSG_FOLK_HERE) };
}

/* p: NULL for a new one. */
enum err
people_show(struct req *r, const struct person *p, struct person_view *v)
{
	static const struct person none;

	v->csrf = r->visit->csrf;
	v->add = !p;
	v->name = p ? person_name(r->arena, p) : say(r, MSG_FOLK_NEW);
	v->self = p == r->visit->person;
	if (v->form.n == 0)
		person_fields(&v->form, p ? p : &none, v->self);
	if (p) {
		v->id = p->id.v;
		v->login = p->login;
		v->roles = who_roles(r, p);
		v->state = state_of(r, p);
		fill_grants(r, p, v);
		fill_absences(r, p, v);
		if (v->role.n == 0)
			people_role_fields(&v->role);
		if (v->absence.n == 0)
			people_absence_fields(&v->absence);
	}
	if (v->password.n == 0)
		people_password_field(&v->password);
	TRY(web_page_begin(r, v->name, NAV_PEOPLE));
	tpl_person(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
page_person_new(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);

	TRY(people_may(r));
	return people_show(r, NULL, &v);
}

enum err
page_person(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);
	const struct person *p;

	TRY(people_may(r));
	TRY(find_person(r, &p));
	return people_show(r, p, &v);
}

enum err
page_person_change(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);
	const struct person *p;
	struct person changed;

	TRY(people_may(r));
	TRY(find_person(r, &p));
	v.self = p == r->visit->person;
	changed = *p;
	person_fields(&v.form, p, v.self);
	judge_person(&v.form, &changed, v.self);
	if (v.form.nwrong) {
		TRY(people_show(r, p, &v));
		return fail(ERR_INVALID, "the person is not complete");
	}
	TRY(person_change(r->db, r->arena, &changed, r->visit->person->id));
	return people_back(r, p->id);
}

/* A new person, with their first password where one is given; hashing is
 * slow, so it is done outside the writer. */
struct adding {
	struct person p;
	struct str hash;
	struct person_id by, id;
};

static enum err
add(struct db *db, struct arena *a, void *arg)
{
	struct adding *ad = arg;

	return person_add(db, a, &ad->p, ad->hash, ad->by, &ad->id);
}

static bool
login_taken(const struct req *r, struct str login)
{
	const struct municipality *m = r->visit->m;

	for (size_t i = 0; i < m->npersons; i++)
		if (str_eq(m->persons[i].login, login))
			return true;
	return false;
}

static bool
good_login(struct str s)
{
	static const char more[] = ".-_@";

	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
			memchr(more, c, sizeof(more) - 1)))
			return false;
	}
	return s.n >= 2 && s.n <= 100;
}

static void
judge_login(struct form *f, struct person *p)
{
	p->login = str_lower_ascii(f->r->arena, form_get(f, STR("bruker")));
	if (p->login.n && !good_login(p->login))
		form_wrong(f, STR("bruker"), MSG_FOLK_LOGIN_WRONG);
	if (login_taken(f->r, p->login))
		form_wrong(f, STR("bruker"), MSG_FOLK_LOGIN_TAKEN);
}

enum err
page_person_add(struct req *r)
{
	struct person_view v = PERSON_VIEW(r);
	struct adding ad = { .p = { .lang = r->visit->m->lang,
				 .scheme = STR("auto"), .active = true },
				 .by = r->visit->person->id };
	static const struct person none;
	enum err e;

	TRY(people_may(r));
	person_fields(&v.form, &none, false);
	people_password_field(&v.password);
	judge_person(&v.form, &ad.p, false);
	judge_login(&v.form, &ad.p);
	TRY(people_hash(&v.password, false, &ad.hash));
	if (v.form.nwrong || v.password.nwrong) {
		TRY(people_show(r, NULL, &v));
		return fail(ERR_INVALID, "the person is not complete");
	}
	e = web_write(r, add, &ad);
	if (e != ERR_CONFLICT)
		return e != OK ? e : people_back(r, ad.id);
	form_wrong(&v.form, STR("bruker"), MSG_FOLK_LOGIN_TAKEN);
	TRY(people_show(r, NULL, &v));
	return e;
}
