/* SPDX-License-Identifier: EUPL-1.2
 * roster.c - REQ: K1 K12 */
#include "model/roster.h"

#include <inttypes.h>

#include "fmt/date.h"
#include "ledger/ledger.h"
#include "model/authority.h"
#include "model/crisis.h"
#include "model/notification.h"

static const struct sql q_add = SQL("INSERT INTO shift (account_id, person_id, from_at, to_at, made_by)"
	" VALUES ($1, $2, $3, $4, $5) RETURNING id");
static const struct sql q_remove = SQL("DELETE FROM shift WHERE id = $1");
#define COLUMNS                                                                \
	"SELECT id, account_id, person_id, from_at, to_at, asked_id, made_by"  \
	" FROM shift"
static const struct sql q_one = SQL(COLUMNS " WHERE id = $1");
static const struct sql q_list = SQL(COLUMNS
    " WHERE to_at > $1 AND from_at < $2 ORDER BY from_at, id LIMIT 1000");
static const struct sql q_now = SQL(COLUMNS
    " WHERE from_at <= $1 AND to_at > $1 AND (account_id IS NULL OR account_id = $2)"
    " ORDER BY CASE WHEN account_id IS NULL THEN 1 ELSE 0 END, id");
static const struct sql q_ask = SQL("UPDATE shift SET asked_id = $2 WHERE id = $1");
static const struct sql q_give = SQL("UPDATE shift SET person_id = asked_id, asked_id = NULL WHERE id = $1"
	" AND asked_id = $2");
/* Whose stage has come and has not been told of for this deadline. */
static const struct sql q_due = SQL("SELECT e.id, e.account_id, e.unit_id, e.owner_id, e.due, s.stage"
	" FROM enquiry e JOIN (SELECT 1 AS stage UNION ALL SELECT 2"
	"  UNION ALL SELECT 3) AS s ON ($1 >= CASE s.stage WHEN 1 THEN e.half_at"
	"  WHEN 2 THEN e.soon_at ELSE e.due END)"
	" WHERE e.state = 'open' AND e.due > 0 AND e.paused_until <= $1"
	" AND NOT EXISTS (SELECT 1 FROM reminded r WHERE r.enquiry_id = e.id"
	"  AND r.stage = s.stage AND r.due = e.due) ORDER BY e.due LIMIT 500");
static const struct sql q_told = SQL("INSERT INTO reminded (enquiry_id, stage, due, at)"
	" VALUES ($1, $2, $3, $4)");

static struct shift
shift_from(const struct db_rows *r, size_t i)
{
	return (struct shift){ .id = db_get_int(r, i, 0),
		.account = { db_get_int(r, i, 1) },
		.person = { db_get_int(r, i, 2) },
		.from = db_get_int(r, i, 3),
		.to = db_get_int(r, i, 4),
		.asked = { db_get_int(r, i, 5) },
		.made_by = { db_get_int(r, i, 6) } };
}

static enum err
note(struct db *db, struct arena *a, const char *kind, const struct shift *s,
    struct person_id by, usec_t now)
{
	struct event e = { now, by.v, kind, "shift", s->id };

	return ledger_note(db, a, &e,
	    str_printf(a,
		"{\"person\":%" PRId64 ",\"from\":%" PRId64 ",\"to\":%" PRId64
		"}",
		s->person.v, s->from, s->to),
	    NULL);
}

static bool
in_use(const struct account *acct)
{
	return str_eq(acct->state, STR("active"));
}

bool
roster_may(const struct municipality *m, const struct person *p,
    struct account_id account, usec_t now)
{
	struct object o = { .unit = p->unit };

	if (!account.v && !may(m, NULL, p, ACT_ROSTER, &o, now).yes)
		return false;
	for (size_t i = 0; i < m->naccounts; i++) {
		const struct account *acct = &m->accounts[i];

		if (account.v ? acct->id.v != account.v : !in_use(acct))
			continue;
		o = (struct object){ .unit = acct->unit, .account = acct->id };
		if (!may(m, NULL, p, ACT_ROSTER, &o, now).yes)
			return false;
	}
	return true;
}

static enum err
must_make(const struct municipality *m, const struct person *p,
    struct account_id account, usec_t now)
{
	return p && roster_may(m, p, account, now)
		   ? OK
		   : fail(ERR_DENIED,
			 "K1: those who answer for the account's unit make its "
			 "roster");
}

/* Whoever only reads there is not on duty. */
static bool
works_there(const struct municipality *m, struct person_id id, usec_t now)
{
	const struct person *p = person_find(m, id);

	return p && may_somewhere(m, p, ACT_CLAIM, now);
}

