/* SPDX-License-Identifier: EUPL-1.2
 *
 * settings_pages.c - what the municipality sets of itself: its names and
 * registers, where people are sent, and its hours.  Two people who change the
 * same never undo each other unawares.  REQ: SPEC 3, SPEC 7, K8, K10
 */
#include "web/settings.h"

#include <jansson.h>

#include "model/settings.h"
#include "web/account.h"
#include "web/pages.h"

static enum err
may_set(const struct req *r)
{
	if (web_may(r, ACT_SETTINGS, NULL))
		return OK;
	return fail(ERR_DENIED, "SPEC 5: settings are the administrator's");
}

/* Who stored the newest meanwhile: for the one who comes second. */
static enum err
told_by(struct req *r, struct str key, struct str *told)
{
	struct person_id by;
	usec_t at;

	TRY(setting_author(r->db, r->arena, key, &by, &at));
	*told = texts_fmt(r->arena, r->visit->lang, MSG_SET_CONFLICT,
	    TEXT_ARG("who", by.v ? who_name(r, by) : say(r, MSG_SET_SOMEONE)),
	    TEXT_ARG("time", when_text(r, at)));
	return OK;
}

/* The municipality --------------------------------------------------------- */

struct stored { /* the setting as it stands */
	json_t *o;
	int64_t version;
};

static enum err
read_stored(struct req *r, struct stored *s)
{
	struct str value = STR("{}");
	enum err e;

	s->version = 0;
	e = setting_get(
	    r->db, r->arena, STR("municipality"), &value, &s->version);
	if (e != OK && e != ERR_MISSING)
		return e;
	s->o = json_loadb(value.p, value.n, JSON_REJECT_DUPLICATES, NULL);
	if (!json_is_object(s->o))
		return fail(ERR_BROKEN, "the stored setting is not JSON");
	arena_defer(r->arena, (void (*)(void *))json_decref, s->o);
	return OK;
}

static struct str
text_of(struct arena *a, const json_t *v)
{
	return str_copy(
	    a, (struct str){ json_string_value(v), json_string_length(v) });
}

static const struct member {
	const char *json; /* also the field's name */
	bool list;
	enum msg label, hint;
} members[] = {
	{ "name", false, MSG_SET_NAME, MSG_SET_NAME_HINT },
	{ "names", true, MSG_SET_NAMES, MSG_SET_NAMES_HINT },
	{ "domains", true, MSG_SET_DOMAINS, MSG_SET_DOMAINS_HINT },
	{ "published", true, MSG_SET_PUBLISHED, MSG_SET_PUBLISHED_HINT },
	{ "places", true, MSG_SET_PLACES, MSG_SET_PLACES_HINT },
	{ "projects", true, MSG_SET_PROJECTS, MSG_SET_PROJECTS_HINT },
	{ "suppliers", true, MSG_SET_SUPPLIERS, MSG_SET_SUPPLIERS_HINT },
	{ "secure_channel", false, MSG_SET_SECURE, MSG_SET_SECURE_HINT },
	{ "formal_address", false, MSG_SET_FORMAL, MSG_SET_FORMAL_HINT },
	{ "complaint_address", false, MSG_SET_COMPLAINT,
	    MSG_SET_COMPLAINT_HINT },
};
enum { MEMBERS = sizeof(members) / sizeof(members[0]) };

static struct str
stored_text(struct arena *a, const struct stored *s, const struct member *m)
{
	const json_t *v = json_object_get(s->o, m->json);

	return m->list ? form_lines(a, v) : text_of(a, v);
}

static void
settings_fields(struct form *f, const struct stored *s)
{
	const struct req *r = f->r;
	struct str lang = text_of(r->arena, json_object_get(s->o, "lang"));
	struct field *d;

	for (size_t i = 0; i < MEMBERS; i++) {
		struct str name = str_from(members[i].json);
		struct str value = stored_text(r->arena, s, &members[i]);

		d = members[i].list
			? form_area(f, name, members[i].label, value)
			: form_text(f, name, members[i].label, value);
		d->hint = say(r, members[i].hint);
		d->required = i == 0;
		if (!members[i].list && i > 0)
			d->most = 500;
		if (members[i].list)
			d->most = 50000;
	}
	d = form_select(
	    f, STR("lang"), MSG_SET_LANG, lang.n ? lang : STR("nb"));
	form_option(f, d, STR("nb"), STR("Bokmål"));
	form_option(f, d, STR("nn"), STR("Nynorsk"));
	form_option(f, d, STR("en"), STR("English"));
	d->hint = say(r, MSG_SET_LANG_HINT);
}

