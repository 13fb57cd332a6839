/* SPDX-License-Identifier: EUPL-1.2
 *
 * unit_pages.c - the tree of units, along which authority goes down.
 * REQ: SPEC 5, K10 (where formal enquiries go)
 */
#include "web/account.h"
#include "web/pages.h"
#include "web/people_inside.h"

static int64_t
people_of(const struct req *r, struct unit_id id)
{
	const struct municipality *m = r->visit->m;
	int64_t n = 0;

	for (size_t i = 0; i < m->npersons; i++)
		n += m->persons[i].active && m->persons[i].unit.v == id.v;
	return n;
}

static void
add_below(struct req *r, struct unit_id parent, int depth, struct units_view *v)
{
	const struct municipality *m = r->visit->m;
	static const struct person_id nobody;

	for (size_t i = 0; i < m->nunits && depth < 20; i++) {
		const struct unit *u = &m->units[i];

		if (u->parent.v != parent.v)
			continue;
		v->rows[v->n++] = (struct unit_row){ .id = u->id.v,
			.name = u->name,
			.contact = u->contact,
			.leader = who_name(r, account_leader(r, u->id, nobody)),
			.people = people_of(r, u->id),
			.depth = depth,
			.active = u->active };
		add_below(r, u->id, depth + 1, v);
	}
}

enum err
page_units(struct req *r)
{
	struct units_view v = { 0 };

	TRY(people_may(r));
	v.rows = ARENA_ARRAY(
	    r->arena, struct unit_row, r->visit->m->nunits + 1);
	add_below(r, (struct unit_id){ 0 }, 0, &v);
	v.lead = say_count(r, MSG_UNIT_LEAD, (int64_t)v.n);
	TRY(web_page_begin(r, say(r, MSG_NAV_UNITS), NAV_PEOPLE));
	tpl_units(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* Below itself a unit would hang in the air. */
static bool
is_below(const struct req *r, struct unit_id unit, struct unit_id above)
{
	return above.v && unit_within(r->visit->m, unit, above);
}

static void
unit_fields(struct form *f, const struct unit *u)
{
	struct arena *a = f->r->arena;
	struct field *d;

	f->merged = u->id.v != 0;
	form_text(f, STR("navn"), MSG_UNIT_NAME, u->name)->required = true;
	d = form_select(
	    f, STR("over"), MSG_UNIT_PARENT,
		   u->parent.v ? form_number(a, u->parent.v) : STR_NONE);
	form_units(f, d, MSG_UNIT_TOP);
	d->hint = say(f->r, MSG_UNIT_PARENT_HINT);
	d = form_text(f, STR("kontakt"), MSG_UNIT_CONTACT, u->contact);
	d->most = 500;
	d->hint = say(f->r, MSG_UNIT_CONTACT_HINT);
	if (u->id.v == 0)
		return;
	d = form_select(f, STR("aktiv"), MSG_UNIT_ACTIVE,
			       u->active ? STR("ja") : STR("nei"));
	form_option(f, d, STR("ja"), say(f->r, MSG_YES));
	form_option(f, d, STR("nei"), say(f->r, MSG_NO));
}

static bool
judge_unit(struct form *f, struct unit *u)
{
	form_judge(f);
	u->name = form_get(f, STR("navn"));
	u->parent.v = form_id(f, STR("over"));
	u->contact = form_get(f, STR("kontakt"));
	u->active = u->id.v == 0 ||
		    str_eq(form_get(f, STR("aktiv")), STR("ja"));
	if (is_below(f->r, u->parent, u->id))
		form_wrong(f, STR("over"), MSG_UNIT_LOOP);
	if (u->id.v && !u->active && people_of(f->r, u->id) > 0)
		form_wrong(f, STR("aktiv"), MSG_UNIT_HAS_PEOPLE);
	return f->nwrong == 0;
}

static enum err
show(struct req *r, const struct unit *u, struct unit_view *v)
{
	v->csrf = r->visit->csrf;
	v->title = u->id.v ? u->name : say(r, MSG_UNIT_NEW);
	v->action = u->id.v ? str_printf(
				  r->arena, "/enheter/%lld", (long long)u->id.v)
			    : STR("/enheter/ny");
	TRY(web_page_begin(r, v->title, NAV_PEOPLE));
	tpl_unit(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

/* r->id 0: a new one. */
static enum err
find_unit(const struct req *r, struct unit *u)
{
	const struct unit *found = unit_find(
	    r->visit->m, (struct unit_id){ r->id });

	*u = (struct unit){ .active = true };
	TRY(people_may(r));
	if (found)
		*u = *found;
	else if (!str_eq(r->path, STR("/enheter/ny")))
		return fail(ERR_MISSING, "no such unit");
	return OK;
}

enum err
page_unit(struct req *r)
{
	struct unit_view v = { .form = { .r = r } };
	struct unit u;

	TRY(find_unit(r, &u));
	unit_fields(&v.form, &u);
	return show(r, &u, &v);
}

enum err
page_unit_save(struct req *r)
{
	struct unit_view v = { .form = { .r = r } };
	struct unit u, stored;
	struct unit_id id;

	TRY(find_unit(r, &u));
	stored = u;
	unit_fields(&v.form, &u);
	if (!judge_unit(&v.form, &u)) {
		TRY(show(r, &stored, &v));
		return fail(ERR_INVALID, "the unit is not complete");
	}
	if (u.id.v)
		TRY(unit_change(r->db, r->arena, &u, r->visit->person->id));
	else
		TRY(unit_add(r->db, r->arena, &u, r->visit->person->id, &id));
	return web_go(r, STR("/enheter"));
}
