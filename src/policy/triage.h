/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage.h - what a message seems to be: its category, flags, how sure, and the
 * words that led there (SPEC K5, CHECKS.md "Triage", docs/design/triage.md).
 * Pure.  It suggests and sorts; nothing is closed or answered by it.
 *
 * Rules first: the words of lexicon.h's T_ classes and a few signs give each
 * category a score before anything is learned.  A linear model (multinomial
 * logistic regression over hashed words and pieces of words) adds to that what
 * labelled texts have taught it.  A text in another language than bokmål,
 * nynorsk or English is guessed at as well, with that said.
 *
 * Used by model (intake), app (the command) and tools (training at build).
 */
#ifndef POLICY_TRIAGE_H
#define POLICY_TRIAGE_H
#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

#define CATEGORIES(X)                                                          \
	X(QUESTION, "question")                                                \
	X(PRAISE, "praise")                                                    \
	X(NEUTRAL_TO_US, "neutral_to_us")                                      \
	X(NEUTRAL_NOT_TO_US, "neutral_not_to_us")                              \
	X(NEGATIVE, "negative")                                                \
	X(FACTUAL_ERROR, "factual_error")                                      \
	X(FORMAL_MATTER, "formal_matter")
enum category {
#define X(name, text) CATEGORY_##name,
	CATEGORIES(X)
#undef X
};
enum { CATEGORY_COUNT = CATEGORY_FORMAL_MATTER + 1 };
const char *category_name(enum category c);
bool category_parse(struct str name, enum category *out);

#define TRIAGE_FLAGS(X)                                                        \
	X(CONFIDENTIAL, "confidential")                                        \
	X(REPUTATION, "reputation")                                            \
	X(THREAT, "threat")                                                    \
	X(SPAM, "spam")
enum triage_flag {
#define X(name, text) TRIAGE_##name,
	TRIAGE_FLAGS(X)
#undef X
	    TRIAGE_FLAG_COUNT
};
const char *triage_flag_name(enum triage_flag f);
bool triage_flag_parse(struct str name, enum triage_flag *out);
/* Bits 1 << enum triage_flag as "confidential threat", and back; words that
 * are no flag count for nothing. */
struct str triage_flag_words(struct arena *a, unsigned flags);
unsigned triage_flag_bits(struct str words);

enum text_lang { TEXT_NB, TEXT_NN, TEXT_EN, TEXT_OTHER };
const char *text_lang_name(enum text_lang l); /* "nb" ... "other" */

enum { TRIAGE_WHY = 6, TRIAGE_TEXT_MAX = 20000 };
struct triage {
	enum category category;
	double confidence; /* 0 to 1: the model's share for the category */
	unsigned flags;	   /* bits 1 << enum triage_flag */
	enum text_lang lang;
	struct { /* bytes of the text: what spoke for it, strongest first */
		size_t start, end;
	} why[TRIAGE_WHY];
	size_t nwhy;
};

struct triage_model;
/* The one trained at build from our own labelled texts. */
const struct triage_model *triage_builtin(void);
/* model NULL: rules alone.  words: of the municipality (lexicon.h); NULL: the
 * built-in ones.  Looks at the first TRIAGE_TEXT_MAX bytes. */
struct lexicon;
void triage(struct arena *a, struct str text, const struct triage_model *model,
    const struct lexicon *words, struct triage *out);

/* Learning ---------------------------------------------------------------- */

struct triage_example {
	struct str text;
	enum category category;
	unsigned flags;	  /* bits 1 << enum triage_flag, */
	bool flags_known; /* where somebody has said them */
	bool flags_only;  /* the category is nobody's word */
};
/* Starts from base, or from the rules alone where it is NULL.  Deterministic:
 * the same examples in the same order give the same model. */
struct triage_model *triage_train(struct arena *a,
    const struct triage_model *base, const struct triage_example *v, size_t n);
/* As bytes, and back.  ERR_INVALID: not a model of this program's kind. */
struct str triage_model_write(struct arena *a, const struct triage_model *m);
enum err triage_model_read(struct arena *a, struct str bytes,
    const struct triage_model **out) MUST_CHECK;
#endif
