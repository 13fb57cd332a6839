/* SPDX-License-Identifier: EUPL-1.2
 *
 * name.c - personal names: words with a capital that are no official's, no
 * unit's, place's or supplier's, and not spoken to.  See look.h.
 */
#include "policy/look.h"

#define ADDRESS_REACH 14 /* bytes: "takk skal du ha" before a name */
#define ANIMAL_REACH  14
#define TITLE_REACH   60 /* from a title to the name after its unit */

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
		/* *leder: the end of a longer word is a title too. */
		if ((h->from == w->from || cls == W_OFFICIAL) && h->to == w->to)
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
	bool plain;	       /* capitals say nothing in this sentence */
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

/* ", Kari?": at the end of what is asked, and not whose son one speaks of. */
static bool
is_called_to(
    const struct look *l, size_t from, size_t to, size_t comma, size_t name_to)
{
	size_t low = comma > from + ADDRESS_REACH ? comma - ADDRESS_REACH
						  : from;

	if (comma <= from || comma >= to || l->f->p[comma] != ',' ||
	    name_to >= to || strchr("?!", l->f->p[name_to]) == NULL)
		return false;
	return !look_word(l, W_KIN, low, comma) &&
	       !look_word(l, W_BEFORE, low, comma);
}

/* "Stian, du ...": called to at the head. */
static bool
calls(const struct look *l, size_t from, size_t name, size_t at)
{
	static const struct str then[] = { STR_INIT(", du "),
		STR_INIT(", kan "), STR_INIT(", har du"), STR_INIT(", vet du"),
		STR_INIT(", veit du"), STR_INIT(", se "), STR_INIT(", skal "),
		STR_INIT(", husk"), STR_INIT(", hugs"), STR_INIT(", er du"),
		STR_INIT(", can "), STR_INIT(", did you"), STR_INIT(", do you"),
		STR_INIT(", you "), STR_INIT(", look"), STR_INIT(", sa du"),
		STR_INIT(", sag du") };

	while (from < name && !fold_is_alpha(l->f->p[from]))
		from++;
	for (size_t k = 0; from == name && k < sizeof(then) / sizeof(then[0]);
	     k++)
		if (str_starts(
			(struct str){ l->f->p + at, l->f->n - at }, then[k]))
			return true;
	return false;
}

/* "Hei Kari", "takk, Kari": a name that is spoken to, or signed with. */
static bool
is_addressed(const struct look *l, size_t from, size_t to,
    const struct word_at *w, size_t w_to)
{
	size_t end = w->from, low;

	while (end > from && strchr(" ,:@", l->f->p[end - 1]) != NULL)
		end--;
	if (end < w->from && l->f->p[end] == '@')
		return true;
	if (calls(l, from, w->from, w_to) ||
	    is_called_to(l, from, to, end, w_to))
		return true;
	low = end > from + ADDRESS_REACH ? end - ADDRESS_REACH : from;
	for (size_t i = hits_after(&l->hits, low); i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->to > end)
			break;
		if ((h->cls == W_HELLO || h->cls == W_GREETING) &&
		    h->to == end && h->from >= from)
			return true;
	}
	return false;
}

/* "Hunden vår Bella" */
static bool
is_animal(const struct look *l, size_t from, size_t name)
{
	size_t low = name > from + ANIMAL_REACH ? name - ANIMAL_REACH : from;

	return look_word(l, W_ANIMAL, low, name) != NULL;
}

/* A comma before the name, or that somebody is called or follows so. */
static bool
introduces(const struct look *l, size_t from, size_t name)
{
	static const struct str words[] = { STR_INIT(", "), STR_INIT(" heter "),
		STR_INIT(" heiter "), STR_INIT(" er "), STR_INIT(" etter "),
		STR_INIT(" is "), STR_INIT(" after "), STR_INIT(": ") };
	struct str before = { l->f->p + from, name - from };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (str_ends(before, words[k]))
			return true;
	return false;
}

/* "jeg, Monica Dahl", "mamma, Ingrid Lie": who is named is said before. */
static bool
stands_for(const struct look *l, size_t from, size_t name)
{
	size_t low = name > from + ADDRESS_REACH ? name - ADDRESS_REACH : from;
	const struct hit *h;

	for (h = look_word(l, W_KIN, low, name); h;
	     h = look_word(l, W_KIN, h->from + 1, name))
		if (h->to + 2 == name)
			return true;
	h = look_word(l, W_I, low, name);
	return h && h->to + 2 == name;
}

