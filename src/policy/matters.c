/* SPDX-License-Identifier: EUPL-1.2
 *
 * matters.c - health, child welfare, social services and school, said of an
 * identifiable person in the same sentence: one who is named, the asker's or
 * writer's own, or their family's (CHECKS.md).
 */
#include "policy/whose.h"

/* REQ: K8 REQ: P7 */

#define NEAR	    16 /* from a loose term to the term it belongs to */
#define WORD_REST   40 /* of a word after the term it begins with */
#define TOPIC_REACH 24 /* from "questions about" to the term */

/* A word that begins with a term and ends as a service, an association or a
 * thing of the public's: kreftforeningen, sosialhjelpssatsene. */
static bool
is_service_word(const struct look *l, size_t from, size_t to)
{
	static const struct str heads[] = { STR_INIT("forening"),
		STR_INIT("foreining"), STR_INIT("laget"), STR_INIT("kafe"),
		STR_INIT("uke"), STR_INIT("uka"), STR_INIT("veka"),
		STR_INIT("dagen"), STR_INIT("aksjon"), STR_INIT("forsk"),
		STR_INIT("sats"), STR_INIT("budsjett"), STR_INIT("strategi"),
		STR_INIT("kampanje"), STR_INIT("avdeling"), STR_INIT("leder"),
		STR_INIT("leiar"), STR_INIT("sjef"), STR_INIT("koordinator"),
		STR_INIT("sykeplei"), STR_INIT("sjukeplei"), STR_INIT("team"),
		STR_INIT("ombud"), STR_INIT("konferanse"), STR_INIT("kurs"),
		STR_INIT("kveld"), STR_INIT("foredrag"), STR_INIT("veileder"),
		STR_INIT("fond"), STR_INIT("linje"), STR_INIT("telefon"),
		STR_INIT("vennlig"), STR_INIT("venleg"), STR_INIT("politikk"),
		STR_INIT("statistikk"), STR_INIT("konsulent"),
		STR_INIT("forebygg"), STR_INIT("forebyggj"), STR_INIT("arbeid"),
		STR_INIT("utvalg"), STR_INIT("utval"), STR_INIT("larer"),
		STR_INIT("ansvarlig"), STR_INIT("tallet"), STR_INIT("tala"),
		STR_INIT("plikt"), STR_INIT("regl"), STR_INIT("register"),
		STR_INIT("program"), STR_INIT("bok"), STR_INIT("fri") };
	struct str rest = { l->f->p + from, to - from };

	if (from >= 5 && memcmp(l->f->p + from - 5, "kreft", 5) == 0 &&
	    str_starts(rest, STR("sak")))
		return true; /* a collection for it */
	for (size_t k = 0; k < sizeof(heads) / sizeof(heads[0]); k++)
		if (rest.n >= heads[k].n &&
		    memmem(rest.p, rest.n, heads[k].p, heads[k].n))
			return true;
	return false;
}

/* "Suicide prevention", "cancer society". */
static bool
is_service_phrase(const struct look *l, size_t from, size_t to)
{
	static const struct str next[] = { STR_INIT("prevention"),
		STR_INIT("awareness"), STR_INIT("association"),
		STR_INIT("society"), STR_INIT("week"), STR_INIT("research"),
		STR_INIT("policy"), STR_INIT("statistics"), STR_INIT("charity"),
		STR_INIT("cafe"), STR_INIT("conference"), STR_INIT("campaign"),
		STR_INIT("coordinator"), STR_INIT("helpline"),
		/* innlagt vann */
		STR_INIT("vann"), STR_INIT("vatn"), STR_INIT("strom"),
		STR_INIT("straum"), STR_INIT("fiber"), STR_INIT("wc") };
	/* syk i hodet */
	static const struct str mind[] = { STR_INIT("i hodet"),
		STR_INIT("i huet"), STR_INIT("i hovudet"),
		STR_INIT("in the head") };

	struct str term = { l->f->p, from };
	bool ill = str_ends(term, STR("syk")) ||
	    str_ends(term, STR("sjuk")) || str_ends(term, STR("sick"));

	if (from < to && (l->f->p[from] == ' ' || l->f->p[from] == '-'))
		from++;
	for (size_t k = 0; k < sizeof(next) / sizeof(next[0]); k++)
		if (str_starts(
			(struct str){ l->f->p + from, to - from }, next[k]))
			return true;
	for (size_t k = 0; ill && k < sizeof(mind) / sizeof(mind[0]); k++)
		if (str_starts(
			(struct str){ l->f->p + from, to - from }, mind[k]))
			return true;
	return false;
}

