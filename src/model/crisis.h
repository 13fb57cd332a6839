/* SPDX-License-Identifier: EUPL-1.2
 *
 * crisis.h - in a crisis with crisis staff set, all communication goes through
 * the crisis leadership (K12).  docs/design/crisis.md.
 *
 * Raising bumps the epoch in crisis_now, the row that every gate reads under
 * lock: once it has committed, nothing becomes `sending` that the crisis
 * leadership has not let out in that epoch.  What waits in the outbox is put
 * before them at once; what comes later is put there as it comes.  Nothing is
 * let go by the end of a crisis: each thing is released or dropped by a person.
 *
 * Two things pass: hiding what the law hides (ground K8, by rule or by hand),
 * since it protects people and says nothing; and what the crisis leadership
 * itself writes meanwhile.
 * REQ: K12; SPEC 1; invariant 5
 */
#ifndef MODEL_CRISIS_H
#define MODEL_CRISIS_H
#include "model/outbox.h"

struct crisis {
	int64_t seq, epoch; /* seq: its entry in the ledger */
	bool active;
	struct person_id decided_by, set_by;
	struct str reason;
	usec_t at;
	usec_t ended_at; /* of crisis_list: 0 while it lasts */
};
/* The newest word on it, begun or ended.  ERR_MISSING: never one. */
enum err crisis_get(
    struct db *db, struct arena *a, struct crisis *out) MUST_CHECK;
/* All that were begun, newest first. */
enum err crisis_list(
    struct db *db, struct arena *a, struct crisis **out, size_t *n) MUST_CHECK;

/* The chief executive, and the deputies whom the setting "crisis" names. */
bool crisis_may_set(
    const struct municipality *m, const struct person *p, usec_t now);
/* Those of the crisis leadership now; in the arena. */
size_t crisis_leaders(const struct municipality *m, struct arena *a, usec_t now,
    const struct person ***out);

/* by sets it on the decision of decided_by (the chief executive, or one who
 * may).  *held counts what was put before the leadership; what is under way at
 * that moment stands in the record of the event crisis.begun.
 * ERR_DENIED: by may not; ERR_INVALID: no reason, or decided_by may not decide;
 * ERR_CONFLICT: there is one already. */
enum err crisis_begin(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *by,
    struct person_id decided_by, struct str reason, usec_t now,
    size_t *held) MUST_CHECK;
/* ERR_CONFLICT: there is none. */
enum err crisis_end(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *by, struct str reason,
    usec_t now) MUST_CHECK;

/* What waits for the crisis leadership, oldest first. */
enum err crisis_queue(struct db *db, struct arena *a, struct outbox_item **out,
    size_t *n) MUST_CHECK;
/* Who decides on what a crisis holds: its leadership; when it is over also
 * those with authority over everything (F4). */
bool crisis_may_release(
    const struct municipality *m, const struct person *p, usec_t now);
/* Lets it out, with other words if text is not empty (of a reply: a version of
 * their own).  The gate looks at it as at any other: findings stop it still.
 * updated_at: as the page showed it.  ERR_DENIED; ERR_CONFLICT: it was decided
 * on meanwhile; ERR_BLOCKED: a finding stands on the words. */
enum err crisis_release(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct outbox_id id,
    usec_t updated_at, struct str text, usec_t now) MUST_CHECK;
/* ERR_INVALID: without a reason. */
enum err crisis_drop(struct db *db, struct arena *a,
    const struct municipality *m, const struct person *p, struct outbox_id id,
    usec_t updated_at, struct str reason, usec_t now) MUST_CHECK;

/* What became of what was to leave while it lasted, and of what was under way
 * when it was set; by the record's order, at most 2000. */
struct crisis_event {
	int64_t seq; /* its entry in the ledger */
	usec_t at;
	struct str state, detail; /* of the outbox, and why */
	struct account_id account;
	struct person_id actor; /* v == 0: by itself */
	struct str text;
	bool under_way;
};
enum err crisis_report(struct db *db, struct arena *a, const struct crisis *c,
    struct crisis_event **out, size_t *n) MUST_CHECK;
#endif
