/* SPDX-License-Identifier: EUPL-1.2
 *
 * lexicon_pages.c - the words of the checks as a municipality edits them: by
 * class, tried on recent texts before they are saved, with earlier versions to
 * go back to.  REQ: SPEC 4
 */
#include <jansson.h>
#include <stdlib.h>

#include "model/lexicon.h"
#include "model/settings.h"
#include "web/lexicon.h"
#include "web/pages.h"

static const struct {
	enum word_class cls;
	enum msg title, about;
} names[] = {
	{ W_HEALTH, MSG_WORDS_HEALTH, MSG_WORDS_CONFIDENTIAL_ABOUT },
	{ W_CHILD_WELFARE, MSG_WORDS_CHILD, MSG_WORDS_CONFIDENTIAL_ABOUT },
	{ W_SOCIAL, MSG_WORDS_SOCIAL, MSG_WORDS_CONFIDENTIAL_ABOUT },
	{ W_SCHOOL, MSG_WORDS_SCHOOL, MSG_WORDS_CONFIDENTIAL_ABOUT },
	{ W_NAME, MSG_WORDS_NAMES, MSG_WORDS_NAMES_ABOUT },
	{ W_NOT_NAME, MSG_WORDS_NOT_NAMES, MSG_WORDS_NOT_NAMES_ABOUT },
	{ T_MENACE, MSG_WORDS_THREAT, MSG_WORDS_THREAT_ABOUT },
	{ T_REPUTATION, MSG_WORDS_REPUTATION, MSG_WORDS_REPUTATION_ABOUT },
	{ T_SPAM, MSG_WORDS_SPAM, MSG_WORDS_SPAM_ABOUT },
	{ T_NEG, MSG_WORDS_NEGATIVE, MSG_WORDS_SORT_ABOUT },
	{ T_PRAISE, MSG_WORDS_PRAISE, MSG_WORDS_SORT_ABOUT },
	{ T_ERROR, MSG_WORDS_ERROR, MSG_WORDS_SORT_ABOUT },
	{ T_APPLY, MSG_WORDS_FORMAL, MSG_WORDS_SORT_ABOUT },
	{ W_IRONY, MSG_WORDS_IRONY, MSG_WORDS_IRONY_ABOUT },
	{ W_SHOULD, MSG_WORDS_OPINION, MSG_WORDS_OPINION_ABOUT },
	{ W_NEGATIVE, MSG_WORDS_WORKPLACE, MSG_WORDS_WORKPLACE_ABOUT },
};

static size_t
name_of(enum word_class cls)
{
	size_t i = 0;

	while (i + 1 < sizeof(names) / sizeof(names[0]) && names[i].cls != cls)
		i++;
	return i;
}

/* What is stored: {} where nothing was edited yet. */
static enum err
stored(struct req *r, json_t **out, int64_t *version)
{
	struct str value;
	enum err e = setting_get(
	    r->db, r->arena, STR("lexicon"), &value, version);

	*out = NULL;
	if (e == OK)
		*out = json_loadb(value.p, value.n, 0, NULL);
	else if (e == ERR_MISSING)
		*version = 0;
	else
		return e;
	if (!*out)
		*out = json_object();
	arena_defer(r->arena, (void (*)(void *))json_decref, *out);
	return OK;
}

static const json_t *
list_of(const json_t *o, const char *cls, const char *which)
{
	return json_object_get(json_object_get(o, cls), which);
}

/* The list of classes ------------------------------------------------------ */

static enum err
fill_versions(struct req *r, struct lexicon_view *v)
{
	struct setting_version *x;
	size_t n;

	TRY(lexicon_versions(r->db, r->arena, &x, &n));
	v->versions = ARENA_ARRAY(r->arena, struct version_row, n + 1);
	for (size_t i = 0; i < n; i++)
		v->versions[v->nversions++] = (struct version_row){
			x[i].version, who_name(r, x[i].by),
			when_text(r, x[i].at), i == 0
		};
	return OK;
}

