/* SPDX-License-Identifier: EUPL-1.2
 *
 * fold.h - a text as its readers see it.  Rules search in a folded view in
 * which disguises are gone: one byte per letter, lower case, without
 * diacritics (ø is o, å is a), look-alikes of other alphabets as the Latin
 * letters they look like, all digits as 0-9, all spaces and dashes as one
 * kind, HTML entities read, what has no width left out.  For every byte of
 * the view the place in the original is known, so a finding points at the
 * bytes that were written.
 */
#ifndef POLICY_FOLD_H
#define POLICY_FOLD_H
#include "base/str.h"

/* Bytes of the view that stand for what is not ASCII. */
#define FOLD_OTHER  '\x01' /* a sign, an emoji, a broken byte */
#define FOLD_LETTER '\x02' /* a letter of another script */
#define FOLD_UPPER  1	   /* flag: was a capital */

struct fold {
	const char *p; /* the view */
	const char *w; /* the same for words: 0 in h0spital is an o */
	const unsigned char *flag;
	const uint32_t *at;	  /* where in the text the byte comes from */
	const unsigned char *len; /* how many bytes it took there */
	size_t n;
};

/* Lives in the arena.  A text beyond 4 GiB is read that far. */
struct fold fold_text(struct arena *a, struct str text);

/* Where the view's [from, to) lies in the text; from < to. */
static inline size_t
fold_start(const struct fold *f, size_t from)
{
	return f->at[from];
}
static inline size_t
fold_end(const struct fold *f, size_t to)
{
	return (size_t)f->at[to - 1] + f->len[to - 1];
}

static inline bool
fold_is_digit(char c)
{
	return c >= '0' && c <= '9';
}
static inline bool
fold_is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || c == FOLD_LETTER;
}
static inline bool
fold_is_word(char c)
{
	return fold_is_alpha(c) || fold_is_digit(c);
}
/* Does a word stand from i, or end before i? */
static inline bool
fold_word_begins(const struct fold *f, size_t i)
{
	return i == 0 || !fold_is_word(f->p[i - 1]);
}
static inline bool
fold_word_ends(const struct fold *f, size_t i)
{
	return i >= f->n || !fold_is_word(f->p[i]);
}
static inline bool
fold_is_upper(const struct fold *f, size_t i)
{
	return i < f->n && (f->flag[i] & FOLD_UPPER);
}
#endif
