/* SPDX-License-Identifier: EUPL-1.2
 *
 * mention.c - names of the registers in a text: units, projects, people,
 * suppliers, places.  A name may carry a genitive s or a definite ending of its
 * last word; the legal form of a firm may be left out.
 */
#include <string.h>

#include "policy/look.h"

/* "AS", "ASA", "SA", "DA", "ANS", "KF", "IKS" at the end of a firm's name. */
static size_t
without_form(const struct fold *f)
{
	static const struct str forms[] = { STR_INIT(" as"), STR_INIT(" asa"),
		STR_INIT(" sa"), STR_INIT(" da"), STR_INIT(" ans"),
		STR_INIT(" kf"), STR_INIT(" iks"), STR_INIT(" nuf") };
	struct str s = { f->p, f->n };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (str_ends(s, forms[i]) && s.n > forms[i].n + 3)
			return s.n - forms[i].n;
	return s.n;
}

/* The end of the name that begins at `at`, with what its last word may carry;
 * 0: it goes on as another word. */
static size_t
name_end(const struct look *l, size_t end)
{
	const struct fold *f = l->f;

	if (fold_word_ends(f, end)) /* Skeikampen-planen is not Skeikampen */
		return end + 1 < f->n && f->p[end] == '-' &&
			       fold_is_alpha(f->p[end + 1])
			   ? 0
			   : end;
	if (f->p[end] == 's' && fold_word_ends(f, end + 1))
		return end; /* the s is not of the name */
	return 0;
}

static bool
starts_upper(const struct look *l, size_t at)
{
	return fold_is_upper(l->f, at);
}

/* The next place of the folded name from `from`; *end is set.  l->f->n: none.
 * capital: only where it is written with one. */
static size_t
find_name(const struct look *l, struct str name, size_t from, bool capital,
    size_t *end)
{
	const struct fold *f = l->f;

	while (from < f->n && name.n <= f->n - from) {
		const char *p = memmem(
		    f->p + from, f->n - from, name.p, name.n);
		size_t at;

		if (!p)
			break;
		at = (size_t)(p - f->p);
		*end = name_end(l, at + name.n);
		if (*end && fold_word_begins(f, at) &&
		    (!capital || starts_upper(l, at)))
			return at;
		from = at + 1;
	}
	return f->n;
}

/* Firms are named without their form as well. */
static size_t
needle(const struct fold *f, unsigned how)
{
	return how & MENTION_FIRM ? without_form(f) : f->n;
}

static void
each_of_one(const struct look *l, struct str entry, unsigned how,
    void (*fn)(const struct look *l, size_t from, size_t to, void *arg),
    void *arg)
{
	struct arena a = { 0 };
	struct fold f = fold_text(&a, str_trim(entry));
	struct str whole = { f.p, f.n }, name = { f.p, needle(&f, how) };
	size_t at = 0, end = 0;

	while (name.n > 1 && (at = find_name(l, name, at, how & MENTION_CAPITAL,
				  &end)) < l->f->n) {
		/* With its form, where that is written too. */
		if (whole.n > name.n && whole.n <= l->f->n - at &&
		    memcmp(l->f->p + at, whole.p, whole.n) == 0 &&
		    name_end(l, at + whole.n))
			end = at + whole.n;
		fn(l, at, end, arg);
		at = end;
	}
	arena_free(&a);
}

void
look_mentions(const struct look *l, const struct str_list *list, unsigned how,
    void (*fn)(const struct look *l, size_t from, size_t to, void *arg),
    void *arg)
{
	for (size_t i = 0; i < list->n; i++)
		each_of_one(l, list->v[i], how, fn, arg);
}

struct span {
	size_t from, to, found;
	bool any;
};

static void
keep_first(const struct look *l, size_t from, size_t to, void *arg)
{
	struct span *s = arg;

	(void)l;
	(void)to;
	if (from >= s->from && from < s->to && (!s->any || from < s->found)) {
		s->any = true;
		s->found = from;
	}
}

bool
look_mentioned(const struct look *l, const struct str_list *list, size_t from,
    size_t to, size_t *at)
{
	struct span s = { .from = from, .to = to };

	look_mentions(l, list, 0, keep_first, &s);
	if (at)
		*at = s.found;
	return s.any;
}
