/* SPDX-License-Identifier: EUPL-1.2
 *
 * numbers.c - identity numbers, bank accounts and telephones.  A number is
 * looked for in runs of digit groups, however they are spaced; the grouping
 * and the nearest label settle what is both (reference: every valid identity
 * number also passes the check of a bank account, and an 11-digit KID may).
 */
#include "policy/identifiers.h"
#include "policy/look.h"

/* REQ: K8 */

#define LABEL_REACH	 40 /* bytes of the view before a number */
#define LABEL_REACH_PAST 24
#define GROUPS_MAX	 15

/* Groups first..last as one number. */
struct number {
	size_t first, last;
	size_t from, to; /* in the view */
	unsigned char d[GROUPS_MAX];
	char shape[GROUPS_MAX + 1]; /* the groups' lengths as letters: "fe" */
	bool whole;		    /* nothing is joined on to either side */
	bool odd;
	enum word_class label; /* W_CLASSES: none */
};

static bool
is_label(enum word_class c)
{
	return c == W_ID_LABEL || c == W_KONTO_LABEL || c == W_OTHER_LABEL ||
	       c == W_PHONE_LABEL || c == W_PASS;
}

/* "…, konto 9999…": a label after one number and before the next is of the
 * next. */
static bool
labels_next(const struct look *l, const struct hit *h)
{
	size_t at = h->to;

	while (at < l->f->n && at - h->to < 4 && !fold_is_digit(l->f->p[at]) &&
	       l->f->p[at] != '\n')
		at++;
	return at < l->f->n && fold_is_digit(l->f->p[at]);
}

static enum word_class
nearest_label(const struct look *l, size_t from, size_t to)
{
	size_t low = from > LABEL_REACH ? from - LABEL_REACH : 0;
	size_t best = SIZE_MAX;
	enum word_class label = W_CLASSES;

	for (size_t i = hits_after(&l->hits, low); i < l->hits.n; i++) {
		const struct hit *h = &l->hits.v[i];
		size_t far = SIZE_MAX;

		if (h->to > to + LABEL_REACH_PAST)
			break;
		if (!is_label(h->cls))
			continue;
		if (h->to <= from)
			far = from - h->to;
		else if (h->from >= to && !labels_next(l, h))
			far = (h->from - to) * 2 + 8; /* after: less likely */
		if (far <= best && far != SIZE_MAX) {
			best = far;
			label = h->cls;
		}
	}
	return label;
}

/* The groups from first on that make up n digits, each group whole. */
static bool
take_number(const struct look *l, size_t first, size_t n, struct number *out)
{
	size_t got = 0, k = first, shape = 0;

	*out = (struct number){ .first = first };
	for (; k < l->groups && got < n; k++) {
		const struct group *g = &l->group[k];
		size_t len = g->to - g->from;

		if (len > n - got || (k > first && g->sep == 0))
			return false;
		if (k > first)
			out->odd = out->odd || g->odd;
		out->shape[shape++] = (char)('a' + len - 1);
		for (size_t i = g->from; i < g->to; i++)
			out->d[got++] = look_digit(l->f->p[i]);
	}
	if (got != n)
		return false;
	out->last = k - 1;
	out->from = l->group[first].from;
	out->to = l->group[k - 1].to;
	out->whole = l->group[first].sep == 0 &&
		     (k == l->groups || l->group[k].sep == 0);
	return true;
}

static bool
shape_is(const struct number *x, const char *shape)
{
	return strcmp(x->shape, shape) == 0;
}

/* 11; 6+5; 6-3-2; 2-2-2-5; 2-2-2-3-2 */
static bool
shape_of_id(const struct number *x)
{
	return shape_is(x, "k") || shape_is(x, "fe") || shape_is(x, "fcb") ||
	       shape_is(x, "bbbe") || shape_is(x, "bbbcb");
}

/* 4.2.5 and 4-7 */
static bool
shape_of_account(const struct number *x)
{
	return shape_is(x, "dbe") || shape_is(x, "dg");
}

static bool
digits_apart(const struct number *x)
{
	return shape_is(x, "aaaaaaaaaaa");
}

static bool
money_near(const struct look *l, const struct number *x)
{
	size_t from, to;

	look_sentence(l, x->from, &from, &to);
	return look_word(l, W_MONEY, from, to) != NULL;
}

/* In what comes in: is the number a named other's? */
unsigned
look_whose(const struct look *l, size_t place)
{
	size_t from, to;
	bool full;

	if (l->in->as != AS_INBOUND)
		return 0;
	look_sentence(l, place, &from, &to);
	if (look_word(l, W_MINE, from, to) || look_word(l, W_I, from, to) ||
	    look_word(l, W_SELF, from, to))
		return 0;
	return look_name(l, from, to, &full) ? LOOK_THIRD : 0;
}

