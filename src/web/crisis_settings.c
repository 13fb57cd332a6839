/* SPDX-License-Identifier: EUPL-1.2
 *
 * crisis_settings.c - who may set the crisis in the chief executive's stead,
 * and the contact lines that stand on every page while it lasts.  REQ: K12
 */
#include <jansson.h>
#include <stdlib.h>

#include "model/settings.h"
#include "web/crisis.h"
#include "web/pages.h"

static const struct person *
by_login(const struct municipality *m, struct str login)
{
	for (size_t i = 0; i < m->npersons; i++)
		if (m->persons[i].active && str_eq(m->persons[i].login, login))
			return &m->persons[i];
	return NULL;
}

/* Of a line: "Øyvind Æsby (oyvind)", "oyvind", or a name only one has. */
static const struct person *
who_is(const struct req *r, struct str line)
{
	const struct municipality *m = r->visit->m;
	const struct person *found = NULL;
	size_t open = str_find_last_char(line, '(');

	if (open != STR_NOWHERE && line.p[line.n - 1] == ')')
		return by_login(m, str_cut(line, open + 1, line.n - 1));
	if (by_login(m, line))
		return by_login(m, line);
	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i];

		if (!p->active || !str_eq(person_name(r->arena, p), line))
			continue;
		if (found)
			return NULL;
		found = p;
	}
	return found;
}

static struct str
deputies_text(struct arena *a, const struct municipality *m)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < m->crisis_deputies.n; i++) {
		struct str login = m->crisis_deputies.v[i];
		const struct person *p = by_login(m, login);

		if (p)
			buf_printf(&b, "%.*s (%.*s)\n",
			    STR_ARG(person_name(a, p)), STR_ARG(login));
		else
			buf_printf(&b, "%.*s\n", STR_ARG(login));
	}
	return buf_str(&b);
}

static struct str
lines_text(struct arena *a, const struct municipality *m)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < m->ncrisis_lines; i++) {
		buf_put(&b, m->crisis_lines[i].who);
		buf_lit(&b, ": ");
		buf_put(&b, m->crisis_lines[i].phone);
		buf_char(&b, '\n');
	}
	return buf_str(&b);
}

static void
fields(struct form *f)
{
	const struct req *r = f->r;
	struct field *d;

	d = form_area(f, STR("stedfortredere"), MSG_CRISIS_DEPUTIES,
			     deputies_text(r->arena, r->visit->m));
	d->hint = say(r, MSG_CRISIS_DEPUTIES_HINT);
	d->most = 1000;
	d = form_area(f, STR("linjer"), MSG_CRISIS_LINES,
			     lines_text(r->arena, r->visit->m));
	d->hint = say(r, MSG_CRISIS_LINES_HINT);
	d->most = 1000;
}

static bool
is_phone(struct str s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool digit = s.p[i] >= '0' && s.p[i] <= '9';

		if (!digit && s.p[i] != ' ' && !(s.p[i] == '+' && i == 0))
			return false;
		digits += digit;
	}
	return digits >= 3 && digits <= 15;
}

static json_t *
read_deputies(struct form *f)
{
	struct str text = form_get(f, STR("stedfortredere"));
	json_t *list = json_array();

	while (text.n) {
		struct str line = str_trim(str_take(&text, '\n'));
		const struct person *p;

		if (line.n == 0)
			continue;
		p = who_is(f->r, line);
		if (!p)
			form_wrong(f, STR("stedfortredere"),
					  MSG_CRISIS_DEPUTIES_WRONG);
		else
			json_array_append_new(
			    list, json_stringn(p->login.p, p->login.n));
	}
	return list;
}

static json_t *
read_lines(struct form *f)
{
	struct str text = form_get(f, STR("linjer"));
	json_t *list = json_array();

	while (text.n) {
		struct str phone = str_trim(str_take(&text, '\n'));
		struct str who = str_trim(str_take(&phone, ':'));
		json_t *line;

		if (who.n == 0 && phone.n == 0)
			continue;
		phone = str_trim(phone);
		if (who.n == 0 || !is_phone(phone) ||
		    json_array_size(list) == 6)
			form_wrong(f, STR("linjer"), MSG_CRISIS_LINES_WRONG);
		line = json_object();
		json_object_set_new(line, "who", json_stringn(who.p, who.n));
		json_object_set_new(
		    line, "phone", json_stringn(phone.p, phone.n));
		json_array_append_new(list, line);
	}
	return list;
}

static struct str
read_form(struct form *f)
{
	json_t *o = json_object();
	struct str out;
	char *text;

	json_object_set_new(o, "deputies", read_deputies(f));
	json_object_set_new(o, "lines", read_lines(f));
	text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	out = str_copy(f->r->arena, str_from(text ? text : "{}"));
	free(text);
	json_decref(o);
	return out;
}

static enum err
may_set(const struct req *r)
{
	if (web_may(r, ACT_SETTINGS, NULL))
		return OK;
	return fail(ERR_DENIED, "SPEC 5: settings are the administrator's");
}

static enum err
version_now(struct req *r, int64_t *version)
{
	struct str value;
	enum err e = setting_get(
	    r->db, r->arena, STR("crisis"), &value, version);

	if (e == ERR_MISSING)
		*version = 0;
	return e == ERR_MISSING ? OK : e;
}

static enum err
show(struct req *r, struct crisis_settings_view *v)
{
	v->csrf = r->visit->csrf;
	TRY(web_page_begin(r, say(r, MSG_CRISIS_SETTINGS), NAV_SETTINGS));
	tpl_crisis_settings(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

enum err
page_crisis_settings(struct req *r)
{
	struct crisis_settings_view v = { .form = { .r = r } };

	TRY(may_set(r));
	TRY(version_now(r, &v.version));
	fields(&v.form);
	if (pairs_has(&r->query, STR("lagret")))
		v.told = say(r, MSG_CRISIS_SETTINGS_SAVED);
	return show(r, &v);
}

enum err
page_crisis_settings_save(struct req *r)
{
	int64_t seen = req_int(r, STR("versjon"), 0, INT64_MAX, 0);
	struct crisis_settings_view v = { .form = { .r = r } };
	struct str value;

	TRY(may_set(r));
	TRY(version_now(r, &v.version));
	fields(&v.form);
	form_judge(&v.form);
	value = read_form(&v.form);
	if (v.form.nwrong) {
		v.version = seen;
		TRY(show(r, &v));
		return fail(ERR_INVALID, "the settings are not right");
	}
	if (v.version != seen) {
		v.told = say(r, MSG_CRISIS_ERR_CONFLICT);
		TRY(show(r, &v));
		return fail(ERR_CONFLICT, "another has changed the settings");
	}
	TRY(setting_set(
	    r->db, r->arena, STR("crisis"), value, seen, r->visit->person->id));
	return web_go(r, STR("/innstillinger/krise?lagret=1"));
}