/* "Leder for Kultur, Bente Lie," and "Bente Lie, leder for Kultur". */
static bool
has_title(
    const struct look *l, size_t from, size_t to, size_t name, size_t name_to)
{
	size_t low = name > from + TITLE_REACH ? name - TITLE_REACH : from;
	size_t high = name_to + 16 < to ? name_to + 16 : to;

	if (name > from + 1 && introduces(l, from, name) &&
	    !stands_for(l, from, name) && look_word(l, W_OFFICIAL, low, name))
		return true;
	if (name_to + 2 < to &&
	    (l->f->p[name_to] == ',' || l->f->p[name_to + 1] == '('))
		return look_word(l, W_OFFICIAL, name_to, high) != NULL;
	return false;
}

/* "Datteren til rektor Moe": not the official, the daughter. */
static bool
is_family_of(const struct look *l, size_t title)
{
	const struct hit *h;
	size_t low = title > ADDRESS_REACH + 4 ? title - ADDRESS_REACH - 4 : 0;

	if (title < 4 || memcmp(l->f->p + title - 4, "til ", 4) != 0)
		return false;
	for (h = look_word(l, W_KIN, low, title); h;
	     h = look_word(l, W_KIN, h->from + 1, title))
		if (title - h->to == 5)
			return true;
	return false;
}

/* "Ved", "flytter til": the last word of what a place follows. */
static bool
place_before(const struct look *l, const struct word_at *w)
{
	for (size_t i = hits_after(&l->hits, w->to - 1);
	     i < l->hits.n && l->hits.v[i].to == w->to; i++)
		if (l->hits.v[i].cls == W_PLACE)
			return true;
	return false;
}

/* Is the capital word a name? */
static bool
is_name(const struct look *l, const struct name_scan *s,
    const struct word_at *w, bool two)
{
	bool after = spaced(&s->before, w);

	if (word_is(l, W_OFFICIAL, w))
		return false;
	if (after && word_is(l, W_OFFICIAL, &s->before))
		return is_family_of(l, s->before.from);
	if (first_name(l, w))
		return true;
	if (s->first)
		return two && !word_is(l, W_KIN, w);
	return two || !(after && place_before(l, &s->before));
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

/* Nothing has a capital but the first letter, or everything has. */
static bool
without_case(const struct fold *f, size_t from, size_t to)
{
	size_t upper = 0, letters = 0;

	while (from < to && !fold_is_alpha(f->p[from]))
		from++;
	for (size_t i = from + 1; i < to; i++) {
		if (!fold_is_alpha(f->p[i]))
			continue;
		letters++;
		upper += fold_is_upper(f, i);
	}
	return upper == 0 || upper == letters;
}

/* A known first name that is no other word. */
static bool
plain_name(const struct look *l, const struct word_at *w)
{
	return w->to - w->from > 2 && first_name(l, w) &&
	       !word_is(l, W_NAME_WORD, w);
}

bool
look_name(const struct look *l, size_t from, size_t to, bool *full)
{
	struct name_scan s = { .first = true,
		.plain = without_case(l->f, from, to) };
	struct word_at w, next;
	size_t own, past;

	*full = false;
	for (size_t at = from; next_word(l->f, at, to, &w);
	     s = (struct name_scan){ .before = w, .plain = s.plain }) {
		at = w.to;
		s.first = s.first || opens(l->f, from, w.from);
		own = past_municipal(l, &w, to);
		if (own)
			at = own;
		if (own || w.to - w.from == 1 || word_is(l, W_NOT_NAME, &w) ||
		    !(w.capital || (s.plain && plain_name(l, &w))))
			continue;
		*full = goes_on(l, &w, to, &next);
		past = *full ? next.to : w.to;
		if (is_addressed(l, from, to, &w, past) ||
		    is_animal(l, from, w.from) ||
		    has_title(l, from, to, w.from, past)) {
			if (*full)
				w = next, at = next.to;
			continue;
		}
		if (is_name(l, &s, &w, *full))
			return true;
		/* The name of an official: past it whole. */
		if (*full && spaced(&s.before, &w) &&
		    word_is(l, W_OFFICIAL, &s.before))
			w = next, at = next.to;
	}
	return false;
}
