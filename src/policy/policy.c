/* SPDX-License-Identifier: EUPL-1.2
 *
 * policy.c - runs the rules and puts their findings in order.
 */
#include "policy/policy.h"

#include <stdlib.h>

#include "base/buf.h"
#include "policy/lexicon.h"
#include "policy/rules.h"

static const struct policy_rule *const rules[] = {
#define RULE(name) &rule_##name,
#include "policy/rules.def"
#undef RULE
};

/* Of two K8 or P7 findings on the same bytes the one higher up here stays:
 * an eight-digit number beside the word passport is no telephone. */
static const char *const rank[] = { "national_id", "bank_account", "passport",
	"work_email", "email", "vehicle_plate", "address", "phone" };

static size_t
rank_of(const struct finding *f)
{
	size_t k = 0;

	while (
	    k < sizeof(rank) / sizeof(rank[0]) && strcmp(rank[k], f->kind) != 0)
		k++;
	return k;
}

static bool
is_number(const struct finding *f)
{
	return rank_of(f) < sizeof(rank) / sizeof(rank[0]);
}

void
findings_add(struct findings *out, struct finding f)
{
	if (out->n == out->room) {
		size_t room = out->room ? out->room * 2 : 16;
		struct finding *v = ARENA_ARRAY(
		    out->arena, struct finding, room);

		if (out->n)
			memcpy(v, out->v, out->n * sizeof(*v));
		out->v = v;
		out->room = room;
	}
	out->v[out->n++] = f;
}

static int
by_place(const void *pa, const void *pb)
{
	const struct finding *a = pa, *b = pb;
	size_t ra = rank_of(a), rb = rank_of(b);
	int c;

	if (a->start != b->start)
		return a->start < b->start ? -1 : 1;
	if (ra != rb)
		return ra < rb ? -1 : 1;
	c = strcmp(a->rule, b->rule);
	return c ? c : strcmp(a->kind, b->kind);
}

static bool
overlap(const struct finding *a, const struct finding *b)
{
	return a->start < b->end && b->start < a->end;
}

/* Sorted findings: a number that overlaps the one kept before it gives way to
 * it, or takes its place when it ranks higher; the place may then be out of
 * order, for other findings may lie between the two. */
static void
drop_overlapping(struct findings *f)
{
	size_t n = 0, last = SIZE_MAX;

	for (size_t i = 0; i < f->n; i++) {
		bool number = is_number(&f->v[i]);

		if (number && last != SIZE_MAX &&
		    overlap(&f->v[last], &f->v[i])) {
			if (rank_of(&f->v[i]) < rank_of(&f->v[last]))
				f->v[last] = f->v[i];
			continue;
		}
		if (number)
			last = n;
		f->v[n++] = f->v[i];
	}
	f->n = n;
}

static void
sort(struct findings *f)
{
	if (f->n > 1)
		qsort(f->v, f->n, sizeof(*f->v), by_place);
}

void
policy_check(
    struct arena *a, const struct policy_input *in, struct findings *out)
{
	struct fold f = fold_text(a, in->text);
	const struct lexicon *words = in->context->lexicon;
	struct hits hits = lexicon_find_in(
	    words ? words : lexicon_builtin(), a, &f);

	*out = (struct findings){ .arena = a, .folded = &f, .hits = &hits };
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		rules[i]->check(out, in);
	out->folded = NULL;
	out->hits = NULL;
	sort(out);
	drop_overlapping(out);
	sort(out);
}

int
policy_verdict(const struct findings *f)
{
	int worst = -1;

	for (size_t i = 0; i < f->n; i++)
		if ((int)f->v[i].severity > worst)
			worst = (int)f->v[i].severity;
	return worst;
}

const char *
severity_name(enum severity s)
{
	static const char *const name[] = { "advise", "warn", "approve",
		"block" };

	return name[s];
}

const char *
lift_name(enum lift l)
{
	static const char *const name[] = { "none", "self", "approver", "f4" };

	return name[l];
}

/* REQ: K8 */
struct str
policy_mask(struct arena *a, struct str text, const struct findings *f)
{
	struct buf b = { .arena = a };
	size_t at = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		if (!is_number(x) || x->start < at || x->end > text.n)
			continue;
		buf_put(&b, str_cut(text, at, x->start));
		for (size_t k = x->start; k < x->end; k++)
			if (((unsigned char)text.p[k] & 0xc0) != 0x80)
				buf_lit(&b, "█");
		at = x->end;
	}
	buf_put(&b, str_cut(text, at, text.n));
	return buf_str(&b);
}
