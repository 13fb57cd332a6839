/* SPDX-License-Identifier: EUPL-1.2
 *
 * verify.h - is the record as it was written?  Recomputes every entry of the
 * tree, every signed checkpoint, every row of the covered tables and every
 * note, and names what does not agree (invariant 11).  REQ: SPEC 6
 *
 * Not covered, and said so in the report: sessions, drafts, claims in
 * progress, counters, the search index, connection states.  What was written
 * after the newest checkpoint is checked row against event, but a tail cut off
 * together with its events shows only against the file of checkpoints.
 */
#ifndef LEDGER_VERIFY_H
#define LEDGER_VERIFY_H
#include "ledger/log.h"

struct verify_fault {
	const char *what; /* changed missing inserted renumbered ... */
	struct str table; /* covered table, "event", "tree" or "checkpoint" */
	int64_t seq;	  /* of the entry; size, for checkpoints */
	struct str kind;  /* of the event */
};
struct verify_report {
	struct verify_fault *faults; /* the first hundred */
	size_t nfaults, total; /* kept; found in all */
	int64_t events, rows, notes, checkpoints;
	bool outside; /* a file of checkpoints was read too */
};
enum { VERIFY_KEEP = 100 };

/* checkpoints: path of the file outside, or empty.  OK also where faults were
 * found; errors are of the store and of files. */
enum err ledger_verify(struct db *db, struct arena *a,
    const struct ledger_key *key, struct str checkpoints,
    struct verify_report *out) MUST_CHECK;
#endif
