/* SPDX-License-Identifier: EUPL-1.2
 *
 * ledger_store.h - for the tests of the ledger: a store with events in it, and
 * the hand that changes it behind the program's back.
 */
#ifndef TESTS_UNIT_LEDGER_STORE_H
#define TESTS_UNIT_LEDGER_STORE_H
#include "ledger/verify.h"
#include "tests/test_db.h"

struct ledger_key ledger_test_key(unsigned char seed);
/* n notes, in one transaction. */
void ledger_add_notes(struct test_db *t, size_t n);
/* Two rows of every covered table; *first[t]: number of the first. */
void ledger_add_rows(struct test_db *t, int64_t first[COVERED_COUNT]);
/* The kinds of the columns of a table, as letters: i t b n. */
const char *ledger_sample(enum covered t, int row);
/* Extends the tree and signs it, in a transaction; the note lives in t->a. */
struct str ledger_sign(struct test_db *t, const struct ledger_key *key);
int64_t ledger_size(struct test_db *t); /* of the head */

/* Another program with write access: it has no foreign keys, no checks and no
 * triggers in its way. */
struct intruder;
struct intruder *intruder_open(struct test_db *t);
void intrude(struct intruder *in, const char *sql);
void intruder_close(struct intruder *in);
#endif
