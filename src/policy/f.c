/* SPDX-License-Identifier: EUPL-1.2
 *
 * f.c - who may say it (F2, F3, F4).  In the program itself model/authority.h
 * decides, over people and units, and tells the answer here; where only names
 * and roles are known (the check command, a context from outside) it is read
 * from them: a statement for the whole municipality needs F4, one for a unit
 * its leader or a head above, a fact one's own unit.
 */
#include "policy/look.h"
#include "policy/rules.h"

static bool
has_role(const struct policy_context *c, struct str role)
{
	for (size_t i = 0; i < c->responder.roles.n; i++)
		if (str_eq(c->responder.roles.v[i], role))
			return true;
	return false;
}

static bool
has_f4(const struct policy_context *c)
{
	return has_role(c, STR("mayor")) ||
	    has_role(c, STR("deputy_mayor")) ||
		has_role(c, STR("chief_executive"));
}

static bool
same_name(struct str a, struct str b)
{
	struct arena scratch = { 0 };
	struct fold x = fold_text(&scratch, str_trim(a));
	struct fold y = fold_text(&scratch, str_trim(b));
	bool same = x.n == y.n && (x.n == 0 || memcmp(x.p, y.p, x.n) == 0);

	arena_free(&scratch);
	return same;
}

struct naming {
	size_t first;
	struct str name;
	bool any;
};

/* Which unit does the text speak of first? */
static struct naming
unit_named(const struct look *l)
{
	const struct str_list *units = &l->in->context->municipality.units;
	struct naming out = { 0 };

	for (size_t i = 0; i < units->n; i++) {
		struct str_list one = { &units->v[i], 1 };
		size_t at;

		if (look_mentioned(l, &one, 0, l->f->n, &at) &&
		    (!out.any || at < out.first))
			out = (struct naming){ at, units->v[i], true };
	}
	return out;
}

/* "Gausdal kommune", not the bare name of the place. */
static bool
names_whole(const struct look *l, size_t *at)
{
	const struct policy_context *c = l->in->context;
	struct str_list name = { &c->municipality.name, 1 };
	const struct hit *h = look_word(l, W_WHOLE, 0, l->f->n);
	bool named = c->municipality.name.n &&
		     look_mentioned(l, &name, 0, l->f->n, at);

	if (h && (!named || h->from < *at))
		*at = h->from;
	return named || h;
}

static bool
for_whole(const struct look *l, const struct naming *unit)
{
	const struct policy_context *c = l->in->context;
	size_t at = 0;

	if (c->scope_municipality)
		return true;
	if (c->scope_unit.n || !names_whole(l, &at))
		return false;
	return !unit->any || at < unit->first;
}

static void
add(const struct look *l, const char *rule, const char *kind)
{
	look_find(l,
	    (struct finding){ .rule = rule,
		.kind = kind,
		.severity = APPROVE,
		.lift = LIFT_APPROVER },
	    0, 0);
}

static void
statement(const struct look *l)
{
	const struct policy_context *c = l->in->context;
	struct naming unit = unit_named(l);
	bool whole = for_whole(l, &unit);
	struct str of = c->scope_unit.n ? c->scope_unit
			: unit.any	? unit.name
					: c->responder.unit;

	if (c->authority == AUTHORITY_YES || has_f4(c))
		return;
	if (c->authority == AUTHORITY_NO)
		add(l, c->scope_municipality ? "F4" : "F3", "authority");
	else if (whole)
		add(l, "F4", "authority");
	else if (!has_role(c, STR("sector_head")) &&
		     (!has_role(c, STR("unit_leader")) ||
			 !same_name(of, c->responder.unit)))
		add(l, "F3", "authority");
}

static void
fact(const struct look *l)
{
	const struct policy_context *c = l->in->context;

	if (c->authority == AUTHORITY_YES || has_f4(c) ||
	    has_role(c, STR("sector_head")))
		return;
	if (c->authority == AUTHORITY_NO ||
	    (c->area.n && c->responder.unit.n &&
		!same_name(c->area, c->responder.unit)))
		add(l, "F2", "outside_own_area");
}

/* REQ: F2 F3 F4 */
static void
check(struct findings *out, const struct policy_input *in)
{
	struct look l = look_at(out, in);

	if (in->as != AS_REPLY && in->as != AS_POST)
		return;
	if (str_eq(in->context->reply_kind, STR("statement")))
		statement(&l);
	else if (in->as == AS_REPLY &&
		 str_eq(in->context->reply_kind, STR("fact")))
		fact(&l);
}

const struct policy_rule rule_f = {
	.name = "F2, F3, F4",
	.law = "the municipality's guidelines, F2 to F4",
	.check = check,
};
