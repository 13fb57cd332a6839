/* SPDX-License-Identifier: EUPL-1.2 */
#include "model/lexicon.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buf.h"

static const struct sql q_versions = SQL("SELECT version, value, set_by, set_at FROM setting_version"
	" WHERE key = 'lexicon' ORDER BY version DESC LIMIT 50");

/* Shared ------------------------------------------------------------------- */

/* An automaton takes five megabytes: all snapshots of the same edits hold the
 * same one, and the last that lets go of it frees it. */
struct shared {
	struct arena own;
	struct str json;
	const struct lexicon *words;
	int refs;
	struct shared *next;
};
static struct shared *all;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void
let_go(void *arg)
{
	struct shared *s = arg, **at = &all;
	bool last;

	pthread_mutex_lock(&lock);
	last = --s->refs == 0;
	while (last && *at != s)
		at = &(*at)->next;
	if (last)
		*at = s->next;
	pthread_mutex_unlock(&lock);
	if (last) {
		struct arena own = s->own;

		arena_free(&own); /* s lies in it */
	}
}

static struct shared *
find(struct str json)
{
	for (struct shared *s = all; s; s = s->next)
		if (str_eq(s->json, json)) {
			s->refs++;
			return s;
		}
	return NULL;
}

static enum err
make(struct str json, struct shared **out)
{
	struct arena own = { 0 };
	struct shared *s = ARENA_NEW(&own, struct shared);
	struct lexicon_edits edits;
	enum err e = lexicon_edits_parse(&own, json, &edits);

	if (e == OK)
		s->words = lexicon_edited(&own, &edits);
	if (e == OK && !s->words)
		e = fail(ERR_TOO_LARGE, "words: too many");
	if (e != OK) {
		arena_free(&own);
		return e;
	}
	s->json = str_copy(&own, json);
	s->refs = 1;
	s->own = own;
	*out = s;
	return OK;
}

enum err
lexicon_share(struct arena *a, struct str json, const struct lexicon **out)
{
	struct shared *s, *other;

	pthread_mutex_lock(&lock);
	s = find(json);
	pthread_mutex_unlock(&lock);
	if (!s) {
		TRY(make(json, &s));
		pthread_mutex_lock(&lock);
		other = find(json);
		if (!other) {
			s->next = all;
			all = s;
		}
		pthread_mutex_unlock(&lock);
		if (other) { /* somebody was quicker */
			struct arena own = s->own;

			arena_free(&own);
			s = other;
		}
	}
	arena_defer(a, let_go, s);
	*out = s->words;
	return OK;
}

/* Trying ------------------------------------------------------------------- */

static size_t
texts_with(
    struct arena *a, const struct lexicon_edit *e, const struct str_list *texts)
{
	struct lexicon_edit one = *e;
	struct arena own = { 0 };
	const struct lexicon *alone;
	size_t n = 0;

	/* A class that nothing built in is of, so that only this word counts.
	 */
	one.cls = W_CLASSES;
	alone = lexicon_edited(&own, &(struct lexicon_edits){ &one, 1 });
	for (size_t i = 0; alone && i < texts->n; i++) {
		struct fold f = fold_text(a, texts->v[i]);
		struct hits h = lexicon_find_in(alone, a, &f);
		bool there = false;

		for (size_t k = 0; k < h.n; k++)
			there = there || h.v[k].cls == W_CLASSES;
		n += there;
	}
	arena_free(&own);
	return n;
}

enum { ADDED_LOOKED_AT = 20 };

/* Added words that most texts hold say nothing of any of them. */
static void
find_common(
    struct arena *a, const struct lexicon_edits *e, struct lexicon_effect *out)
{
	const struct str_list *texts = &out->trial.citizens;
	size_t looked = 0;

	for (size_t i = 0; i < e->n && looked < ADDED_LOOKED_AT; i++) {
		size_t n;

		if (e->v[i].removed)
			continue;
		looked++;
		n = texts_with(a, &e->v[i], texts);
		if (n > out->common_in) {
			out->common_in = n;
			out->common = e->v[i].word;
		}
	}
	if (texts->n < 10 || 3 * out->common_in < texts->n)
		out->common = STR_NONE;
}

enum err
lexicon_try(struct db *db, struct arena *a, const struct municipality *m,
    struct str json, const struct trial_of *of, struct lexicon_effect *out)
{
	struct policy_context after = m->policy;
	struct lexicon_edits edits;

	*out = (struct lexicon_effect){ .common = STR_NONE };
	TRY(lexicon_edits_parse(a, json, &edits));
	after.lexicon = lexicon_edited(a, &edits);
	if (!after.lexicon)
		return fail(ERR_TOO_LARGE, "words: too many");
	TRY(trial_run(db, a, m, &after, of, &out->trial));
	find_common(a, &edits, out);
	return OK;
}

enum err
lexicon_versions(
    struct db *db, struct arena *a, struct setting_version **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_versions, DB_NOARGS, &r));
	*out = ARENA_ARRAY(a, struct setting_version, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = (struct setting_version){ db_get_int(&r, i, 0),
			db_get_text(&r, i, 1), { db_get_int(&r, i, 2) },
			db_get_int(&r, i, 3) };
	return OK;
}