enum err
roster_add(struct db *db, struct arena *a, const struct municipality *m,
    const struct shift *s, usec_t now, int64_t *out)
{
	struct shift made = *s;
	struct db_rows r;

	TRY(must_make(m, person_find(m, s->made_by), s->account, now));
	if (s->to <= s->from || s->to - s->from > 14 * DAY)
		return fail(ERR_INVALID,
		    "K1: a shift ends after it begins, within a fortnight");
	if (!works_there(m, s->person, now) ||
	    (s->account.v && !account_find(m, s->account)))
		return fail(ERR_INVALID,
		    "K1: who must be of the desk, and the account exist");
	TRY(db_query(db, a, &q_add,
	    DB_ARGS(db_ref(s->account.v), db_int(s->person.v), db_int(s->from),
		db_int(s->to), db_int(s->made_by.v)),
	    &r));
	*out = made.id = db_get_int(&r, 0, 0);
	return note(db, a, "shift.made", &made, s->made_by, now);
}

/* The same clock on another day, also over a change to summer time. */
static usec_t
days_later(usec_t t, int64_t days)
{
	struct date d = date_local(t);

	return date_instant(d.number + days,
	    (int64_t)d.hour * 3600 + (int64_t)d.minute * 60 + d.second);
}

enum err
roster_repeat(struct db *db, struct arena *a, const struct municipality *m,
    const struct shift *s, int every, int times, usec_t now)
{
	int64_t id;

	if (every < 1 || every > 8 || times < 1 || times > 60)
		return fail(
		    ERR_INVALID, "K1: every 1 to 8 weeks, at most 60 times");
	for (int i = 0; i < times; i++) {
		struct shift one = *s;

		one.from = days_later(s->from, (int64_t)7 * every * i);
		one.to = days_later(s->to, (int64_t)7 * every * i);
		TRY(roster_add(db, a, m, &one, now, &id));
	}
	return OK;
}

static enum err
get(struct db *db, struct arena *a, int64_t id, struct shift *out)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_one, DB_ARGS(db_int(id)), &r));
	if (r.n == 0)
		return fail(ERR_MISSING, "no such shift");
	*out = shift_from(&r, 0);
	return OK;
}

enum err
roster_remove(struct db *db, struct arena *a, const struct municipality *m,
    int64_t id, const struct person *by, usec_t now)
{
	struct shift s;

	TRY(get(db, a, id, &s));
	TRY(must_make(m, by, s.account, now));
	TRY(db_run(db, &q_remove, DB_ARGS(db_int(id)), NULL));
	return note(db, a, "shift.removed", &s, by->id, now);
}

enum err
roster_list(struct db *db, struct arena *a, usec_t from, usec_t to,
    struct shift **out, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_list, DB_ARGS(db_int(from), db_int(to)), &r));
	*out = ARENA_ARRAY(a, struct shift, r.n + 1);
	*n = r.n;
	for (size_t i = 0; i < r.n; i++)
		(*out)[i] = shift_from(&r, i);
	return OK;
}

enum err
roster_ask(struct db *db, struct arena *a, const struct municipality *m,
    int64_t id, struct person_id by, struct person_id whom, usec_t now)
{
	struct shift s;

	TRY(get(db, a, id, &s));
	if (s.person.v != by.v)
		return fail(ERR_DENIED, "K1: one's own shift is swapped");
	if (whom.v == by.v || (whom.v && !works_there(m, whom, now)))
		return fail(
		    ERR_INVALID, "K1: ask another who works at the desk");
	TRY(db_run(db, &q_ask, DB_ARGS(db_int(id), db_ref(whom.v)), NULL));
	return whom.v ? notification_add(db, whom, NOTIFY_SWAP_ASKED, id, now)
		      : OK;
}

enum err
roster_answer(struct db *db, struct arena *a, int64_t id, struct person_id by,
    bool yes, usec_t now)
{
	struct person_id holder;
	struct shift s;

	TRY(get(db, a, id, &s));
	if (s.asked.v != by.v)
		return fail(ERR_CONFLICT, "K1: nothing is asked of you here");
	holder = s.person;
	if (yes) {
		TRY(db_run(
		    db, &q_give, DB_ARGS(db_int(id), db_int(by.v)), NULL));
		s.person = by;
		TRY(note(db, a, "shift.swapped", &s, by, now));
	} else {
		TRY(db_run(db, &q_ask, DB_ARGS(db_int(id), db_null()), NULL));
	}
	TRY(notification_settled(db, NOTIFY_SWAP_ASKED, id, now));
	return notification_add(db, holder, NOTIFY_SWAP_ANSWERED, id, now);
}

enum err
roster_on_duty(struct db *db, struct arena *a, const struct municipality *m,
    struct account_id account, usec_t now, struct person_id *out)
{
	struct db_rows r;

	out->v = 0;
	TRY(db_query(
	    db, a, &q_now, DB_ARGS(db_int(now), db_int(account.v)), &r));
	for (size_t i = 0; i < r.n && out->v == 0; i++) {
		struct shift s = shift_from(&r, i);
		const struct person *p = person_find(m, s.person);

		if (p && p->active && person_present(m, p, now))
			*out = s.person;
	}
	return OK;
}

static bool
is_covered(const struct municipality *m, const struct shift *s, size_t n,
    usec_t from, usec_t to)
{
	for (size_t i = 0; i < m->naccounts; i++) {
		bool covered = !in_use(&m->accounts[i]);

		for (size_t k = 0; k < n && !covered; k++)
			covered = s[k].from < to && s[k].to > from &&
				  (s[k].account.v == 0 ||
				      s[k].account.v == m->accounts[i].id.v);
		if (!covered)
			return false;
	}
	return true;
}

