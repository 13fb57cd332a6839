/* SPDX-License-Identifier: EUPL-1.2
 *
 * escalation.h - what may harm the municipality's reputation is coordinated by
 * the adviser with the chief executive's team before it is answered; whoever is
 * in doubt asks (K3).  It has a clock of its own, in working minutes; replies
 * are held by the gate until it is decided, and whoever asked sees that it was
 * received and what was decided.  docs/design/escalation.md
 */
#ifndef MODEL_ESCALATION_H
#define MODEL_ESCALATION_H
#include "model/enquiry.h"

struct escalation {
	struct escalation_id id;
	struct enquiry_id enquiry;
	struct str state;	    /* open taken decided */
	struct person_id raised_by; /* v == 0: by what the text says */
	usec_t raised_at, due;
	struct person_id owner; /* who coordinates; v == 0: nobody yet */
	struct str decision;
	struct str doubt, note; /* what was asked, what was decided */
	usec_t decided_at;
	struct str account_excerpt; /* of the enquiry, masked */
};
/* One that is not decided for the enquiry already: that one.  by.v 0: the
 * program, by the text.  Tells those who coordinate. */
enum err escalation_raise(struct db *db, struct arena *a,
    const struct municipality *m, struct enquiry_id enquiry,
    struct person_id by, struct str doubt, usec_t now,
    struct escalation_id *out) MUST_CHECK;
/* ERR_CONFLICT: another has it, or it is decided. */
enum err escalation_take(struct db *db, struct arena *a,
    struct escalation_id id, struct person_id by, usec_t now) MUST_CHECK;
/* answer: as drafted; line: with this line, the note, back to the writer;
 * adviser: who decides answers; none: no answer, with the reason in the note;
 * normal: no case for K3.  What was held goes on, or back to its writer.
 * ERR_INVALID: line and none need the note. */
enum err escalation_decide(struct db *db, struct arena *a,
    struct escalation_id id, struct str decision, struct str note,
    struct person_id by, usec_t now) MUST_CHECK;
/* The newest of the enquiry; id.v 0: none. */
enum err escalation_of(struct db *db, struct arena *a, struct enquiry_id id,
    struct escalation *out) MUST_CHECK;
/* Undecided ones by their clock, then the newest decided. */
enum err escalation_list(struct db *db, struct arena *a,
    struct escalation **out, size_t *n) MUST_CHECK;
#endif
