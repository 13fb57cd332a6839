/* SPDX-License-Identifier: EUPL-1.2
 *
 * p3.c - private utterances are not tied to the employer unfavourably (P3).
 * Advice and no more: employees have the right to criticise, and the Ombud has
 * found municipalities at fault who curbed it; the text of the finding says so
 * first (reference: Grunnloven section 100).
 */
#include "policy/employer.h"
#include "policy/rules.h"

/* The clause around a word: to the nearest comma or end of sentence. */
static void
clause_around(const struct look *l, size_t place, size_t *from, size_t *to)
{
	size_t low, high;

	look_sentence(l, place, &low, &high);
	for (*from = place; *from > low && l->f->p[*from - 1] != ',';)
		--*from;
	for (*to = place; *to < high && l->f->p[*to] != ',';)
		++*to;
	while (*from < place && l->f->p[*from] == ' ')
		++*from;
	while (*to > place + 1 && strchr(" .!?\n\x01", l->f->p[*to - 1]))
		--*to;
}

static size_t
words_in(const struct fold *f, size_t from, size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += fold_is_word(f->p[i]) &&
		     (i == from || fold_word_begins(f, i));
	return n;
}

/* A sentence beside the one that names the employer speaks of the same thing
 * where it is an outcry, or has the people and the work in it. */
static bool
goes_on(const struct look *l, size_t from, size_t to)
{
	static const struct str work[] = { STR_INIT("vi"), STR_INIT("oss"),
		STR_INIT("me"), STR_INIT("de"), STR_INIT("dei"),
		STR_INIT("dem"), STR_INIT("her"), STR_INIT("der"),
		STR_INIT("we"), STR_INIT("us"), STR_INIT("they"),
		STR_INIT("here"), STR_INIT("ledel"), STR_INIT("leiing"),
		STR_INIT("leiar"), STR_INIT("leder"), STR_INIT("sjefe"),
		STR_INIT("sjef"), STR_INIT("rektor"), STR_INIT("ansat"),
		STR_INIT("tilsat"), STR_INIT("tilset"), STR_INIT("kolle"),
		STR_INIT("jobbe"), STR_INIT("jobb"), STR_INIT("arbei"),
		STR_INIT("vakte"), STR_INIT("sted"), STR_INIT("stad"),
		STR_INIT("plass"), STR_INIT("manag"), STR_INIT("staff"),
		STR_INIT("place"), STR_INIT("workpl"), STR_INIT("kommune"),
		STR_INIT("ansva") };

	return words_in(l->f, from, to) <= 5 ||
	       look_stem(l, work, sizeof(work) / sizeof(work[0]), from, to);
}

/* "A wretched summer" is not said of the employer. */
static bool
of_other_thing(const struct look *l, const struct hit *h, size_t to)
{
	static const struct str things[] = { STR_INIT("vaer"), STR_INIT("var"),
		STR_INIT("sommar"), STR_INIT("sommer"), STR_INIT("vinter"),
		STR_INIT("fore"), STR_INIT("mat"), STR_INIT("maten"),
		STR_INIT("kaffe"), STR_INIT("kamp"), STR_INIT("film"),
		STR_INIT("film"), STR_INIT("morgen"), STR_INIT("natt"),
		STR_INIT("weather"), STR_INIT("summer"), STR_INIT("winter"),
		STR_INIT("food"), STR_INIT("coffee"), STR_INIT("movie"),
		STR_INIT("formen"), STR_INIT("form"), STR_INIT("forkjol") };
	size_t end = h->to + 12 < to ? h->to + 12 : to;

	return look_stem(
	    l, things, sizeof(things) / sizeof(things[0]), h->to, end);
}

static bool
is_tied(
    const struct look *l, const struct spans *employer, size_t from, size_t to)
{
	return spans_in(employer, from, to) ||
	       look_word(l, W_EMPLOYER, from, to);
}

/* In the sentence of the hard word, or in one beside it that it goes on
 * from. */
static bool
of_employer(
    const struct look *l, const struct spans *employer, const struct hit *h)
{
	size_t from, to, low, high;

	look_sentence(l, h->from, &from, &to);
	if (of_other_thing(l, h, to))
		return false;
	if (is_tied(l, employer, from, to))
		return true;
	look_sentences(l, h->from, &low, &high);
	return goes_on(l, from, to) && is_tied(l, employer, low, high);
}

/* REQ: P3 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);
	size_t from, to, told = 0;
	struct spans employer;

	if (in->as != AS_PRIVATE)
		return;
	employer = employer_mentions(&l);
	for (size_t i = 0; i < l.hits.n; i++) {
		const struct hit *h = &l.hits.v[i];

		if (h->cls != W_NEGATIVE || h->from < told)
			continue;
		if (!of_employer(&l, &employer, h))
			continue;
		look_sentences(&l, h->from, &from, &to);
		told = to; /* once for what stands together */
		clause_around(&l, h->from, &from, &to);
		look_find(&l,
		    (struct finding){ .rule = "P3",
			.kind = "employer_unfavourable",
			.severity = ADVISE,
			.lift = LIFT_SELF },
		    from, to > h->to ? to : h->to);
	}
}

const struct policy_rule rule_p3 = {
	.name = "P3",
	.law = "Grunnloven section 100; the municipality's guidelines, P3",
	.check = check,
};
