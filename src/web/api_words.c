/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_words.c - the municipality's own words of the checks, for programs.
 * REQ: SPEC 4 SPEC 8
 */
#include <stdlib.h>

#include "model/lexicon.h"
#include "web/api.h"
#include "web/pages.h"
#include "web/trial_view.h"

static enum err
answer(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct str value = STR("{}");
	int64_t version = 0;
	enum err e = setting_get(
	    r->db, r->arena, STR("lexicon"), &value, &version);

	if (e != OK && e != ERR_MISSING)
		return e;
	json_open(&j, '{');
	json_key_int(&j, STR("version"), version);
	json_key(&j, STR("words"));
	json_raw(&j, value);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_words(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	return answer(r);
}

static struct str
words_of(struct req *r, const json_t *body)
{
	char *text = json_dumps(
	    json_object_get(body, "words"), JSON_COMPACT | JSON_SORT_KEYS);
	struct str out = str_copy(r->arena, str_from(text ? text : "{}"));

	free(text);
	return out;
}

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
save(struct req *r, const json_t *body)
{
	TRY(api_may(r, ACT_LEXICON, NULL));
	TRY(setting_set(r->db, r->arena,
	    STR("lexicon"), words_of(r, body), api_int(body, "version", 0),
		r->visit->person->id));
	return answer(r);
}

enum err
page_api_words_save(struct req *r)
{
	static const struct api_member members[] = {
		{ "version", API_INT, true },
		{ "words", API_OBJECT, true },
	};

	return api_write(r, API_MEMBERS(members), save);
}

/* What they would do to recent texts; nothing is kept. */
enum err
page_api_words_try(struct req *r)
{
	static const struct api_member members[] = {
		{ "words", API_OBJECT, true },
		{ "text", API_STRING, false },
	};
	struct json j = { .out = { .arena = r->arena } };
	struct lexicon_effect e;
	struct trial_of of;
	json_t *body;

	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_LEXICON, NULL));
	TRY(api_object(r, API_MEMBERS(members), &body));
	of = trial_of(r, api_str(body, "text"));
	TRY(lexicon_try(
	    r->db, r->arena, r->visit->m, words_of(r, body), &of, &e));
	json_open(&j, '{');
	json_key_int(&j, STR("texts"), (int64_t)e.trial.texts);
	json_key_int(&j, STR("changed"), (int64_t)e.trial.changed);
	json_key(&j, STR("changes"));
	json_open(&j, '[');
	for (size_t i = 0; i < e.trial.n; i++)
		put_change(&j, &e.trial.v[i]);
	json_close(&j, ']');
	json_key(&j, STR("typed"));
	put_change(&j, &e.trial.typed);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}
