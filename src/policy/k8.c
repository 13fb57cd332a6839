/* SPDX-License-Identifier: EUPL-1.2
 *
 * k8.c - confidential matters are not handled in social media (K8); in an
 * employee's own use the same kinds under P7.  What is found by which
 * detector stands in look.h; severities in look.c.
 */
#include "policy/look.h"
#include "policy/rules.h"

/* REQ: K8 REQ: P7 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = { .in = in, .f = out->folded, .out = out };

	if (l.f->n == 0)
		return;
	l.hits = *out->hits;
	look_groups(out->arena, &l);
	find_numbers(&l);
	find_spelled(&l);
	find_passports(&l);
	find_emails(&l);
	find_addresses(&l);
	find_plates(&l);
	find_matters(&l);
}

const struct policy_rule rule_k8 = {
	.name = "K8",
	.law = "personopplysningsloven section 12; GDPR article 5, 6 and 9; "
	       "forvaltningsloven section 13",
	.check = check,
};
