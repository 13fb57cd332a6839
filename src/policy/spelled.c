/* SPDX-License-Identifier: EUPL-1.2
 *
 * spelled.c - numbers in words: "åtte null fem ...", one word a digit.  Eleven
 * that make an identity number or an account, eight that make a telephone.
 * One who counts (one, two, three ...) says no number.
 */
#include "policy/identifiers.h"
#include "policy/look.h"

/* REQ: K8 REQ: P7 */

#define DIGITS_MAX 12
#define GAP_MAX	   3

struct run {
	unsigned char d[DIGITS_MAX];
	size_t n, from, to; /* n may pass DIGITS_MAX: then it is none of ours */
};

/* Which digit the word [from, to) of the view says; -1: none. */
static int
digit_said(const struct fold *f, size_t from, size_t to)
{
	static const struct {
		struct str word;
		int digit;
	} said[] = {
		{ STR_INIT("null"), 0 },
		{ STR_INIT("zero"), 0 },
		{ STR_INIT("en"), 1 },
		{ STR_INIT("ein"), 1 },
		{ STR_INIT("ett"), 1 },
		{ STR_INIT("eitt"), 1 },
		{ STR_INIT("one"), 1 },
		{ STR_INIT("to"), 2 },
		{ STR_INIT("two"), 2 },
		{ STR_INIT("tre"), 3 },
		{ STR_INIT("three"), 3 },
		{ STR_INIT("fire"), 4 },
		{ STR_INIT("four"), 4 },
		{ STR_INIT("fem"), 5 },
		{ STR_INIT("five"), 5 },
		{ STR_INIT("seks"), 6 },
		{ STR_INIT("six"), 6 },
		{ STR_INIT("sju"), 7 },
		{ STR_INIT("syv"), 7 },
		{ STR_INIT("seven"), 7 },
		{ STR_INIT("atte"), 8 },
		{ STR_INIT("eight"), 8 },
		{ STR_INIT("ni"), 9 },
		{ STR_INIT("nine"), 9 },
	};
	struct str w = { f->p + from, to - from };

	if (w.n == 1 && fold_is_digit(w.p[0]))
		return w.p[0] - '0';
	for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++)
		if (str_eq(w, said[i].word))
			return said[i].digit;
	return -1;
}

static bool
counts(const struct run *r)
{
	size_t up = 0, down = 0;

	for (size_t i = 1; i < r->n; i++) {
		up += r->d[i] == r->d[i - 1] + 1;
		down += r->d[i] + 1 == r->d[i - 1];
	}
	return up + 2 >= r->n || down + 2 >= r->n;
}

/* Said in digits throughout: numbers.c has looked at it. */
static bool
is_written(const struct look *l, const struct run *r)
{
	for (size_t i = r->from; i < r->to; i++)
		if (fold_is_alpha(l->f->p[i]))
			return false;
	return true;
}

static void
settle(const struct look *l, const struct run *r)
{
	enum national_id id;

	if ((r->n != 8 && r->n != 11) || counts(r) || is_written(l, r))
		return;
	if (r->n == 8) {
		if (r->d[0] >= 2)
			look_add(
			    l, D_PHONE, r->from, r->to, look_whose(l, r->from));
		return;
	}
	id = national_id_of(r->d);
	if (id != ID_NONE)
		look_add(l, D_NATIONAL_ID, r->from, r->to,
		    look_whose(l, r->from) |
			(id == ID_SYNTHETIC || id == ID_SYNTHETIC_2032
				? LOOK_SYNTHETIC
				: 0));
	else if (bank_account_valid(r->d))
		look_add(
		    l, D_BANK_ACCOUNT, r->from, r->to, look_whose(l, r->from));
}

void
find_spelled(struct look *l)
{
	const struct fold *f = l->f;
	struct run r = { .n = 0 };

	for (size_t i = 0; i < f->n;) {
		size_t end = i;
		int d;

		if (!fold_is_word(f->p[i])) {
			i++;
			continue;
		}
		while (end < f->n && fold_is_word(f->p[end]))
			end++;
		d = digit_said(f, i, end);
		if (d < 0 || (r.n && i - r.to > GAP_MAX)) {
			settle(l, &r);
			r.n = 0;
		}
		if (d >= 0) {
			r.from = r.n ? r.from : i;
			if (r.n < DIGITS_MAX)
				r.d[r.n] = (unsigned char)d;
			r.n++;
			r.to = end;
		}
		i = end;
	}
	settle(l, &r);
}