/* "Datteren din", "sonen min" at the place. */
static bool
is_kin_of(const struct look *l, size_t at)
{
	size_t to = at + WORD_REST < l->f->n ? at + WORD_REST : l->f->n;
	const struct hit *kin = look_word(l, W_KIN, at, to), *of;

	if (!kin || kin->from != at)
		return false;
	of = look_word(l, W_YOURS, kin->to, to);
	of = of ? of : look_word(l, W_MINE, kin->to, to);
	return of && of->from == kin->to + 1;
}

/* "Mobbesaken rundt Linnea", "demensen til Ola", "mobbingen av sønnen din" */
static bool
leads_to_name(const struct look *l, size_t at)
{
	static const struct str to[] = { STR_INIT(" til "), STR_INIT(" rundt "),
		STR_INIT(" om "), STR_INIT(" mot "), STR_INIT(" for "),
		STR_INIT(" of "), STR_INIT(" about "), STR_INIT(" against "),
		STR_INIT(" av "), STR_INIT(" hos ") };

	for (size_t end = at + WORD_REST;
	     at < l->f->n && at < end && fold_is_word(l->f->p[at]);)
		at++;
	for (size_t k = 0; k < sizeof(to) / sizeof(to[0]); k++)
		if (str_starts(
			(struct str){ l->f->p + at, l->f->n - at }, to[k]))
			return fold_is_upper(l->f, at + to[k].n) ||
			       is_kin_of(l, at + to[k].n);
	return false;
}

/* "A question about dementia", "children with autism": nobody's own, unless a
 * name stands between. */
static bool
is_topic(const struct look *l, const struct hit *h, size_t from)
{
	size_t low = h->from > from + TOPIC_REACH ? h->from - TOPIC_REACH
						  : from;

	if (leads_to_name(l, h->to))
		return false;
	for (size_t i = hits_after(&l->hits, low); i < l->hits.n; i++) {
		const struct hit *t = &l->hits.v[i];
		bool named = false;

		if (t->to > h->from)
			break;
		if (t->cls != W_TOPIC)
			continue;
		for (size_t k = t->to; k < h->from; k++)
			named = named || fold_is_upper(l->f, k);
		if (!named)
			return true;
	}
	return false;
}

/* "Kari i barnevernet", "Nina på BUP": where somebody works. */
static bool
is_workplace(const struct look *l, const struct hit *h, size_t from)
{
	static const struct str service[] = { STR_INIT("barnevern"),
		STR_INIT("sosialkontor"), STR_INIT("sosialtjen"),
		STR_INIT("sosialten"), STR_INIT("ppt"), STR_INIT("pp-"),
		STR_INIT("bup"), STR_INIT("child welfare"),
		STR_INIT("social services") };
	static const struct str where[] = { STR_INIT(" i "), STR_INIT(" pa "),
		STR_INIT(" hos "), STR_INIT(" ved "), STR_INIT(" fra "),
		STR_INIT(" in "), STR_INIT(" at "), STR_INIT(" from ") };
	struct str term = { l->f->p + h->from, h->to - h->from };
	struct str before = { l->f->p + from, h->from - from };
	size_t word;
	bool is = false;

	for (size_t k = 0; k < sizeof(service) / sizeof(service[0]); k++)
		is = is || str_starts(term, service[k]);
	for (size_t k = 0; is && k < sizeof(where) / sizeof(where[0]); k++) {
		if (!str_ends(before, where[k]))
			continue;
		word = h->from - where[k].n;
		while (word > from && fold_is_alpha(l->f->p[word - 1]))
			word--;
		/* "Brev fra barnevernet" has its capital from the sentence. */
		return fold_is_upper(l->f, word) &&
		       !fold_is_upper(l->f, word + 1) &&
		       (word > from + 1 || look_word(l, W_NAME, word, h->from));
	}
	return false;
}

/* Written in capitals throughout, in a text that is not. */
static bool
all_capitals(const struct look *l, const struct hit *h)
{
	for (size_t i = h->from; i < h->to; i++)
		if (!fold_is_upper(l->f, i))
			return false;
	return !(h->from > 1 && fold_is_upper(l->f, h->from - 2));
}

/* The first term of the class in [from, to) that may be somebody's. */
static const struct hit *
term_of(const struct look *l, enum word_class cls, size_t from, size_t to)
{
	size_t at = from;
	const struct hit *h;

	while ((h = look_word(l, cls, at, to)) != NULL) {
		size_t end = h->to;

		while (end < to && (fold_is_word(l->f->p[end]) ||
				       (l->f->p[end] == '-' && end > h->to)))
			end++;
		if (!is_service_word(l, h->to, end) &&
		    !is_service_phrase(l, end, to) && !is_topic(l, h, from) &&
		    !is_workplace(l, h, from) &&
		    (cls != W_HEALTH_CAPS || all_capitals(l, h)))
			return h;
		at = h->from + 1;
	}
	return NULL;
}

