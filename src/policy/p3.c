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

/* The sentence of a place, and the ones beside it. */
static void
sentences_around(const struct look *l, size_t place, size_t *from, size_t *to)
{
	size_t low, high;

	look_sentence(l, place, from, to);
	if (*from > 1) {
		look_sentence(l, *from - 2, &low, &high);
		*from = low;
	}
	if (*to + 1 < l->f->n) {
		look_sentence(l, *to + 1, &low, &high);
		*to = high;
	}
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
		sentences_around(&l, h->from, &from, &to);
		if (!spans_in(&employer, from, to) &&
		    !look_word(&l, W_EMPLOYER, from, to))
			continue;
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
