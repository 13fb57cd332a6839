/* SPDX-License-Identifier: EUPL-1.2
 *
 * enquiry.h - our duties to answer: the inbox, who has what, its deadline.
 * Opened by message_take; ended by a sent reply or by closing with a reason.
 * REQ: SPEC 2.4, 3, K1, K5; invariants 7, 10.
 */
#ifndef MODEL_ENQUIRY_H
#define MODEL_ENQUIRY_H
#include "model/message.h"
#include "model/municipality.h"
#include "policy/triage.h"

struct enquiry {
	struct enquiry_id id;
	struct account_id account;
	struct thread_id thread;
	struct unit_id unit;
	struct str author_key, author_name; /* name empty: masked */
	struct str state;		    /* open waiting answered closed */
	enum category category;
	struct person_id category_by; /* v == 0: suggested */
	int confidence;		      /* of the suggestion, hundredths */
	struct str lang;	      /* nb nn en other */
	struct str flags;	      /* "confidential reputation" */
	struct person_id owner;	      /* v == 0: free */
	usec_t claimed_at;
	struct str excerpt;
	struct message_id first_message, last_message;
	usec_t opened_at, due, half_at, soon_at, paused_until, read_at,
	    answered_at;
	struct str closed_reason;
	int64_t version;
};

enum inbox_tab { TAB_OPEN, TAB_MINE, TAB_FREE, TAB_APPROVAL, TAB_DONE };
struct inbox_filter {
	enum inbox_tab tab;
	struct person_id person;   /* who looks (mine) */
	struct account_id account; /* v == 0: all */
	int category;		   /* enum category, -1: all */
	struct person_id owner;	   /* v == 0: anybody */
	struct str words;	   /* search, stemmed; empty: all */
	bool see_masked;	   /* may search what is masked */
	/* keyset: rows after this one */
	usec_t after_due;
	int64_t after_id;
	size_t limit; /* at most 200 */
};
struct inbox_page {
	struct enquiry *rows;
	size_t n;
	bool more;
};
/* By deadline, the earliest first; what is done by newest answer first. */
enum err inbox_list(struct db *db, struct arena *a,
    const struct inbox_filter *f, struct inbox_page *out) MUST_CHECK;
struct inbox_counts {
	int64_t open, mine, free, approval;
};
enum err inbox_counts(struct db *db, struct arena *a, struct person_id person,
    struct inbox_counts *out) MUST_CHECK;
/* How many opened after that instant (for "3 nye siden kl. 10.12"). */
enum err inbox_new_since(
    struct db *db, struct arena *a, usec_t since, int64_t *out) MUST_CHECK;

/* What a list shows of a text whose numbers are bars: cut at a character. */
struct str enquiry_excerpt(struct str masked);
enum err enquiry_get(struct db *db, struct arena *a, struct enquiry_id id,
    struct enquiry *out) MUST_CHECK; /* ERR_MISSING */
/* Neighbours in the open list by deadline; v == 0 at an end. */
enum err enquiry_neighbours(struct db *db, struct arena *a,
    const struct enquiry *e, struct enquiry_id *before,
    struct enquiry_id *after) MUST_CHECK;

/* All acts below compare e's version with `seen` and give ERR_CONFLICT if
 * another was quicker; each writes the ledger.  `may` was asked. */
/* ERR_CONFLICT also where another has it: taking over is enquiry_hand. */
enum err enquiry_claim(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, usec_t now) MUST_CHECK;
enum err enquiry_release(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, usec_t now) MUST_CHECK;
enum err enquiry_hand(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id to, struct person_id by, usec_t now) MUST_CHECK;
/* One that had no clock gets it: from when it was said. */
enum err enquiry_set_category(struct db *db, struct arena *a,
    const struct municipality *m, struct enquiry_id id, enum category c,
    struct person_id by, usec_t now) MUST_CHECK;
/* What it is marked with, as a person says: bits 1 << enum triage_flag.  Told
 * confidential it is masked at once, text, name and search, as the program does
 * it (K8); told to harm the reputation it is put before those who coordinate
 * (K3).  To take "confidential" away needs ACT_DECLASSIFY and a reason.
 * ERR_DENIED: without it; ERR_INVALID: no reason.  In enquiry_flags.c. */
enum err enquiry_set_flags(struct db *db, struct arena *a,
    const struct municipality *m, struct enquiry_id id, unsigned flags,
    struct str reason, const struct person *by, usec_t now) MUST_CHECK;
/* The clock of one that had none; in closure.c. */
enum err enquiry_start_clock(struct db *db, struct arena *a,
    const struct municipality *m, struct enquiry_id id, struct person_id by,
    usec_t now) MUST_CHECK;
/* Without an answer.  ERR_BLOCKED where the clause demands one (K5: negative;
 * K6: factual error; K10: formal matter) and the ground is none of: hidden,
 * taken_back, duplicate, elsewhere (with link in remark). */
enum err enquiry_close(struct db *db, struct arena *a, struct enquiry_id id,
    struct str ground, struct str remark, struct person_id by,
    usec_t now) MUST_CHECK;
enum err enquiry_reopen(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, usec_t now) MUST_CHECK;
enum err enquiry_read(struct db *db, struct enquiry_id id,
    usec_t now) MUST_CHECK; /* first look; no ledger */
/* Somebody looks at a masked text: recorded. */
enum err enquiry_unmask(struct db *db, struct arena *a, struct message_id id,
    struct person_id by, usec_t now) MUST_CHECK;

/* The deadline's stored inputs, and the sum recomputed from them. */
struct deadline_row {
	int64_t seq;
	struct str why;
	struct deadline d;	 /* as stored */
	struct worktime_sum sum; /* recomputed from the inputs, to show */
};
enum err enquiry_deadline(struct db *db, struct arena *a,
    const struct municipality *m, struct enquiry_id id,
    struct deadline_row *out) MUST_CHECK; /* ERR_MISSING: none */

/* A closure of the account (v == 0: all) was set or ended: moves the deadlines
 * of its open enquiries, each by a row of its own. */
enum err closure_set(struct db *db, struct arena *a,
    const struct municipality *m, const struct closure *c, struct person_id by,
    usec_t now) MUST_CHECK; /* ERR_INVALID: no reason or end */
enum err closure_end(struct db *db, struct arena *a,
    const struct municipality *m, int64_t closure_seq, struct person_id by,
    usec_t now) MUST_CHECK;

/* What happened, for the history of a page; newest last. */
struct event_row {
	int64_t seq;
	usec_t at;
	struct person_id actor;
	struct str kind;
	struct str content; /* JSON of a noted event, else empty */
	int64_t object_id;
	struct str object_kind;
	struct str outcome; /* of the outbox, of a decision; may be empty */
};
enum err enquiry_history(struct db *db, struct arena *a, struct enquiry_id id,
    struct event_row **out, size_t *n) MUST_CHECK;

struct desk_draft {
	struct str kind, tone, text;
	usec_t saved_at;
};
enum err draft_save(struct db *db, struct enquiry_id id, struct person_id by,
    const struct desk_draft *d) MUST_CHECK;
/* ERR_MISSING: none kept. */
enum err draft_get(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id by, struct desk_draft *out) MUST_CHECK;
/* Who else has an unsent draft here (invariant 10: seen before writing). */
enum err draft_others(struct db *db, struct arena *a, struct enquiry_id id,
    struct person_id but, usec_t since, struct person_id **out,
    size_t *n) MUST_CHECK;
#endif
