/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy/policy.h"

#include <stdlib.h>

#include "base/buf.h"

#define RULE(name) extern const struct policy_rule policy_##name;
#include "policy/rules.def"
#undef RULE

static const struct policy_rule *const rules[] = {
#define RULE(name) &policy_##name,
#include "policy/rules.def"
#undef RULE
	NULL
};

void
findings_add(struct findings *out, struct finding f)
{
	if (out->n == out->room) {
		size_t room = out->room ? 2 * out->room : 8;
		struct finding *v =
		    ARENA_ARRAY(out->arena, struct finding, room);

		if (out->n > 0)
			memcpy(v, out->v, out->n * sizeof(*v));
		out->v = v;
		out->room = room;
	}
	out->v[out->n++] = f;
}

static int
by_place(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (int)y->severity - (int)x->severity;
}

void
policy_check(struct arena *a, const struct policy_input *in,
    struct findings *out)
{
	out->arena = a;
	for (size_t i = 0; rules[i]; i++)
		rules[i]->check(out, in);
	if (out->n > 1)
		qsort(out->v, out->n, sizeof(*out->v), by_place);
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
	static const char *const names[] = { "advise", "warn", "approve",
		"block" };

	return names[s];
}

const char *
lift_name(enum lift l)
{
	static const char *const names[] = { "none", "self", "approver", "f4" };

	return names[l];
}

struct str
policy_mask(struct arena *a, struct str text, const struct findings *f)
{
	struct buf b = { .arena = a };
	size_t at = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct finding *fi = &f->v[i];

		if (fi->end <= at || fi->start >= fi->end)
			continue;
		if (fi->start > at)
			buf_put(&b, str_cut(text, at, fi->start));
		buf_lit(&b, "\xe2\x96\x88\xe2\x96\x88\xe2\x96\x88");
		at = fi->end;
	}
	buf_put(&b, str_cut(text, at, text.n));
	return buf_str(&b);
}
