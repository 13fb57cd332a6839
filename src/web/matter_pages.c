/* SPDX-License-Identifier: EUPL-1.2
 *
 * matter_pages.c - the register of political matters, and tying a thread to
 * one.  REQ: K11
 */
#include "model/enquiry.h"
#include "model/matter.h"
#include "web/pages.h"
#include "web/register.h"

static enum err
may_keep(const struct req *r)
{
	return web_may(r, ACT_MATTER, NULL)
		   ? OK
		   : fail(ERR_DENIED,
			 "K11: the register of matters is kept by the adviser "
			 "and the heads");
}

static struct state_view
state_of(const struct req *r, const struct matter *m)
{
	if (!matter_is_open(m, r->now))
		return (struct state_view){ "neutral",
			STR("check"), say(r, MSG_MATTER_DECIDED) };
	return (struct state_view){ "info",
		STR("matter"), m->until ? say1(r, MSG_MATTER_UNTIL, "when",
					      until_text(r, m->until))
					: say(r, MSG_MATTER_OPEN) };
}

enum err
page_matters(struct req *r)
{
	struct register_view v = { .title = say(r, MSG_NAV_MATTERS),
		.lead = say(r, MSG_MATTERS_LEAD),
		.empty = say(r, MSG_MATTERS_NONE),
		.add_text = say(r, MSG_MATTER_NEW) };
	struct matter *m;
	size_t n;

	if (web_may(r, ACT_MATTER, NULL))
		v.add = STR("/saker/ny");
	TRY(matter_list(r->db, r->arena, r->now, &m, &n));
	v.rows = ARENA_ARRAY(r->arena, struct register_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v.rows[v.n++] = (struct register_row){
			.href = str_printf(
			    r->arena, "/saker/%lld", (long long)m[i].id.v),
			.title = m[i].title,
			.meta = who_name(r, m[i].author),
			.text = m[i].recommendation,
			.state = state_of(r, &m[i])
		};
	return register_page(r, &v, NAV_MATTERS);
}

static void
fields(struct form *f, const struct matter *m)
{
	const struct req *r = f->r;
	struct field *d;

	d = form_text(f, STR("tittel"), MSG_MATTER_TITLE, m->title);
	d->required = true;
	d->most = 200;
	d = form_area(f, STR("ord"), MSG_MATTER_WORDS, m->words);
	d->required = true;
	d->hint = say(r, MSG_MATTER_WORDS_HINT);
	d = form_area(f, STR("innstilling"), MSG_MATTER_RECOMMENDATION,
			     m->recommendation);
	d->required = true;
	d->rows = 5;
	d->hint = say(r, MSG_MATTER_RECOMMENDATION_HINT);
	d = form_input(f, "url", STR("kilde"), MSG_MATTER_SOURCE, m->source);
	d->most = 500;
	d = form_input(f, "date",
	    STR("vedtas"), MSG_MATTER_UNTIL_FIELD,
		m->until ? form_last_day(r->arena, m->until) : STR_NONE);
	d->hint = say(r, MSG_MATTER_UNTIL_HINT);
}

static bool
judge(struct form *f, struct matter *m)
{
	struct str until = form_get(f, STR("vedtas"));

	form_judge(f);
	m->title = form_get(f, STR("tittel"));
	m->words = form_plain(f->r->arena, form_get(f, STR("ord")));
	m->recommendation = form_plain(
	    f->r->arena, form_get(f, STR("innstilling")));
	m->source = form_get(f, STR("kilde"));
	m->until = 0;
	if (until.n && !form_parse_day(until, true, &m->until))
		form_wrong(f, STR("vedtas"), MSG_MATTER_UNTIL_WRONG);
	if (m->source.n && !str_starts(m->source, STR("https://")) &&
			       !str_starts(m->source, STR("http://")))
		form_wrong(f, STR("kilde"), MSG_MATTER_SOURCE_WRONG);
	return f->nwrong == 0;
}

/* r->id 0: a new one. */
static enum err
find(struct req *r, struct matter *m)
{
	*m = (struct matter){ 0 };
	return r->id
		   ? matter_get(r->db, r->arena, (struct matter_id){ r->id }, m)
		   : OK;
}

static enum err
fill_uses(struct req *r, const struct matter *m, struct register_form_view *v)
{
	struct matter_use *u;
	size_t n;

	if (m->id.v == 0)
		return OK;
	TRY(matter_uses(r->db, r->arena, m->id, &u, &n));
	v->used_title = say(r, MSG_MATTER_USED);
	v->used = ARENA_ARRAY(r->arena, struct register_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v->used[v->nused++] = (struct register_row){
			.href = str_printf(r->arena, "/henvendelse/%lld",
			    (long long)u[i].enquiry.v),
			.title = u[i].excerpt.n ? u[i].excerpt
						: say(r, MSG_MASKED_TEXT),
			.meta = when_text(r, u[i].opened_at)
		};
	return OK;
}

static enum err
show(struct req *r, const struct matter *m, struct register_form_view *v)
{
	v->title = m->id.v ? m->title : say(r, MSG_MATTER_NEW);
	v->lead = say(r, MSG_MATTER_LEAD);
	v->action = m->id.v ? str_printf(
				  r->arena, "/saker/%lld", (long long)m->id.v)
			    : STR("/saker/ny");
	v->back = STR("/saker");
	v->back_text = say(r, MSG_NAV_MATTERS);
	v->may_save = web_may(r, ACT_MATTER, NULL);
	if (!v->may_save)
		v->told = say(r, MSG_MATTER_KEPT_BY);
	TRY(fill_uses(r, m, v));
	return register_form_page(r, v, NAV_MATTERS);
}

enum err
page_matter(struct req *r)
{
	struct register_form_view v = { .form = { .r = r } };
	struct matter m;

	TRY(find(r, &m));
	v.version = m.version;
	fields(&v.form, &m);
	return show(r, &m, &v);
}

enum err
page_matter_save(struct req *r)
{
	struct register_form_view v = { .form = { .r = r } };
	struct matter m, stored;
	enum err e;

	TRY(may_keep(r));
	TRY(find(r, &m));
	stored = m;
	v.version = req_int(r, STR("versjon"), 0, INT64_MAX, 0);
	fields(&v.form, &m);
	if (!judge(&v.form, &m)) {
		TRY(show(r, &stored, &v));
		return fail(ERR_INVALID, "the matter is not complete");
	}
	m.version = v.version;
	e = matter_save(r->db, r->arena, &m, r->visit->person->id, r->now);
	if (e == OK)
		return web_go(r, STR("/saker"));
	if (e != ERR_CONFLICT && e != ERR_INVALID)
		return e;
	v.error = say(r, MSG_MATTER_CONFLICT);
	v.version = stored.version;
	TRY(show(r, &stored, &v));
	return e;
}

/* From the enquiry's page: ties its thread, or unties it. */
enum err
page_matter_tie(struct req *r)
{
	struct matter_id id = { req_int(r, STR("sak"), 0, INT64_MAX, 0) };
	struct object o;
	struct enquiry e;

	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &e));
	o = (struct object){ .unit = e.unit, .account = e.account };
	if (!web_may(r, ACT_CLAIM, &o))
		return fail(ERR_DENIED,
		    "this needs a role for the unit the enquiry is for");
	TRY(matter_tie(
	    r->db, r->arena, e.thread, id, r->visit->person->id, r->now));
	return web_go(
	    r, str_printf(r->arena, "/henvendelse/%lld", (long long)e.id.v));
}
