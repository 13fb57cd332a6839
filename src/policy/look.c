/* SPDX-License-Identifier: EUPL-1.2
 *
 * look.c - groups of digits, sentences, what the municipality has published,
 * and what CHECKS.md makes of each kind.  See look.h.
 */
#include "policy/look.h"

#define SENTENCE_REACH 400 /* bytes to each side: holds hostile text linear */
#define SEPARATORS_MAX 3

/* O, o for 0; l, I, i, | for 1: digits only where the whole word is such and
 * at least half of it are digits. */
static bool
digit_like(char c)
{
	return fold_is_digit(c) || c == 'o' || c == 'l' || c == 'i';
}

unsigned char
look_digit(char c)
{
	if (c == 'o')
		return 0;
	if (c == 'l' || c == 'i')
		return 1;
	return (unsigned char)(c - '0');
}

/* The end of the digits that begin at i, seen as letters-for-digits when the
 * whole word allows it; i itself when no digits begin there. */
static size_t
digits_end(const struct fold *f, size_t i)
{
	size_t end = i, digits = 0;

	if (fold_word_begins(f, i) && digit_like(f->p[i])) {
		for (; end < f->n && digit_like(f->p[end]); end++)
			digits += fold_is_digit(f->p[end]);
		if (fold_word_ends(f, end) && digits * 2 >= end - i)
			return end;
	}
	for (end = i; end < f->n && fold_is_digit(f->p[end]); end++)
		;
	return end;
}

static void
join(const struct fold *f, struct group *g, size_t from, size_t to)
{
	if (to - from > SEPARATORS_MAX || from == to)
		return;
	for (size_t i = from; i < to; i++) {
		char c = f->p[i];

		if (c == '/' || c == ',' || c == '*')
			g->odd = true;
		else if (c != ' ' && c != '.' && c != '-' && c != '_')
			return;
		if (g->sep == 0 || g->sep == ' ')
			g->sep = c;
	}
	for (size_t i = from; i < to; i++)
		if (f->p[i] == '\n' || fold_is_word(f->p[i]))
			g->sep = 0;
}

void
look_groups(struct arena *a, struct look *l)
{
	const struct fold *f = l->f;
	size_t room = 0, last = 0;

	for (size_t i = 0; i < f->n;) {
		size_t end = digits_end(f, i);
		struct group g = { (uint32_t)i, (uint32_t)end, 0, false };

		if (end == i) {
			/* A word that is no number is stepped over whole, but
			 * for digits hanging on to letters. */
			i++;
			continue;
		}
		if (l->groups)
			join(f, &g, last, i);
		if (l->groups == room) {
			struct group *v = ARENA_ARRAY(
			    a, struct group, room * 2 + 16);

			if (room)
				memcpy(v, l->group, room * sizeof(*v));
			l->group = v;
			room = room * 2 + 16;
		}
		l->group[l->groups++] = g;
		last = i = end;
	}
}

static bool
abbreviation_before(const struct fold *f, size_t dot)
{
	static const struct str known[] = { STR_INIT("nr"), STR_INIT("kl"),
		STR_INIT("st"), STR_INIT("dr"), STR_INIT("mr"), STR_INIT("mrs"),
		STR_INIT("ca"), STR_INIT("tlf"), STR_INIT("mob"),
		STR_INIT("gnr"), STR_INIT("bnr"), STR_INIT("fv"),
		STR_INIT("eks"), STR_INIT("jf"), STR_INIT("pkt"),
		STR_INIT("no"), STR_INIT("ms"), STR_INIT("frk") };
	size_t from = dot;

	while (from > 0 && dot - from < 8 && fold_is_word(f->p[from - 1]))
		from--;
	if (dot - from == 1 && fold_is_alpha(f->p[from]))
		return true; /* an initial */
	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
		if (str_eq(known[k], (struct str){ f->p + from, dot - from }))
			return true;
	return false;
}

/* Does a sentence end with the sign at i? */
static bool
sentence_ends(const struct fold *f, size_t i)
{
	char c = f->p[i];
	size_t k = i + 1;

	if (c == '\n')
		return true;
	if (c != '.' && c != '!' && c != '?')
		return false;
	while (k < f->n &&
	       (f->p[k] == ' ' || f->p[k] == FOLD_OTHER || f->p[k] == '"' ||
		   f->p[k] == '\'' || f->p[k] == ')'))
		k++;
	if (k == f->n)
		return true;
	if (k == i + 1 || (!fold_is_upper(f, k) && c == '.'))
		return false;
	return c != '.' || !abbreviation_before(f, i);
}

void
look_sentence(const struct look *l, size_t place, size_t *from, size_t *to)
{
	size_t low = place > SENTENCE_REACH ? place - SENTENCE_REACH : 0;
	size_t high = l->f->n - place > SENTENCE_REACH ? place + SENTENCE_REACH
						       : l->f->n;

	for (*from = place; *from > low; --*from)
		if (sentence_ends(l->f, *from - 1))
			break;
	for (*to = place; *to < high; ++*to) {
		if (sentence_ends(l->f, *to)) {
			++*to;
			break;
		}
	}
}

void
look_sentences(const struct look *l, size_t place, size_t *from, size_t *to)
{
	size_t low, high;

	look_sentence(l, place, from, to);
	if (*from > 1) {
		look_sentence(l, *from - 2, &low, &high);
		*from = low;
	}
	if (*to + 1 < l->f->n) {
		look_sentence(l, *to + 1, &low, &high);
		*to = high;
	}
}

