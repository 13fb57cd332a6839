/* SPDX-License-Identifier: EUPL-1.2
 *
 * matters.c - health, child welfare, social services and school, said of an
 * identifiable person in the same sentence: one who is named, the asker's or
 * writer's own, or their family's (CHECKS.md).
 */
#include "policy/look.h"

/* REQ: K8 REQ: P7 */

#define BESIDE 14 /* bytes: the longest word that is looked for beside */

struct word_at {
	size_t from, to;
	bool capital; /* one capital, then small letters; or an initial */
};

static bool
next_word(const struct fold *f, size_t at, size_t to, struct word_at *w)
{
	while (at < to && !fold_is_alpha(f->p[at]))
		at++;
	if (at >= to)
		return false;
	w->from = at;
	while (at < to &&
	       (fold_is_alpha(f->p[at]) || (f->p[at] == '-' && at + 1 < to &&
					       fold_is_alpha(f->p[at + 1]))))
		at++;
	w->to = at;
	w->capital = fold_is_upper(f, w->from) &&
		     (w->to - w->from == 1 || !fold_is_upper(f, w->from + 1));
	return true;
}

/* Is the word, or the word without a genitive s, of the class? */
static bool
word_is(const struct look *l, enum word_class cls, const struct word_at *w)
{
	const struct hit *h;
	size_t at = w->from;

	while ((h = look_word(l, cls, at, w->to)) != NULL) {
		if (h->from == w->from && h->to == w->to)
			return true;
		at = h->from + 1;
	}
	return false;
}

static bool
first_name(const struct look *l, const struct word_at *w)
{
	struct word_at cut = *w;

	if (word_is(l, W_NAME, w))
		return true;
	/* The lexicon finds whole words only: look the genitive up by the
	 * letters. */
	if (cut.to - cut.from > 3 && l->f->p[cut.to - 1] == 's') {
		cut.to--;
		return lexicon_is(l->in->context->lexicon, W_NAME,
		    (struct str){ l->f->p + cut.from, cut.to - cut.from });
	}
	return false;
}

/* Bytes of the text where the word stands that an entry of the list covers:
 * whole entries, and with parts also single words of them. */
static size_t
listed(const struct look *l, const struct str_list *list,
    const struct word_at *w, bool parts)
{
	size_t at = fold_start(l->f, w->from);
	struct str here = str_cut(l->in->text, at, l->in->text.n);
	struct str own = str_cut(l->in->text, at, fold_end(l->f, w->to));

	for (size_t i = 0; i < list->n; i++) {
		struct str rest = list->v[i];

		if (rest.n && str_starts(here, rest))
			return rest.n;
		while (parts && rest.p) {
			struct str one = str_take(&rest, ' ');

			if (one.n && (str_eq(one, own) ||
					 (own.n > one.n && own.n - one.n == 1 &&
					     str_starts(own, one))))
				return own.n;
		}
	}
	return 0;
}

/* Bytes of the text from the word on that are the municipality's own. */
static size_t
municipal(const struct look *l, const struct word_at *w)
{
	const struct policy_context *c = l->in->context;
	const struct str_list *lists[] = { &c->municipality.names,
		&c->municipality.units, &c->municipality.projects,
		&c->municipality.suppliers, &c->municipality.places };
	size_t n = listed(l, &c->staff, w, false);

	for (size_t i = 0; n == 0 && i < sizeof(lists) / sizeof(lists[0]); i++)
		n = listed(l, lists[i], w, true);
	return n;
}

struct name_scan {
	struct word_at before; /* the word before; from == to: none */
	bool first;	       /* nothing but signs before in the sentence */
};

/* A colon or a quote before: what follows begins as a sentence does. */
static bool
opens(const struct fold *f, size_t from, size_t at)
{
	while (at > from && f->p[at - 1] == ' ')
		at--;
	return at > from && strchr(":\"\x01", f->p[at - 1]) != NULL;
}

static bool
spaced(const struct word_at *a, const struct word_at *b)
{
	return a->to > a->from && b->from - a->to == 1;
}

/* Is the capital word a name? */
static bool
is_name(const struct look *l, const struct name_scan *s,
    const struct word_at *w, bool two)
{
	bool after = spaced(&s->before, w);

	if (word_is(l, W_OFFICIAL, w) ||
	    (after && word_is(l, W_OFFICIAL, &s->before)))
		return false;
	if (first_name(l, w))
		return true;
	if (s->first)
		return two && !word_is(l, W_KIN, w);
	return two || !(after && word_is(l, W_PLACE, &s->before));
}

/* Does the name go on in the word after w?  *next is that word. */
static bool
goes_on(const struct look *l, const struct word_at *w, size_t to,
    struct word_at *next)
{
	return next_word(l->f, w->to, to, next) && next->capital &&
	       spaced(w, next) && !word_is(l, W_NOT_NAME, next) &&
	       !municipal(l, next);
}

/* The end of the municipality's own name that begins with w, or 0. */
static size_t
past_municipal(const struct look *l, const struct word_at *w, size_t to)
{
	size_t own = w->capital ? municipal(l, w) : 0;
	size_t past = fold_start(l->f, w->from) + own, at = w->to;

	while (own && at < to && fold_start(l->f, at) < past)
		at++;
	return own ? at : 0;
}