/* What is not asked for (the host) stays as it is stored. */
static enum err
joined(struct form *f, struct stored *s, struct str *out)
{
	char *text;

	for (size_t i = 0; i < MEMBERS; i++) {
		struct str v = form_get(f, str_from(members[i].json));

		json_object_set_new(s->o, members[i].json,
		    members[i].list ? form_list(v) : json_stringn(v.p, v.n));
	}
	json_object_set_new(s->o, "lang",
	    json_stringn(
		form_get(f, STR("lang")).p, form_get(f, STR("lang")).n));
	text = json_dumps(s->o, JSON_COMPACT | JSON_SORT_KEYS);
	if (!text)
		return fail(ERR_BROKEN, "the settings cannot be written");
	*out = str_copy(f->r->arena, str_from(text));
	free(text);
	return OK;
}

static enum err
show(struct req *r, struct settings_view *v)
{
	v->csrf = r->visit->csrf;
	TRY(web_page_begin(r, say(r, MSG_NAV_SETTINGS), NAV_SETTINGS));
	tpl_settings(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

/* Another was quicker: theirs is shown beside what was typed, and the next
 * save is on top of it. */
static enum err
show_conflict(struct req *r, const struct stored *s, struct settings_view *v)
{
	TRY(told_by(r, STR("municipality"), &v->told));
	v->version = s->version;
	for (size_t i = 0; i < v->form.n; i++) {
		struct field *d = &v->form.v[i];
		const struct member *m = i < MEMBERS ? &members[i] : NULL;
		struct str theirs = m ? stored_text(r->arena, s, m)
				      : text_of(r->arena,
					    json_object_get(s->o, "lang"));

		d->conflict = !str_eq(
		    str_trim(form_plain(r->arena, d->value)), theirs);
		d->theirs = theirs;
	}
	return show(r, v);
}

enum err
page_settings(struct req *r)
{
	struct settings_view v = { .form = { .r = r } };
	struct stored s;

	TRY(may_set(r));
	TRY(read_stored(r, &s));
	v.version = s.version;
	settings_fields(&v.form, &s);
	if (pairs_has(&r->query, STR("lagret")))
		v.told = say(r, MSG_SET_SAVED);
	return show(r, &v);
}

/* What the registers as typed would do; nothing is stored. */
static enum err
try_registers(struct req *r, struct stored *s, struct settings_view *v)
{
	struct policy_context after = r->visit->m->policy;
	struct trial_of of;
	struct trial trial;
	struct str value;

	v->typed = form_plain(r->arena, pairs_get(&r->form, STR("prove")));
	TRY(joined(&v->form, s, &value));
	TRY(settings_registers(r->arena, value, &after));
	of = trial_of(r, v->typed);
	TRY(trial_run(r->db, r->arena, r->visit->m, &after, &of, &trial));
	v->trial = trial_view(r, &trial, v->typed.n > 0);
	return show(r, v);
}

enum err
page_settings_save(struct req *r)
{
	int64_t seen = req_int(r, STR("versjon"), 0, INT64_MAX, 0);
	struct settings_view v = { .version = seen, .form = { .r = r } };
	struct str value;
	struct stored s;

	TRY(may_set(r));
	TRY(read_stored(r, &s));
	settings_fields(&v.form, &s);
	form_judge(&v.form);
	if (v.form.nwrong) {
		TRY(show(r, &v));
		return fail(ERR_INVALID, "the settings are not complete");
	}
	if (str_eq(pairs_get(&r->form, STR("do")), STR("try")))
		return try_registers(r, &s, &v);
	if (s.version != seen) {
		TRY(show_conflict(r, &s, &v));
		return fail(ERR_CONFLICT, "another has changed the settings");
	}
	TRY(joined(&v.form, &s, &value));
	TRY(setting_set(r->db, r->arena,
	    STR("municipality"), value, seen, r->visit->person->id));
	return web_go(r, STR("/innstillinger?lagret=1"));
}
