/* SPDX-License-Identifier: EUPL-1.2
 *
 * roster.h - who is on duty for which account, swaps, and whom a reminder goes
 * to (K1).  docs/design/duty.md
 */
#ifndef MODEL_ROSTER_H
#define MODEL_ROSTER_H
#include "model/municipality.h"

struct shift {
	int64_t id;
	struct account_id account; /* v == 0: all */
	struct person_id person;
	usec_t from, to;
	struct person_id asked; /* to take it over; v == 0: nobody */
	struct person_id made_by;
};
/* May they make and remove shifts for that account?  For all at once (v == 0):
 * where they may for each that is in use. */
bool roster_may(const struct municipality *m, const struct person *p,
    struct account_id account, usec_t now);
/* ERR_DENIED: made_by may not; ERR_INVALID: ends before it begins, or nobody
 * such who works at the desk. */
enum err roster_add(struct db *db, struct arena *a,
    const struct municipality *m, const struct shift *s, usec_t now,
    int64_t *out) MUST_CHECK;
/* The same shift for `weeks` weeks, `every` weeks apart, by local clock. */
enum err roster_repeat(struct db *db, struct arena *a,
    const struct municipality *m, const struct shift *s, int every, int times,
    usec_t now) MUST_CHECK;
/* ERR_DENIED: by may not. */
enum err roster_remove(struct db *db, struct arena *a,
    const struct municipality *m, int64_t id, const struct person *by,
    usec_t now) MUST_CHECK;
/* Those that touch [from, to), by time. */
enum err roster_list(struct db *db, struct arena *a, usec_t from, usec_t to,
    struct shift **out, size_t *n) MUST_CHECK;

/* The holder asks another (v == 0: nobody any more), who says yes or no.
 * ERR_DENIED: not theirs; ERR_INVALID: not another who works at the desk;
 * ERR_CONFLICT: nothing is asked. */
enum err roster_ask(struct db *db, struct arena *a,
    const struct municipality *m, int64_t id, struct person_id by,
    struct person_id whom, usec_t now) MUST_CHECK;
enum err roster_answer(struct db *db, struct arena *a, int64_t id,
    struct person_id by, bool yes, usec_t now) MUST_CHECK;

/* On duty at that instant for the account and present; v == 0: nobody. */
enum err roster_on_duty(struct db *db, struct arena *a,
    const struct municipality *m, struct account_id account, usec_t now,
    struct person_id *out) MUST_CHECK;
/* Working days of [from, to) on which nobody is on duty for an account in use:
 * day numbers (fmt/date.h). */
enum err roster_gaps(struct db *db, struct arena *a,
    const struct municipality *m, usec_t from, usec_t to, int64_t **days,
    size_t *n) MUST_CHECK;

/* Reminders at half, at 80 % and at the deadline: to who has it, else the one
 * on duty, else the editor; at the deadline to the leader as well; in a crisis
 * to the crisis leadership.  Each once for each deadline.  *n counts. */
enum err roster_remind(struct db *db, struct arena *a,
    const struct municipality *m, usec_t now, size_t *n) MUST_CHECK;
#endif
