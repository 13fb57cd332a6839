/* SPDX-License-Identifier: EUPL-1.2
 *
 * fact_pages.c - the bank of facts: what there is, what is lacking, where one
 * was used; and beside an answer those that fit it.  REQ: F1 K6
 */
#include "model/fact.h"
#include "web/enquiry.h"
#include "web/pages.h"
#include "web/register.h"

static bool
may_keep(const struct req *r, struct unit_id unit)
{
	struct object o = { .unit = unit };

	return web_may(r, ACT_FACT, &o);
}

static struct state_view
state_of(const struct req *r, const struct fact *f)
{
	if (!f->active)
		return (struct state_view){ "neutral",
			STR("stop"), say(r, MSG_FACT_GONE) };
	if (!fact_holds(f, r->now))
		return (struct state_view){ "danger",
			STR("late"), say1(r, MSG_FACT_EXPIRED, "when",
					 until_text(r, f->expires)) };
	if (f->expires && f->expires < r->now + 14 * DAY)
		return (struct state_view){ "warning",
			STR("hourglass"), say1(r, MSG_FACT_EXPIRES, "when",
					      until_text(r, f->expires)) };
	return (struct state_view){ "success", STR("check"),
						   say(r, MSG_FACT_HOLDS) };
}

static struct str
unit_text(const struct req *r, struct unit_id id)
{
	const struct unit *u = unit_find(r->visit->m, id);

	return u ? u->name : STR_NONE;
}

static enum err
add_wanted(struct req *r, struct register_view *v)
{
	struct fact_wanted *w;
	size_t n;

	TRY(fact_wanted_list(r->db, r->arena, &w, &n));
	for (size_t i = 0; i < n; i++)
		v->rows[v->n++] = (struct register_row){
			.href = str_printf(r->arena, "/henvendelse/%lld",
			    (long long)w[i].enquiry.v),
			.title = w[i].excerpt.n ? w[i].excerpt
						: say(r, MSG_MASKED_TEXT),
			.meta = texts_fmt(r->arena, r->visit->lang,
			    MSG_FACT_WANTED_BY,
			    TEXT_ARG("who", who_name(r, w[i].asked_by)),
			    TEXT_ARG("unit", unit_text(r, w[i].unit))),
			.state = { "warning", STR("question"),
						  say(r, MSG_FACT_WANTED) }
			};
	return OK;
}

enum err
page_facts(struct req *r)
{
	struct str q = str_trim(pairs_get(&r->query, STR("q")));
	struct register_view v = { .title = say(r, MSG_NAV_FACTS),
		.lead = say(r, MSG_FACTS_LEAD),
		.empty = say(r, MSG_FACTS_NONE),
		.add = STR("/fakta/ny"), .add_text = say(r, MSG_FACT_NEW) };
	struct fact *f;
	size_t n;

	TRY(fact_list(r->db, r->arena, (struct unit_id){ 0 }, &f, &n));
	v.rows = ARENA_ARRAY(r->arena, struct register_row, n + 201);
	if (q.n == 0)
		TRY(add_wanted(r, &v));
	for (size_t i = 0; i < n; i++) {
		if (q.n && !form_matches(r->arena, f[i].title, q) &&
		    !form_matches(r->arena, f[i].text, q))
			continue;
		v.rows[v.n++] = (struct register_row){
			.href = str_printf(
			    r->arena, "/fakta/%lld", (long long)f[i].id.v),
			.title = f[i].title,
			.meta = unit_text(r, f[i].unit),
			.text = f[i].text,
			.state = state_of(r, &f[i])
		};
	}
	return register_page(r, &v, NAV_FACTS);
}

static void
fields(struct form *f, const struct fact *fact)
{
	const struct req *r = f->r;
	struct field *d;

	d = form_text(f, STR("tittel"), MSG_FACT_TITLE, fact->title);
	d->required = true;
	d->most = 200;
	d = form_area(f, STR("tekst"), MSG_FACT_TEXT, fact->text);
	d->required = true;
	d->rows = 5;
	d->hint = say(r, MSG_FACT_TEXT_HINT);
	d = form_text(f, STR("kilde"), MSG_FACT_SOURCE, fact->source);
	d->hint = say(r, MSG_FACT_SOURCE_HINT);
	d->most = 500;
	d = form_select(
	    f, STR("enhet"), MSG_FACT_UNIT,
		   form_number(r->arena,
		       fact->unit.v ? fact->unit.v : r->visit->person->unit.v));
	form_units(f, d, MSG_FACT_NO_UNIT);
	d = form_input(f, "date",
	    STR("til"), MSG_FACT_UNTIL,
		fact->expires ? form_last_day(r->arena, fact->expires)
			      : STR_NONE);
	d->hint = say(r, MSG_FACT_UNTIL_HINT);
	if (fact->id.v == 0)
		return;
	d = form_select(f, STR("aktiv"), MSG_FACT_ACTIVE,
			       fact->active ? STR("ja") : STR("nei"));
	form_option(f, d, STR("ja"), say(r, MSG_YES));
	form_option(f, d, STR("nei"), say(r, MSG_NO));
}

