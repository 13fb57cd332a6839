/* SPDX-License-Identifier: EUPL-1.2
 *
 * moderation.h - a comment is taken from public view, and whoever wrote it is
 * told: that it was, on which ground, and where to complain.  In the thread,
 * without name or quotation, where the channel lets us answer; else a person
 * tells them with words that stand ready.  The record says whether and how.
 * Used by the pages and the API of moderation.  docs/design/moderation.md
 * REQ: SPEC 4 K8 K12
 */
#ifndef MODEL_MODERATION_H
#define MODEL_MODERATION_H
#include "model/houserule.h"

struct hide_order {
	struct message_id message;
	struct str ground;
	struct person_id by;
	bool tell; /* in the thread as soon as it is hidden, where it can be */
};
/* `may` has been asked.  Where the thread takes no comments it is hidden, and
 * stands as not told.  ERR_CONFLICT: hidden already, or not stored (invariant
 * 2); ERR_INVALID: our own words, or no ground of the house rules. */
enum err moderation_hide(struct db *db, struct arena *a,
    const struct municipality *m, const struct hide_order *o,
    usec_t now) MUST_CHECK;

enum hiding_told {
	TOLD_NOT,	/* nobody has */
	TOLD_WAITS,	/* on its way, or until it is hidden */
	TOLD_CRISIS,	/* the crisis leadership holds it */
	TOLD_FAILED,	/* did not go out: stands in the outbox */
	TOLD_IN_THREAD, /* by us, without name */
	TOLD_BY_HAND,	/* by a person, in a way they name */
	TOLD_CANNOT	/* a person says why nobody can */
};
const char *hiding_told_name(enum hiding_told t); /* "in_thread" */
struct hiding_notice {
	enum hiding_told told;
	struct person_id by;
	usec_t at;
	struct str remark;    /* of BY_HAND and CANNOT */
	bool can_in_thread;   /* it takes comments, and the connection sends */
	struct str in_thread; /* the words that would stand there */
	struct str letter;    /* to be sent by hand */
};
/* For each of the hidings. */
enum err moderation_notices(struct db *db, struct arena *a,
    const struct municipality *m, const struct hiding *v, size_t n,
    struct hiding_notice **out) MUST_CHECK;

/* Tells in the thread now.  ERR_DENIED; ERR_CONFLICT: not hidden by us now,
 * told or on its way already, or the thread takes no comments. */
enum err moderation_tell(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *by,
    struct message_id message, usec_t now) MUST_CHECK;
/* A person has told them (how), or says why it cannot be done.  ERR_INVALID:
 * says nothing of that. */
struct told_by_hand {
	struct message_id message;
	bool told;
	struct str remark;
};
enum err moderation_told(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *by,
    const struct told_by_hand *t, usec_t now) MUST_CHECK;
#endif
