/* SPDX-License-Identifier: EUPL-1.2
 *
 * record.h - an entry of the record with its proof, checked here and now by
 * the program as anybody else could; for the pages and the API.  REQ: SPEC 6
 */
#ifndef WEB_RECORD_H
#define WEB_RECORD_H
#include "fmt/texts.h"
#include "ledger/verify.h"
#include "web/view.h"
#include "web/web.h"

enum record_state {
	RECORD_PROVEN,	/* in the signed root, and reads as it was written */
	RECORD_WAITING, /* newer than the newest checkpoint */
	RECORD_BROKEN	/* changed outside the program */
};
struct record_entry {
	struct ledger_entry e;
	enum record_state state;
	struct str proof; /* c2sp.org/tlog-proof; empty while it waits */
	struct str path;  /* its hashes, a line each */
	size_t nhashes;
};
/* ERR_MISSING: no such entry. */
enum err record_read(
    struct req *r, int64_t seq, struct record_entry *out) MUST_CHECK;

struct record_head {
	bool any;	       /* a checkpoint has been signed */
	int64_t size, entries; /* under it; written in all */
	usec_t at;
	struct checkpoint c;
	struct str note, verifier; /* verifier empty: not known here */
	bool good;		   /* the note is signed by that key */
};
enum err record_head(struct req *r, struct record_head *out) MUST_CHECK;

/* What the templates show ------------------------------------------------- */

struct record_view {
	bool any, good, open; /* open: the public page */
	int64_t size, entries, waiting;
	struct str when, iso, root, verifier, note, origin, lead, next;
	const char *base; /* "/protokoll" or "/bevis" */
};
struct record_entry_view {
	bool open, has_proof;
	int64_t seq, before, after; /* neighbours; 0: none */
	struct str title, what, when, iso, state_text, kind, object;
	struct state_view state;
	struct str link, link_text; /* to what it is of; empty: none */
	struct str text, leaf, path, proof;
	int64_t nhashes;
	const char *base;
};
#endif
