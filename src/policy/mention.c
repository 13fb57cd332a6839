/* SPDX-License-Identifier: EUPL-1.2
 *
 * mention.c - names of the registers in a text: units, projects, people,
 * suppliers, places.  A name may carry a genitive s; the legal form of a firm
 * may be left out.
 */
#include <stdlib.h>
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

/* -en, -a, -et and the rest of them, with a genitive or not. */
static size_t
ending(const struct fold *f, size_t at)
{
	static const struct str known[] = { STR_INIT("s"), STR_INIT("n"),
		STR_INIT("ns"), STR_INIT("en"), STR_INIT("ens"), STR_INIT("a"),
		STR_INIT("as"), STR_INIT("et"), STR_INIT("ets"),
		STR_INIT("ene"), STR_INIT("enes"), STR_INIT("ane") };
	struct str rest = { f->p + at, f->n - at };

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_starts(rest, known[i]) &&
		    fold_word_ends(f, at + known[i].n))
			return known[i].n;
	return 0;
}

static bool
is_compound(const struct fold *f, size_t end)
{
	return end + 1 < f->n && f->p[end] == '-' &&
	       fold_is_alpha(f->p[end + 1]);
}

/* "Elveparken-notatet" is work on the project; a festival there is not. */
static bool
is_work_on(const struct look *l, size_t end)
{
	static const struct str heads[] = { STR_INIT("notat"),
		STR_INIT("prosjekt"), STR_INIT("planen"), STR_INIT("plana"),
		STR_INIT("motet"), STR_INIT("budsjett"), STR_INIT("rapport"),
		STR_INIT("saken"), STR_INIT("saka"), STR_INIT("utbygg"),
		STR_INIT("gruppa"), STR_INIT("gruppen"), STR_INIT("kontrakt"),
		STR_INIT("anbud"), STR_INIT("report"), STR_INIT("project"),
		STR_INIT("meeting"), STR_INIT("budget") };
	size_t to = end + 12 < l->f->n ? end + 12 : l->f->n;

	return look_stem(
	    l, heads, sizeof(heads) / sizeof(heads[0]), end + 1, to);
}

/* Where the name ends whose letters end at `end`; 0: it goes on as another
 * word.  Skeikampen-planen is not the place Skeikampen. */
static size_t
name_end(const struct look *l, size_t end, unsigned how)
{
	const struct fold *f = l->f;
	size_t more;

	if (fold_word_ends(f, end))
		return is_compound(f, end) &&
			       !((how & MENTION_ENDINGS) && is_work_on(l, end))
			   ? 0
			   : end;
	if (f->p[end] == 's' && fold_word_ends(f, end + 1))
		return end; /* the s is not of the name */
	more = how & MENTION_ENDINGS ? ending(f, end) : 0;
	return more ? end + more : 0;
}

static bool
starts_upper(const struct look *l, size_t at)
{
	return fold_is_upper(l->f, at);
}

/* The next place of the folded name from `from`; *end is set.  l->f->n: none.
 */
static size_t
find_name(const struct look *l, struct str name, size_t from, unsigned how,
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
		*end = name_end(l, at + name.n, how);
		if (*end && fold_word_begins(f, at) &&
		    (!(how & MENTION_CAPITAL) || starts_upper(l, at)))
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

void
spans_put(const struct look *l, struct spans *out, struct span x)
{
	if (out->n == out->room) {
		size_t room = out->room ? 2 * out->room : 16;
		struct span *v = ARENA_ARRAY(l->out->arena, struct span, room);

		if (out->n)
			memcpy(v, out->v, out->n * sizeof(*v));
		out->v = v;
		out->room = room;
	}
	out->v[out->n++] = x;
}

static void
each_of_one(
    const struct look *l, struct str entry, unsigned how, struct spans *out)
{
	struct arena a = { 0 };
	struct fold f = fold_text(&a, str_trim(entry));
	struct str whole = { f.p, f.n }, name = { f.p, needle(&f, how) };
	size_t at = 0, end = 0;

	if (str_find_char(name, ' ') != STR_NOWHERE)
		how &= ~MENTION_CAPITAL;
	while (
	    name.n > 1 && (at = find_name(l, name, at, how, &end)) < l->f->n) {
		/* With its form, where that is written too. */
		if (whole.n > name.n && whole.n <= l->f->n - at &&
		    memcmp(l->f->p + at, whole.p, whole.n) == 0 &&
		    name_end(l, at + whole.n, how))
			end = at + whole.n;
		spans_put(l, out, (struct span){ at, end });
		at = end;
	}
	arena_free(&a);
}

/* "Grus og Grøft" is written "Grus & Grøft" too. */
static void
with_ampersand(
    const struct look *l, struct str entry, unsigned how, struct spans *out)
{
	size_t at = str_find(entry, STR(" og "));
	struct arena a = { 0 };

	if (at != STR_NOWHERE)
		each_of_one(l,
		    str_printf(&a, "%.*s & %.*s",
			STR_ARG(str_cut(entry, 0, at)),
			STR_ARG(str_cut(entry, at + 4, entry.n))),
		    how, out);
	arena_free(&a);
}

void
look_mentions(const struct look *l, const struct str_list *list, unsigned how,
    struct spans *out)
{
	for (size_t i = 0; i < list->n; i++) {
		each_of_one(l, list->v[i], how, out);
		if (how & MENTION_FIRM)
			with_ampersand(l, list->v[i], how, out);
	}
}

static int
by_place(const void *pa, const void *pb)
{
	const struct span *a = pa, *b = pb;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return a->to > b->to ? -1 : a->to < b->to;
}

void
spans_settle(struct spans *s)
{
	size_t n = 0;

	if (s->n > 1)
		qsort(s->v, s->n, sizeof(*s->v), by_place);
	for (size_t i = 0; i < s->n; i++)
		if (n == 0 || s->v[i].from >= s->v[n - 1].to)
			s->v[n++] = s->v[i];
	s->n = n;
}

const struct span *
spans_in(const struct spans *s, size_t from, size_t to)
{
	size_t lo = 0, hi = s->n;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (s->v[mid].from < from)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->n && s->v[lo].to <= to ? &s->v[lo] : NULL;
}

bool
look_mentioned(const struct look *l, const struct str_list *list, size_t from,
    size_t to, size_t *at)
{
	struct spans all = { NULL, 0, 0 };
	bool any = false;

	look_mentions(l, list, 0, &all);
	for (size_t i = 0; i < all.n; i++) {
		const struct span *x = &all.v[i];

		if (x->from < from || x->from >= to)
			continue;
		if (at && (!any || x->from < *at))
			*at = x->from;
		any = true;
	}
	return any;
}
