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
	size_t at;

	if (in->as != AS_PRIVATE || !look_word(&l, W_WORKS_THERE, 0, l.f->n) ||
	    !look_word(&l, W_DECIDES, 0, l.f->n) ||
	    look_word(&l, W_OWN_BEHALF, 0, l.f->n))
		return;
	if (!employer_named(&l, 0, l.f->n, &at) &&
	    !look_mentioned(
		&l, &in->context->municipality.projects, 0, l.f->n, &at))
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
