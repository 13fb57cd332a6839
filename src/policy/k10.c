/* SPDX-License-Identifier: EUPL-1.2
 *
 * k10.c - who asks for what needs case handling is told that a formal enquiry
 * is needed (K10).  The reply must say so, or send the asker to apply or write
 * at a form, mailbox or address; a bare contact point does neither, and "you
 * need not apply" is the opposite.
 */
#include "policy/look.h"
#include "policy/rules.h"

#define NEAR 24 /* bytes before a word in which a "not" turns it */

static bool
is_negated(const struct look *l, size_t place, size_t from)
{
	size_t low = place > from + NEAR ? place - NEAR : from;

	/* "No need to apply": the "not" may reach into the word. */
	for (size_t i = hits_after(&l->hits, low);
	     i < l->hits.n && l->hits.v[i].to < place + NEAR; i++)
		if (l->hits.v[i].cls == W_NOT && l->hits.v[i].from >= low &&
		    l->hits.v[i].from < place)
			return true;
	return false;
}

/* An address to write to, whatever it is called. */
static bool
names_a_place(const struct look *l, size_t from, size_t to)
{
	if (look_word(l, W_WHERE, from, to))
		return true;
	for (size_t i = from; i < to; i++)
		if (l->f->p[i] == '@')
			return true;
	return false;
}

/* A word of the class in [from, to) that no "not" turns. */
static bool
affirmed(const struct look *l, enum word_class cls, size_t from, size_t to)
{
	size_t at = from;
	const struct hit *h;

	while ((h = look_word(l, cls, at, to)) != NULL) {
		if (!is_negated(l, h->from, from))
			return true;
		at = h->from + 1;
	}
	return false;
}

/* REQ: K10 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);
	size_t from, to;

	if (in->as != AS_REPLY ||
	    !str_eq(in->context->enquiry.category, STR("formal_matter")))
		return;
	for (size_t at = 0; at < l.f->n; at = to) {
		look_sentence(&l, at, &from, &to);
		if (affirmed(&l, W_FORMAL, at, to) ||
		    (affirmed(&l, W_APPLY, at, to) &&
			names_a_place(&l, at, to)))
			return;
		to = to > at ? to : at + 1;
	}
	look_find(&l,
	    (struct finding){ .rule = "K10",
		.kind = "referral_missing",
		.severity = BLOCK,
		.lift = LIFT_NONE },
	    0, 0);
}

const struct policy_rule rule_k10 = {
	.name = "K10",
	.law = "forvaltningsloven; arkivlova",
	.check = check,
};
