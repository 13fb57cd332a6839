/* SPDX-License-Identifier: EUPL-1.2
 *
 * journal.h - what is put before the archivist as proposed for journalling: an
 * enquiry that needs case handling, once it is answered (K10; Archives Act).
 */
#ifndef MODEL_JOURNAL_H
#define MODEL_JOURNAL_H
#include "model/enquiry.h"

/* Those of the reply's enquiries that need case handling; once each. */
enum err journal_propose(struct db *db, struct arena *a, struct reply_id reply,
    usec_t now) MUST_CHECK;
struct proposal {
	struct enquiry_id enquiry;
	usec_t at;
	struct str state; /* proposed accepted declined */
	struct str excerpt, reason;
	struct person_id decided_by;
};
/* Undecided first. */
enum err journal_list(struct db *db, struct arena *a, struct proposal **out,
    size_t *n) MUST_CHECK;
/* ERR_INVALID: declined without a reason; ERR_CONFLICT: decided already. */
enum err journal_decide(struct db *db, struct arena *a, struct enquiry_id id,
    bool accept, struct str reason, struct person_id by, usec_t now) MUST_CHECK;
#endif
