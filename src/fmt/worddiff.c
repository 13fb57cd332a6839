/* SPDX-License-Identifier: EUPL-1.2
 * worddiff.c - the longest common subsequence of words, by table. */
#include "fmt/worddiff.h"

enum { CELLS_MAX = 1000000 };

struct tokens {
	struct str *v;
	bool *kept; /* is in the other too */
	size_t n;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/* Words, and the spaces between them. */
static struct tokens
split(struct arena *a, struct str s)
{
	struct tokens t = { ARENA_ARRAY(a, struct str, s.n + 1),
		ARENA_ARRAY(a, bool, s.n + 1), 0 };

	for (size_t at = 0, end; at < s.n; at = end) {
		for (end = at + 1;
		     end < s.n && is_space(s.p[end]) == is_space(s.p[at]);
		     end++)
			;
		t.v[t.n++] = str_cut(s, at, end);
	}
	return t;
}

struct span { /* of both, between what they begin and end with alike */
	size_t a, an, b, bn;
};

static struct span
trim(struct tokens *x, struct tokens *y)
{
	struct span s = { 0, x->n, 0, y->n };

	while (s.an && s.bn && str_eq(x->v[s.a], y->v[s.b])) {
		x->kept[s.a++] = y->kept[s.b++] = true;
		s.an--;
		s.bn--;
	}
	while (s.an && s.bn &&
	       str_eq(x->v[s.a + s.an - 1], y->v[s.b + s.bn - 1])) {
		x->kept[s.a + s.an - 1] = y->kept[s.b + s.bn - 1] = true;
		s.an--;
		s.bn--;
	}
	return s;
}

/* len[i][j]: how many the rests from i and j have in common. */
static void
common(struct arena *a, struct tokens *x, struct tokens *y, struct span s)
{
	size_t w = s.bn + 1, i = 0, j = 0;
	uint32_t *len;

	if (s.an == 0 || s.bn == 0 || s.an + 1 > CELLS_MAX / w)
		return;
	len = ARENA_ARRAY(a, uint32_t, (s.an + 1) * w);
	for (i = s.an; i-- > 0;)
		for (j = s.bn; j-- > 0;) {
			uint32_t down = len[(i + 1) * w + j];
			uint32_t right = len[i * w + j + 1];

			len[i * w + j] = str_eq(x->v[s.a + i], y->v[s.b + j])
					     ? len[(i + 1) * w + j + 1] + 1
					 : down > right ? down
							: right;
		}
	i = j = 0;
	while (i < s.an && j < s.bn) {
		if (str_eq(x->v[s.a + i], y->v[s.b + j]))
			x->kept[s.a + i++] = y->kept[s.b + j++] = true;
		else if (len[(i + 1) * w + j] >= len[i * w + j + 1])
			i++;
		else
			j++;
	}
}

/* A space alone between two changed words is part of the change. */
static bool
is_changed(const struct tokens *t, size_t i)
{
	return !t->kept[i] ||
	       (is_space(t->v[i].p[0]) && i > 0 && i + 1 < t->n &&
		   !t->kept[i - 1] && !t->kept[i + 1]);
}

static struct word_parts
join(struct arena *a, const struct tokens *t)
{
	struct word_parts out = { ARENA_ARRAY(a, struct word_part, t->n + 1),
		0 };

	for (size_t i = 0; i < t->n; i++) {
		bool changed = is_changed(t, i);
		struct word_part *last = out.n ? &out.v[out.n - 1] : NULL;

		if (last && last->changed == changed)
			last->text.n += t->v[i].n; /* they lie side by side */
		else
			out.v[out.n++] = (struct word_part){ t->v[i], changed };
	}
	return out;
}

void
worddiff(struct arena *a, struct str before, struct str after,
    struct word_parts *was, struct word_parts *is)
{
	struct tokens x = split(a, before), y = split(a, after);

	common(a, &x, &y, trim(&x, &y));
	*was = join(a, &x);
	*is = join(a, &y);
}