enum err
page_lexicon(struct req *r)
{
	struct lexicon_view v = { .csrf = r->visit->csrf,
		.may_edit = web_may(r, ACT_LEXICON, NULL) };
	json_t *o;

	TRY(stored(r, &o, &v.version));
	v.rows = ARENA_ARRAY(r->arena, struct class_row, lexicon_nclasses);
	for (size_t i = 0; i < lexicon_nclasses; i++) {
		const struct lexicon_class *c = &lexicon_classes[i];
		size_t name = name_of(c->cls);
		struct str *words;

		v.rows[v.n++] = (struct class_row){
			str_printf(r->arena, "/innstillinger/ord/%s", c->name),
			say(r, names[name].title), say(r, names[name].about),
			(int64_t)lexicon_class_words(r->arena, c->cls, &words),
			(int64_t)json_array_size(list_of(o, c->name, "add")),
			(int64_t)json_array_size(list_of(o, c->name, "remove"))
		};
	}
	TRY(fill_versions(r, &v));
	TRY(web_page_begin(r, say(r, MSG_WORDS_TITLE), NAV_SETTINGS));
	tpl_lexicon(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

static enum err
may_edit(const struct req *r)
{
	return web_may(r, ACT_LEXICON, NULL)
		   ? OK
		   : fail(ERR_DENIED, "the words are the adviser's");
}

/* An earlier version becomes the newest. */
enum err
page_lexicon_restore(struct req *r)
{
	int64_t want = req_int(r, STR("tilbake"), 1, INT64_MAX, 0);
	struct setting_version *x;
	size_t n;

	TRY(may_edit(r));
	TRY(lexicon_versions(r->db, r->arena, &x, &n));
	for (size_t i = 0; i < n; i++)
		if (x[i].version == want) {
			TRY(setting_set(r->db, r->arena,
			    STR("lexicon"), x[i].value,
				req_int(r, STR("versjon"), 0, INT64_MAX, 0),
				    r->visit->person->id));
			return web_go(r, STR("/innstillinger/ord"));
		}
	return fail(ERR_MISSING, "no such version");
}

/* One class ---------------------------------------------------------------- */

static struct str
builtin_words(struct arena *a, enum word_class cls)
{
	struct buf b = { .arena = a };
	struct str *words;
	size_t n = lexicon_class_words(a, cls, &words);

	for (size_t i = 0; i < n; i++) {
		if (i)
			buf_lit(&b, "  ");
		buf_put(&b, words[i]);
	}
	return buf_str(&b);
}

static enum err
show(struct req *r, const struct lexicon_class *c, struct class_view *v)
{
	size_t name = name_of(c->cls);

	v->csrf = r->visit->csrf;
	v->title = say(r, names[name].title);
	v->about = say(r, names[name].about);
	v->action = str_printf(r->arena, "/innstillinger/ord/%s", c->name);
	v->may_edit = web_may(r, ACT_LEXICON, NULL);
	v->words = builtin_words(r->arena, c->cls);
	TRY(web_page_begin(r, v->title, NAV_SETTINGS));
	tpl_lexicon_class(&r->answer.body, v);
	web_page_end(r);
	return OK;
}

static enum err
class_of(const struct req *r, const struct lexicon_class **c)
{
	*c = lexicon_class_find(r->word);
	return *c ? OK : fail(ERR_MISSING, "no such class of words");
}

enum err
page_lexicon_class(struct req *r)
{
	const struct lexicon_class *c;
	struct class_view v = { .error = STR_NONE };
	json_t *o;

	TRY(class_of(r, &c));
	TRY(stored(r, &o, &v.version));
	v.add = form_lines(r->arena, list_of(o, c->name, "add"));
	v.remove = form_lines(r->arena, list_of(o, c->name, "remove"));
	return show(r, c, &v);
}

/* All that is stored, with this class as it was typed. */
static struct str
with_typed(struct req *r, json_t *o, const struct lexicon_class *c,
    const struct class_view *v)
{
	json_t *one = json_object();
	struct str out;
	char *text;

	json_object_set_new(one, "add", form_list(v->add));
	json_object_set_new(one, "remove", form_list(v->remove));
	json_object_set_new(o, c->name, one);
	text = json_dumps(o, JSON_COMPACT | JSON_SORT_KEYS);
	out = str_copy(r->arena, str_from(text ? text : "{}"));
	free(text);
	return out;
}

static enum err
fill_trial(struct req *r, struct str json, struct class_view *v)
{
	struct trial_of of = trial_of(r, v->typed);
	struct lexicon_effect e;

	TRY(lexicon_try(r->db, r->arena, r->visit->m, json, &of, &e));
	v->trial = trial_view(r, &e.trial, v->typed.n > 0);
	if (e.common.n)
		v->trial.warning = texts_fmt(r->arena, r->visit->lang,
		    MSG_WORDS_COMMON, TEXT_ARG("word", e.common),
		    TEXT_ARG("n", str_printf(r->arena, "%zu", e.common_in)));
	return OK;
}

static enum err
refused(struct req *r, const struct lexicon_class *c, struct class_view *v,
    enum err e)
{
	struct str why = str_copy(r->arena, str_from(err_sentence(e)));

	v->error = e == ERR_CONFLICT
		       ? say(r, MSG_WORDS_CONFLICT)
		       : texts_fmt(r->arena, r->visit->lang, MSG_WORDS_WRONG,
			     TEXT_ARG("why", why));
	TRY(show(r, c, v));
	return e;
}

enum err
page_lexicon_class_save(struct req *r)
{
	struct class_view v = {
		.add = form_plain(r->arena, pairs_get(&r->form, STR("nye"))),
		    .remove = form_plain(
			r->arena, pairs_get(&r->form, STR("bort"))),
			.typed = form_plain(
			    r->arena, pairs_get(&r->form, STR("prove"))) };
	const struct lexicon_class *c;
	struct str json;
	json_t *o;
	enum err e;

	TRY(may_edit(r));
	TRY(class_of(r, &c));
	TRY(stored(r, &o, &v.version));
	json = with_typed(r, o, c, &v);
	if (str_eq(pairs_get(&r->form, STR("do")), STR("try"))) {
		e = fill_trial(r, json, &v);
	} else {
		e = setting_set(r->db, r->arena,
		    STR("lexicon"), json,
			req_int(r, STR("versjon"), 0, INT64_MAX, 0),
			    r->visit->person->id);
		if (e == OK)
			return web_go(r, STR("/innstillinger/ord"));
	}
	if (e == OK)
		return show(r, c, &v);
	if (e != ERR_INVALID && e != ERR_TOO_LARGE && e != ERR_CONFLICT)
		return e;
	return refused(r, c, &v, e);
}
