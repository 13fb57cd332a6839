/* SPDX-License-Identifier: EUPL-1.2
 *
 * whose.c - whose matter a sentence tells of: the asker's or writer's own, a
 * named other's, or nobody's.  See whose.h.
 */
#include "policy/whose.h"

/* REQ: K8 REQ: P7 */

#define BESIDE	    14 /* bytes: the longest word that is looked for beside */
#define STATE_REACH 24 /* from "I" to what one is */

/* A word of a beside one of b, nothing but a space between them. */
bool
whose_beside(const struct look *l, size_t from, size_t to, enum word_class a,
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

/* "Opplever barnet ditt ..., kan du ...": said to anybody whose child does. */
static bool
is_general_advice(const struct look *l, size_t from, size_t to)
{
	static const struct str begins[] = { STR_INIT("hvis "),
		STR_INIT("dersom "), STR_INIT("om "), STR_INIT("opplever "),
		STR_INIT("opplev "), STR_INIT("mistenker "),
		STR_INIT("mistenkjer "), STR_INIT("har barn"),
		STR_INIT("har unge"), STR_INIT("trenger "), STR_INIT("treng "),
		STR_INIT("onsker "), STR_INIT("ynskjer "), STR_INIT("er du "),
		STR_INIT("er barnet "), STR_INIT("sliter "), STR_INIT("slit "),
		STR_INIT("strever "), STR_INIT("far du "), STR_INIT("har du "),
		STR_INIT("lurer du "), STR_INIT("if "), STR_INIT("should you "),
		STR_INIT("do you "), STR_INIT("blir barnet "),
		STR_INIT("nar barn"), STR_INIT("nar ungen"),
		STR_INIT("du har rett"), STR_INIT("du har krav"),
		STR_INIT("you are entitled"), STR_INIT("vert barnet ") };
	bool full;

	while (from < to && !fold_is_word(l->f->p[from]))
		from++;
	for (size_t k = 0; k < sizeof(begins) / sizeof(begins[0]); k++)
		if (str_starts(
			(struct str){ l->f->p + from, to - from }, begins[k]))
			return !look_name(l, from, to, &full);
	return false;
}

/* What is said to the asker of the asker's own case. */
static bool
asker(const struct look *l, size_t from, size_t to, enum word_class term)
{
	if (is_general_advice(l, from, to))
		return false;
	if (whose_beside(l, from, to, W_KIN, W_YOURS) ||
	    whose_beside(l, from, to, W_CASE, W_YOURS) ||
	    whose_beside(l, from, to, term, W_YOURS))
		return true;
	return !look_word(l, W_ADVICE, from, to) &&
	       whose_beside(l, from, to, W_YOU, W_OWN_VERB);
}

/* "Jeg er redd barnevernet …", "jeg er lærer og …": what comes is not one's
 * own. */
static bool
as_another(const struct look *l, size_t from, size_t to)
{
	const struct hit *i = look_word(l, W_I, from, to), *x;
	size_t high;

	if (!i)
		return false;
	high = i->to + STATE_REACH < to ? i->to + STATE_REACH : to;
	x = look_word(l, W_COPULA, i->to, high);
	return x && x->from == i->to + 1 &&
	       (look_word(l, W_STANCE, x->to, high) ||
		   look_word(l, W_OFFICIAL, x->to, high));
}

/* "Har diabetes og mistet sensoren min": who it is of left out, at the head. */
static bool
writer_unsaid(
    const struct look *l, size_t from, size_t to, enum word_class term)
{
	static const struct str verb[] = { STR_INIT("har "),
		STR_INIT("har fatt "), STR_INIT("har sokt "), STR_INIT("fikk "),
		STR_INIT("fekk "), STR_INIT("lever pa "), STR_INIT("lev pa "),
		STR_INIT("sliter med "), STR_INIT("slit med "),
		STR_INIT("gar pa ") };
	struct str head;

	while (from < to && !fold_is_word(l->f->p[from]))
		from++;
	head = (struct str){ l->f->p + from, to - from };
	for (size_t k = 0; k < sizeof(verb) / sizeof(verb[0]); k++) {
		const struct hit *h = str_starts(head, verb[k])
					  ? look_word(l, term, from, to)
					  : NULL;

		if (h && h->from == from + verb[k].n)
			return look_word(l, W_MINE, from, to) ||
			       memchr(head.p, '?', head.n) == NULL;
	}
	return false;
}

/* What the writer says of themselves or their family. */
static bool
writer(const struct look *l, size_t from, size_t to, enum word_class term)
{
	return whose_beside(l, from, to, W_KIN, W_MINE) ||
	       whose_beside(l, from, to, W_CASE, W_MINE) ||
	       whose_beside(l, from, to, term, W_MINE) ||
	       look_word(l, W_WE, from, to) ||
	       writer_unsaid(l, from, to, term) ||
	       (whose_beside(l, from, to, W_I, W_OWN_VERB) &&
		   !as_another(l, from, to));
}

/* "Han er dement": of whom the sentence before speaks. */
bool
whose_is_before(const struct look *l, size_t from, size_t to)
{
	static const struct str who[] = { STR_INIT("han "), STR_INIT("hun "),
		STR_INIT("ho "), STR_INIT("he "), STR_INIT("she "),
		STR_INIT("his "), STR_INIT("her ") };

	while (from < to && !fold_is_word(l->f->p[from]))
		from++;
	for (size_t k = 0; k < sizeof(who) / sizeof(who[0]); k++)
		if (str_starts(
			(struct str){ l->f->p + from, to - from }, who[k]))
			return true;
	return false;
}

enum whose
whose_matter(const struct look *l, size_t from, size_t to, enum word_class term)
{
	enum policy_as as = l->in->as;
	bool full, name = look_name(l, from, to, &full) &&
			  (!look_word(l, W_EVENT, from, to) ||
			      whose_beside(l, from, to, term, W_OWN_VERB));
	bool own = as == AS_INBOUND && writer(l, from, to, term);

	if (as == AS_REPLY && asker(l, from, to, term))
		return OWN;
	if (as == AS_INBOUND && !own)
		own = whose_beside(l, from, to, W_KIN, W_YOURS) ||
		      whose_beside(l, from, to, W_FAMILY, W_OWN_VERB);
	if (name && own && look_word(l, W_SELF, from, to))
		return OWN;
	if (name && own && !full && whose_beside(l, from, to, W_KIN, W_MINE))
		return OWN;
	if (name)
		return OTHER;
	return own ? OWN : NOBODY;
}

/* Who is spoken of in the sentence before the one that begins at `at`. */
enum whose
whose_before(const struct look *l, size_t at, enum word_class term)
{
	size_t from, to;

	enum whose who;

	look_sentence(l, at - 2, &from, &to);
	to = at < to ? at : to;
	who = whose_matter(l, from, to, term);
	if (who == NOBODY && l->in->as == AS_INBOUND &&
	    look_word(l, W_FAMILY, from, to))
		return OWN; /* "Hvorfor får ikke mamma plass? Hun har …" */
	return who;
}

/* "Trener Rolf Dahl er gravid": what an official is or has is not of the
 * service. */
bool
whose_official(const struct look *l, size_t from, size_t term)
{
	static const struct str verb[] = { STR_INIT(" er "), STR_INIT(" har "),
		STR_INIT(" har fatt "), STR_INIT(" fikk "), STR_INIT(" fekk "),
		STR_INIT(" is "), STR_INIT(" has ") };
	struct str before = { l->f->p + from, term - from };

	for (size_t k = 0; k < sizeof(verb) / sizeof(verb[0]); k++) {
		size_t name = term - (term - from > verb[k].n ? verb[k].n : 0);
		size_t end = name;

		if (!str_ends(before, verb[k]))
			continue;
		while (name > from && fold_is_alpha(l->f->p[name - 1]))
			name--;
		if (name < end && fold_is_upper(l->f, name))
			return name > from &&
			       look_word(l, W_OFFICIAL, from, name - 1);
	}
	return false;
}
