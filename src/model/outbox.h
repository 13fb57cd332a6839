/* SPDX-License-Identifier: EUPL-1.2
 *
 * outbox.h - what shall leave: replies, hides, closings.  At most once as
 * readers see it, and never lost (invariants 2, 4, 5).
 *
 *   queued -> sending -> sent | failed | queued again (certainly not sent)
 *                     -> (no answer) looked at twice -> sent | queued | unknown
 *   held (crisis, or the gate said no) <-> queued;  dropped
 *
 * The gate runs in the transaction that sets `sending`.
 */
#ifndef MODEL_OUTBOX_H
#define MODEL_OUTBOX_H
#include "model/authority.h"
#include "model/message.h"

struct outbox_item {
	struct outbox_id id;
	struct account_id account;
	struct str act; /* reply hide show close open post notice edit */
	struct reply_id reply;
	int64_t version;
	struct message_id message;
	struct thread_id thread;
	int64_t post;		     /* of the act post; 0: none */
	struct person_id ordered_by; /* v == 0: a rule of the guidelines */
	/* Who let it out last, and in which epoch of crises (gate.h). */
	struct person_id let_out_by;
	int64_t let_out_epoch;
	/* Of the act notice, when it is put in: waits until its message is
	 * hidden (held, "hide"). */
	bool after_hide;
	struct str ground, state, held_why, native_id, error;
	int64_t tries, looks;
	usec_t next_at, created_at, updated_at, held_at;
	/* for the connector */
	struct str text, thread_native, parent_native, message_native;
};

/* Orders a hide, show, close or open: account, act, message or thread, ground
 * and ordered_by of *it are given, the rest is set.  In a crisis it may be held
 * (it->state).  ERR_CONFLICT: invariant 2, the content is not stored. */
enum err outbox_order(struct db *db, struct arena *a,
    const struct municipality *m, struct outbox_item *it,
    usec_t now) MUST_CHECK;

/* One sender an account, by lease; ERR_BUSY: another has it.  A sender takes
 * it anew with each thing it does: whoever slept too long finds out. */
enum err outbox_lease(struct db *db, struct arena *a, struct account_id account,
    struct str owner, usec_t now, usec_t until) MUST_CHECK;
/* Given back, if it is still the owner's. */
enum err outbox_release(
    struct db *db, struct account_id account, struct str owner) MUST_CHECK;
/* The next item due for the account: passes the gate and is `sending` when the
 * transaction commits, or is `held` with why (then *out is empty and *held
 * counts).  ERR_MISSING: nothing due. */
enum err outbox_take(struct db *db, struct arena *a,
    const struct municipality *m, struct account_id account, usec_t now,
    struct outbox_item *out) MUST_CHECK;
/* Items in `sending` whose time to be looked at has come: their process died,
 * or no answer came. */
enum err outbox_stranded(struct db *db, struct arena *a,
    struct account_id account, usec_t now, struct outbox_item **out,
    size_t *n) MUST_CHECK;

enum outbox_outcome {
	OUTCOME_SENT,	  /* native_id told; the enquiry is answered */
	OUTCOME_NOT_SENT, /* certainly not: again at next_at */
	OUTCOME_FAILED,	  /* refused for good: a person must look */
	OUTCOME_AMBIGUOUS /* no answer, or could not look: look again, then
			     unknown */
};
/* it: as outbox_take or outbox_stranded gave it.  ERR_CONFLICT: it has moved on
 * since (another looked, or tries again): what is told here is old.  But that
 * it was sent holds, whatever has been thought of it meanwhile. */
enum err outbox_finish(struct db *db, struct arena *a,
    const struct outbox_item *it, enum outbox_outcome outcome,
    struct str native_id, struct str error, usec_t next_at,
    usec_t now) MUST_CHECK;
/* ERR_CONFLICT: settled already, by another or by the sender; ERR_DENIED: a
 * crisis holds it (crisis.h).
 * A person decides on failed, unknown, held: retry, drop, or "it is there"
 * (sent, with the native id if known). */
enum err outbox_settle(struct db *db, struct arena *a, struct outbox_id id,
    struct str decision, struct str native_id, struct person_id by,
    usec_t now) MUST_CHECK;
/* What a person posts where we have no connector (SPEC 2.2): due, or taken by
 * somebody who is at it.  Taking passes the gate like all else (*out held: it
 * must not leave); done: it stands there, under the link if that is known; not
 * done: it waits again.  ERR_CONFLICT: another has it. */
enum err outbox_find(struct db *db, struct arena *a, struct outbox_id id,
    struct outbox_item *out) MUST_CHECK; /* ERR_MISSING */
enum err outbox_hand_list(struct db *db, struct arena *a, usec_t now,
    struct outbox_item **out, size_t *n) MUST_CHECK;
enum err outbox_hand_take(struct db *db, struct arena *a,
    const struct municipality *m, struct outbox_id id, struct person_id by,
    usec_t now, struct outbox_item *out) MUST_CHECK;
enum err outbox_hand_done(struct db *db, struct arena *a,
    const struct municipality *m, struct outbox_id id, bool done,
    struct str link, struct person_id by, usec_t now) MUST_CHECK;
enum err outbox_of_reply(struct db *db, struct arena *a, struct reply_id id,
    struct outbox_item **out, size_t *n) MUST_CHECK;
/* Held, failed and unknown of all accounts, oldest first. */
enum err outbox_troubled(struct db *db, struct arena *a,
    struct outbox_item **out, size_t *n) MUST_CHECK;
/* What waits for the crisis leadership, oldest first; at most 500. */
enum err outbox_held_by_crisis(struct db *db, struct arena *a,
    struct outbox_item **out, size_t *n) MUST_CHECK;
#endif
