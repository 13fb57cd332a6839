/* SPDX-License-Identifier: EUPL-1.2
 *
 * lexicon_json.c - a municipality's edits of the words, as the settings, the
 * API and the context of a check hold them:
 *
 *	{"health": {"add": ["blå|prøve*"], "remove": ["gravid*"]}, ...}
 */
#include <jansson.h>

#include "policy/lexicon_json.h"

enum { EDITS_MAX = 2000 };

struct reading {
	struct arena *a;
	struct lexicon_edit *v;
	size_t n;
};

static bool
holds(const struct str *v, size_t n, struct str w)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i], w))
			return true;
	return false;
}

static enum err
read_word(struct reading *rd, const struct lexicon_class *c, const json_t *x,
    bool removed)
{
	struct str w = { json_string_value(x), json_string_length(x) };

	if (!json_is_string(x))
		return fail(ERR_INVALID, "words: \"%s\" holds texts", c->name);
	if (rd->n == EDITS_MAX)
		return fail(ERR_TOO_LARGE, "words: more than %d", EDITS_MAX);
	if (!removed && !lexicon_word_ok(w))
		return fail(ERR_INVALID,
		    "words: \"%.*s\" cannot be found in a text: letters, "
		    "digits,"
		    " space, hyphen, at most 60",
		    STR_ARG(str_cut(w, 0, 80)));
	rd->v[rd->n++] = (struct lexicon_edit){ c->cls, str_copy(rd->a, w),
		removed };
	return OK;
}

static enum err
read_words(struct reading *rd, const struct lexicon_class *c,
    const json_t *list, bool removed)
{
	if (!list)
		return OK;
	if (!json_is_array(list))
		return fail(ERR_INVALID,
		    "words: \"%s\" has lists \"add\" and \"remove\"", c->name);
	for (size_t i = 0; i < json_array_size(list); i++)
		TRY(read_word(rd, c, json_array_get(list, i), removed));
	return OK;
}

/* What is taken away is there, and enough stays where somebody is protected. */
static enum err
check_removed(struct reading *rd, const struct lexicon_class *c, size_t from)
{
	struct str *words;
	size_t n = lexicon_class_words(rd->a, c->cls, &words), removed = 0;

	for (size_t i = from; i < rd->n; i++) {
		if (!rd->v[i].removed)
			continue;
		removed++;
		if (!holds(words, n, rd->v[i].word))
			return fail(ERR_INVALID,
			    "words: \"%.*s\" is no word of \"%s\"",
			    STR_ARG(str_cut(rd->v[i].word, 0, 80)), c->name);
	}
	if (c->safety && removed > n / 2)
		return fail(ERR_INVALID,
		    "words: \"%s\" protects people: at most half of its words"
		    " can be taken away",
		    c->name);
	return OK;
}

enum err
lexicon_edits_read(struct arena *a, json_t *v, struct lexicon_edits *out)
{
	struct reading rd = { .a = a,
		.v = ARENA_ARRAY(a, struct lexicon_edit, EDITS_MAX) };
	const char *name;
	json_t *one;

	*out = (struct lexicon_edits){ NULL, 0 };
	if (!json_is_object(v))
		return fail(ERR_INVALID, "words: must be an object");
	json_object_foreach(v, name, one)
	{
		const struct lexicon_class *c = lexicon_class_find(
		    str_from(name));
		size_t from = rd.n;

		if (!c)
			return fail(
			    ERR_INVALID, "words: no class \"%s\"", name);
		if (!json_is_object(one))
			return fail(ERR_INVALID,
			    "words: \"%s\" must be an object", name);
		TRY(read_words(&rd, c, json_object_get(one, "add"), false));
		TRY(read_words(&rd, c, json_object_get(one, "remove"), true));
		TRY(check_removed(&rd, c, from));
	}
	*out = (struct lexicon_edits){ rd.v, rd.n };
	return OK;
}

enum err
lexicon_edits_parse(struct arena *a, struct str json, struct lexicon_edits *out)
{
	json_t *o = json_loadb(
	    json.n ? json.p : "", json.n, JSON_REJECT_DUPLICATES, NULL);
	enum err e;

	if (!o)
		return fail(ERR_INVALID, "words: not JSON");
	e = lexicon_edits_read(a, o, out);
	json_decref(o);
	return e;
}
