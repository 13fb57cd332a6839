/* SPDX-License-Identifier: EUPL-1.2
 *
 * p8.c - what an employee is advised not to mention in their own use (P8): the
 * employer, tasks and projects, colleagues, suppliers, where one is.  The first
 * four by the municipality's own registers, the last by what people say of
 * where they are; in a professional discussion neither employer nor task is one
 * (P4).
 */
#include <stdlib.h>

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

/* Is the name at s one's own? */
static bool
is_self(const struct look *l, const struct span *s)
{
	const struct policy_context *c = l->in->context;
	struct arena a = { 0 };
	struct fold f = fold_text(
	    &a, str_printf(&a, "%.*s %.*s", STR_ARG(c->responder.first_name),
		    STR_ARG(c->responder.last_name)));
	struct str own = { f.p, f.n };
	struct str named = { l->f->p + s->from, s->to - s->from };
	bool self = own.n > 1 && str_starts(named, own);

	arena_free(&a);
	return self;
}

/* At work: where the first name alone tells who it is. */
static bool
is_at_work(const struct look *l, const struct spans *house, size_t place)
{
	static const struct str work[] = { STR_INIT("jobb"), STR_INIT("jobben"),
		STR_INIT("lunsj"), STR_INIT("lunsjen"), STR_INIT("mote"),
		STR_INIT("motet"), STR_INIT("kontor"), STR_INIT("avdeling"),
		STR_INIT("vakt"), STR_INIT("vakta"), STR_INIT("pauserom"),
		STR_INIT("work"), STR_INIT("lunch"), STR_INIT("office"),
		STR_INIT("meeting"), STR_INIT("shift") };
	size_t from, to;

	look_sentence(l, place, &from, &to);
	return (look_stem(l, work, sizeof(work) / sizeof(work[0]), from, to) ||
		   spans_in(house, from, to) ||
		   look_word(l, W_COLLEAGUE, from, to) ||
		   look_word(l, W_EMPLOYER, from, to) ||
		   look_word(l, W_WORKS_THERE, from, to)) &&
	       !look_word(l, W_KIN, from, place);
}

static int
by_text(const void *pa, const void *pb)
{
	return str_cmp(*(const struct str *)pa, *(const struct str *)pb);
}

/* First names that one of the staff alone has. */
static struct str_list
first_names(const struct look *l)
{
	const struct str_list *staff = &l->in->context->staff;
	struct str *v = ARENA_ARRAY(l->out->arena, struct str, staff->n + 1);
	struct str *names = ARENA_ARRAY(
	    l->out->arena, struct str, staff->n + 1);
	size_t n = 0, kept = 0;

	for (size_t i = 0; i < staff->n; i++) {
		size_t space = str_find_char(staff->v[i], ' ');

		if (space != STR_NOWHERE && space > 2)
			v[n++] = str_cut(staff->v[i], 0, space);
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), by_text);
	for (size_t i = 0; i < n; i++)
		if ((i == 0 || !str_eq(v[i], v[i - 1])) &&
		    (i + 1 == n || !str_eq(v[i], v[i + 1])))
			names[kept++] = v[i];
	return (struct str_list){ names, kept };
}

/* "Kari Berg" is no Kari Nordli. */
static bool
is_followed_by_surname(const struct fold *f, size_t at)
{
	return at + 1 < f->n && f->p[at] == ' ' && fold_is_upper(f, at + 1);
}

static void
add_first_names(
    const struct look *l, const struct spans *house, struct spans *staff)
{
	struct spans found = { NULL, 0, 0 };
	struct str_list names = first_names(l);

	look_mentions(l, &names, MENTION_CAPITAL, &found);
	for (size_t i = 0; i < found.n; i++)
		if (is_at_work(l, house, found.v[i].from) &&
		    !is_followed_by_surname(l->f, found.v[i].to))
			spans_put(l, staff, found.v[i]);
}

