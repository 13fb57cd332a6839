/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy/employer.h"

/* "Gausdal" of "Gausdal kommune" is a place. */
static bool
is_bare_place(const struct policy_context *c, struct str name)
{
	struct str whole = c->municipality.name;

	return whole.n > name.n && str_starts(whole, name) &&
	       whole.p[name.n] == ' ';
}

/* A name is written as one; "kommunen" is not. */
static unsigned
how_written(struct str name)
{
	bool capital = name.n && ((name.p[0] >= 'A' && name.p[0] <= 'Z') ||
				     (unsigned char)name.p[0] >= 0x80);

	return capital ? MENTION_CAPITAL : 0;
}

struct spans
employer_mentions(const struct look *l)
{
	const struct policy_context *c = l->in->context;
	const struct str_list *names = &c->municipality.names;
	struct str_list whole = { &c->municipality.name, 1 };
	struct spans out = { NULL, 0, 0 };
	bool listed = false;

	for (size_t i = 0; i < names->n; i++) {
		struct str_list one = { &names->v[i], 1 };

		listed = listed || str_eq(names->v[i], c->municipality.name);
		if (!is_bare_place(c, names->v[i]))
			look_mentions(l, &one, how_written(names->v[i]), &out);
	}
	if (!listed && c->municipality.name.n)
		look_mentions(l, &whole, MENTION_CAPITAL, &out);
	look_mentions(l, &c->municipality.units, MENTION_CAPITAL, &out);
	spans_settle(&out);
	return out;
}
