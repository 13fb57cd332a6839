/* SPDX-License-Identifier: EUPL-1.2
 *
 * take.h - the working state of one message_take, shared by take*.c alone.
 */
#ifndef MODEL_TAKE_H
#define MODEL_TAKE_H
#include "model/enquiry.h"
#include "model/intake.h"

struct take_thread {
	struct str native;
	int64_t id;		      /* 0 until written */
	bool is_new, touched;	      /* touched: its version is to be bumped */
	const struct incoming *first; /* names the thread if it is new */
};

struct take_known { /* a message we hold already, with its newest revision */
	int64_t id, thread, revision, enquiry;
	struct str direction, text, author_name;
	bool confidential;
	enum message_state state;
};

struct take_item {
	size_t thread; /* index into threads */
	struct take_known *known;
	bool again;	      /* repeats an earlier item of the batch */
	int64_t id;	      /* message id, when new */
	bool confidential;    /* masked in lists */
	bool hide;	      /* K8: to be taken from public view at once */
	struct triage triage; /* of what others wrote */
	struct str excerpt;
	size_t duty; /* index into duties + 1; 0: none */
};

/* An enquiry that this batch opens, or joins. */
struct take_duty {
	int64_t id;
	bool is_new, changed;
	size_t thread;
	struct str author_key, author_name, excerpt;
	enum category category;
	double confidence;
	unsigned flags; /* of triage */
	enum text_lang lang;
	bool confidential;
	bool asks; /* something in it must be answered: it has a clock */
	bool had_reputation; /* the one it joins was marked with it already */
	int64_t first_message, last_message;
	usec_t arrival, old_due; /* old_due: of the one it joins */
	struct deadline deadline;
};

struct take {
	struct db *db;
	struct arena *a;
	struct intake *intake;
	struct account_id account;
	const struct account *acct;
	const struct incoming *in;
	size_t n;
	struct taken_item *out;
	struct take_item *items;
	struct take_thread *threads;
	size_t nthreads;
	struct take_duty *duties;
	size_t nduties;
};

/* Looks at the text: masks, what to hide, the words for a list.  REQ: K8 */
void take_look(struct take *t, const struct incoming *in, struct take_item *it);
/* All items that are new, table by table. */
enum err take_write_new(struct take *t) MUST_CHECK;
/* A message we hold: nothing, an edit, or another state. */
enum err take_change(struct take *t, size_t i) MUST_CHECK;
enum err take_bump_threads(struct take *t) MUST_CHECK;
/* The duties of the new inbound items: opens or joins.  take_duty.c */
enum err take_duties(struct take *t) MUST_CHECK;
enum err take_write_duties(struct take *t) MUST_CHECK;

/* Numbers from-1 ... of a counter, n of them: *last is the last. */
enum err counter_take(struct db *db, struct arena *a, struct str name,
    int64_t n, int64_t *last) MUST_CHECK;
#endif
