/* SPDX-License-Identifier: EUPL-1.2
 *
 * p9.c - state that you do not speak for the municipality where doubt can arise
 * (P9): who tells what the municipality does or decides as one who works there,
 * without saying that it is an opinion of their own.
 */
#include "policy/employer.h"
#include "policy/rules.h"

/* "My sister works at": another's work. */
static bool
of_another(const struct look *l, const struct hit *works)
{
	size_t from, to;
	const struct hit *kin;

	look_sentence(l, works->from, &from, &to);
	kin = look_word(l, W_KIN, from, works->from);
	return kin && (look_word(l, W_MINE, from, works->from) ||
			  kin->to + 1 >= works->from);
}

/* What is decided stands in the sentence of the one who works there, or in the
 * one after or before. */
static bool
decides_beside(const struct look *l, const struct hit *works)
{
	size_t from, to;

	look_sentences(l, works->from, &from, &to);
	return look_word(l, W_DECIDES, from, to) != NULL;
}

/* REQ: P9 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);
	struct spans named;
	size_t from, to;

	if (in->as != AS_PRIVATE || !look_word(&l, W_DECIDES, 0, l.f->n) ||
	    look_word(&l, W_OWN_BEHALF, 0, l.f->n))
		return;
	named = employer_mentions(&l);
	look_mentions(
	    &l, &in->context->municipality.projects, MENTION_ENDINGS, &named);
	spans_settle(&named);
	for (size_t i = 0; named.n && i < l.hits.n; i++) {
		const struct hit *h = &l.hits.v[i];

		if (h->cls != W_WORKS_THERE || of_another(&l, h) ||
		    !decides_beside(&l, h))
			continue;
		look_sentences(&l, h->from, &from, &to);
		if (!spans_in(&named, from, to))
			continue;
		look_find(&l,
		    (struct finding){ .rule = "P9",
			.kind = "role_unclear",
			.severity = WARN,
			.lift = LIFT_SELF },
		    0, 0);
		return;
	}
}

const struct policy_rule rule_p9 = {
	.name = "P9",
	.law = "the municipality's guidelines, P9",
	.check = check,
};
