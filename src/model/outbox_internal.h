/* SPDX-License-Identifier: EUPL-1.2
 *
 * outbox_internal.h - shared by outbox*.c alone.
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
enum err outbox_get(struct db *db, struct arena *a, struct outbox_id id,
    struct outbox_item *out) MUST_CHECK; /* ERR_MISSING */
/* One number of a counter. */
enum err counter_next(
    struct db *db, struct arena *a, struct str name, int64_t *out) MUST_CHECK;
#endif
