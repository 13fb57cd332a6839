/* SPDX-License-Identifier: EUPL-1.2
 *
 * worddiff.h - what has changed from one wording to the next, word by word, to
 * be shown side by side.  Pure.  Used by the page of approval (F3).
 */
#ifndef FMT_WORDDIFF_H
#define FMT_WORDDIFF_H
#include "base/arena.h"
#include "base/str.h"

struct word_part { /* points into the text */
	struct str text;
	bool changed; /* not in the other */
};
struct word_parts {
	struct word_part *v;
	size_t n;
};
/* The parts of each put together are that text again.  What both have is the
 * longest common run of words; texts that differ in very many are told as
 * changed from the first difference to the last. */
void worddiff(struct arena *a, struct str before, struct str after,
    struct word_parts *was, struct word_parts *is);
#endif
