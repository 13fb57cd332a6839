/* SPDX-License-Identifier: EUPL-1.2
 *
 * p9.c - state that you do not speak for the municipality where doubt can arise
 * (P9): who tells what the municipality does or decides as one who works there,
 * without saying that it is an opinion of their own.
 */
#include "policy/employer.h"
#include "policy/rules.h"

/* REQ: P9 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);
	struct spans named;

	if (in->as != AS_PRIVATE || !look_word(&l, W_WORKS_THERE, 0, l.f->n) ||
	    !look_word(&l, W_DECIDES, 0, l.f->n) ||
	    look_word(&l, W_OWN_BEHALF, 0, l.f->n))
		return;
	named = employer_mentions(&l);
	look_mentions(&l, &in->context->municipality.projects, 0, &named);
	if (named.n == 0)
		return;
	look_find(&l,
	    (struct finding){ .rule = "P9",
		.kind = "role_unclear",
		.severity = WARN,
		.lift = LIFT_SELF },
	    0, 0);
}

const struct policy_rule rule_p9 = {
	.name = "P9",
	.law = "the municipality's guidelines, P9",
	.check = check,
};
