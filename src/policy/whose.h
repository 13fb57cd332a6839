/* SPDX-License-Identifier: EUPL-1.2
 *
 * whose.h - whose matter a sentence of a text tells of (CHECKS.md: the writer's
 * or asker's own and their family's, or of one who is named).  Internal to the
 * policy; all places are of the folded view.
 */
#ifndef POLICY_WHOSE_H
#define POLICY_WHOSE_H
#include "policy/look.h"

enum whose { NOBODY, OWN, OTHER };

/* Whose in the sentence [from, to), where `term` is the class of what is told.
 */
enum whose whose_matter(
    const struct look *l, size_t from, size_t to, enum word_class term);
/* Does the sentence begin with "he" or "she", who stands before it? */
bool whose_is_before(const struct look *l, size_t from, size_t to);
/* Whose in the sentence before the one that begins at `at`. */
enum whose whose_before(const struct look *l, size_t at, enum word_class term);
/* Does an official have it themselves: "trener Rolf Dahl er TERM"? */
bool whose_official(const struct look *l, size_t from, size_t term);
/* A word of a beside one of b in [from, to), nothing but a space between. */
bool whose_beside(const struct look *l, size_t from, size_t to,
    enum word_class a, enum word_class b);
#endif