enum err
roster_gaps(struct db *db, struct arena *a, const struct municipality *m,
    usec_t from, usec_t to, int64_t **days, size_t *n)
{
	int64_t first = date_local(from).number;
	int64_t last = date_local(to - 1).number;
	struct shift *s;
	size_t ns;

	TRY(roster_list(db, a, from, to, &s, &ns));
	*days = ARENA_ARRAY(a, int64_t, (size_t)(last - first + 2));
	*n = 0;
	for (int64_t d = first; d <= last; d++) {
		usec_t start = date_instant(d, 0), end = date_instant(d + 1, 0);

		if (start < from)
			start = from; /* what is gone of today is no gap */
		if (worktime_between(&m->hours, NULL, 0, start, end) > 0 &&
		    !is_covered(m, s, ns, start, end))
			(*days)[(*n)++] = d;
	}
	return OK;
}

/* Reminders ---------------------------------------------------------------- */

struct owed {
	int64_t enquiry;
	struct account_id account;
	struct unit_id unit;
	struct person_id owner;
	usec_t due;
	int stage;
};

/* Who has it and is here; else who is on duty; else the editor; else whoever
 * answers for the unit. */
static enum err
whom_to_remind(struct db *db, struct arena *a, const struct municipality *m,
    const struct owed *o, usec_t now, struct person_id *out)
{
	const struct account *acct = account_find(m, o->account);
	const struct person *owner = person_find(m, o->owner);
	struct object object = { .unit = o->unit };
	static const struct person nobody;
	struct ruling r;

	if (owner && owner->active && person_present(m, owner, now)) {
		*out = owner->id;
		return OK;
	}
	TRY(roster_on_duty(db, a, m, o->account, now, out));
	if (out->v)
		return OK;
	if (acct && acct->editor.v) {
		*out = acct->editor;
		return OK;
	}
	r = may(m, a, &nobody, ACT_CLAIM, &object, now);
	out->v = r.nroute ? r.route[0]->id.v : 0;
	return OK;
}

/* The account's leader, or the nearest who leads the unit. */
static struct person_id
leader_of(const struct municipality *m, struct arena *a, const struct owed *o,
    usec_t now)
{
	const struct account *acct = account_find(m, o->account);
	struct object object = { .unit = o->unit };
	static const struct person nobody;
	struct ruling r;

	if (acct && acct->leader.v)
		return acct->leader;
	r = may(m, a, &nobody, ACT_APPROVE, &object, now);
	return r.nroute ? r.route[0]->id : (struct person_id){ 0 };
}

static enum notification_kind
kind_of(int stage)
{
	return stage == 1   ? NOTIFY_DUE_HALF
	       : stage == 2 ? NOTIFY_DUE_SOON
			    : NOTIFY_DUE_NOW;
}

/* One notice an enquiry: the later says what the earlier said, and more. */
static enum err
settle_earlier(struct db *db, const struct owed *o, usec_t now)
{
	for (int stage = 1; stage < o->stage; stage++)
		TRY(notification_settled(db, kind_of(stage), o->enquiry, now));
	return OK;
}

static enum err
remind_one(struct db *db, struct arena *a, const struct municipality *m,
    const struct owed *o, usec_t now)
{
	enum notification_kind kind = kind_of(o->stage);
	struct person_id who = { 0 }, leader;
	const struct person **lead;

	TRY(db_run(db, &q_told,
	    DB_ARGS(db_int(o->enquiry), db_int(o->stage), db_int(o->due),
		db_int(now)),
	    NULL));
	if (o->stage < 3 && o->due <= now)
		return OK; /* overtaken: the deadline itself is told of */
	TRY(settle_earlier(db, o, now));
	if (m->crisis) {
		size_t n = crisis_leaders(m, a, now, &lead);

		for (size_t i = 0; i < n; i++)
			TRY(notification_add(
			    db, lead[i]->id, kind, o->enquiry, now));
		return OK;
	}
	TRY(whom_to_remind(db, a, m, o, now, &who));
	if (who.v)
		TRY(notification_add(db, who, kind, o->enquiry, now));
	leader = leader_of(m, a, o, now);
	if ((o->stage == 3 || who.v == 0) && leader.v && leader.v != who.v)
		return notification_add(db, leader, kind, o->enquiry, now);
	return OK;
}

enum err
roster_remind(struct db *db, struct arena *a, const struct municipality *m,
    usec_t now, size_t *n)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_due, DB_ARGS(db_int(now)), &r));
	*n = r.n;
	for (size_t i = 0; i < r.n; i++) {
		struct owed o = { .enquiry = db_get_int(&r, i, 0),
			.account = { db_get_int(&r, i, 1) },
			.unit = { db_get_int(&r, i, 2) },
			.owner = { db_get_int(&r, i, 3) },
			.due = db_get_int(&r, i, 4),
			.stage = (int)db_get_int(&r, i, 5) };

		TRY(remind_one(db, a, m, &o, now));
	}
	return OK;
}
