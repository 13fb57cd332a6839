/* SPDX-License-Identifier: EUPL-1.2
 *
 * post.h - what the municipality says first: written, checked by the same
 * clauses as an answer, approved where that is needed, and let out at its time.
 *
 *   draft -> waiting_approval -> planned -> (outbox) sent
 *     ^______ returned, taken back ___|        |
 *     ^________ put right (K6) ________________|      dropped: from draft
 *
 * What somebody decided to let out is a version: it goes into the outbox at
 * once, due at its time, so that a crisis (K12), a plan that ran out or a role
 * that was lost meanwhile stops it at the gate like everything else.  A post
 * that is out is put right by a new version, which says that and what was put
 * right (K6), and changes the one that stands there.
 * REQ: F2 F3 F4 K6 K7 K8 K12; SPEC 2.8; invariants 2, 5
 */
#ifndef MODEL_POST_H
#define MODEL_POST_H
#include "model/outbox.h"
#include "model/reply.h"

enum { POST_PICTURES = 4 };
/* UTF-8: 200 and 500 characters */
#define POST_TITLE_BYTES ((size_t)800)
#define POST_ALT_BYTES	 ((size_t)2000)
#define POST_PICTURE_MAX (8 << 20) /* bytes */

struct post_picture {
	int64_t seq;	/* its entry in the ledger */
	struct str alt; /* what it shows, for those who do not see it */
};
struct post_pictures {
	struct post_picture v[POST_PICTURES];
	size_t n;
};
struct post {
	struct post_id id;
	struct account_id account;
	struct str kind, scope, state;
	struct unit_id area;
	struct person_id author, asked; /* asked.v == 0: nobody */
	struct str asked_clause;
	bool four_eyes;
	int64_t version; /* 0: nothing was decided to be let out yet */
	struct str title, text, correction;
	struct post_pictures pictures;
	usec_t planned_at, updated_at; /* planned_at 0: at once */
	struct person_id text_author;  /* of the newest version */
	/* Its newest item of the outbox; item.v == 0: none. */
	struct outbox_id item;
	struct str item_state, held_why;
	/* Where it stands; empty: it is not out. */
	struct str native_id;
};
/* What the page of it shows first: draft, waiting_approval, planned, sending,
 * sent, held, failed, unknown, dropped. */
struct str post_shown_state(const struct post *p);

struct post_form {
	struct account_id account;
	struct str kind, scope, title, text, correction;
	struct unit_id area;
	usec_t planned_at;
	struct post_pictures pictures;
	const struct overrule *overrules;
	size_t noverrules;
};

/* What stands between these words and the public (reply.h); thread_changed is
 * never set. */
enum err post_judge(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p,
    const struct post_form *f, usec_t now, struct reply_ruling *out) MUST_CHECK;

/* Keeps what is written.  id 0: a new one.  updated_at: as the page showed it.
 * ERR_DENIED: may not post for the account; ERR_CONFLICT: another has changed
 * it, or it is on its way; ERR_INVALID: no account, kind or area;
 * ERR_TOO_LARGE.
 */
enum err post_save(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post_id id, usec_t updated_at,
    const struct post_form *f, usec_t now, struct post *out) MUST_CHECK;
/* A picture for it; the type is told by its bytes (ERR_INVALID: none that is
 * known).  ERR_TOO_LARGE. */
enum err post_add_picture(struct db *db, struct arena *a, struct post_id id,
    struct str name, struct str content, struct person_id by, usec_t now,
    int64_t *seq) MUST_CHECK;
enum err post_picture_get(struct db *db, struct arena *a, int64_t seq,
    struct post_id *id, struct str *type, struct str *content) MUST_CHECK;

/* Lets out what is kept, at its time, or sends it to approval where that is
 * needed.  ERR_BLOCKED: a finding stands; ERR_INVALID with field told in the
 * sentence: no text, a picture without alt text, a time gone by, a correction
 * that does not say what; ERR_CONFLICT. */
enum err post_submit(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct post_id id,
    usec_t updated_at, const struct post_form *f, bool ask_anyway, usec_t now,
    struct post *out) MUST_CHECK;
/* approve (text: as it shall go out; other words make a version with p as
 * co-author) or return with a remark.  As reply_decide. */
enum err post_decide(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct post_id id,
    int64_t version, struct str decision, struct str text, struct str remark,
    usec_t now, struct post *out) MUST_CHECK;
/* Back to draft, from approval or from the outbox before it is sent: by its
 * author, or whoever may moderate the account.  ERR_CONFLICT: on its way. */
enum err post_withdraw(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct post_id id,
    usec_t now) MUST_CHECK;
/* A draft nobody wants; what was let out of it stays in the record. */
enum err post_drop(struct db *db, struct arena *a, const struct municipality *m,
    const struct person *p, struct post_id id, usec_t now) MUST_CHECK;

enum err post_get(struct db *db, struct arena *a, struct post_id id,
    struct post *out) MUST_CHECK; /* ERR_MISSING */
/* All but the dropped: what is to come first, then by the time of their last
 * change; at most 500. */
enum err post_list(
    struct db *db, struct arena *a, struct post **out, size_t *n) MUST_CHECK;
struct post_version {
	int64_t number;
	struct person_id author;
	struct str title, text;
	usec_t planned_at, at;
};
enum err post_versions(struct db *db, struct arena *a, struct post_id id,
    struct post_version **out, size_t *n) MUST_CHECK;
/* The newest decision by another, for the author; remark empty: none. */
enum err post_remark(struct db *db, struct arena *a, struct post_id id,
    struct str *remark, struct person_id *by) MUST_CHECK;
/* What ACT_APPROVE is asked of. */
struct object post_approval_object(const struct post *p);
struct object post_account_object(
    const struct municipality *m, struct account_id id);

/* What a connector sends: the words as the item has them, the rest of the
 * version.  native_id: of the post to be changed; empty: a new one. */
struct post_article {
	struct str title, text, native_id;
	struct post_pictures pictures;
};
enum err post_article(struct db *db, struct arena *a,
    const struct outbox_item *it, struct post_article *out) MUST_CHECK;

/* Tells author and approver of each post whose time went by while it waited for
 * a decision, once each; for the job. */
enum err post_tell_late(struct db *db, struct arena *a,
    const struct municipality *m, usec_t now) MUST_CHECK;
#endif
