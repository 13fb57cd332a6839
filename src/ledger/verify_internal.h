/* SPDX-License-Identifier: EUPL-1.2
 *
 * verify_internal.h - between verify.c (the walk: events, then rows) and
 * verify_tree.c (tiles, signed checkpoints, their copies outside).
 */
#ifndef LEDGER_VERIFY_INTERNAL_H
#define LEDGER_VERIFY_INTERNAL_H
#include "ledger/verify.h"

/* What each number should have beside it: a row of table k (k + 1), a note, or
 * nothing any more. */
enum { SEEN = 0, NOTE = 255 };
/* A level of a tile is 2^8 leaves wide; its nodes are kept, so that many
 * checkpoints cost little each. */
enum { TILE_WIDTH = 256, TILE_BITS = 8, TILE_LEVELS = 8 };

struct verify {
	struct db *db;
	struct arena *a;
	const struct ledger_key *key;
	struct str outside; /* the text of the file of checkpoints */
	bool has_outside;
	struct verify_report *out;
	unsigned char *expect;		 /* by seq - 1 */
	struct hash *leaves;		 /* by seq - 1 */
	struct hash *nodes[TILE_LEVELS]; /* the complete ones, by tile level */
	int64_t size;			 /* how far the numbers go */
	int64_t claimed;       /* numbers given, by head and checkpoints */
	int64_t at;	       /* events read */
	int64_t proven;	       /* as far as signed roots vouch for events */
	bool contradicted;     /* a signed root is not what events lead to */
	bool cut;	       /* a lost tail is told of once */
	int64_t *signed_sizes; /* of the checkpoints in the store, ascending */
	size_t nsigned, room;
	int64_t tree;	/* size of the newest of them */
	int64_t *tiles; /* hashes still to come, by level */
	struct arena scratch;
	enum covered covered; /* being walked */
	const char *table;
};

/* Notes a fault of entry seq, or of size seq.  after: see verify_fault. */
void verify_found(struct verify *v, const char *what, struct str table,
    int64_t seq, int64_t after);
void verify_cut_off(struct verify *v);
/* When the leaves are there. */
enum err verify_tree(struct verify *v) MUST_CHECK;
/* The file of checkpoints into v->outside: before the store is looked at, for
 * what is published meanwhile is not in the store as we see it. */
enum err verify_read_outside(struct verify *v, struct str path) MUST_CHECK;
enum err verify_outside(struct verify *v) MUST_CHECK;
#endif
