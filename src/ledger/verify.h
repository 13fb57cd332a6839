/* SPDX-License-Identifier: EUPL-1.2
 *
 * verify.h - is the record as it was written?  Recomputes every entry of the
 * tree, every tile, every signed checkpoint, every row of the covered tables
 * and every note, and names what does not agree (invariant 11).  REQ: SPEC 6
 *
 * Not covered, and said so in the report: what the other tables hold
 * (sessions, drafts, claims in progress, counters, the search index,
 * connection states), and the time beside a checkpoint.  What was written
 * after the newest checkpoint is checked row against event, but a tail cut off
 * together with its events shows only against the file of checkpoints.
 * Memory: 33 bytes an event.
 */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H
#include "ledger/log.h"

struct verify_fault {
	/* "changed", "missing", "inserted", "without its entry", "cut off
	 * after", "forged", "contradicts the signed root" */
	const char *what;
	/* a covered table, "event_content", "event", "ledger_head",
	 * "ledger_tile", "ledger_checkpoint", "checkpoints outside" */
	struct str table;
	int64_t seq; /* of the entry, which is a row's event_seq; of
		      * checkpoints the size */
	/* Where not one entry can be named: it is after this one, and seq at
	 * the latest; else 0. */
	int64_t after;
	/* Of the event, where there is one. */
	struct str kind, object_kind;
	int64_t object_id;
};
struct verify_report {
	struct verify_fault *faults; /* the first hundred */
	size_t nfaults, total;	     /* kept; found in all */
	int64_t events, rows, notes, checkpoints;
	bool outside; /* a file of checkpoints was read too */
};
enum { VERIFY_KEEP = 100 };

/* db: best opened to read, then all is of one instant while others write; not
 * within a transaction.  checkpoints: path of the file outside, or empty.  OK
 * also where faults were found; errors are of the store and of files. */
enum err ledger_verify(struct db *db, struct arena *a,
    const struct ledger_key *key, struct str checkpoints,
    struct verify_report *out) MUST_CHECK;

/* One entry, for whoever looks it up. */
struct ledger_entry {
	int64_t seq;
	struct event event;
	struct str text; /* the lines whose hash is the leaf */
	struct hash leaf;
	struct str note; /* the JSON of a noted event, else empty */
	/* The row or note it vouches for gives its commitment: false where
	 * that was changed or is gone. */
	bool agrees;
};
/* ERR_MISSING: no such entry. */
enum err ledger_entry_get(struct db *db, struct arena *a, int64_t seq,
    struct ledger_entry *out) MUST_CHECK;
#endif