/* "my colleague", "my boss", where no name of the staff stands there. */
static void
colleagues(const struct look *l, const struct spans *house)
{
	struct spans staff = { NULL, 0, 0 };
	size_t told = 0;

	look_mentions(l, &l->in->context->staff, MENTION_CAPITAL, &staff);
	add_first_names(l, house, &staff);
	spans_settle(&staff);
	for (size_t i = 0; i < staff.n; i++)
		if (!is_self(l, &staff.v[i]))
			add(l, "colleague", staff.v[i].from, staff.v[i].to);
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

static bool
is_we(const struct fold *f, size_t from, size_t to)
{
	static const struct str we[] = { STR_INIT("vi "), STR_INIT("me "),
		STR_INIT("we ") };

	for (size_t i = from; i + 3 <= to; i++)
		for (size_t k = 0; k < 3; k++)
			if (fold_word_begins(f, i) &&
			    memcmp(f->p + i, we[k].p, 3) == 0)
				return true;
	return false;
}

/* Where the name of the place begins after "is in", or 0. */
static size_t
after_is_in(const struct fold *f, size_t at)
{
	static const struct str are[] = { STR_INIT("er i "), STR_INIT("er pa "),
		STR_INIT("are in "), STR_INIT("am in ") };
	struct str rest = { f->p + at, f->n - at };

	if (!fold_word_begins(f, at))
		return 0;
	for (size_t k = 0; k < sizeof(are) / sizeof(are[0]); k++)
		if (str_starts(rest, are[k]) && fold_is_upper(f, at + are[k].n))
			return at + are[k].n;
	return 0;
}

/* "We are in Spain all week": any place with a capital, said of now. */
static void
elsewhere(const struct look *l, const struct spans *house)
{
	size_t told = 0;

	for (size_t at = 0; at < l->f->n; at++) {
		size_t from, to, name = after_is_in(l->f, at);
		const struct span *own;

		if (!name || at < told)
			continue;
		own = spans_in(house, name, l->f->n);
		look_sentence(l, at, &from, &to);
		if ((own && own->from == name) ||
		    !look_word(l, W_NOW, from, to) ||
		    (!look_word(l, W_I, from, at) && !is_we(l->f, from, at)))
			continue;
		add(l, "location", at, place_after(l->f, name - 1));
		told = to;
	}
}

/* Told of what was, or was wished: where nobody is now. */
static bool
is_past(const struct look *l, const struct hit *h, size_t from, size_t to)
{
	static const struct str was[] = { STR_INIT("var"), STR_INIT("was"),
		STR_INIT("were"), STR_INIT("vart"), STR_INIT("vore"),
		STR_INIT("ville"), STR_INIT("wanted") };
	static const struct str then[] = { STR_INIT("fjor"), STR_INIT("savner"),
		STR_INIT("saknar"), STR_INIT("husker"), STR_INIT("hugsar"),
		STR_INIT("remember") };

	return !look_word(l, W_NOW, from, to) &&
	       (look_stem(l, was, sizeof(was) / sizeof(was[0]),
		    h->from > from + 8 ? h->from - 8 : from, h->from) ||
		   look_stem(
		       l, then, sizeof(then) / sizeof(then[0]), from, to));
}

/* Once a sentence: "at the cabin, so the house is empty" is one thing told. */
static void
whereabouts(const struct look *l, const struct spans *house)
{
	size_t from, to = 0, n = 0;

	for (size_t i = 0; i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->cls != W_WHEREABOUTS || h->from < to)
			continue;
		look_sentence(l, h->from, &from, &to);
		if (is_past(l, h, from, to))
			continue;
		add(l, "location", h->from, place_after(l->f, h->to));
		n++;
	}
	if (n == 0) {
		places(l);
		elsewhere(l, house);
	}
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
	employer = employer_mentions(&l);
	if (!str_eq(c->role, STR("professional"))) {
		add_all(&l, "employer", &employer);
		from_register(&l, "task_or_project", &c->municipality.projects,
		    MENTION_ENDINGS);
	}
	colleagues(&l, &employer);
	from_register(&l, "supplier", &c->municipality.suppliers, MENTION_FIRM);
	whereabouts(&l, &employer);
}

const struct policy_rule rule_p8 = {
	.name = "P8",
	.law = "the municipality's guidelines, P8",
	.check = check,
};
