/* SPDX-License-Identifier: EUPL-1.2
 *
 * p3.c - private utterances are not tied to the employer unfavourably (P3).
 * Advice and no more: employees have the right to criticise, and the Ombud has
 * found municipalities at fault who curbed it; the text of the finding says so
 * first (reference: Grunnloven section 100).
 */
#include "policy/employer.h"
#include "policy/rules.h"

#define REACH 400 /* bytes between the employer and the hard word */

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

/* REQ: P3 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);
	const struct hit *h;
	size_t from, to, at;

	if (in->as != AS_PRIVATE ||
	    (h = look_word(&l, W_NEGATIVE, 0, l.f->n)) == NULL)
		return;
	from = h->from > REACH ? h->from - REACH : 0;
	to = h->to + REACH < l.f->n ? h->to + REACH : l.f->n;
	if (!employer_named(&l, from, to, &at) &&
	    !look_word(&l, W_EMPLOYER, from, to))
		return;
	clause_around(&l, h->from, &from, &to);
	look_find(&l,
	    (struct finding){ .rule = "P3",
		.kind = "employer_unfavourable",
		.severity = ADVISE,
		.lift = LIFT_SELF },
	    from, to > h->to ? to : h->to);
}

const struct policy_rule rule_p3 = {
	.name = "P3",
	.law = "Grunnloven section 100; the municipality's guidelines, P3",
	.check = check,
};
