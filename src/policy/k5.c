/* SPDX-License-Identifier: EUPL-1.2
 *
 * k5.c - thank for praise (K5).
 */
#include "policy/look.h"
#include "policy/rules.h"

/* REQ: K5 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);

	if (in->as != AS_REPLY ||
	    !str_eq(in->context->enquiry.category, STR("praise")) ||
		look_word(&l, W_THANKS, 0, l.f->n))
		return;
	look_find(&l,
	    (struct finding){ .rule = "K5",
		.kind = "thanks_missing",
		.severity = ADVISE,
		.lift = LIFT_SELF },
	    0, 0);
}

const struct policy_rule rule_k5 = {
	.name = "K5",
	.law = "the municipality's guidelines, K5",
	.check = check,
};
