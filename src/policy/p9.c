/* SPDX-License-Identifier: EUPL-1.2
 *
 * p9.c - state that you do not speak for the municipality where doubt can arise
 * (P9): who tells what the municipality does or decides as one who works there,
 * without saying that it is an opinion of their own.
 */
#include <string.h>

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
decides_beside(const struct look *l, size_t place)
{
	size_t from, to;

	look_sentences(l, place, &from, &to);
	return look_word(l, W_DECIDES, from, to) != NULL;
}

/* "I am a case officer in" before the name of the employer, where what one is
 * is no citizen, patient or parent of it. */
static bool
is_one_of_them(const struct look *l, const struct span *name)
{
	static const struct str i_am[] = { STR_INIT("jeg er "),
		STR_INIT("eg er "), STR_INIT("i am a"), STR_INIT("i m a") };
	static const struct str other[] = { STR_INIT("innby"),
		STR_INIT("pasient"), STR_INIT("elev"), STR_INIT("forelder"),
		STR_INIT("foreldre"), STR_INIT("bruker"), STR_INIT("brukar"),
		STR_INIT("glad"), STR_INIT("kunde"), STR_INIT("velger"),
		STR_INIT("veljar"), STR_INIT("oppvokst"), STR_INIT("fodt"),
		STR_INIT("fornoyd"), STR_INIT("skuffet"), STR_INIT("skuffa"),
		STR_INIT("resident"), STR_INIT("patient"), STR_INIT("parent"),
		STR_INIT("pupil"), STR_INIT("voter") };
	size_t from, to, low;
	const struct hit *in;

	look_sentence(l, name->from, &from, &to);
	low = name->from > from + 60 ? name->from - 60 : from;
	in = look_word(l, W_PLACE, low, name->from);
	while (in && in->to + 1 < name->from)
		in = look_word(l, W_PLACE, in->to, name->from);
	if (!in || look_word(l, W_KIN, low, name->from) ||
	    look_stem(
		l, other, sizeof(other) / sizeof(other[0]), low, name->from))
		return false;
	for (size_t i = low; i + 7 < in->from; i++)
		for (size_t k = 0; k < 4; k++)
			if (fold_word_begins(l->f, i) &&
			    memcmp(l->f->p + i, i_am[k].p, i_am[k].n) == 0)
				return true;
	return false;
}

static void
tell(const struct look *l)
{
	look_find(l,
	    (struct finding){ .rule = "P9",
		.kind = "role_unclear",
		.severity = WARN,
		.lift = LIFT_SELF },
	    0, 0);
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
		    !decides_beside(&l, h->from))
			continue;
		look_sentences(&l, h->from, &from, &to);
		if (!spans_in(&named, from, to))
			continue;
		tell(&l);
		return;
	}
	for (size_t i = 0; i < named.n; i++) {
		if (!is_one_of_them(&l, &named.v[i]) ||
		    !decides_beside(&l, named.v[i].from))
			continue;
		tell(&l);
		return;
	}
}

const struct policy_rule rule_p9 = {
	.name = "P9",
	.law = "the municipality's guidelines, P9",
	.check = check,
};
