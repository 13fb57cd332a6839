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
};

/* The newest TRIAL_TEXTS messages of citizens, as many of our own, and typed
 * (may be empty), by the checks as they are and as they would be. */
enum err trial_run(struct db *db, struct arena *a, const struct municipality *m,
    const struct policy_context *after, struct str typed,
    struct trial *out) MUST_CHECK;
#endif
