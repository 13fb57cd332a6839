/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_internal.h - shared by triage*.c alone: what a text is turned into
 * before rules and model see it.
 */
#ifndef POLICY_TRIAGE_INTERNAL_H
#define POLICY_TRIAGE_INTERNAL_H
#include "policy/lexicon.h"
#include "policy/triage.h"

/* Signs of a text as a whole.  The T_ classes come first, in their order. */
enum sign {
	SIGN_ASK,
	SIGN_PRAISE,
	SIGN_NEG,
	SIGN_INFO,
	SIGN_TALK,
	SIGN_ERROR,
	SIGN_APPLY,
	SIGN_SPAM,
	SIGN_THREAT,
	SIGN_REPUTATION,
	SIGN_BIAS,
	SIGN_ASKED,    /* it ends with a question mark */
	SIGN_QUESTION, /* there is one somewhere */
	SIGN_SHOUTED,  /* exclamation marks */
	SIGN_TAG,      /* begins by naming somebody: @Kari */
	SIGN_LINK,
	SIGN_GLAD,	/* hearts, thumbs, applause */
	SIGN_CROSS,	/* thumbs down, angry or wry faces */
	SIGN_ASK_FIRST, /* begins with a word that asks */
	SIGN_SHORT,	/* fewer than five words */
	SIGN_LONG,	/* more than forty */
	SIGN_US,	/* speaks to the municipality: dere, dykk, kommunen */
	SIGN_YOU,	/* speaks to one person, and not to us */
	SIGN_CALLS,	/* calls somebody by name: "Ole, har du", ", Anita?" */
	SIGN_LAUGHS,
	SIGN_NOT_BUT, /* "lørdag, ikke søndag" */
	SIGN_COUNT
};

enum { HASH_BITS = 16, BUCKETS = 1 << HASH_BITS };
struct feature {
	uint32_t bucket;
	float value;
};
struct features {
	const struct fold *f;
	struct hits hits;
	float sign[SIGN_COUNT];
	struct feature *v; /* words and pieces, of length 1 together */
	size_t n;
};
void triage_features(struct arena *a, struct str text,
    const struct lexicon *words, struct features *out);
/* triage_sentence.c; sentences of more hits than this are read that far. */
enum { SENTENCE_HITS_MAX = 200 };
struct sentence {
	const struct fold *f;
	const struct hit *v; /* of the triage's classes, and W_YOURS */
	size_t n, from, to;
	bool beasts; /* the sentence before was of game: "them" are those */
};
/* The sentence that begins at a place of the view, its hits put in v. */
struct sentence sentence_at(const struct features *x, size_t at, struct hit *v);
const struct hit *said_first(const struct sentence *s, enum word_class cls);
bool said(const struct sentence *s, enum word_class cls);
bool said_asks(const struct sentence *s);
bool said_comma(const struct fold *f, size_t from, size_t to);
/* The first b that begins after an a, within so many bytes and, where one is
 * asked for, in the same clause; NULL: none. */
const struct hit *said_then(const struct sentence *s, enum word_class a,
    enum word_class b, size_t reach, bool clause);
/* In either order. */
bool said_near(const struct sentence *s, enum word_class a, enum word_class b,
    size_t reach);
/* triage_threat.c */
bool triage_threatens(
    struct arena *a, const struct features *x, struct str text);
/* triage_flags.c */
bool triage_scandal(struct arena *a, const struct features *x);
bool triage_spams(const struct features *x);
/* Is any of these in the text? */
bool str_has_any(struct str text, const struct str *v, size_t n);
bool str_is_among(const struct str *v, size_t n, struct str w);
enum text_lang triage_lang(const struct features *x, struct str text);

struct triage_model {
	float sign[SIGN_COUNT][CATEGORY_COUNT]; /* added to the rules' */
	float scale;				/* of a step of w */
	signed char w[BUCKETS][CATEGORY_COUNT];
	/* Flags, each by itself, beside what the rules find: from words and
	 * pieces, and of the signs only those that no word list makes. */
	float flag_sign[SIGN_COUNT][TRIAGE_FLAG_COUNT];
	float flag_scale;
	signed char flag_w[BUCKETS][TRIAGE_FLAG_COUNT];
};
/* Of words and pieces in a flag: few texts have one, and of few words little is
 * known. */
static inline float
flag_gain(const struct features *x)
{
	return x->n < 250 ? 2.0f * (float)x->n / 250.0f : 2.0f;
}
/* Those it is surely marked with by its words, as bits. */
unsigned triage_flags_learned(
    const struct features *x, const struct triage_model *m);
/* The yardstick of tools/quality_triage.c: words and pieces alone. */
struct triage_model *triage_train_plain(
    struct arena *a, const struct triage_example *v, size_t n);
/* Put into the binary by the build. */
extern const unsigned char triage_model_bytes[];
extern const size_t triage_model_size;
/* What the rules say of a sign, before anything is learned. */
extern const float triage_rules[SIGN_COUNT][CATEGORY_COUNT];
#endif
