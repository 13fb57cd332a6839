/* SPDX-License-Identifier: EUPL-1.2
 *
 * trial.h - what a change of words or registers would do to recent texts,
 * before it is saved: citizens' messages as they come in, our own answers and
 * posts as they would be checked today, and a text that is typed for the
 * purpose, in every role.  Nothing is kept.  REQ: SPEC 4
 */
#ifndef MODEL_TRIAL_H
#define MODEL_TRIAL_H
#include "model/municipality.h"

struct trial_change {
	struct enquiry_id enquiry; /* v == 0: a post, or what was typed */
	struct post_id post;	   /* v == 0: no post */
	/* Kinds of findings (CHECKS.md), flags and categories (triage.h). */
	struct str_list come, go;
};
enum { TRIAL_SHOWN = 20, TRIAL_TEXTS = 200 };
struct trial {
	size_t texts, changed; /* looked at, and those it changes */
	struct trial_change v[TRIAL_SHOWN];
	size_t n;
	bool typed_changed;
	struct trial_change typed;
	struct str_list citizens; /* their messages that were looked at */
};

/* Whose trial it is: who may not read the desk learns how many enquiries it
 * would change and not which, and who may not look behind a mask nothing of
 * those that have one, or a word tried would tell what stands there. */
struct trial_of {
	struct str typed; /* may be empty */
	bool desk, masked;
};
/* The newest TRIAL_TEXTS messages of citizens, as many of our own, and what
 * was typed, by the checks as they are and as they would be. */
enum err trial_run(struct db *db, struct arena *a, const struct municipality *m,
    const struct policy_context *after, const struct trial_of *of,
    struct trial *out) MUST_CHECK;
#endif
