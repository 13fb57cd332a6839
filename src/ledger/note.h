/* SPDX-License-Identifier: EUPL-1.2
 *
 * note.h - checkpoints as C2SP signed notes (c2sp.org/signed-note,
 * c2sp.org/tlog-checkpoint), signed with Ed25519.
 *
 *	gausdal.example.no/ledger        origin, and name of the key
 *	48291                            size
 *	CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2 root, base64
 *	(empty line)
 *	— NAME KEYHASH+SIGNATURE         base64
 */
#ifndef LEDGER_NOTE_H
#define LEDGER_NOTE_H
#include <sodium.h>

#include "base/err.h"
#include "ledger/canonical.h"

struct ledger_key {
	struct str name; /* also the log's origin; no spaces, no "+" */
	unsigned char secret[crypto_sign_SECRETKEYBYTES];
	unsigned char public[crypto_sign_PUBLICKEYBYTES];
	bool can_sign;
};

struct checkpoint {
	struct str origin;
	int64_t size;
	struct hash root;
};

/* "NAME+hash+base64": what anybody needs to check our notes. */
struct str note_verifier(struct arena *a, const struct ledger_key *k);
/* ERR_INVALID: not a verifier key of Ed25519. */
enum err note_parse_verifier(
    struct arena *a, struct str text, struct ledger_key *out) MUST_CHECK;
/* k must be able to sign; c->origin is k->name. */
struct str note_sign(
    struct arena *a, const struct ledger_key *k, const struct checkpoint *c);
/* Any signed note: its text, once k's signature is found good.  Signatures of
 * others (witnesses) are passed over; a false one that bears k's name and hash
 * is not.  *text lies in note.  ERR_INVALID: not a signed note; ERR_DENIED: not
 * signed by k. */
enum err note_text(
    const struct ledger_key *k, struct str note, struct str *text) MUST_CHECK;
/* The same, of a checkpoint; ERR_INVALID also: another log's, or none.
 * out->origin lies in note. */
enum err note_open(const struct ledger_key *k, struct str note,
    struct checkpoint *out) MUST_CHECK;
struct str note_base64(struct arena *a, const void *p, size_t n);
#endif
