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
add_all(const struct look *l, const char *kind, const struct spans *s)
{
	for (size_t i = 0; i < s->n; i++)
		add(l, kind, s->v[i].from, s->v[i].to);
}

static void
from_register(const struct look *l, const char *kind,
    const struct str_list *list, unsigned how)
{
	struct spans s = { NULL, 0, 0 };

	look_mentions(l, list, how, &s);
	spans_settle(&s);
	add_all(l, kind, &s);
}

/* "my colleague", "my boss", where no name of the staff stands there. */
static void
colleagues(const struct look *l)
{
	struct spans staff = { NULL, 0, 0 };
	size_t told = 0;

	look_mentions(l, &l->in->context->staff, MENTION_CAPITAL, &staff);
	spans_settle(&staff);
	add_all(l, "colleague", &staff);
	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];
		const struct span *next;

		if (h->cls != W_COLLEAGUE || h->from < told)
			continue;
		next = spans_in(&staff, h->to, l->f->n);
		if (next && next->from < h->to + 3)
			continue;
		add(l, "colleague", h->from, h->to);
		told = h->to;
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
places(const struct look *l)
{
	struct spans s = { NULL, 0, 0 };
	size_t told = 0;

	look_mentions(l, &l->in->context->municipality.places, 0, &s);
	spans_settle(&s);
	for (size_t i = 0; i < s.n; i++) {
		size_t from, to, at = s.v[i].from, end;
		const struct hit *before;

		look_sentence(l, at, &from, &to);
		before = look_word(
		    l, W_PLACE, at > from + 4 ? at - 4 : from, at);
		if (!before || at < told || !look_word(l, W_NOW, from, to) ||
		    !look_word(l, W_I, from, to))
			continue;
		end = place_after(l->f, at - 1);
		add(l, "location", before->from, end);
		told = to; /* once a sentence */
	}
}

/* Once a sentence: "at the cabin, so the house is empty" is one thing told. */
static void
whereabouts(const struct look *l)
{
	size_t from, to = 0, n = 0;

	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->cls != W_WHEREABOUTS || h->from < to)
			continue;
		look_sentence(l, h->from, &from, &to);
		add(l, "location", h->from, place_after(l->f, h->to));
		n++;
	}
	if (n == 0)
		places(l);
}

/* REQ: P8 */
static void
check(struct findings *out, const struct policy_input *in)
{
	const struct policy_context *c = in->context;
	struct look l = look_at(out, in);
	struct spans employer;

	if (in->as != AS_PRIVATE || l.f->n == 0)
		return;
	if (!str_eq(c->role, STR("professional"))) {
		employer = employer_mentions(&l);
		add_all(&l, "employer", &employer);
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
