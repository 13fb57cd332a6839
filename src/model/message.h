/* SPDX-License-Identifier: EUPL-1.2
 *
 * message.h - what is said: threads, messages, revisions, tombstones.
 *
 * message_take is the one way in, for every channel, the API and what is
 * entered by hand: it recognises repeats (no change), edits (a new revision),
 * changed visibility and deletions (a state row), looks at the text with the
 * policy, opens or joins an enquiry with its deadline, indexes the words, and
 * writes the ledger: all in the transaction it is called in.
 * REQ: SPEC 2.1-2.4; invariants 1, 3, 7.
 */
#ifndef MODEL_MESSAGE_H
#define MODEL_MESSAGE_H
#include "base/clock.h"
#include "db/db.h"
#include "model/ids.h"

enum message_state {
	MESSAGE_VISIBLE,
	MESSAGE_HELD,	/* waits for approval on the platform */
	MESSAGE_HIDDEN, /* taken from public view; WordPress: held by us */
	MESSAGE_SPAM,
	MESSAGE_TRASH,
	MESSAGE_DELETED /* gone: a healthy "not found" */
};
const char *message_state_name(enum message_state s);
bool message_state_parse(struct str name, enum message_state *out);

enum message_direction { DIRECTION_IN, DIRECTION_OUT, DIRECTION_OWN };

/* One item as a channel hands it over.  Borrowed; copied by message_take. */
struct incoming {
	struct str native_id;
	struct str thread_native;
	struct str thread_title, thread_url; /* used if the thread is new */
	struct str parent_native;	     /* empty: top of the thread */
	struct str kind;		     /* post comment message mention */
	bool own;			     /* written by our own account */
	struct str author_key, author_name;
	struct str text; /* plain text, UTF-8 */
	struct str url;
	struct str raw; /* the payload as received */
	usec_t published_at;
	enum message_state state;
};

enum taken { TAKEN_NEW, TAKEN_SAME, TAKEN_EDITED, TAKEN_STATE };
struct taken_item {
	enum taken what;
	struct message_id id;
	struct enquiry_id enquiry; /* v == 0: none */
};

/* Takes n items of one account, in order.  out has room for n.
 * ERR_INVALID: an item lacks native_id, thread or author, is not UTF-8, or is
 * longer than MESSAGE_TEXT_MAX; the sentence names which (by number, from 1)
 * and nothing of the batch is kept. */
enum { MESSAGE_TEXT_MAX = 100000 };
/* That check alone, for whoever gathers messages of many senders: number says
 * which it is in the sentence. */
enum err message_check(const struct incoming *in, size_t number) MUST_CHECK;
struct intake; /* model/intake.h: what is loaded once for many batches */
enum err message_take(struct db *db, struct arena *a, struct intake *in,
    struct account_id account, const struct incoming *v, size_t n,
    struct taken_item *out) MUST_CHECK;

/* Gone from the platform, as a healthy, authenticated sweep found. */
enum err message_gone(struct db *db, struct arena *a, struct account_id account,
    const struct str *native_ids, size_t n, usec_t now) MUST_CHECK;

struct revision {
	int64_t number, seq; /* seq: entry in the ledger */
	struct str author_name, text;
	usec_t seen_at;
};
struct message {
	struct message_id id;
	struct thread_id thread;
	struct account_id account;
	struct str native_id, parent_native, kind, author_key, author_name, url;
	enum message_direction direction;
	enum message_state state;
	usec_t published_at, captured_at;
	bool confidential;
	struct enquiry_id enquiry;
	struct revision *revisions; /* oldest first */
	size_t nrevisions;
	struct str state_ground; /* of the newest state row by us */
	int64_t state_seq;
	usec_t state_at;
	struct attachment *attachments;
	size_t nattachments;
};
struct attachment {
	int64_t seq;
	struct str name, media_type, url;
	int64_t size; /* 0: only the link */
};

/* Keeps a file with the message, with who added it; ERR_TOO_LARGE over
 * ATTACHMENT_MAX. */
enum { ATTACHMENT_MAX = 10 * 1024 * 1024 };
enum err attachment_add(struct db *db, struct arena *a, struct message_id id,
    const struct attachment *at, struct str content, struct person_id by,
    usec_t now) MUST_CHECK;
/* seq: its entry in the ledger.  ERR_MISSING: no such, or only a link. */
enum err attachment_get(struct db *db, struct arena *a, int64_t seq,
    struct message_id *id, struct attachment *at,
    struct str *content) MUST_CHECK;

struct thread {
	struct thread_id id;
	struct account_id account;
	struct str native_id, title, url;
	usec_t published_at, counted_at;
	bool comments_open;
	int64_t they_say, version;
	int64_t visible, hidden, deleted; /* what we hold */
};

enum err thread_get(struct db *db, struct arena *a, struct thread_id id,
    struct thread *out) MUST_CHECK;
/* By what the platform calls it.  ERR_MISSING: not fetched yet. */
enum err thread_find(struct db *db, struct arena *a, struct account_id account,
    struct str native_id, struct thread *out) MUST_CHECK;
/* All messages with all revisions, oldest first; at most limit. */
enum err thread_messages(struct db *db, struct arena *a, struct thread_id id,
    size_t limit, struct message **out, size_t *n) MUST_CHECK;
enum err message_get(struct db *db, struct arena *a, struct message_id id,
    struct message *out) MUST_CHECK;
#endif