bool
look_stem(const struct look *l, const struct str *stems, size_t n, size_t from,
    size_t to)
{
	for (size_t i = from; i < to; i++) {
		struct str rest = { l->f->p + i, to - i };

		if (!fold_word_begins(l->f, i))
			continue;
		for (size_t k = 0; k < n; k++)
			if (str_starts(rest, stems[k]) &&
			    (stems[k].n > 4 ||
				fold_word_ends(l->f, i + stems[k].n)))
				return true;
	}
	return false;
}

const struct hit *
look_word(const struct look *l, enum word_class cls, size_t from, size_t to)
{
	for (size_t i = hits_after(&l->hits, from); i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];

		if (h->to > to)
			break;
		if (h->cls == cls && h->from >= from)
			return h;
	}
	return NULL;
}

/* The next sign of the view that counts in the comparison, or 0. */
static char
next_counted(const struct fold *f, size_t *i, size_t to, bool digits_only)
{
	while (*i < to) {
		char c = f->p[(*i)++];

		if (fold_is_digit(c) || (!digits_only && fold_is_alpha(c)))
			return c;
	}
	return 0;
}

static bool
same_counted(const struct fold *f, size_t from, size_t to, struct str entry,
    bool digits_only)
{
	struct arena a = { 0 };
	struct fold e = fold_text(&a, entry);
	size_t i = from, k = 0;
	bool same = false;

	for (;;) {
		char x = next_counted(f, &i, to, digits_only);
		char y = next_counted(&e, &k, e.n, digits_only);

		if (x != y)
			break;
		if (x == 0) {
			same = true;
			break;
		}
	}
	arena_free(&a);
	return same;
}

/* Does the entry stand at the place, however it goes on? */
static bool
entry_here(const struct fold *f, size_t from, struct str entry)
{
	struct arena a = { 0 };
	struct fold e = fold_text(&a, entry);
	size_t i = from, k = 0;
	char y;

	while ((y = next_counted(&e, &k, e.n, false)) != 0)
		if (next_counted(f, &i, f->n, false) != y)
			break;
	arena_free(&a);
	return y == 0 && k > 0 && fold_word_ends(f, i);
}

bool
look_published_from(const struct look *l, size_t from)
{
	const struct str_list *pub = &l->in->context->municipality.published;

	for (size_t i = 0; i < pub->n; i++)
		if (entry_here(l->f, from, pub->v[i]))
			return true;
	return false;
}

bool
look_published(const struct look *l, size_t from, size_t to, bool digits_only)
{
	const struct str_list *pub = &l->in->context->municipality.published;

	for (size_t i = 0; i < pub->n; i++)
		if (same_counted(l->f, from, to, pub->v[i], digits_only))
			return true;
	return false;
}

/* REQ: K8 REQ: P7 - the table of CHECKS.md. */
static const struct {
	const char *kind;
	enum severity out, third, own; /* reply and post; inbound */
	enum lift lift;		       /* of a block */
} kinds[] = {
	[D_NATIONAL_ID] = { "national_id", BLOCK, BLOCK, BLOCK, LIFT_NONE },
	[D_BANK_ACCOUNT] = { "bank_account", BLOCK, BLOCK, BLOCK, LIFT_NONE },
	[D_BANK_MAYBE] = { "bank_account", WARN, WARN, WARN, LIFT_SELF },
	[D_PASSPORT] = { "passport", BLOCK, BLOCK, BLOCK, LIFT_NONE },
	[D_PHONE] = { "phone", WARN, WARN, WARN, LIFT_SELF },
	[D_EMAIL] = { "email", WARN, WARN, WARN, LIFT_SELF },
	[D_ADDRESS] = { "address", WARN, WARN, WARN, LIFT_SELF },
	[D_PLATE] = { "vehicle_plate", WARN, WARN, WARN, LIFT_SELF },
	[D_HEALTH] = { "health", BLOCK, BLOCK, WARN, LIFT_APPROVER },
	[D_CHILD_WELFARE] = { "child_welfare", BLOCK, BLOCK, WARN,
	    LIFT_APPROVER },
	[D_SOCIAL] = { "social_service", BLOCK, BLOCK, WARN, LIFT_APPROVER },
	[D_SCHOOL] = { "school_matter", BLOCK, BLOCK, WARN, LIFT_APPROVER },
};

void
look_add(const struct look *l, enum detected what, size_t from, size_t to,
    unsigned flags)
{
	enum policy_as as = l->in->as;
	bool third = as == AS_INBOUND && (flags & LOOK_THIRD);
	struct finding x = { .rule = as == AS_PRIVATE ? "P7" : "K8",
		.kind = kinds[what].kind,
		.severity = WARN,
		.lift = LIFT_SELF,
		.synthetic = flags & LOOK_SYNTHETIC,
		.third_person = third,
		.start = fold_start(l->f, from),
		.end = fold_end(l->f, to) };

	if (as == AS_REPLY || as == AS_POST)
		x.severity = kinds[what].out;
	else if (as == AS_INBOUND)
		x.severity = third ? kinds[what].third : kinds[what].own;
	if (x.severity == BLOCK)
		x.lift = as == AS_INBOUND ? LIFT_APPROVER : kinds[what].lift;
	findings_add(l->out, x);
}

void
look_find(const struct look *l, struct finding x, size_t from, size_t to)
{
	if (to > from) {
		x.start = fold_start(l->f, from);
		x.end = fold_end(l->f, to);
	}
	findings_add(l->out, x);
}