static bool
try_national_id(const struct look *l, const struct number *x)
{
	enum national_id id = national_id_of(x->d);
	bool labelled = x->label == W_ID_LABEL;
	unsigned flags = 0;

	if (id == ID_NONE || x->label == W_OTHER_LABEL)
		return false;
	if (!labelled && (x->label == W_KONTO_LABEL || shape_of_account(x)))
		return false;
	/* Register 9999 is the banks' test series. */
	if (id == ID_HEALTH && !labelled && x->d[0] == 9 && x->d[1] == 9 &&
	    x->d[2] == 9 && x->d[3] == 9)
		return false;
	if (!shape_of_id(x) && !labelled && (!x->whole || x->odd))
		return false;
	if (id == ID_SYNTHETIC || id == ID_SYNTHETIC_2032)
		flags = LOOK_SYNTHETIC;
	look_add(
	    l, D_NATIONAL_ID, x->from, x->to, flags | look_whose(l, x->from));
	return true;
}

static bool
try_account(const struct look *l, const struct number *x)
{
	bool labelled = x->label == W_KONTO_LABEL;
	bool sure = labelled || shape_of_account(x);

	if (!bank_account_valid(x->d) || x->label == W_OTHER_LABEL)
		return false;
	if (!sure && !shape_of_id(x) && !(digits_apart(x) && x->whole))
		return false;
	if (!sure && !x->whole && !shape_is(x, "k"))
		return false;
	/* One number of eleven passes: without label, grouping or talk of
	 * money it is a thing to look at, not to stop. */
	sure = sure || money_near(l, x);
	/* Both control digits of an identity number and no date: a mistake
	 * in such a number sooner than an account (one account of eleven). */
	if (!sure && x->d[0] < 8 && national_id_control(x->d))
		return false;
	look_add(l, sure ? D_BANK_ACCOUNT : D_BANK_MAYBE, x->from, x->to,
	    look_whose(l, x->from));
	return true;
}

/* NO before the thirteen digits, at most a space between. */
static bool
try_iban(const struct look *l, size_t first, size_t *next)
{
	const struct fold *f = l->f;
	struct number x;
	size_t at = l->group[first].from;

	if (at > 0 && f->p[at - 1] == ' ')
		at--;
	if (at < 2 || f->p[at - 1] != 'o' || f->p[at - 2] != 'n' ||
	    !fold_word_begins(f, at - 2))
		return false;
	if (!take_number(l, first, 13, &x) || !iban_valid(x.d))
		return false;
	look_add(l, D_BANK_ACCOUNT, at - 2, x.to, look_whose(l, x.from));
	*next = x.last + 1;
	return true;
}

static bool
try_eleven(const struct look *l, size_t first, size_t *next)
{
	struct number x;

	if (!take_number(l, first, 11, &x))
		return false;
	x.label = nearest_label(l, x.from, x.to);
	if (!try_national_id(l, &x) && !try_account(l, &x))
		return false;
	*next = x.last + 1;
	return true;
}

/* 20260517, 24122026: eight digits that are a date. */
static bool
is_date(const unsigned char *d)
{
	int a = d[0] * 10 + d[1], b = d[2] * 10 + d[3];
	int c = d[4] * 10 + d[5], e = d[6] * 10 + d[7];

	if ((a == 19 || a == 20) && c >= 1 && c <= 12 && e >= 1 && e <= 31)
		return true;
	return (c == 19 || c == 20) && b >= 1 && b <= 12 && a >= 1 && a <= 31;
}

/* 8; 2-2-2-2; 3-2-3; 4-4 where it is called a telephone */
static bool
shape_of_phone(const struct number *x)
{
	return shape_is(x, "h") || shape_is(x, "bbbb") || shape_is(x, "cbc") ||
	       (shape_is(x, "dd") && x->whole && x->label == W_PHONE_LABEL);
}

/* One kind of separator throughout. */
static bool
same_separators(const struct look *l, const struct number *x)
{
	for (size_t k = x->first + 2; k <= x->last; k++)
		if (l->group[k].sep != l->group[x->first + 1].sep)
			return false;
	return true;
}

/* "kr" or a unit beside it: an amount. */
static bool
is_amount(const struct look *l, const struct number *x)
{
	static const struct str after[] = { STR_INIT("kr"), STR_INIT("kroner"),
		STR_INIT("nok"), STR_INIT("eur"), STR_INIT("mill"),
		STR_INIT("km"), STR_INIT("m2"), STR_INIT("kwh"),
		STR_INIT("stk"), STR_INIT("moh") };
	const struct fold *f = l->f;
	size_t from = x->from, to = x->to, end;

	while (from > 0 && (f->p[from - 1] == ' ' || f->p[from - 1] == '.'))
		from--;
	if (from >= 2 && f->p[from - 1] == 'r' && f->p[from - 2] == 'k' &&
	    fold_word_begins(f, from - 2))
		return true;
	if (to < f->n && f->p[to] == ',')
		return to + 1 < f->n &&
		       (f->p[to + 1] == '-' || fold_is_digit(f->p[to + 1]));
	while (to < f->n && f->p[to] == ' ')
		to++;
	for (end = to; end < f->n && end - to < 8 && fold_is_word(f->p[end]);)
		end++;
	for (size_t k = 0; k < sizeof(after) / sizeof(after[0]); k++)
		if (str_eq(after[k], (struct str){ f->p + to, end - to }))
			return true;
	return false;
}

