/* SPDX-License-Identifier: EUPL-1.2
 *
 * look.h - one text as K8 and P7 work on it: the folded view, the words found
 * in it, its numbers, its sentences; and the detectors, each of which adds to
 * the findings.  Internal to the policy.
 */
#ifndef POLICY_LOOK_H
#define POLICY_LOOK_H
#include "policy/fold.h"
#include "policy/lexicon.h"
#include "policy/policy.h"

/* A run of digits in the view; letters O, l, I among digits count as such. */
struct group {
	uint32_t from, to;
	char sep; /* what joins it to the group before, 0: nothing does */
	bool odd; /* joined by a sign not usual in numbers: / , * */
};

struct look {
	const struct policy_input *in;
	const struct fold *f;
	struct hits hits;
	struct group *group;
	size_t groups;
	struct findings *out;
};

enum detected {
	D_NATIONAL_ID,
	D_BANK_ACCOUNT,
	D_BANK_MAYBE, /* only the control digit speaks for it */
	D_PASSPORT,
	D_PHONE,
	D_EMAIL,
	D_ADDRESS,
	D_PLATE,
	D_HEALTH,
	D_CHILD_WELFARE,
	D_SOCIAL,
	D_SCHOOL,
};

void look_groups(struct arena *a, struct look *l);
/* The sentence around a place of the view: [*from, *to). */
void look_sentence(
    const struct look *l, size_t place, size_t *from, size_t *to);
/* That sentence and the ones beside it. */
void look_sentences(
    const struct look *l, size_t place, size_t *from, size_t *to);
/* A word of the class that lies wholly in [from, to), or NULL. */
const struct hit *look_word(
    const struct look *l, enum word_class cls, size_t from, size_t to);
/* Does a word of [from, to) begin so?  Stems of up to four letters are whole
 * words.  They are written folded: "mote" is møte. */
bool look_stem(const struct look *l, const struct str *stems, size_t n,
    size_t from, size_t to);
/* A personal name in [from, to) that is no official's, staff's or place's.
 * *full: with a family name. */
bool look_name(const struct look *l, size_t from, size_t to, bool *full);
/* The value of the digit in the view, letters taken for digits included. */
unsigned char look_digit(char c);
/* Is the municipality's own published list the place of it? Compares digits
 * only, or letters and digits only. */
bool look_published(
    const struct look *l, size_t from, size_t to, bool digits_only);
/* The same of an entry that begins there and may be longer than what was
 * found: a place of two words without capitals. */
bool look_published_from(const struct look *l, size_t from);

/* Adds a finding of what was found in the view's [from, to), with the rule,
 * severity and lift that CHECKS.md gives it. third: said of a named other. */
void look_add(const struct look *l, enum detected what, size_t from, size_t to,
    unsigned flags);
#define LOOK_SYNTHETIC 1U
#define LOOK_THIRD     2U

/* Places of names in the view, gathered once so that a rule may ask of any
 * part of a text without reading it again. */
struct span {
	size_t from, to;
};
struct spans {
	struct span *v;
	size_t n, room;
};
/* Adds each place of a name of the list: with a genitive s or not;
 * MENTION_FIRM: also without AS and the like; MENTION_CAPITAL: a single word
 * only where it is written with a capital (a whole name is one however it is
 * written); MENTION_ENDINGS: also in the definite form, and before the word
 * for work on it ("Elveparken-notatet").  Linear in the
 * text for each name. */
#define MENTION_FIRM	1U
#define MENTION_CAPITAL 2U
#define MENTION_ENDINGS 4U
void look_mentions(const struct look *l, const struct str_list *list,
    unsigned how, struct spans *out);
void spans_put(const struct look *l, struct spans *out, struct span x);
/* In order; of those that overlap the first stays. */
void spans_settle(struct spans *s);
/* The first of a settled list that lies in [from, to), or NULL. */
const struct span *spans_in(const struct spans *s, size_t from, size_t to);
/* Is one of them named in [from, to)?  *at (may be NULL): the first. */
bool look_mentioned(const struct look *l, const struct str_list *list,
    size_t from, size_t to, size_t *at);
/* A finding of another rule on the view's [from, to); to == 0: of the whole. */
void look_find(const struct look *l, struct finding x, size_t from, size_t to);
/* What every rule begins with. */
static inline struct look
look_at(struct findings *out, const struct policy_input *in)
{
	return (struct look){
		.in = in, .f = out->folded, .hits = *out->hits, .out = out
	};
}

/* In what comes in: LOOK_THIRD where the sentence names another. */
unsigned look_whose(const struct look *l, size_t place);

void find_numbers(struct look *l); /* ids, accounts, phones */
void find_spelled(struct look *l); /* the same in words */
void find_passports(struct look *l);
void find_emails(struct look *l);
void find_addresses(struct look *l);
void find_plates(struct look *l);
void find_matters(struct look *l); /* health, child welfare, social, school */
#endif
