/* SPDX-License-Identifier: EUPL-1.2
 *
 * p8.c - what an employee is advised not to mention in their own use (P8): the
 * employer, tasks and projects, colleagues, suppliers, where one is.  The first
 * four by the municipality's own registers, the last by what people say of
 * where they are; in a professional discussion neither employer nor task is one
 * (P4).
 */
#include "policy/employer.h"
#include "policy/rules.h"

struct adding {
	const char *kind;
	size_t first; /* finding of this kind that was added first */
};

static void
add(const struct look *l, const char *kind, size_t from, size_t to)
{
	look_find(l,
	    (struct finding){ .rule = "P8",
		.kind = kind,
		.severity = ADVISE,
		.lift = LIFT_SELF },
	    from, to);
}

/* Two registers may hold the same words: the bytes are told of once a kind. */
static void
add_once(const struct look *l, size_t from, size_t to, void *arg)
{
	const struct adding *x = arg;
	size_t start = fold_start(l->f, from), end = fold_end(l->f, to);

	for (size_t i = x->first; i < l->out->n; i++)
		if (l->out->v[i].start < end && start < l->out->v[i].end)
			return;
	add(l, x->kind, from, to);
}

static void
from_register(
    struct look *l, const char *kind, const struct str_list *list, unsigned how)
{
	struct adding x = { kind, l->out->n };

	look_mentions(l, list, how, add_once, &x);
}

static void
employers(struct look *l)
{
	struct adding x = { "employer", l->out->n };

	employer_mentions(l, add_once, &x);
}

/* "my colleague", "my boss", where no name of the staff stands there. */
static void
colleagues(struct look *l)
{
	struct adding x = { "colleague", l->out->n };

	look_mentions(l, &l->in->context->staff, MENTION_CAPITAL, add_once, &x);
	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];
		size_t at;

		if (h->cls == W_COLLEAGUE &&
		    !(look_mentioned(
			l, &l->in->context->staff, h->to, h->to + 3, &at)))
			add_once(l, h->from, h->to, &x);
	}
}

/* The names that follow: "in Oslo", "på Kreta". */
static size_t
place_after(const struct fold *f, size_t at)
{
	size_t end = at, i = at;

	for (int words = 0; words < 3 && i < f->n && f->p[i] == ' '; words++) {
		bool upper = fold_is_upper(f, i + 1);

		for (i++; i < f->n && fold_is_word(f->p[i]);)
			i++;
		if (upper)
			end = i;
	}
	return end;
}

/* A place of the register where the writer says that they are now. */
static void
places(struct look *l, struct adding *x)
{
	const struct str_list *list = &l->in->context->municipality.places;

	for (size_t i = 0; i < list->n; i++) {
		struct str_list one = { &list->v[i], 1 };
		const struct hit *before;
		size_t from, to, at, low;

		if (!look_mentioned(l, &one, 0, l->f->n, &at))
			continue;
		look_sentence(l, at, &from, &to);
		low = at > from + 4 ? at - 4 : from;
		before = look_word(l, W_PLACE, low, at);
		if (before && look_word(l, W_NOW, from, to) &&
		    look_word(l, W_I, from, to))
			add_once(l, before->from, place_after(l->f, at - 1), x);
	}
}

/* Once a sentence: "at the cabin, so the house is empty" is one thing told. */
static void
whereabouts(struct look *l)
{
	struct adding x = { "location", l->out->n };
	size_t from, to = 0;

	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->cls != W_WHEREABOUTS || h->from < to)
			continue;
		look_sentence(l, h->from, &from, &to);
		add_once(l, h->from, place_after(l->f, h->to), &x);
	}
	if (l->out->n == x.first)
		places(l, &x);
}

/* REQ: P8 */
static void
check(struct findings *out, const struct policy_input *in)
{
	const struct policy_context *c = in->context;
	struct look l = look_at(out, in);

	if (in->as != AS_PRIVATE || l.f->n == 0)
		return;
	if (!str_eq(c->role, STR("professional"))) {
		employers(&l);
		from_register(
		    &l, "task_or_project", &c->municipality.projects, 0);
	}
	colleagues(&l);
	from_register(&l, "supplier", &c->municipality.suppliers, MENTION_FIRM);
	whereabouts(&l);
}

const struct policy_rule rule_p8 = {
	.name = "P8",
	.law = "the municipality's guidelines, P8",
	.check = check,
};
