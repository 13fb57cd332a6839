/* SPDX-License-Identifier: EUPL-1.2
 *
 * notification.h - what a person should know of: who is told, of what, and
 * whether it has been seen.  Shown on screen and sent by mail (app/duty_jobs).
 * Holds no text of a citizen: the words shown are those of the kind, and the
 * page it leads to says the rest to whoever may see it.
 * REQ: K1 K3 K12 F1
 */
#ifndef MODEL_NOTIFICATION_H
#define MODEL_NOTIFICATION_H
#include "base/clock.h"
#include "db/db.h"
#include "fmt/texts.h"
#include "model/ids.h"

/* X(NAME, "name", "object", "path") - the object is what object_id counts; the
 * path is where it is dealt with, the number put after it.  The words are
 * MSG_NOTIFY_NAME (po/.../notification.po). */
#define NOTIFICATIONS(X)                                                       \
	X(DUE_HALF, "due_half", "enquiry", "/henvendelse/")                    \
	X(DUE_SOON, "due_soon", "enquiry", "/henvendelse/")                    \
	X(DUE_NOW, "due_now", "enquiry", "/henvendelse/")                      \
	X(APPROVAL_ASKED, "approval_asked", "reply", "/godkjenning/")          \
	X(ESCALATED, "escalated", "enquiry", "/henvendelse/")                  \
	X(ESCALATION_TAKEN, "escalation_taken", "enquiry", "/henvendelse/")    \
	X(ESCALATION_DECIDED, "escalation_decided", "enquiry",                 \
	    "/henvendelse/")                                                   \
	X(ESCALATION_LATE, "escalation_late", "enquiry", "/henvendelse/")      \
	X(FACT_WANTED, "fact_wanted", "enquiry", "/henvendelse/")              \
	X(FACT_EXPIRES, "fact_expires", "fact", "/fakta/")                     \
	X(SILENT, "silent", "account", "/kontoer/")                            \
	X(UNROUTED, "unrouted", "reply", "/godkjenning/")                      \
	X(SWAP_ASKED, "swap_asked", "shift", "/vakt?")                         \
	X(SWAP_ANSWERED, "swap_answered", "shift", "/vakt?")                   \
	X(TASK, "task", "task", "/vakt?")                                      \
	X(APPROVAL_RETURNED, "approval_returned", "enquiry", "/henvendelse/")  \
	X(POST_ASKED, "post_asked", "post", "/innlegg/")                       \
	X(POST_RETURNED, "post_returned", "post", "/innlegg/")                 \
	X(POST_LATE, "post_late", "post", "/innlegg/")                         \
	X(APPROVAL_WAITS, "approval_waits", "reply", "/godkjenning/")          \
	X(APPROVAL_LATE, "approval_late", "reply", "/godkjenning/")            \
	X(POST_WAITS, "post_waits", "post", "/innlegg/")                       \
	X(POST_UNROUTED, "post_unrouted", "post", "/innlegg/")                 \
	X(POST_UNDECIDED, "post_undecided", "post", "/innlegg/")               \
	X(MAIL_TEST, "mail_test", "person", "/varsler?")
enum notification_kind {
#define X(name, text, object, path) NOTIFY_##name,
	NOTIFICATIONS(X)
#undef X
	    NOTIFY_COUNT
};
const char *notification_name(enum notification_kind k);
enum msg notification_msg(enum notification_kind k); /* what it says */
const char *notification_path(enum notification_kind k);
struct str notification_object(enum notification_kind k); /* "enquiry", ... */

struct notification {
	int64_t id;
	struct person_id to;
	enum notification_kind kind;
	int64_t object_id;
	usec_t at, read_at; /* read_at 0: not yet */
};

/* In the transaction of what it tells of.  The same person, kind and object
 * while unread: nothing new (one is enough). */
enum err notification_add(struct db *db, struct person_id to,
    enum notification_kind kind, int64_t object_id, usec_t now) MUST_CHECK;
/* Newest first; only unread ones, or all. */
enum err notification_list(struct db *db, struct arena *a, struct person_id to,
    bool unread_only, size_t limit, struct notification **out,
    size_t *n) MUST_CHECK;
enum err notification_unread(
    struct db *db, struct arena *a, struct person_id to, int64_t *n) MUST_CHECK;
/* id 0: all of that person's. */
enum err notification_read(
    struct db *db, struct person_id of, int64_t id, usec_t now) MUST_CHECK;
/* By mail ------------------------------------------------------------------
 * Who has not seen it on screen after two minutes is written to, in working
 * hours; of doubts (K3) at any hour.  `sending` is committed before the mail is
 * handed over; whoever finds it so after ten minutes sends the same mail again,
 * with the same Message-ID: lost never, twice only if a process died between.
 */
enum { MAIL_TRIES = 8 };
/* The next that is due; ERR_MISSING: none.  open: working hours. */
enum err notification_mail_take(struct db *db, struct arena *a, bool open,
    usec_t now, struct notification *out) MUST_CHECK;
enum notification_mailed {
	MAILED_SENT,
	MAILED_NOT,   /* whom it is for has no address */
	MAILED_AGAIN, /* later; after MAIL_TRIES it has failed */
	MAILED_FAILED
};
enum err notification_mail_done(struct db *db, struct arena *a, int64_t id,
    enum notification_mailed how, struct str error, usec_t now) MUST_CHECK;
/* For whoever keeps the program. */
struct mail_queue {
	int64_t waiting, failed, sent; /* failed, sent: of the last 30 days */
	struct str error;	       /* the newest; empty: none */
	usec_t error_at;
};
enum err notification_mail_queue(struct db *db, struct arena *a, usec_t now,
    struct mail_queue *out) MUST_CHECK;
/* Those that failed are tried anew. */
enum err notification_mail_again(struct db *db, usec_t now) MUST_CHECK;
/* The thing has been dealt with: nobody need look any more. */
enum err notification_settled(struct db *db, enum notification_kind kind,
    int64_t object_id, usec_t now) MUST_CHECK;
#endif