static void
add_term(const struct look *l, enum detected what, const struct hit *h,
    struct span in, enum whose who)
{
	enum word_class loose = what == D_HEALTH	  ? W_HEALTH_LOOSE
				: what == D_CHILD_WELFARE ? W_CHILD_LOOSE
				: what == D_SOCIAL	  ? W_SOCIAL_LOOSE
							  : W_SCHOOL_LOOSE;
	size_t a = h->from, b = h->to;

	/* "innlagt på psykiatrisk", "operert for kreft": from the first on. */
	for (size_t i =
		 hits_after(&l->hits, a > in.from + NEAR ? a - NEAR : in.from);
	     i < l->hits.n && l->hits.v[i].to < h->from; i++)
		if (l->hits.v[i].cls == loose && l->hits.v[i].from >= in.from)
			a = l->hits.v[i].from < a ? l->hits.v[i].from : a;
	while (a > in.from && fold_is_word(l->f->p[a - 1]))
		a--;
	/* "Ligger på sykehuset med lungebetennelse": what it is of, too. */
	if (b < in.to &&
	    str_ends((struct str){ l->f->p + a, b - a }, STR(" med")))
		b++;
	while (b < in.to && fold_is_word(l->f->p[b]))
		b++;
	look_add(l, what, a, b, who == OTHER ? LOOK_THIRD : 0);
}

/* A loose term is the writer's own case only where the one of the family is
 * named as theirs; of the asker's case it tells in any answer. */
static bool
loose_is_own(const struct look *l, size_t from, size_t to, enum detected what)
{
	static const struct str others[] = { STR_INIT("naboen"),
		STR_INIT("granne"), STR_INIT("neighbour"), STR_INIT("neighbor"),
		STR_INIT("leietaker"), STR_INIT("tenant") };

	if (l->in->as != AS_INBOUND)
		return true;
	return what != D_SOCIAL && whose_beside(l, from, to, W_KIN, W_MINE) &&
	       !look_stem(
		   l, others, sizeof(others) / sizeof(others[0]), from, to);
}

static void
check_sentence(const struct look *l, size_t from, size_t to)
{
	/* The strongest words first: one finding a matter and sentence. */
	static const struct {
		enum word_class cls;
		enum detected what;
		bool loose;
	} matter[] = { { W_HEALTH, D_HEALTH, false },
		{ W_HEALTH_CAPS, D_HEALTH, false },
		{ W_HEALTH_WEAK, D_HEALTH, false },
		{ W_HEALTH_LOOSE, D_HEALTH, true },
		{ W_CHILD_WELFARE, D_CHILD_WELFARE, false },
		{ W_CHILD_LOOSE, D_CHILD_WELFARE, true },
		{ W_SOCIAL, D_SOCIAL, false },
		{ W_SOCIAL_LOOSE, D_SOCIAL, true },
		{ W_SCHOOL, D_SCHOOL, false },
		{ W_SCHOOL_LOOSE, D_SCHOOL, true } };
	enum detected done = D_PLATE;

	for (size_t k = 0; k < sizeof(matter) / sizeof(matter[0]); k++) {
		const struct hit *h = matter[k].what == done
					  ? NULL
					  : term_of(l, matter[k].cls, from, to);
		enum whose who;

		if (!h)
			continue;
		who = whose_matter(l, from, to, matter[k].cls);
		if (who == NOBODY && from > 1 && whose_is_before(l, from, to))
			who = whose_before(l, from, matter[k].cls);
		if (who == NOBODY && matter[k].cls == W_HEALTH &&
		    whose_official(l, from, h->from))
			who = OTHER;
		if (who == NOBODY ||
		    (matter[k].loose && who == OWN &&
			!loose_is_own(l, from, to, matter[k].what)))
			continue;
		add_term(l, matter[k].what, h, (struct span){ from, to }, who);
		done = matter[k].what;
	}
}

void
find_matters(struct look *l)
{
	size_t i = 0;

	while (i < l->hits.n) {
		size_t from, to;

		if (l->hits.v[i].cls > W_HEALTH_CAPS) {
			i++;
			continue;
		}
		look_sentence(l, l->hits.v[i].from, &from, &to);
		check_sentence(l, from, to);
		i = hits_after(
		    &l->hits, to > l->hits.v[i].to ? to : l->hits.v[i].to);
	}
}
