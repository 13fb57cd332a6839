/* SPDX-License-Identifier: EUPL-1.2
 * t_worddiff.c - what changed between two wordings.  REQ: F3 */
#include <string.h>

#include "base/buf.h"
#include "fmt/worddiff.h"
#include "tests/test.h"

/* "a [b] c": what changed stands in brackets. */
static struct str
told(struct arena *a, const struct word_parts *p)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < p->n; i++)
		buf_printf(&b, p->v[i].changed ? "[%.*s]" : "%.*s",
		    STR_ARG(p->v[i].text));
	return buf_str(&b);
}

static struct str
whole(struct arena *a, const struct word_parts *p)
{
	struct buf b = { .arena = a };

	for (size_t i = 0; i < p->n; i++)
		buf_put(&b, p->v[i].text);
	return buf_str(&b);
}

static const struct row {
	const char *before, *after, *was, *is;
} rows[] = {
	{ "", "", "", "" },
	{ "Hei", "Hei", "Hei", "Hei" },
	{ "", "Hei du", "", "[Hei du]" },
	{ "Hei du", "", "[Hei du]", "" },
	{ "Vi svarer i dag", "Vi svarer i morgen", "Vi svarer i [dag]",
	    "Vi svarer i [morgen]" },
	{ "Vi svarer i dag", "Vi svarer deg i dag", "Vi svarer i dag",
	    "Vi svarer [deg ]i dag" },
	{ "a b c d", "a x y d", "a [b c] d", "a [x y] d" },
	{ "Veien er stengt\n\nHilsen Kari", "Veien er åpen\n\nHilsen Kari",
	    "Veien er [stengt]\n\nHilsen Kari",
	    "Veien er [åpen]\n\nHilsen Kari" },
	{ "a\nb", "a\n\nb", "a[\n]b", "a[\n\n]b" },
};

TEST(worddiff_tells_what_changed)
{
	struct arena a = { 0 };
	struct word_parts was, is;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		worddiff(&a, str_from(rows[i].before), str_from(rows[i].after),
		    &was, &is);
		CHECK(str_eq(told(&a, &was), str_from(rows[i].was)));
		CHECK(str_eq(told(&a, &is), str_from(rows[i].is)));
		CHECK(str_eq(whole(&a, &was), str_from(rows[i].before)));
		CHECK(str_eq(whole(&a, &is), str_from(rows[i].after)));
	}
	arena_free(&a);
}

static void
put_words(struct buf *b, struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\n')
			buf_char(b, s.p[i]);
}

/* Whatever the texts, nothing of them is lost, what is told as common is the
 * same in both, and the time and room are bounded. */
TEST(worddiff_loses_nothing)
{
	struct arena a = { 0 };
	uint64_t dice = 7;

	for (int round = 0; round < 400; round++) {
		struct buf text[2] = { { .arena = &a }, { .arena = &a } };
		struct buf kept[2] = { { .arena = &a }, { .arena = &a } };
		struct word_parts part[2];
		size_t words = round < 396 ? 12 : 3000;

		for (int k = 0; k < 2; k++)
			for (size_t i = 0; i < words; i++) {
				dice = dice * 6364136223846793005u + 1442695u;
				buf_printf(&text[k], "%c%s",
				    (char)('a' + (dice >> 33) % 4),
				    (dice >> 40) % 5 ? " " : "\n");
			}
		worddiff(&a, buf_str(&text[0]), buf_str(&text[1]), &part[0],
		    &part[1]);
		for (int k = 0; k < 2; k++) {
			CHECK(str_eq(whole(&a, &part[k]), buf_str(&text[k])));
			for (size_t i = 0; i < part[k].n; i++)
				if (!part[k].v[i].changed)
					put_words(&kept[k], part[k].v[i].text);
		}
		CHECK(str_eq(buf_str(&kept[0]), buf_str(&kept[1])));
		arena_free(&a);
	}
}
