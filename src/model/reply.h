/* SPDX-License-Identifier: EUPL-1.2
 *
 * reply.h - answers from draft to decision: versions, findings overruled,
 * approval, and the hand-over to the outbox.  REQ: F1 F2 F3 F4 K7 K8;
 * SPEC 2.5-2.7; invariants 3, 5, 10.
 */
#ifndef MODEL_REPLY_H
#define MODEL_REPLY_H
#include "model/authority.h"
#include "model/enquiry.h"
#include "policy/policy.h"

struct reply {
	struct reply_id id;
	struct account_id account;
	struct thread_id thread;
	struct enquiry_id enquiry;
	struct str target_native, kind, scope, tone, state;
	struct unit_id area;
	struct person_id author, asked; /* asked.v == 0: nobody in particular */
	struct str asked_clause;
	bool four_eyes;
	int64_t version, thread_version;
	struct str text;	      /* of the newest version */
	struct person_id text_author; /* who wrote the newest version */
	usec_t updated_at;
};

/* A finding the writer keeps, with why. */
struct overrule {
	struct str rule, kind;
	size_t start, end;
	struct str reason;
	struct person_id by; /* as stored; v == 0: the writer, now */
};
struct reply_form { /* what the composer sends */
	struct enquiry_id enquiry;
	struct str kind, scope, tone, text;
	struct unit_id area;
	struct str source;	/* of a correction (K6) */
	int64_t thread_version; /* of the page it was written on */
	const struct overrule *overrules;
	size_t noverrules;
};

/* What stands between this text and the public, all at once, for the screen. */
struct reply_ruling {
	struct findings findings;
	bool *overruled; /* per finding */
	bool blocked;	 /* a block stands, or a warning has no reason */
	/* All that blocks may be lifted by another, who can be asked: by an
	 * approver, or where only F4 may (K11), by one of those. */
	bool liftable, needs_f4;
	bool f4_writer;	     /* who writes may lift what F4 may */
	bool thread_changed; /* since the page was made (invariant 10) */
	bool four_eyes;	     /* a finding asks for another person */
	bool needs_approval;
	struct ruling authority; /* to publish; route: whom to ask */
	const char *clause;	 /* of the approval needed */
	bool sending_possible;	 /* the connection can send */
};
enum err reply_judge(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p,
    const struct reply_form *f, usec_t now,
    struct reply_ruling *out) MUST_CHECK;

/* Publish: writes reply, version, overrules and the outbox row, or sends it to
 * approval where that is needed; *out says which by its state.  ERR_BLOCKED: a
 * finding stands; ERR_CONFLICT: the thread changed, or another has the
 * enquiry; ERR_DENIED: may not write here.  Nothing is kept on an error but
 * the desk draft the caller has saved. */
enum err reply_publish(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p,
    const struct reply_form *f, bool ask_anyway, usec_t now,
    struct reply *out) MUST_CHECK;
/* Thanks for praise in one click (K5), and the way on for a formal matter (K10:
 * the unit's form or mailbox, else the municipality's); signed (K7), in the
 * municipality's language.  ERR_INVALID: it is none such; ERR_CONFLICT: nowhere
 * to refer to. */
enum err reply_thanks(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct enquiry_id id,
    usec_t now, struct reply *out) MUST_CHECK;
enum err reply_refer(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct enquiry_id id,
    usec_t now, struct reply *out) MUST_CHECK;
/* Where a formal matter of that unit goes; empty: the settings do not say. */
struct str reply_refer_to(const struct municipality *m, struct unit_id unit);

enum err reply_get(struct db *db, struct arena *a, struct reply_id id,
    struct reply *out) MUST_CHECK;
enum err reply_versions(struct db *db, struct arena *a, struct reply_id id,
    struct reply **out, size_t *n) MUST_CHECK; /* text and author of each */
/* Replies of an enquiry, newest last. */
enum err reply_of_enquiry(struct db *db, struct arena *a, struct enquiry_id id,
    struct reply **out, size_t *n) MUST_CHECK;
/* Waiting for approval, oldest first; those p may decide on are marked. */
struct waiting {
	struct reply reply;
	struct enquiry enquiry;
	struct ruling mine; /* may p decide? */
};
enum err reply_waiting(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, usec_t now,
    struct waiting **out, size_t *n) MUST_CHECK;

/* decision: approve (text: as it shall go out; differing from the newest
 * version makes a new version with p as co-author), or return with remark.
 * version: the one decided on.  ERR_CONFLICT: newer version, or not waiting;
 * ERR_DENIED; ERR_BLOCKED: the findings on the exact text. */
enum err reply_decide(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct reply_id id,
    int64_t version, struct str decision, struct str text, struct str remark,
    usec_t now, struct reply *out) MUST_CHECK;
/* The author takes it back from approval, or from the outbox before sending. */
enum err reply_withdraw(struct db *db, struct arena *a, const struct person *p,
    struct reply_id id, usec_t now) MUST_CHECK;
/* What ACT_APPROVE is asked of. */
struct object reply_approval_object(const struct reply *r);
/* What the writer of that version has kept, and why. */
enum err reply_overrules(struct db *db, struct arena *a, struct reply_id id,
    int64_t version, struct overrule **out, size_t *n) MUST_CHECK;
/* The context the clause checks get for this reply. */
struct policy_context reply_context(struct arena *a,
    const struct municipality *m, const struct person *p,
    const struct enquiry *e, struct str enquiry_text,
    const struct reply_form *f);
#endif