bool
look_name(const struct look *l, size_t from, size_t to, bool *full)
{
	struct name_scan s = { .first = true };
	struct word_at w, next;
	size_t own;

	*full = false;
	for (size_t at = from; next_word(l->f, at, to, &w);
	     s = (struct name_scan){ .before = w }) {
		at = w.to;
		s.first = s.first || opens(l->f, from, w.from);
		own = past_municipal(l, &w, to);
		if (own)
			at = own;
		if (own || !w.capital || w.to - w.from == 1 ||
		    word_is(l, W_NOT_NAME, &w))
			continue;
		*full = goes_on(l, &w, to, &next);
		if (is_name(l, &s, &w, *full))
			return true;
		/* The name of an official: past it whole. */
		if (*full && spaced(&s.before, &w) &&
		    word_is(l, W_OFFICIAL, &s.before))
			w = next, at = next.to;
	}
	return false;
}

/* A word of a beside one of b, nothing but a space between them. */
static bool
beside(const struct look *l, size_t from, size_t to, enum word_class a,
    enum word_class b)
{
	size_t at = from;
	const struct hit *x;

	while ((x = look_word(l, a, at, to)) != NULL) {
		size_t low = x->from > from + BESIDE ? x->from - BESIDE : from;
		size_t end = x->to;
		const struct hit *y;

		while (end < to && fold_is_word(l->f->p[end]))
			end++;
		y = look_word(l, b, end, end + BESIDE < to ? end + BESIDE : to);
		if (y && y->from - end <= 1)
			return true;
		y = look_word(l, b, low, x->from);
		while (y && x->from - y->to > 1)
			y = look_word(l, b, y->from + 1, x->from);
		if (y)
			return true;
		at = x->from + 1;
	}
	return false;
}

enum whose { NOBODY, OWN, OTHER };

/* What is said to the asker of the asker's own case. */
static bool
asker(const struct look *l, size_t from, size_t to, enum word_class term)
{
	if (beside(l, from, to, W_KIN, W_YOURS) ||
	    beside(l, from, to, W_CASE, W_YOURS) ||
	    beside(l, from, to, term, W_YOURS))
		return true;
	return !look_word(l, W_ADVICE, from, to) &&
	       beside(l, from, to, W_YOU, W_OWN_VERB);
}

/* What the writer says of themselves or their family. */
static bool
writer(const struct look *l, size_t from, size_t to, enum word_class term)
{
	return beside(l, from, to, W_KIN, W_MINE) ||
	       beside(l, from, to, W_CASE, W_MINE) ||
	       beside(l, from, to, term, W_MINE) ||
	       beside(l, from, to, W_I, W_OWN_VERB);
}

static enum whose
whose_matter(const struct look *l, size_t from, size_t to, enum word_class term)
{
	enum policy_as as = l->in->as;
	bool full, name = look_name(l, from, to, &full) &&
			  !look_word(l, W_EVENT, from, to);
	bool own = as == AS_INBOUND && writer(l, from, to, term);

	if (as == AS_REPLY && asker(l, from, to, term))
		return OWN;
	if (as == AS_INBOUND && !own)
		own = beside(l, from, to, W_KIN, W_YOURS);
	if (name && own && look_word(l, W_SELF, from, to))
		return OWN;
	if (name && own && !full && beside(l, from, to, W_KIN, W_MINE))
		return OWN;
	if (name)
		return OTHER;
	return own ? OWN : NOBODY;
}

static void
check_sentence(const struct look *l, size_t from, size_t to)
{
	static const struct {
		enum word_class cls;
		enum detected what;
	} matter[] = { { W_HEALTH, D_HEALTH },
		{ W_CHILD_WELFARE, D_CHILD_WELFARE }, { W_SOCIAL, D_SOCIAL },
		{ W_SCHOOL, D_SCHOOL } };

	for (size_t k = 0; k < 4; k++) {
		enum word_class cls = matter[k].cls;
		const struct hit *h = look_word(l, cls, from, to);
		enum whose who;
		size_t a, b;

		if (!h && cls == W_HEALTH) {
			cls = W_HEALTH_WEAK;
			h = look_word(l, cls, from, to);
		}
		if (!h)
			continue;
		who = whose_matter(l, from, to, cls);
		if (who == NOBODY)
			continue;
		for (a = h->from; a > from && fold_is_word(l->f->p[a - 1]);)
			a--;
		for (b = h->to; b < to && fold_is_word(l->f->p[b]);)
			b++;
		look_add(
		    l, matter[k].what, a, b, who == OTHER ? LOOK_THIRD : 0);
	}
}

void
find_matters(struct look *l)
{
	size_t i = 0;

	while (i < l->hits.n) {
		size_t from, to;

		if (l->hits.v[i].cls > W_SCHOOL) {
			i++;
			continue;
		}
		look_sentence(l, l->hits.v[i].from, &from, &to);
		check_sentence(l, from, to);
		i = hits_after(
		    &l->hits, to > l->hits.v[i].to ? to : l->hits.v[i].to);
	}
}
