/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/settings.h"

#include <jansson.h>

#include "ledger/ledger.h"
#include "model/lexicon.h"

static const struct sql q_newest = SQL("SELECT value, version, event_seq FROM setting_version WHERE key = $1"
	" ORDER BY version DESC LIMIT 1");

static const struct sql q_author = SQL("SELECT set_by, set_at FROM setting_version WHERE key = $1"
	" ORDER BY version DESC LIMIT 1");

enum err
setting_author(struct db *db, struct arena *a, struct str key,
    struct person_id *by, usec_t *at)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_author, DB_ARGS(db_text(key)), &r));
	by->v = r.n ? db_get_int(&r, 0, 0) : 0;
	*at = r.n ? db_get_int(&r, 0, 1) : 0;
	return OK;
}

enum err
setting_get(struct db *db, struct arena *a, struct str key, struct str *value,
    int64_t *version)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_newest, DB_ARGS(db_text(key)), &r));
	if (r.n == 0)
		return ERR_MISSING;
	*value = db_get_text(&r, 0, 0);
	*version = db_get_int(&r, 0, 1);
	return OK;
}

enum err
setting_set(struct db *db, struct arena *a, struct str key, struct str value,
    int64_t expect, struct person_id by)
{
	struct event e = { clock_now(), by.v, NULL, "setting", 0 };
	struct str old;
	int64_t version = 0;
	enum err got = setting_get(db, a, key, &old, &version);

	if (got != OK && got != ERR_MISSING)
		return got;
	if (version != expect)
		return fail(ERR_CONFLICT, "the setting has been changed by "
					  "another since you read it");
	TRY(setting_check(a, key, value));
	TRY(ledger_rows(db, a, COVERED_setting_version, &e,
	    (const struct db_value[]){ db_text(key), db_int(version + 1),
		db_text(value), db_int(by.v), db_int(e.at) },
	    1, NULL));
	return municipality_changed(db);
}

static enum err
parse_json(struct arena *a, struct str value, json_t **out)
{
	json_error_t je;

	*out = json_loadb(value.p, value.n, JSON_REJECT_DUPLICATES, &je);
	if (!*out)
		return fail(
		    ERR_INVALID, "not JSON: %s at line %d", je.text, je.line);
	arena_defer(a, (void (*)(void *))json_decref, *out);
	if (!json_is_object(*out))
		return fail(ERR_INVALID, "the setting must be a JSON object");
	return OK;
}

static enum err
text_member(struct arena *a, const json_t *o, const char *name, struct str *out)
{
	const json_t *v = json_object_get(o, name);

	if (!v)
		return OK;
	if (!json_is_string(v))
		return fail(ERR_INVALID, "\"%s\" must be a text", name);
	*out = str_copy(
	    a, (struct str){ json_string_value(v), json_string_length(v) });
	return OK;
}

static enum err
list_member(
    struct arena *a, const json_t *o, const char *name, struct str_list *out)
{
	const json_t *v = json_object_get(o, name);
	struct str *items;
	size_t n;

	if (!v)
		return OK;
	n = json_array_size(v);
	if (!json_is_array(v) || n > 10000)
		return fail(ERR_INVALID,
		    "\"%s\" must be a list of at most 10000 texts", name);
	items = ARENA_ARRAY(a, struct str, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *s = json_array_get(v, i);

		if (!json_is_string(s) || json_string_length(s) == 0)
			return fail(ERR_INVALID,
			    "\"%s\" must hold texts only, none empty", name);
		items[i] = str_copy(a, (struct str){ json_string_value(s),
					   json_string_length(s) });
	}
	*out = (struct str_list){ items, n };
	return OK;
}

/* The names that the checks know. */
static enum err
read_registers(struct arena *a, const json_t *o, struct policy_context *p)
{
	TRY(list_member(a, o, "names", &p->municipality.names));
	TRY(list_member(a, o, "domains", &p->municipality.domains));
	TRY(list_member(a, o, "projects", &p->municipality.projects));
	TRY(list_member(a, o, "suppliers", &p->municipality.suppliers));
	TRY(list_member(a, o, "places", &p->municipality.places));
	return list_member(a, o, "published", &p->municipality.published);
}

enum err
settings_registers(struct arena *a, struct str value, struct policy_context *p)
{
	json_t *o;

	TRY(parse_json(a, value, &o));
	TRY(text_member(a, o, "name", &p->municipality.name));
	return read_registers(a, o, p);
}

static enum err
parse_municipality(struct arena *a, struct str value, struct municipality *m)
{
	struct policy_context *p = &m->policy;
	struct str lang = STR("nb");
	json_t *o;

	TRY(parse_json(a, value, &o));
	TRY(text_member(a, o, "name", &m->name));
	TRY(text_member(a, o, "host", &m->host));
	TRY(text_member(a, o, "lang", &lang));
	TRY(text_member(a, o, "secure_channel", &m->secure_channel));
	TRY(text_member(a, o, "formal_address", &m->formal_address));
	TRY(text_member(a, o, "complaint_address", &m->complaint_address));
	TRY(read_registers(a, o, p));
	if (!lang_parse(lang, &m->lang))
		return fail(ERR_INVALID, "\"lang\" must be nb, nn or en");
	if (m->name.n == 0)
		return fail(ERR_INVALID, "\"name\" must be given");
	p->municipality.name = m->name;
	return OK;
}

