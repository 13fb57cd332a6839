/* SPDX-License-Identifier: EUPL-1.2
 *
 * gate.h - the last look before anything leaves, whatever path it came by.
 * Used by outbox*.c, crisis.c and reply.c alone.  REQ: invariants 5, 6, 10
 */
#ifndef MODEL_GATE_H
#define MODEL_GATE_H
#include "model/outbox.h"

struct crisis_lock {
	int64_t epoch;
	bool active;
};
/* Reads crisis_now and holds its row until the transaction ends: a crisis is
 * raised before it or after it, never in between. */
enum err gate_lock_crisis(
    struct db *db, struct arena *a, struct crisis_lock *out) MUST_CHECK;
/* Must this wait for the crisis leadership? (act, ground, let_out_*) */
bool gate_crisis_holds(const struct municipality *m,
    const struct crisis_lock *c, const struct outbox_item *it, usec_t now);
/* *held: why it must not leave, a word of held_why; empty: it may. */
enum err gate_pass(struct db *db, struct arena *a, const struct municipality *m,
    const struct outbox_item *it, usec_t now, struct str *held) MUST_CHECK;
#endif
