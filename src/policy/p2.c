/* SPDX-License-Identifier: EUPL-1.2
 *
 * p2.c - the work address is not for private services (P2).  Addresses are
 * found under P7 (marks.c, before this rule); one of the municipality's own
 * domains is told of as what it is.
 */
#include "policy/look.h"
#include "policy/rules.h"

/* Does the folded address end with @domain or .domain? */
static bool
is_of(const struct fold *f, struct str domain)
{
	struct arena a = { 0 };
	struct fold d = fold_text(&a, str_trim(domain));
	struct str s = { f->p, f->n }, e = { d.p, d.n };
	bool yes = e.n > 0 && s.n > e.n && str_ends(s, e) &&
		   !fold_is_word(s.p[s.n - e.n - 1]);

	arena_free(&a);
	return yes;
}

static bool
is_work(struct arena *a, const struct policy_input *in, const struct finding *x)
{
	const struct str_list *d = &in->context->municipality.domains;
	struct fold f = fold_text(a, str_cut(in->text, x->start, x->end));

	for (size_t i = 0; i < d->n; i++)
		if (is_of(&f, d->v[i]))
			return true;
	return false;
}

/* REQ: P2 */
static void
check(struct findings *out, const struct policy_input *in)
{
	if (in->as != AS_PRIVATE)
		return;
	for (size_t i = 0; i < out->n; i++) {
		struct finding *x = &out->v[i];

		if (strcmp(x->kind, "email") == 0 &&
		    is_work(out->arena, in, x)) {
			x->rule = "P2";
			x->kind = "work_email";
		}
	}
}

const struct policy_rule rule_p2 = {
	.name = "P2",
	.law = "the municipality's guidelines, P2",
	.check = check,
};