static enum err
check_house_rules(struct arena *a, struct str value)
{
	const json_t *list;
	json_t *o;

	TRY(parse_json(a, value, &o));
	list = json_object_get(o, "grounds");
	if (!json_is_array(list) || json_array_size(list) == 0 ||
	    json_array_size(list) > 64)
		return fail(ERR_INVALID,
		    "\"grounds\" must be a list of 1 to 64 grounds");
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *x = json_array_get(list, i);

		if (json_string_length(json_object_get(x, "id")) == 0 ||
		    json_string_length(json_object_get(x, "text")) == 0)
			return fail(ERR_INVALID,
			    "each of \"grounds\" has \"id\" and \"text\"");
	}
	return OK;
}

static enum err
parse_escalation(struct arena *a, struct str value, struct municipality *m)
{
	const json_t *v;
	json_t *o;

	TRY(parse_json(a, value, &o));
	v = json_object_get(o, "minutes");
	if (!json_is_integer(v) || json_integer_value(v) < 5 ||
	    json_integer_value(v) > 2400)
		return fail(
		    ERR_INVALID, "\"minutes\" must be a number from 5 to 2400");
	m->escalation_minutes = json_integer_value(v);
	return OK;
}

enum { CRISIS_LINES_MAX = 6 }; /* they stand on every page */

static enum err
parse_crisis(struct arena *a, struct str value, struct municipality *m)
{
	struct crisis_line *lines;
	const json_t *v;
	json_t *o;
	size_t n;

	TRY(parse_json(a, value, &o));
	TRY(list_member(a, o, "deputies", &m->crisis_deputies));
	v = json_object_get(o, "lines");
	n = json_array_size(v);
	if (v && (!json_is_array(v) || n > CRISIS_LINES_MAX))
		return fail(ERR_INVALID,
		    "\"lines\" must be a list of at most %d contact lines",
		    CRISIS_LINES_MAX);
	lines = ARENA_ARRAY(a, struct crisis_line, n + 1);
	for (size_t i = 0; i < n; i++) {
		const json_t *line = json_array_get(v, i);

		TRY(text_member(a, line, "who", &lines[i].who));
		TRY(text_member(a, line, "phone", &lines[i].phone));
		if (lines[i].who.n == 0 || lines[i].phone.n == 0)
			return fail(ERR_INVALID,
			    "each of \"lines\" has \"who\" and \"phone\"");
	}
	m->crisis_lines = lines;
	m->ncrisis_lines = n;
	return OK;
}

enum err
setting_check(struct arena *a, struct str key, struct str value)
{
	if (str_eq(key, STR("municipality"))) {
		struct municipality scratch = { 0 };

		return parse_municipality(a, value, &scratch);
	}
	if (str_eq(key, STR("house_rules")))
		return check_house_rules(a, value);
	if (str_eq(key, STR("lexicon"))) {
		struct lexicon_edits edits;

		return lexicon_edits_parse(a, value, &edits);
	}
	if (str_eq(key, STR("escalation"))) {
		struct municipality scratch = { 0 };

		return parse_escalation(a, value, &scratch);
	}
	if (str_eq(key, STR("crisis"))) {
		struct municipality scratch = { 0 };

		return parse_crisis(a, value, &scratch);
	}
	if (str_eq(key, STR("hours"))) {
		struct worktime w;

		return worktime_parse(a, value, &w);
	}
	return fail(ERR_INVALID, "no setting is called \"%.*s\"", STR_ARG(key));
}

/* The registers of units and staff are not typed twice: they come from the
 * units and people of the snapshot. */
static void
fill_registers(struct municipality *m)
{
	struct arena *a = &m->arena;
	struct str *units = ARENA_ARRAY(a, struct str, m->nunits + 1);
	struct str *staff = ARENA_ARRAY(a, struct str, m->npersons + 1);
	size_t nu = 0, ns = 0;

	for (size_t i = 0; i < m->nunits; i++)
		if (m->units[i].active && m->units[i].parent.v)
			units[nu++] = m->units[i].name;
	for (size_t i = 0; i < m->npersons; i++)
		if (m->persons[i].active)
			staff[ns++] = person_name(a, &m->persons[i]);
	m->policy.municipality.units = (struct str_list){ units, nu };
	m->policy.staff = (struct str_list){ staff, ns };
}

enum err
settings_load(struct db *db, struct municipality *m)
{
	struct arena *a = &m->arena;
	struct str value;
	int64_t version;
	enum err e = setting_get(db, a, STR("municipality"), &value, &version);

	if (e == OK)
		e = parse_municipality(a, value, m);
	if (e != OK && e != ERR_MISSING)
		return e;
	e = setting_get(db, a, STR("hours"), &value, &m->hours_version);
	if (e == OK)
		e = worktime_parse(a, value, &m->hours);
	else if (e == ERR_MISSING)
		e = worktime_default(&m->hours);
	TRY(e);
	e = setting_get(db, a, STR("crisis"), &value, &version);
	if (e == OK)
		e = parse_crisis(a, value, m);
	if (e != OK && e != ERR_MISSING)
		return e;
	m->escalation_minutes = 120;
	e = setting_get(db, a, STR("escalation"), &value, &version);
	if (e == OK)
		e = parse_escalation(a, value, m);
	if (e != OK && e != ERR_MISSING)
		return e;
	e = setting_get(db, a, STR("lexicon"), &value, &version);
	if (e == OK)
		e = lexicon_share(a, value, &m->policy.lexicon);
	if (e != OK && e != ERR_MISSING)
		return e;
	fill_registers(m);
	return OK;
}