static bool
judge(struct form *f, struct fact *fact)
{
	struct str until = form_get(f, STR("til"));

	form_judge(f);
	fact->title = form_get(f, STR("tittel"));
	fact->text = form_plain(f->r->arena, form_get(f, STR("tekst")));
	fact->source = form_get(f, STR("kilde"));
	fact->unit.v = form_id(f, STR("enhet"));
	fact->active = fact->id.v == 0 ||
		       str_eq(form_get(f, STR("aktiv")), STR("ja"));
	fact->expires = 0;
	if (until.n && !form_parse_day(until, true, &fact->expires))
		form_wrong(f, STR("til"), MSG_MATTER_UNTIL_WRONG);
	if (!unit_find(f->r->visit->m, fact->unit))
		form_wrong(f, STR("enhet"), MSG_FACT_NO_UNIT);
	else if (!may_keep(f->r, fact->unit))
		form_wrong(f, STR("enhet"), MSG_FACT_NOT_YOURS);
	return f->nwrong == 0;
}

static enum err
find(struct req *r, struct fact *f)
{
	*f = (struct fact){ .active = true };
	return r->id ? fact_get(r->db, r->arena, (struct fact_id){ r->id }, f)
		     : OK;
}

static enum err
fill_uses(struct req *r, const struct fact *f, struct register_form_view *v)
{
	struct fact_use *u;
	size_t n;

	if (f->id.v == 0)
		return OK;
	TRY(fact_uses(r->db, r->arena, f->id, &u, &n));
	v->used_title = say(r, MSG_FACT_USED);
	v->used = ARENA_ARRAY(r->arena, struct register_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v->used[v->nused++] = (struct register_row){
			.href = str_printf(r->arena, "/henvendelse/%lld",
			    (long long)u[i].enquiry.v),
			.title = when_text(r, u[i].at),
			.meta = u[i].outdated ? say(r, MSG_FACT_OUTDATED)
					      : say(r, MSG_FACT_CURRENT)
		};
	return OK;
}

static enum err
show(struct req *r, const struct fact *f, struct register_form_view *v)
{
	v->title = f->id.v ? f->title : say(r, MSG_FACT_NEW);
	v->action = f->id.v ? str_printf(
				  r->arena, "/fakta/%lld", (long long)f->id.v)
			    : STR("/fakta/ny");
	v->back = STR("/fakta");
	v->back_text = say(r, MSG_NAV_FACTS);
	v->may_save = may_keep(r, f->unit.v ? f->unit : r->visit->person->unit);
	if (!v->may_save)
		v->told = say(r, MSG_FACT_KEPT_BY);
	TRY(fill_uses(r, f, v));
	return register_form_page(r, v, NAV_FACTS);
}

enum err
page_fact(struct req *r)
{
	struct register_form_view v = { .form = { .r = r } };
	struct fact f;

	TRY(find(r, &f));
	v.version = f.version;
	fields(&v.form, &f);
	return show(r, &f, &v);
}

enum err
page_fact_save(struct req *r)
{
	struct register_form_view v = { .form = { .r = r } };
	struct fact f, stored;
	enum err e;

	TRY(find(r, &f));
	stored = f;
	if (f.id.v && !may_keep(r, f.unit))
		return fail(ERR_DENIED, "F1: the fact is another unit's");
	v.version = req_int(r, STR("versjon"), 0, INT64_MAX, 0);
	fields(&v.form, &f);
	if (!judge(&v.form, &f)) {
		TRY(show(r, &stored, &v));
		return fail(ERR_INVALID, "the fact is not complete");
	}
	f.version = v.version;
	e = fact_save(r->db, r->arena, &f, r->visit->person->id, r->now);
	if (e == OK)
		return web_go(r, STR("/fakta"));
	if (e != ERR_CONFLICT && e != ERR_INVALID && e != ERR_TOO_LARGE)
		return e;
	v.error = say(r, MSG_FACT_CONFLICT);
	v.version = stored.version;
	TRY(show(r, &stored, &v));
	return e;
}

/* Beside an answer --------------------------------------------------------- */

enum { OFFERED = 4 };

enum err
fact_offer_fill(struct req *r, const struct enquiry *e, struct str said,
    struct fact_offer *out)
{
	struct fact *f;
	size_t n;

	TRY(fact_search(r->db, r->arena, r->visit->m, said, e->unit, r->now, &f,
	    OFFERED, &n));
	out->v = ARENA_ARRAY(r->arena, struct fact_row, n + 1);
	for (size_t i = 0; i < n; i++)
		out->v[out->n++] = (struct fact_row){ f[i].id.v, f[i].title,
			f[i].text, unit_text(r, f[i].unit) };
	return OK;
}

enum err
page_fact_want(struct req *r)
{
	struct object o;
	struct enquiry e;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	if (!web_may(r, ACT_WRITE_REPLY, &o))
		return fail(ERR_DENIED,
		    "this needs a role for the unit the enquiry is for");
	TRY(fact_want(
	    r->db, r->arena, r->visit->m, &e, r->visit->person->id, r->now));
	return web_go(
	    r, str_printf(r->arena, "/henvendelse/%lld", (long long)e.id.v));
}
