/* SPDX-License-Identifier: EUPL-1.2
 *
 * approval.h - what waits for another person does not wait in silence: whoever
 * is asked is told, reminded, and passed by where they are away, have lost
 * their role, or let the time go.  Answers and posts alike.  Used by reply*.c,
 * post*.c and the job `remind`.  docs/design/approval.md
 * REQ: F3 F4 K1 K12; SPEC 2.6
 */
#ifndef MODEL_APPROVAL_H
#define MODEL_APPROVAL_H
#include "model/authority.h"

enum approval_of { APPROVAL_REPLY, APPROVAL_POST };

struct decision {
	const struct person *by;
	struct str what, remark; /* approve, or return with a remark */
	/* filled in by approval_may_decide */
	bool approve;
	const char *clause;
};
/* ERR_DENIED with the clause; ERR_INVALID: neither of the two, or returned
 * without a word. */
enum err approval_may_decide(const struct municipality *m,
    const struct object *o, struct decision *d, usec_t now) MUST_CHECK;

/* Tells the asked that a decision of theirs is waited for; where nobody could
 * be asked (v == 0), the chief executive's team. */
enum err approval_tell(struct db *db, const struct municipality *m,
    enum approval_of of, int64_t id, struct person_id asked,
    usec_t now) MUST_CHECK;
/* Decided, returned or taken back: nobody need look at it any more. */
enum err approval_settled(
    struct db *db, enum approval_of of, int64_t id, usec_t now) MUST_CHECK;

/* For the job.  Who is away or may not decide any more: the nearest who may is
 * asked at once.  Half the time gone: the asked is reminded.  80 % gone: the
 * next is asked as well, or, where there is none, the team is told.  Time out:
 * the team and the writer are told.  Each once for the same words and the same
 * deadline, none before the asked has had half an hour of working time, and
 * who was asked stands in the record.  A closure pauses all of it; in a crisis
 * nobody new is asked, but the crisis leadership is told once.  *n counts what
 * was done. */
enum err approval_remind(struct db *db, struct arena *a,
    const struct municipality *m, usec_t now, size_t *n) MUST_CHECK;
#endif
