/* SPDX-License-Identifier: EUPL-1.2
 *
 * presence.h - are we there?  By account, never by person, which would be a
 * control measure (Working Environment Act chapter 9).  REQ: K4
 */
#ifndef MODEL_PRESENCE_H
#define MODEL_PRESENCE_H
#include "model/municipality.h"

struct presence {
	struct account_id account;
	usec_t last; /* our newest word there; 0: none yet */
	int64_t open, late;
	/* Answered in time of those answered, the last 4 and 12 weeks. */
	int64_t answered4, on_time4, answered12, on_time12;
	bool silent; /* longer than PRESENCE_SILENT, and not closed */
};
#define PRESENCE_SILENT (14 * DAY)
enum err presence_of(struct db *db, struct arena *a,
    const struct municipality *m, const struct account *acct, usec_t now,
    struct presence *out) MUST_CHECK;
/* Tells editor and leader of accounts that have gone silent. */
enum err presence_nudge(struct db *db, struct arena *a,
    const struct municipality *m, usec_t now) MUST_CHECK;
#endif
