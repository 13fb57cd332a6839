/* SPDX-License-Identifier: EUPL-1.2
 *
 * policy.h - what the clauses say of a text (SPEC 4, CHECKS.md).  Pure: no
 * I/O, no clock, no database; what a rule needs to know stands in its input.
 * Used by web (composer, API), model (intake and the gate of the outbox) and
 * app (the check command) alike, so all give the same answer.
 */
#ifndef POLICY_POLICY_H
#define POLICY_POLICY_H
#include "base/arena.h"
#include "base/str.h"

enum severity { ADVISE, WARN, APPROVE, BLOCK }; /* the highest is the verdict */
enum policy_as { AS_REPLY, AS_POST, AS_INBOUND, AS_PRIVATE };
/* Who may lift a finding: the writer with a reason, an approver, F4, nobody. */
enum lift { LIFT_NONE, LIFT_SELF, LIFT_APPROVER, LIFT_F4 };

struct str_list {
	const struct str *v;
	size_t n;
};

struct lexicon; /* lexicon.h */

/* What the rules may know; all members optional (CHECKS.md, "Context"). */
struct policy_context {
	const struct lexicon *lexicon; /* NULL: the built-in words */
	struct {
		struct str name;
		struct str_list names, domains, units, projects, suppliers,
		    places, published;
	} municipality;
	struct str_list staff;
	struct {
		struct str first_name, last_name, unit;
		struct str_list roles;
	} responder;
	struct {
		struct str text, category;
	} enquiry;
	struct str role;       /* "private" | "professional", as: private */
	struct str reply_kind; /* fact | thanks | referral | statement */
	struct str tone;       /* plain | humour | formal */
	/* Whoever has people and units at hand has asked who may say this
	 * (model/authority.h): then the rules F do not guess it from names. */
	enum { AUTHORITY_ASK, AUTHORITY_YES, AUTHORITY_NO } authority;
	bool scope_municipality;
	struct str scope_unit;
	struct str area;
	struct {
		struct str title, recommendation;
		struct str_list words;
	} matter; /* title.n == 0: none */
};

struct policy_input {
	struct str text; /* UTF-8; anything else is read byte by byte */
	enum policy_as as;
	const struct policy_context *context; /* never NULL */
};

struct finding {
	const char *rule; /* clause: "K8" */
	const char *kind; /* "national_id" */
	enum severity severity;
	enum lift lift;
	bool synthetic;	   /* a number of a test series */
	bool third_person; /* of a named other, not the writer (inbound) */
	size_t start, end; /* bytes of the text, end exclusive; 0,0: all */
};

struct fold;
struct hits;
struct findings { /* grows in its arena; sorted by start by policy_check */
	struct arena *arena;
	struct finding *v;
	size_t n, room;
	/* The text folded (fold.h) and the words in it (lexicon.h), for the
	 * rules; NULL after policy_check. */
	const struct fold *folded;
	const struct hits *hits;
};

struct policy_rule {
	const char *name;
	const char *law; /* why we have it, for people and the record */
	void (*check)(struct findings *out, const struct policy_input *in);
};

void findings_add(struct findings *out, struct finding f);
/* Runs every rule of rules.def.  Linear in the length of the text. */
void policy_check(
    struct arena *a, const struct policy_input *in, struct findings *out);
/* -1: no finding ("ok"), else the highest severity. */
int policy_verdict(const struct findings *f);
const char *severity_name(enum severity s); /* "advise" ... "block" */
const char *lift_name(enum lift l);	    /* "none" ... "f4" */
/* The text with every K8/P7 number, address and mail in it replaced by bars
 * (U+2588), for lists and logs.  REQ: K8 */
struct str policy_mask(
    struct arena *a, struct str text, const struct findings *f);
#endif
