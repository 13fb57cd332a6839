/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_sentence.c - a sentence and what is said in it, in which order and how
 * near: what the rules of triage_threat.c and triage_flags.c are made of.
 */
#include "policy/triage_internal.h"

const struct hit *
said_first(const struct sentence *s, enum word_class cls)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].cls == cls)
			return &s->v[i];
	return NULL;
}

bool
said(const struct sentence *s, enum word_class cls)
{
	return said_first(s, cls) != NULL;
}

bool
said_comma(const struct fold *f, size_t from, size_t to)
{
	return to > from && memchr(f->p + from, ',', to - from) != NULL;
}

/* The first b that begins after an a, within so many bytes and, where one is
 * asked for, in the same clause. */
const struct hit *
said_then(const struct sentence *s, enum word_class a, enum word_class b,
    size_t reach, bool clause)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct hit *x = &s->v[i];

		if (x->cls != a)
			continue;
		for (size_t k = 0; k < s->n; k++) {
			const struct hit *y = &s->v[k];

			if (y->cls == b && y->from >= x->to &&
			    y->from - x->to <= reach &&
			    !(clause && said_comma(s->f, x->to, y->from)))
				return y;
		}
	}
	return NULL;
}

bool
said_near(const struct sentence *s, enum word_class a, enum word_class b,
    size_t reach)
{
	return said_then(s, a, b, reach, false) ||
	       said_then(s, b, a, reach, false);
}
bool
said_asks(const struct sentence *s)
{
	return s->to > s->from &&
	       memchr(s->f->p + s->from, '?', s->to - s->from) != NULL;
}
/* "I" is "in" in Norwegian, and "æ" folds as "å": they act where a verb that
 * one who acts has stands beside them. */
static bool
acts_by_letter(const struct fold *f, const struct hit *h)
{
	static const char *const before[] = { "ska ", "skal ", "kommer ",
		"kjem ", "kjore ", "tar ", "star " };
	static const struct str after[] = { STR_INIT("will"), STR_INIT("ll"),
		STR_INIT("m"), STR_INIT("am"), STR_INIT("would"),
		STR_INIT("know"), STR_INIT("swear"), STR_INIT("have"),
		STR_INIT("can"), STR_INIT("could"), STR_INIT("should"),
		STR_INIT("hope"), STR_INIT("promise"), STR_INIT("find"),
		STR_INIT("come"), STR_INIT("d"), STR_INIT("see"),
		STR_INIT("want"), STR_INIT("ska"), STR_INIT("skal"),
		STR_INIT("kjem"), STR_INIT("kommer"), STR_INIT("veit"),
		STR_INIT("vet"), STR_INIT("har"), STR_INIT("tar"),
		STR_INIT("star") };
	size_t to = h->to + 1, end = to;

	while (end < f->n && fold_is_word(f->p[end]))
		end++;
	if (to < end && str_is_among(after, sizeof(after) / sizeof(after[0]),
			    (struct str){ f->p + to, end - to }))
		return true;
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		size_t n = strlen(before[i]);

		if (h->from >= n && f->p[h->from - n] == before[i][0] &&
		    memcmp(f->p + h->from - n, before[i], n) == 0)
			return true;
	}
	return false;
}

static bool
of_use(const struct fold *f, const struct hit *h)
{
	if (h->cls == T_WE && h->to - h->from == 1)
		return acts_by_letter(f, h);
	return h->cls >= T_ASK || h->cls == W_YOURS;
}

/* The sentence that begins at a place of the view, and its hits, put in v. */
struct sentence
sentence_at(const struct features *x, size_t at, struct hit *v)
{
	struct sentence s = { .f = x->f, .v = v, .from = at, .to = at };

	while (s.to < x->f->n && !strchr(".!?\n", x->f->p[s.to]))
		s.to++;
	if (s.to < x->f->n)
		s.to++; /* its sign is part of it */
	for (size_t i = hits_after(&x->hits, at);
	     i < x->hits.n && x->hits.v[i].to <= s.to; i++)
		if (x->hits.v[i].from >= at && s.n < SENTENCE_HITS_MAX &&
		    of_use(x->f, &x->hits.v[i]))
			v[s.n++] = x->hits.v[i];
	return s;
}
