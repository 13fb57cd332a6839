/* SPDX-License-Identifier: EUPL-1.2
 *
 * canonical.h - what is hashed, byte by byte (docs/design/ledger.md).
 *
 * Content of a covered row: the table's name, then each column in the order of
 * covered.def, as a type letter (n, i, t, b), a decimal length, ":" and the
 * bytes; integers in decimal, null with length 0.  Content of a note: its JSON.
 * Commitment: SHA-256(salt || content), the salt 32 random bytes.
 * Entry: the lines that ledger_entry writes; its leaf hash is
 * SHA-256(0x00 || entry) (RFC 9162 section 2.1.1).
 */
#ifndef LEDGER_CANONICAL_H
#define LEDGER_CANONICAL_H
#include "base/buf.h"
#include "ledger/ledger.h"

enum { HASH_SIZE = 32, SALT_SIZE = 32 };
struct hash {
	unsigned char b[HASH_SIZE];
};

/* Appends the content of a row: n values. */
void canonical_row(struct buf *out, const char *table,
    const struct db_value *values, size_t n);
struct hash canonical_commitment(
    const unsigned char salt[SALT_SIZE], struct str content);
/* Appends the entry of an event. */
void canonical_entry(struct buf *out, int64_t seq, const struct event *e,
    const unsigned char commitment[HASH_SIZE]);
struct hash canonical_leaf(struct str entry);

/* Of covered.def. */
const char *covered_name(enum covered t);
/* COVERED_COUNT: no covered table is called so. */
enum covered covered_by_name(struct str name);
const char *covered_columns(enum covered t);
size_t covered_width(enum covered t); /* how many columns */
#endif
