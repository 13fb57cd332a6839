/* SPDX-License-Identifier: EUPL-1.2
 *
 * log.h - the tree over the events: tiles, signed checkpoints, proofs.
 *
 * Events get their numbers as they are written (ledger.h); the tree follows,
 * at least each minute and before each export or proof.  Tiles are those of
 * c2sp.org/tlog-tiles: 256 hashes each, one level a byte of the index.
 */
#ifndef LEDGER_LOG_H
#define LEDGER_LOG_H
#include "ledger/note.h"
#include "ledger/tree.h"

/* The signing key lies in a file of its own (0600), never in the store.
 * create: leaves an existing one as it is.  ERR_INVALID: no host name;
 * ERR_BROKEN: cannot be written. */
enum err ledger_key_create(
    struct arena *a, struct str path, struct str host) MUST_CHECK;
/* ERR_MISSING: no such file; ERR_INVALID: not a key, or readable by others. */
enum err ledger_key_load(
    struct arena *a, struct str path, struct ledger_key *out) MUST_CHECK;

/* Extends the tree over all events and signs a checkpoint if there are new
 * ones, in the transaction it is called in.  *note: the newest one; fresh:
 * whether it is new.  A tree that no longer leads to the root signed last is
 * not extended and not signed: no log may contradict itself.  ERR_INVALID: the
 * key cannot sign; ERR_BROKEN: the stored record is damaged. */
enum err ledger_advance(struct db *db, struct arena *a,
    const struct ledger_key *key, usec_t now, struct str *note,
    bool *fresh) MUST_CHECK;
/* Adds the note to the file outside the store, and syncs it.  A torn note at
 * its end (power failed) is taken off first.  ERR_BROKEN: cannot. */
#define LEDGER_NOTE_END "\n----\n" /* after each note in that file */
enum err ledger_publish(
    struct arena *a, struct str path, struct str note) MUST_CHECK;
/* ERR_MISSING: none yet. */
enum err ledger_latest(struct db *db, struct arena *a, struct str *note,
    int64_t *size, usec_t *at) MUST_CHECK;

struct ledger_proof {
	int64_t seq, size;
	struct str entry; /* whose leaf hash it is */
	struct hash leaf;
	struct tree_proof path;
	struct str note; /* the checkpoint it leads to */
	struct event event;
};
/* ERR_MISSING: no such entry, or not under a checkpoint yet. */
enum err ledger_inclusion(struct db *db, struct arena *a, int64_t seq,
    struct ledger_proof *out) MUST_CHECK;
/* ERR_INVALID: not 0 < from <= to; ERR_MISSING: beyond the newest checkpoint.
 */
enum err ledger_consistency(struct db *db, struct arena *a, int64_t from,
    int64_t to, struct tree_proof *out) MUST_CHECK;
/* c2sp.org/tlog-proof v1, as text. */
struct str ledger_proof_text(struct arena *a, const struct ledger_proof *p);
/* Reads such a text and checks it against the key: what anybody can do.
 * entry: the text the leaf is the hash of.  ERR_INVALID: no such text, or
 * another log's; ERR_DENIED: it proves nothing. */
enum err ledger_proof_check(const struct ledger_key *key, struct str proof,
    struct str entry) MUST_CHECK;

/* The hashes, one a line, base64; and what anybody who holds two checkpoints
 * can check with them.  ERR_INVALID: no such texts; ERR_DENIED: a checkpoint is
 * not of this key, or the newer does not contain the older. */
struct str ledger_consistency_text(struct arena *a, const struct tree_proof *p);
enum err ledger_consistency_check(const struct ledger_key *key,
    struct str older, struct str newer, struct str proof) MUST_CHECK;

/* Nodes from the stored tiles; lives as long as the arena. */
struct tree_source ledger_source(struct db *db, struct arena *a);
/* The event of a row of: seq, at, actor, kind, object_kind, object_id,
 * commitment. */
struct event event_from_row(const struct db_value *v, struct arena *a);
/* The entry of that row.  ERR_BROKEN: no such event can have been written. */
enum err event_entry(struct buf *out, const struct db_value *v) MUST_CHECK;
#endif
