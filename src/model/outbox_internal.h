/* SPDX-License-Identifier: EUPL-1.2
 *
 * outbox_internal.h - shared by outbox*.c, crisis.c, reply*.c alone.
 */
#ifndef MODEL_OUTBOX_INTERNAL_H
#define MODEL_OUTBOX_INTERNAL_H
#include "model/outbox.h"

struct outbox_change {
	struct str state, held_why, held_from, error, native_id;
	struct str detail; /* for the record, where nothing else says it */
	usec_t next_at;
	struct person_id by;
	bool known_sent; /* from any state that still waits */
};
/* A change of its state, into the record. */
enum err outbox_record(struct db *db, struct arena *a,
    const struct outbox_item *it, struct str state, struct str native_id,
    struct str detail, struct person_id by, usec_t now) MUST_CHECK;
/* Puts it in: account, act, what it is of, ordered_by, ground, and next_at if
 * it is to wait.  In a crisis it is put before the crisis leadership (K12).
 * Sets id, state, held_why and let_out_*. */
enum err outbox_put(struct db *db, struct arena *a,
    const struct municipality *m, struct outbox_item *it,
    usec_t now) MUST_CHECK;
/* The notice of that hiding, where one waits for it: queued, or dropped. */
enum err outbox_notice_follows(struct db *db, struct arena *a,
    const struct outbox_item *hide, struct str state, struct person_id by,
    usec_t now) MUST_CHECK;
/* One number of a counter. */
enum err counter_next(
    struct db *db, struct arena *a, struct str name, int64_t *out) MUST_CHECK;
#endif