/* Where a prefix +47 or 0047 before the number begins; its start else. */
static size_t
prefix_start(const struct look *l, const struct number *x)
{
	const struct fold *f = l->f;
	const struct group *g;
	size_t len;

	if (x->first == 0 || l->group[x->first].sep == 0)
		return x->from;
	g = &l->group[x->first - 1];
	len = g->to - g->from;
	if (len == 2 && memcmp(f->p + g->from, "47", 2) == 0)
		return g->from > 0 && f->p[g->from - 1] == '+' ? g->from - 1
							       : x->from;
	if (len == 4 && memcmp(f->p + g->from, "0047", 4) == 0)
		return g->from;
	return x->from;
}

/* Digits joined on before or after make it a part of something longer. */
static bool
is_part(const struct look *l, const struct number *x)
{
	size_t rest = 0, k = x->last + 1;

	if (x->whole)
		return false;
	if (l->group[x->first].sep && l->group[x->first].sep != ' ')
		return true;
	if (k >= l->groups || l->group[k].sep == 0)
		return x->label != W_PHONE_LABEL;
	if (l->group[k].sep != ' ')
		return true;
	for (; k < l->groups && rest < 8 && l->group[k].sep; k++)
		rest += l->group[k].to - l->group[k].from;
	return rest < 8;
}

static bool
plausible_phone(const struct look *l, struct number *x, bool prefixed)
{
	const struct fold *f = l->f;

	x->label = nearest_label(l, x->from, x->to);
	if (x->odd || !same_separators(l, x) ||
	    !(shape_of_phone(x) || (prefixed && shape_is(x, "dd"))))
		return false;
	if (prefixed)
		return x->d[0] >= 2;
	if (!fold_word_begins(f, x->from) || !fold_word_ends(f, x->to))
		return false;
	if (x->d[0] < 2 || x->label == W_OTHER_LABEL ||
	    x->label == W_KONTO_LABEL || x->label == W_ID_LABEL ||
	    is_amount(l, x) || is_part(l, x))
		return false;
	return x->label == W_PHONE_LABEL || !is_date(x->d);
}

/* The length of 47 or 0047 at the beginning of a number. */
static size_t
country_code(const struct fold *f, size_t from)
{
	if (f->n - from >= 4 && memcmp(f->p + from, "0047", 4) == 0)
		return 4;
	return f->n - from >= 2 && memcmp(f->p + from, "47", 2) == 0 ? 2 : 0;
}

/* Written in one: +4768051234, 004768051234; abroad: +46 70 123 45 67. */
static bool
try_international(const struct look *l, size_t first, size_t *next)
{
	const struct fold *f = l->f;
	const struct group *g = &l->group[first];
	size_t k = first, digits = 0, from = g->from;
	bool plus = from > 0 && f->p[from - 1] == '+';
	bool zeros = g->to - from >= 4 && memcmp(f->p + from, "00", 2) == 0;

	if (!plus && !(zeros && g->to - from == 12))
		return false;
	for (; k < l->groups && digits < 16; k++) {
		if (k > first && (l->group[k].sep == 0 || l->group[k].odd))
			break;
		digits += l->group[k].to - l->group[k].from;
	}
	if (digits < 9 || digits > 15)
		return false;
	if (!look_published(
		l, from + country_code(f, from), l->group[k - 1].to, true))
		look_add(l, D_PHONE, plus ? from - 1 : from, l->group[k - 1].to,
		    look_whose(l, from));
	*next = k;
	return true;
}

static bool
try_phone(const struct look *l, size_t first, size_t *next)
{
	struct number x;
	size_t from;

	if (try_international(l, first, next))
		return true;
	if (!take_number(l, first, 8, &x))
		return false;
	from = prefix_start(l, &x);
	if (!plausible_phone(l, &x, from != x.from))
		return false;
	*next = x.last + 1;
	if (!look_published(l, x.from, x.to, true))
		look_add(l, D_PHONE, from, x.to, look_whose(l, x.from));
	return true;
}

void
find_numbers(struct look *l)
{
	for (size_t i = 0; i < l->groups;) {
		size_t next = i + 1;

		if (!try_iban(l, i, &next) && !try_eleven(l, i, &next))
			(void)try_phone(l, i, &next);
		i = next;
	}
}
