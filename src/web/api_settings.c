/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_settings.c - the municipality's settings, registers and words of the
 * checks for programs: whole, by version, tried before they are saved
 * (model/settings.h, model/trial.h).  REQ: SPEC 3; SPEC 4; SPEC 8
 */
#include <stdlib.h>

#include "model/lexicon.h"
#include "model/settings.h"
#include "web/api.h"
#include "web/pages.h"
#include "web/trial_view.h"

static const struct key {
	struct str name;
	enum action change;
	bool open; /* whoever works here may read it */
} keys[] = {
	{ STR_INIT("municipality"), ACT_SETTINGS, false },
	{ STR_INIT("hours"), ACT_SETTINGS, true },
	{ STR_INIT("escalation"), ACT_SETTINGS, true },
	{ STR_INIT("crisis"), ACT_SETTINGS, false },
	{ STR_INIT("house_rules"), ACT_LEXICON, true },
	{ STR_INIT("lexicon"), ACT_LEXICON, true },
};

static enum err
key_of(const struct req *r, const struct key **k)
{
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (str_eq(keys[i].name, r->word)) {
			*k = &keys[i];
			return OK;
		}
	return fail(ERR_MISSING, "no such setting");
}

static enum err
answer(struct req *r, const struct key *k)
{
	struct json j = { .out = { .arena = r->arena } };
	struct str value = STR("null");
	int64_t version = 0;
	enum err e = setting_get(r->db, r->arena, k->name, &value, &version);

	if (e != OK && e != ERR_MISSING)
		return e;
	json_open(&j, '{');
	json_key_str(&j, STR("key"), k->name);
	json_key_int(&j, STR("version"), version);
	json_key(&j, STR("value"));
	json_raw(&j, value);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_setting(struct req *r)
{
	const struct key *k;

	TRY(api_begin(r, STR("read")));
	TRY(key_of(r, &k));
	if (!k->open)
		TRY(api_may(r, k->change, NULL));
	return answer(r, k);
}

static struct str
value_of(struct req *r, const json_t *body)
{
	char *text = json_dumps(
	    json_object_get(body, "value"), JSON_COMPACT | JSON_SORT_KEYS);
	struct str out = str_copy(r->arena, str_from(text ? text : "{}"));

	free(text);
	return out;
}

static enum err
save(struct req *r, const json_t *body)
{
	const struct key *k;

	TRY(key_of(r, &k));
	TRY(api_may(r, k->change, NULL));
	TRY(setting_set(r->db, r->arena, k->name, value_of(r, body),
	    api_int(body, "version", 0), r->visit->person->id));
	return answer(r, k);
}

enum err
page_api_setting_save(struct req *r)
{
	static const struct api_member members[] = {
		{ "version", API_INT, true },
		{ "value", API_OBJECT, true },
	};

	return api_write(r, API_MEMBERS(members), save);
}

/* Trying ------------------------------------------------------------------- */

static void
put_list(struct json *j, struct str name, const struct str_list *l)
{
	json_key(j, name);
	json_open(j, '[');
	for (size_t i = 0; i < l->n; i++)
		json_str(j, l->v[i]);
	json_close(j, ']');
}

static void
put_change(struct json *j, const struct trial_change *c)
{
	json_open(j, '{');
	api_key_ref(j, STR("enquiry"), c->enquiry.v);
	api_key_ref(j, STR("post"), c->post.v);
	put_list(j, STR("come"), &c->come);
	put_list(j, STR("go"), &c->go);
	json_close(j, '}');
}

static enum err
run_trial(struct req *r, const json_t *body, struct trial *out)
{
	struct policy_context after = r->visit->m->policy;
	struct trial_of of = trial_of(r, api_str(body, "text"));
	struct str value = value_of(r, body);
	struct lexicon_effect e;

	if (str_eq(r->word, STR("lexicon"))) {
		TRY(lexicon_try(r->db, r->arena, r->visit->m, value, &of, &e));
		*out = e.trial;
		return OK;
	}
	if (!str_eq(r->word, STR("municipality")))
		return fail(ERR_INVALID,
		    "only \"lexicon\" and \"municipality\" change the checks");
	TRY(settings_registers(r->arena, value, &after));
	return trial_run(r->db, r->arena, r->visit->m, &after, &of, out);
}

/* What it would do to recent texts; nothing is kept. */
enum err
page_api_setting_try(struct req *r)
{
	static const struct api_member members[] = {
		{ "value", API_OBJECT, true },
		{ "text", API_STRING, false },
	};
	struct json j = { .out = { .arena = r->arena } };
	const struct key *k;
	struct trial t;
	json_t *body;

	TRY(api_begin(r, STR("read")));
	TRY(key_of(r, &k));
	TRY(api_may(r, k->change, NULL));
	TRY(api_object(r, API_MEMBERS(members), &body));
	TRY(run_trial(r, body, &t));
	json_open(&j, '{');
	json_key_int(&j, STR("texts"), (int64_t)t.texts);
	json_key_int(&j, STR("changed"), (int64_t)t.changed);
	json_key(&j, STR("changes"));
	json_open(&j, '[');
	for (size_t i = 0; i < t.n; i++)
		put_change(&j, &t.v[i]);
	json_close(&j, ']');
	json_key(&j, STR("typed"));
	put_change(&j, &t.typed);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}
